# Ziffer's commands; `make help` lists them.
.DEFAULT_GOAL := help
.SILENT:

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
OLDEST := 3.11

# The first Python on the path that is new enough; say `make run PYTHON=/path/to/python3` to choose another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)

# TensorFlow asks for large arrays anew at each step: kept, and in large pages, they make training a fifth faster.
LARGE_PAGES := glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=10000000000:glibc.malloc.top_pad=268435456

# Tests run in a process for each core, four at most: each loads the models, and some a browser. Each takes a stretch of
# them, as neighbours share what is made for them; one that is done early takes over half of what another has left.
AT_ONCE := --numprocesses=logical --maxprocesses=4 --dist=worksteal

# Where fontconfig finds the faces that come from the web.
FACES := $(HOME)/.local/share/fonts/ziffer

# Every package in the version and with the hash that the lock file says.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

# One lock for every Python from the oldest on and for every system; versions that are locked already stay.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version $(OLDEST) --generate-hashes --no-annotate \
	--custom-compile-command "make lock"

.PHONY: help run test test-fast lint lint-scripts lock fonts train evaluate bench

help:  ## list these commands
	grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

run: $(VENV)/run.stamp  ## serve the page on http://127.0.0.1:8000 (another port: make run PORT=9000)
	echo "Ziffer is served on http://127.0.0.1:$(PORT) (Ctrl-C stops it)"
	exec $(BIN)/gunicorn --config gunicorn.conf.py --bind 127.0.0.1:$(PORT) wsgi:app

test: $(VENV)/dev.stamp  ## run the whole test suite
	echo "Running all tests ..."
	$(BIN)/python -m pytest $(AT_ONCE)

test-fast: $(VENV)/dev.stamp  ## run the tests that need no browser, no training and no server of their own
	echo "Running the fast tests ..."
	$(BIN)/python -m pytest $(AT_ONCE) -m "not slow"

lint: $(VENV)/dev.stamp lint-scripts  ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lint-scripts: node_modules/.stamp  ## check style and types of the scripts alone (needs Node)
	npm exec -- eslint --max-warnings 0 .
	npm exec -- tsc

lock: $(VENV)/dev.stamp  ## write the lock files anew after a change of requirements (to move all versions, delete them first)
	$(LOCK) requirements.txt --output-file requirements.lock
	$(LOCK) requirements-dev.txt --constraint requirements.lock --output-file requirements-dev.lock

fonts:  ## install the fonts that training draws digits with (Debian, as root)
	echo "Installing the fonts named in training/synth/fonts.txt and training/synth/web_fonts.txt ..."
	apt-get install --yes --no-install-recommends $$(command -v npm >/dev/null || echo npm) $$(grep -v '^#' training/synth/fonts.txt)
	npm install --prefix .cache/fonts --no-save --ignore-scripts --no-audit --no-fund \
		$$(grep -v '^#' training/synth/web_fonts.txt | sed 's,^,@fontsource/,')
	mkdir -p $(FACES)
	cp .cache/fonts/node_modules/@fontsource/*/files/*-latin-[47]00-normal.woff $(FACES)
	fc-cache $(FACES)

train: $(VENV)/dev.stamp  ## train the models and export them to models/
	$(BIN)/python -m training train classifier
	GLIBC_TUNABLES=$(LARGE_PAGES) $(BIN)/python -m training train single-digit
	GLIBC_TUNABLES=$(LARGE_PAGES) $(BIN)/python -m training train reader
	$(BIN)/python -m training export reader
	$(BIN)/python -m training fit score

evaluate: $(VENV)/dev.stamp  ## measure the models and print the tables of docs/evaluation.md
	$(BIN)/python -m training evaluate

bench: $(VENV)/dev.stamp  ## measure speed and memory
	$(BIN)/python -m benchmarks.latency
	$(BIN)/python -m benchmarks.folders 1000 1
	$(BIN)/python -m benchmarks.folders 1000 4

node_modules/.stamp: package.json package-lock.json .npmrc
	command -v npm >/dev/null || { echo "The scripts are checked with Node, and npm was not found. Install it (Debian: apt-get install nodejs npm) and try again; make run does not need it." >&2; exit 1; }
	echo "Installing package-lock.json (a few seconds) ..."
	npm ci --silent
	touch $@

$(VENV)/bin/python:
	test -n "$(PYTHON)" || { echo "Ziffer needs Python $(OLDEST) or newer, and none was found. Install it (Debian: apt-get install python3 python3-venv) and try again." >&2; exit 1; }
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Ziffer needs Python $(OLDEST) or newer, and $(PYTHON) is older or does not start. Choose another with PYTHON=/path/to/python3." >&2; exit 1; }
	echo "Making a virtual environment in $(VENV) ..."
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python could not make a virtual environment. On Debian, apt-get install python3-venv helps." >&2; exit 1; }

$(VENV)/run.stamp: requirements.lock | $(VENV)/bin/python
	echo "Installing requirements.lock (once, about a minute) ..."
	$(INSTALL) -r requirements.lock
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(VENV)/bin/python
	echo "Installing requirements-dev.lock (once, a few minutes: TensorFlow is large) ..."
	$(INSTALL) -r requirements-dev.lock
	touch $@ $(VENV)/run.stamp
