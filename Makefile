# The two commands are `make run` and `make test`; `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export PORT ?= 8000
DATA ?= ../shared
OUT ?= out

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
FLASK := $(BIN)/flask --app app
STAMPS := $(VENV)/stamps

# What is installed is named by the hash of its lock: a changed lock is a missing stamp.
hash = $(shell cat $(1) 2>/dev/null | sha256sum | cut -c1-16)
RUNTIME := $(STAMPS)/runtime-$(call hash,requirements.txt)
DEVELOPMENT := $(STAMPS)/development-$(call hash,requirements.txt requirements-dev.txt)
FONT_SOURCES := $(wildcard services/drawing/fonts*.py services/drawing/fonts*/*.py)
FONTS := $(STAMPS)/fonts-$(call hash,requirements.txt $(FONT_SOURCES))
FONT_CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/union-cases/fonts
# Icons are named in templates and in code, so both are sources of the bundle.
FRONT_SOURCES := $(sort $(shell find static templates services -path static/build -prune -o \
	-type f \( -name '*.css' -o -name '*.js' -o -name '*.svg' -o -name '*.png' -o -name '*.html' -o -name '*.py' \) -print))
FRONT := static/build/.made-$(call hash,requirements.txt $(FRONT_SOURCES))
CATALOGUES := $(sort $(wildcard services/*/translations/*/LC_MESSAGES/*.po))
WORDS := $(STAMPS)/words-$(call hash,$(CATALOGUES))

PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/pip install --quiet --require-hashes --only-binary :all:

.PHONY: again help setup development run test accept check format bench shots experience design words lock sbom audit clean

help:  ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: $(RUNTIME) $(FONTS) $(FRONT) $(WORDS)  ## prepare everything, start nothing

development: setup $(DEVELOPMENT)

run: export FLASK_DEBUG := 0
run: setup  ## set up, migrate, first start with a demo city, serve on PORT (8000), with a courier beside
	@$(FLASK) db upgrade
	@$(FLASK) finish-upgrade
	@$(FLASK) demo first-start
	@$(FLASK) messages deliver --watch --beside $$$$ & \
	exec $(BIN)/gunicorn 'app:create_app()' --bind 127.0.0.1:$(PORT) \
		--workers 2 --worker-class gthread --threads 4 --no-control-socket --log-level warning

test: development  ## set up and run the tests
	@$(PYTHON) -m pytest -n 2

accept: development  ## the figures expected of the real tables in DATA (../shared)
	@$(PYTHON) -m pytest -n 2 tests/accept --data $(DATA)

check: development  ## format, lint, types, imports, templates, security, house rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --quiet
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml services app.py
	$(PYTHON) -m pytest -q -m source tests/house

format: development  ## write code and templates in the one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint templates --reformat --quiet

bench: development  ## lists, pages and figures beside a bare Flask view of the same rows (CASES=100000)
	@$(PYTHON) -m bench

shots: development  ## pictures of the main pages, of every component and (not kept in git) of every page into docs/pictures
	@$(PYTHON) -m tests.shots

design: development  ## write docs/design.md from the list of components
	@$(FLASK) design write

experience: development  ## measure the journeys in a browser and write the figures into docs/experience.md
	@$(PYTHON) -m pytest -q tests/journeys/test_measured.py --experience docs/experience.md

words: development  ## collect the words of all rooms into their catalogues and compile them
	@$(PYTHON) -m services.core.catalogues update

lock: development  ## compile requirements*.in with hashes
	$(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt

sbom: development  ## OUT/sbom.json: every package the product runs on (CycloneDX)
	@mkdir -p $(OUT)
	@$(BIN)/cyclonedx-py requirements requirements.txt --output-reproducible --of JSON -o $(OUT)/sbom.json
	@echo "$(OUT)/sbom.json"

audit: development  ## ask the advisory database about every package (needs the network)
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements.txt

clean:  ## remove what set-up and working made; instance/ stays
	rm -rf $(VENV) static/build $(OUT) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find services tests migrations -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# --- set-up, step by step -------------------------------------------------------------------

missing = { echo "$(1) is missing: sudo apt install $(2)" >&2; exit 1; }

$(PYTHON):
	@command -v git >/dev/null || $(call missing,git,git)
	@command -v python3.11 >/dev/null || $(call missing,Python 3.11,python3.11 python3-venv)
	@python3.11 -c 'import venv, ensurepip' 2>/dev/null || $(call missing,The Python module venv,python3-venv)
	@echo "Making $(VENV)"
	@python3.11 -m venv $(VENV)

$(RUNTIME): | $(PYTHON)
	@echo "Installing the requirements"
	@$(PIP) -r requirements.txt
	@mkdir -p $(STAMPS) && rm -f $(STAMPS)/runtime-* && touch $@

$(DEVELOPMENT): | $(RUNTIME)
	@echo "Installing what tests and checks need"
	@$(PIP) -r requirements.txt -r requirements-dev.txt
	@mkdir -p $(STAMPS) && rm -f $(STAMPS)/development-* && touch $@

$(FONTS): $(if $(wildcard $(FONT_CACHE)/*/SHA256SUMS),,again) | $(RUNTIME)
	@echo "Preparing the fonts (about a minute the first time, then from the cache)"
	@$(PYTHON) -m services.drawing.fonts_setup
	@rm -f $(STAMPS)/fonts-* && touch $@

$(FRONT): | $(RUNTIME)
	@echo "Bundling styles, scripts and icons"
	@$(PYTHON) -m services.core.setup_icons
	@rm -f static/build/.made-* && touch $@

$(WORDS): | $(RUNTIME)
	@echo "Compiling the languages"
	@$(PYTHON) -m services.core.catalogues compile
	@rm -f $(STAMPS)/words-* && touch $@
