.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

UV_VERSION := 0.13.9
PYTHON ?= python3
TOOLS := .local/tools
BIN := .venv/bin
NODE := $(BIN)/python -m infra.node

export DESK_PORT ?= 4566
export X_PORT ?= 4567
export DEMO ?= 1

.PHONY: help
help: ## What can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
	@echo
	@echo "DESK_PORT=$(DESK_PORT) X_PORT=$(X_PORT) DEMO=$(DEMO) can be set on the command line."

# A machine needs Python 3.11 or newer and nothing else: uv comes from PyPI, and Node with it as a wheel.
$(TOOLS)/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.local/python.done: $(TOOLS)/bin/uv uv.lock pyproject.toml
	$(TOOLS)/bin/uv sync --frozen --quiet --python $$($(PYTHON) -c 'import sys; print(sys.executable)')
	@touch $@

.local/node.done: .local/python.done package-lock.json package.json
	$(NODE) npm ci --no-audit --no-fund --update-notifier=false --loglevel=error
	$(BIN)/python -m infra.vendor
	@touch $@

.PHONY: ready
ready: .local/node.done

.PHONY: run
run: ready ## The whole desk on this machine, with customers who post, until Ctrl-C
	@$(BIN)/python -m infra.local.desk run

.PHONY: up
up: ready ## The same in the background; DEMO=0 without the customers
	@$(BIN)/python -m infra.local.desk up

.PHONY: down
down: ready ## Stop what is in the background
	@$(BIN)/python -m infra.local.desk down

.PHONY: replay
replay: ready ## Play FILE=posts.jsonl through the webhook of the running desk
	@$(BIN)/python -m infra.local.replay $(if $(FILE),"$(FILE)",$(error say which: make replay FILE=posts.jsonl))

.PHONY: test
test: ready ## All tests, those of the running desk beside the others
	$(BIN)/pytest --numprocesses 2

.PHONY: lint
lint: ready ## Style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if [ -f functions/desk_api/web/jsconfig.json ]; then $(NODE) tsc -p functions/desk_api/web/jsconfig.json; fi

.PHONY: bench
bench: ready ## Measure; the figures end in docs/. ONLY=costs prints X's requests and charges alone
	$(BIN)/python -m tests.benchmarks $(ONLY)

.PHONY: shots
shots: ready ## Screenshots of every page into .local/shots; ARGS=ticket-phone for some of them
	$(BIN)/python -m tests.web.shots $(ARGS)

.PHONY: synth
synth: ready ## The CloudFormation template, held to cdk-nag's rules
	$(NODE) cdk synth --quiet

.PHONY: deploy
deploy: ready ## Deploy to the AWS account of your credentials; ARGS="-c sender=desk@your.example"
	$(NODE) cdk deploy $(ARGS)
