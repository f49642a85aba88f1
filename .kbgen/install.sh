#!/usr/bin/env bash
# Installs the kbgen of this checkout, for the workflows that check and publish the manual with it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
pip=(python -m pip install --quiet --disable-pip-version-check)
"${pip[@]}" --require-hashes -r requirements.lock
"${pip[@]}" --no-deps --no-build-isolation .
