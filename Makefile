# Two commands do all on a fresh machine: make serve, make test.
PYTHON ?= python3
# Processes that share the tests, a file each; a worker grows to some 2 GB.
TEST_WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
# Where pip may look for more packages, such as a CPU build of torch; unset by default.
PLEDGE_EXTRA_INDEX ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check $(if $(PLEDGE_EXTRA_INDEX),--extra-index-url $(PLEDGE_EXTRA_INDEX))
TORCH := $(shell sed -n 's/^torch==/torch==/p' constraints.txt)

.PHONY: help serve test lint unit browser-tools docs eval bench clean

help:
	@echo "make serve   install, index the sample organisation, serve the widget and the console"
	@echo "make test    install what tests need, then lint, types and every test"
	@echo "make docs    write docs/cli.md, docs/settings.md and docs/rules.md"
	@echo "make eval    run every evaluation suite"
	@echo "make bench   measure speed and memory"

# torch first and exactly: a range would bring the CUDA build on some machines.
$(VENV)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c "import sys; sys.exit(sys.version_info < (3, 11))" || (echo "Python 3.11 or newer is needed; set PYTHON=..."; exit 1)
	@echo "Installing (the first time takes a few minutes) ..."
	@$(BIN)/python -c "import torch" 2>/dev/null || $(PIP) install --quiet "$(TORCH)"
	@$(PIP) install --quiet --constraint constraints.txt --editable ".[postgres,mcp]"
	@$(BIN)/python -c "from knowledge.embed import OnnxEmbedder; OnnxEmbedder()"
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(PIP) install --quiet --constraint constraints.txt --editable ".[all,dev]"
	@touch $@

serve: $(VENV)/.installed
	@$(BIN)/pledge serve --sample

test: $(VENV)/.installed-dev browser-tools
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy .

unit: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest tests/knowledge tests/assistant tests/evals tests/prompts

# A browser and PostgreSQL: the system's, else Debian's package as root, else a clear message.
browser-tools:
	@sh tests/tools.sh

docs: $(VENV)/.installed
	@$(BIN)/python -m api.documentation

eval: $(VENV)/.installed-dev
	@$(BIN)/pledge eval run

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m evals.bench

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
