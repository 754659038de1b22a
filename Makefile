# Rutin. `make demo` starts the real thing, `make test` proves it; both install what they need into .venv.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: install install-dev demo test lint check soak bench lock clean

install: $(STAMP)

$(VENV)/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Rutin needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet uv

# The locks name versions and hashes only; where packages come from is the machine's own setting.
# Compiled at once, so that the first `rutin` is as quick as the second.
$(STAMP): $(VENV)/bin/uv pyproject.toml requirements.lock
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	$(BIN)/python -m compileall -q core web plugins
	touch $@

install-dev: $(DEV_STAMP)

$(DEV_STAMP): $(STAMP) requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	touch $@

# Starts with invented cases; stop with Ctrl-C. Another port: make demo PORT=9000
demo: install
	$(BIN)/rutin demo --port $(PORT)

# Style, types, the arrows between the rooms and the routines.
lint: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/rutin check municipality_configs

# The same, and the scenarios.
check: lint
	$(BIN)/rutin test municipality_configs

# The tests play the scenarios too.
test: lint
	sh tests/browser/chromium.sh
	$(BIN)/pytest -q -n 2 --dist worksteal

# Longer than ten minutes: run before a release.
soak: install-dev
	$(BIN)/pytest -q -m soak

bench: install
	$(BIN)/rutin bench steps --cases 200 --json
	$(BIN)/rutin bench steps --cases 1000 --clients 64 --json
	$(BIN)/rutin bench worklist --json
	$(BIN)/rutin bench page --json
	$(BIN)/rutin bench report --json

lock: $(VENV)/bin/uv
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --generate-hashes pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --generate-hashes --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
