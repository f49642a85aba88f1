# What contributors and CI run. Needs Python 3.11 or newer, git and make; everything else comes from the lock files.

ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
endif
ifeq ($(PYTHON),)
$(error No Python 3.11 or newer found: install one, or name it, as in `make PYTHON=/path/to/python3.12 site`)
endif

VENV := .venv
DEV := .venv-dev
SITE := example-site/site
# One file or folder that changed after the last build of the example site, if there is one.
CHANGED := $(shell find kbgen themes example-site/* \( -path $(SITE) -o -name __pycache__ \) -prune \
	-o -newer $(SITE)/index.html -print -quit 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help site serve screenshots test torture lint format types bench dist sbom lock clean always
.DELETE_ON_ERROR:

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

site: $(SITE)/index.html ## Build the example site into example-site/site
	@echo "The example site is in $(SITE)/. To see it: make serve"

serve: site ## Show the example site on http://127.0.0.1:8000/
	$(VENV)/bin/python -m http.server --bind 127.0.0.1 --directory $(SITE) 8000

test: $(DEV)/installed ## Run the tests
	$(DEV)/bin/python -m pytest -n 2

torture: $(DEV)/installed ## Kill builds, fill disks, damage caches, try half a million inputs (an hour)
	$(DEV)/bin/python -m pytest -n 2 -m torture

lint: $(DEV)/installed ## Check style, and the workflows for security
	$(DEV)/bin/ruff check
	$(DEV)/bin/ruff format --check
	$(DEV)/bin/zizmor --offline --quiet --persona=pedantic .github action.yml

format: $(DEV)/installed ## Format the code and mend what can be mended
	$(DEV)/bin/ruff check --fix
	$(DEV)/bin/ruff format

types: $(DEV)/installed ## Check the types
	$(DEV)/bin/mypy

screenshots: $(DEV)/installed site ## Take the pictures of the README again (needs Chromium)
	$(DEV)/bin/python docs/screenshots.py $(SITE) docs/images

bench: $(DEV)/installed ## Measure builds beside stock MkDocs, on what KBGEN_CORPORA names
	$(DEV)/bin/python tests/bench/run.py $(BENCH)

dist: $(DEV)/installed ## Build the wheel and the source archive into dist
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(DEV)/bin/python -m build --quiet --no-isolation --outdir dist

sbom: $(VENV)/installed $(DEV)/installed ## List the runtime dependencies as CycloneDX in sbom.json
	$(DEV)/bin/cyclonedx-py environment $(VENV) --pyproject pyproject.toml --output-reproducible -o sbom.json

lock: $(DEV)/installed ## Take the newest allowed dependencies into the lock files
	$(DEV)/bin/uv pip compile $(LOCK) --group install -o requirements.lock pyproject.toml
	$(DEV)/bin/uv pip compile $(LOCK) --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml

# --no-config: the lock must not depend on this machine's mirrors, nor name them.
LOCK := --quiet --no-config --universal --python-version 3.11 --upgrade --generate-hashes --no-header --no-annotate

clean: ## Remove what make made
	rm -rf $(VENV) $(DEV) $(SITE) example-site/.repos build dist sbom.json .mypy_cache .pytest_cache .ruff_cache

$(SITE)/index.html: $(VENV)/installed $(if $(CHANGED),always)
	$(VENV)/bin/python example-site/replay.py
	$(VENV)/bin/kbgen build -c example-site/kbgen.yml -o $(SITE)
	@touch $@

# A folder of packages is made anew when its lock changes. Hash-checked; the build backend is in the lock too.
$(VENV)/installed: requirements.lock pyproject.toml
	$(call install,$(VENV),requirements.lock)

$(DEV)/installed: requirements-dev.lock pyproject.toml
	$(call install,$(DEV),requirements-dev.lock)

define install
	$(PYTHON) -m venv --clear $(1)
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(2)
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
endef
