#!/usr/bin/env bash
# Installs kbgen into the Python that comes first on PATH: for the workflows, for the container, on your machine.
#
# What kbgen needs is in requirements.txt, by version and hash; kbgen itself is one commit of its repository.
# For a newer kbgen delete this folder, and run `kbgen init` of that one: it writes what is missing.
set -euo pipefail
kbgen='@@origin@@'

if [ -z "$kbgen" ]; then
  echo "Which kbgen? Say it in .kbgen/install.sh: kbgen='git+https://HOST/OWNER/kbgen@COMMIT'" >&2
  exit 1
fi
cd "$(dirname "${BASH_SOURCE[0]}")"
pip=(python -m pip install --quiet --disable-pip-version-check)
"${pip[@]}" --require-hashes -r requirements.txt
"${pip[@]}" --no-deps --no-build-isolation "kbgen @ $kbgen"
