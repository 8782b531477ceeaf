# make run | test | lint | eval | bench | attack | drill | docs | clean. Needs Python 3.11+ and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

.PHONY: run test lint eval bench attack drill docs lock clean install

run: $(STAMP)
	@$(BIN)/communique demo

# PROCESSES=2 takes half the time on two cores; a file's tests stay together, and those of a server.
test: $(STAMP)
	@$(BIN)/python -m pytest $(if $(PROCESSES),-n $(PROCESSES) --dist loadgroup --no-loadscope-reorder)

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports
	@$(BIN)/sqlfluff lint --disable-progress-bar warehouse/sql flows/sql

eval: $(VENV)/floor
	@$(BIN)/python -m tests.eval

bench: $(STAMP)
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.warehouse

attack: $(STAMP)
	@$(BIN)/python -m tests.attack

drill: $(STAMP)
	@$(BIN)/python -m tests.drill

docs: $(STAMP)
	@$(BIN)/python -m warehouse.describe
	@$(BIN)/python -m warehouse.reports

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "communique needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "installing into $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV)
# The lock names everything: without --no-deps an older pip looks for newer versions of extras.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

# spaCy, whose blank tokenizer is the floor of `make eval`: 190 MB that nothing else needs.
$(VENV)/floor: $(STAMP) tests/eval/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/eval/requirements.lock
	@touch $@

# Needs uv on the PATH; names, versions and hashes only, no address of an index.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet
lock:
	$(LOCK) pyproject.toml --extra dev -o requirements.lock
	$(LOCK) tests/eval/requirements.in --constraint requirements.lock -o tests/eval/requirements.lock

clean:
	rm -rf $(VENV) data
