.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= python3
TOOLS := .local/tools
BIN := .venv/bin
NODE := $(BIN)/python -m infra.node

export DESK_PORT ?= 4566
export X_PORT ?= 4567
export DEMO ?= 1
PROCESSES ?= 5

.PHONY: help
help: ## What can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
	@echo
	@echo "DESK_PORT=$(DESK_PORT) X_PORT=$(X_PORT) DEMO=$(DEMO) can be set on the command line."

# A machine needs Python 3.11 or newer and nothing else: uv comes from PyPI by its hash, and Node with it as a wheel.
.local/uv.done: uv.lock infra/install_uv.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	@rm -f $@
	$(PYTHON) -m infra.install_uv $(TOOLS)
	@touch $@

# After the checkout was moved, or its Python was upgraded, what is installed does not find itself any more: it is made anew.
INSTALLED_HERE := import infra, os, sys; sys.exit(not os.path.samefile(os.path.dirname(os.path.dirname(infra.__file__)), "."))
ifneq ($(wildcard .local/python.done),)
ifneq ($(shell $(BIN)/python -P -c '$(INSTALLED_HERE)' 2>/dev/null && echo yes),yes)
.PHONY: .local/python.done
endif
endif

.local/python.done: .local/uv.done uv.lock pyproject.toml
	@$(BIN)/python -P -c '$(INSTALLED_HERE)' 2>/dev/null || rm -rf .venv
	$(TOOLS)/bin/uv sync --frozen --quiet --python $$($(PYTHON) -c 'import sys; print(sys.executable)')
	@touch $@

.local/node.done: package-lock.json package.json | .local/python.done
	$(NODE) npm ci --no-audit --no-fund --update-notifier=false --loglevel=error
	@rm -rf functions/desk_api/web/vendor # where copies of the libraries stood before the page was bundled
	$(BIN)/python -m infra.bundling.page
	@touch $@

.PHONY: ready
ready: .local/node.done

.PHONY: run
run: ready ## The whole desk on this machine, with customers who post, until Ctrl-C
	@$(BIN)/python -m infra.local.desk run

.PHONY: up
up: ready ## The same in the background; DEMO=0 without the customers
	@$(BIN)/python -m infra.local.desk up

# Whoever has nothing installed has nothing running, and nothing to forget.
STATE := $(or $(DESK_STATE),.local)

.PHONY: down
down: ## Stop what is in the background
	@if compgen -G '$(STATE)/*.process.json' > /dev/null; then $(MAKE) --no-print-directory --silent ready \
		&& $(BIN)/python -m infra.local.desk down; else echo 'nothing was running'; fi

.PHONY: fresh
fresh: ## Forget what the desk on this machine has written down, and stop it first
	@if compgen -G '$(STATE)/*.process.json' > /dev/null || [ -e '$(STATE)/aws' ]; then $(MAKE) --no-print-directory --silent ready \
		&& $(BIN)/python -m infra.local.desk fresh; else echo 'there is nothing to forget'; fi

.PHONY: replay
replay: ready ## Play FILE=posts.jsonl through the webhook of the running desk
	@$(BIN)/python -m infra.local.replay $(if $(FILE),"$(FILE)",$(error say which: make replay FILE=posts.jsonl))

.PHONY: test
test: ready ## All tests, those of the running desk beside the others; ALL=1 with journeys in every size and language, PROCESSES=5
	@# What one process has compiled the next one reads: a run starts hundreds. The tests are compiled once, beside the browser's arrival.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --collect-only --quiet > /dev/null & $(BIN)/python -m tests.web.bring_browser; wait
	ALL_VARIANTS=$(ALL) PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --numprocesses $(PROCESSES)

.PHONY: drill
drill: ready ## An upgrade and a way back from a backup, on a desk of its own, while customers write; some minutes
	@$(BIN)/pytest tests/drills/drill.py

.PHONY: lint
lint: ready ## Style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NODE) biome check --error-on-warnings
	$(NODE) tsc -p functions/desk_api/web/jsconfig.json

.PHONY: bench
bench: ready ## Measure; the figures go to docs/figures.md. ONLY=life measures one group of them
	$(BIN)/python -m tests.benchmarks $(ONLY)

.PHONY: shots
shots: ready ## Screenshots of every page into .local/shots; ARGS=ticket-phone for some of them
	$(BIN)/python -m tests.web.shots $(ARGS)

.PHONY: synth
synth: ready ## The CloudFormation template of STAGE, or of the example, held to cdk-nag's rules
	$(NODE) cdk synth --quiet $(if $(STAGE),--context stage=$(STAGE)) $(ARGS)

.PHONY: deploy
deploy: ready ## Deploy STAGE=prod, of infra/stages/prod.toml, to the AWS account of your credentials
	@$(BIN)/desk deploy --stage $(or $(STAGE),$(error say which: make deploy STAGE=prod)) $(ARGS)
