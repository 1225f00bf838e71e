# Every target works from a bare clone that has Python >= 3.11 (with its venv module), pip and make.
# The first run makes .venv and installs into it; stamp files make later runs quick.
#
#   PYTHON=python3.12   the interpreter .venv is made with (`make clean` first to change it)
#   OUT=results         where `make reproduce` writes
#   JOBS=2              processes that run the tests
#   PORT=8421           where `make explore` serves
#   SITE=build/site     where `make site` writes
#   ARGS='-k salience'  more options for pytest (or, say, --only slope-sign for mutate)

OUT  ?= results
JOBS ?= 2
PORT ?= 8421
SITE ?= build/site
ARGS ?=
OLDEST := tests/test_results.py tests/test_processes.py tests/batch/test_frames.py tests/cli/test_bad_command_lines.py \
  tests/cli/test_commands.py tests/cli/test_explore.py tests/explorer/test_files.py tests/explorer/test_widget.py \
  tests/figures/test_data.py tests/sweeps/test_store.py tests/simulation/test_simulate.py tests/audits/test_audit.py
TARGETS ?= x86_64-linux-gnu.2.17 aarch64-linux-gnu.2.17 x86_64-macos.11.0 aarch64-macos.11.0 x86_64-windows-gnu

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip install --quiet --disable-pip-version-check

CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python)
ENGINE     := $(shell find engine -type f 2>/dev/null)
SOURCES    := $(ENGINE) $(shell find src -type f '(' -name '*.py' -o -name '*.toml' -o -path '*/static/*' ')' 2>/dev/null)

# Two ways to be installed share .venv: as a user has it, or editable with the tests' tools. Each
# replaces the other, so each stamp removes the other's. Whoever has the editable one needs no other.
INSTALLED := $(VENV)/.stamp-installed
EDITABLE  := $(VENV)/.stamp-editable
LINTERS   := $(VENV)/.stamp-linters
GAMBIT    := $(VENV)/.stamp-gambit
DOCS      := $(VENV)/.stamp-docs
RUNNABLE  := $(if $(wildcard $(EDITABLE)),$(EDITABLE),$(INSTALLED))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: wheels engine-test sanitize help reproduce explore site page page-test browser test lint typecheck docs docs-check bench audit audit-solver audit-witness verify-many instruction-sets bench-mixed mutate-claims mutate witness-simulate witness-sweep witness-gambit test-gambit test-oldest clean

help: ## this list
	@echo "summitry: the game of quid pro quo diplomacy, solved and certified"
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)$$/  make \1|\2/p' Makefile | \
	  while IFS='|' read -r name text; do printf '%-20s %s\n' "$$name" "$$text"; done
	@echo
	@sed -n 's/^#   /  /p' Makefile

reproduce: $(RUNNABLE) ## the article as one page in OUT: model, figures, claims, scenarios
	@$(BIN)/summitry reproduce --out "$(OUT)"

.PHONY: figures
figures: $(RUNNABLE) ## every figure as PDF with its data as CSV, into OUT/figures
	@$(BIN)/summitry figures --out "$(OUT)/figures"

# The page solves by itself: serving it takes neither the compiled engine nor the installation.
explore: $(VENV)/pyvenv.cfg ## the model as a web page, on this machine (PORT=8421)
	@$(BIN)/python scripts/explore.py --port $(PORT)

site: page docs ## documentation, explorer and report as one folder for any web host, in SITE=build/site
	@$(MAKE) --no-print-directory site-of-parts

# A make of its own: the page that was just built is among the sources that are installed. Links of the first page that
# have a goal only here are comments in the plain documentation.
.PHONY: site-of-parts
site-of-parts: $(RUNNABLE)
	@rm -rf "$(SITE)" && mkdir -p "$(SITE)" && cp -R build/docs/. "$(SITE)"
	@$(BIN)/summitry explore --out "$(SITE)/explorer" >/dev/null
	@$(BIN)/summitry reproduce --out "$(SITE)/report" >/dev/null
	@sed -e 's/<!-- in the site only://' -e 's/:in the site only -->//' build/docs/index.html >"$(SITE)/index.html"
	@$(BIN)/python scripts/check_site.py "$(SITE)"
	@echo "written: $(SITE); look at it with: python3 -m http.server -d $(SITE)"

page: $(VENV)/pyvenv.cfg
	@$(BIN)/python scripts/build_page.py

page-test: $(VENV)/pyvenv.cfg ## the page's own tests (vitest)
	@$(BIN)/python scripts/build_page.py --test

# The tests of the page need Chromium. Where it is missing it is installed if apt can do it; else they say so.
browser:
	@if ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing Chromium for the tests of the page"; \
	    { apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium; } >.venv/chromium.log 2>&1 \
	      || { tail -3 .venv/chromium.log; echo "Chromium could not be installed: the tests of the page are left out"; }; \
	  else \
	    echo "there is no Chromium here: the tests of the page are left out (apt install chromium)"; \
	  fi; \
	fi

test: $(EDITABLE) page browser ## run the tests
	@$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

# Python 3.11 is the oldest that is admitted, and the only one for which all the oldest packages have wheels.
# The engine and the metadata are those of the editable installation; only the packages differ.
test-oldest: $(EDITABLE) ## the tests that touch other packages, with the oldest versions of these (python3.11)
	@python3.11 -c '' 2>/dev/null || { echo "test-oldest needs python3.11, which is not here" >&2; exit 1; }
	@test -x .venv-oldest/bin/python || python3.11 -m venv .venv-oldest
	@$(BIN)/python scripts/oldest.py all jupyter >.venv-oldest/versions.txt
	@.venv-oldest/bin/python -m pip install --quiet --disable-pip-version-check -r .venv-oldest/versions.txt \
	  pytest pytest-xdist hypothesis mpmath polars joblib
	@.venv-oldest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@.venv-oldest/bin/python -m pytest -q -n $(JOBS) $(OLDEST) $(ARGS)

lint: $(LINTERS) ## style and likely mistakes (ruff), and who imports whom (import-linter)
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache

typecheck: $(LINTERS) ## types, strictly (mypy)
	@$(BIN)/mypy

docs: $(DOCS) ## the pages, as HTML in build/docs; notebooks executed, warnings are errors
	@rm -rf build/docs build/doctrees
	@$(BIN)/sphinx-build -q -W --keep-going -b html -d build/doctrees docs build/docs
	@$(BIN)/python scripts/check_site.py build/docs

docs-check: $(DOCS) ## run every example in README.md, docs/ and the docstrings
	@$(BIN)/python scripts/check_docs.py -n$(JOBS)

wheels: $(VENV)/pyvenv.cfg page ## wheels for Linux, macOS and Windows, compiled by zig, in dist/
	@$(PIP) build
	@for target in $(TARGETS); do \
	  echo "== $$target"; SUMMITRY_ZIG_TARGET=$$target $(BIN)/python -m build --wheel --outdir dist || exit 1; \
	done

engine-test: $(EDITABLE) ## the engine's own tests (C++)
	@$(PIP) cmake ninja
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/engine_tests.sh

sanitize: $(EDITABLE) ## the same under the address, undefined-behaviour and thread sanitizers
	@$(PIP) cmake ninja
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/engine_tests.sh address,undefined thread

bench: $(EDITABLE) ## measure speed: every benchmarks/bench_*.py
	@for file in $(sort $(wildcard benchmarks/bench_*.py)); do \
	  echo "== $$file"; $(BIN)/python "$$file" || exit 1; \
	done

audit: $(RUNNABLE) ## every claim of the article at 10^6 points, into OUT/audit.html and audit.json
	@mkdir -p "$(OUT)"
	@$(BIN)/summitry audit --points 1e6 --out "$(OUT)/audit.html" --examples "$(OUT)/counterexamples" --json \
	  $(ARGS) >"$(OUT)/audit.json"
	@echo "written: $(OUT)/audit.html, $(OUT)/audit.json, $(OUT)/counterexamples/"

audit-solver: $(EDITABLE) ## the solver against brute force over thousands of random models
	@$(BIN)/python benchmarks/audit_solver.py

verify-many: $(EDITABLE) ## the solver against the independent reader on 10,000 random models, 2,500 of each kind
	@$(BIN)/python benchmarks/verify_many.py --models 2500 $(ARGS)

instruction-sets: $(EDITABLE) ## the same models on every instruction set: bits, statuses, largest differences
	@$(BIN)/python benchmarks/instruction_sets.py $(ARGS)

bench-mixed: $(EDITABLE) ## mixed strategies of 100,000 random models: shares, certificates, the reader, speed
	@$(BIN)/python benchmarks/mixed_many.py $(ARGS)

audit-witness: $(EDITABLE) ## the audit's existence counts and counterexamples against brute force
	@$(BIN)/python benchmarks/audit_witness.py $(ARGS)

mutate: $(EDITABLE) ## break the library in one place at a time; a test must notice each
	@$(BIN)/python scripts/mutate.py $(ARGS)

mutate-claims: $(EDITABLE) ## break solver and checker alike; the article's claims must notice
	@$(BIN)/python scripts/mutate_claims.py $(ARGS)

witness-simulate: $(EDITABLE) ## 10^8 plays of the game against the solver's numbers
	@$(BIN)/python benchmarks/witness_simulate.py

witness-sweep: $(EDITABLE) ## a sweep killed ten times, on a failing cluster, on a full disk: the same bytes
	@$(BIN)/python benchmarks/witness_sweep.py $(ARGS)

witness-gambit: $(GAMBIT) ## Gambit judges our equilibria, and solves small trees itself
	@$(BIN)/python benchmarks/witness_gambit.py $(ARGS)

test-gambit: $(GAMBIT) ## run the tests that need Gambit, and those that need OpenSpiel
	@$(BIN)/python -m pytest tests/game_tree/test_gambit.py tests/game_tree/test_open_spiel.py $(ARGS)

clean: ## remove .venv, the built page, results/, caches and built packages
	rm -rf $(VENV) .venv-oldest frontend/node_modules src/summitry/explorer/static results build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests benchmarks scripts -type d -name __pycache__ -prune -exec rm -rf '{}' + 2>/dev/null || true

$(VENV)/pyvenv.cfg:
	@for python in $(CANDIDATES); do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	  then \
	    echo "making $(VENV) with $$($$python --version)"; \
	    $$python -m venv $(VENV) && exit 0; \
	    rm -rf $(VENV); exit 1; \
	  fi; \
	done; \
	echo "summitry needs Python 3.11 or newer with its venv module; none of these is one: $(CANDIDATES)" >&2; \
	echo "Install one, or name it: make $(or $(MAKECMDGOALS),help) PYTHON=/path/to/python3" >&2; \
	exit 1

$(INSTALLED): $(VENV)/pyvenv.cfg pyproject.toml $(SOURCES)
	@echo "installing summitry and what it needs into $(VENV); the first time takes a minute or two"
	@SUMMITRY_PAGE=no $(PIP) '.[all]' # targets that need the page build it themselves
	@rm -f $(EDITABLE) $(LINTERS) $(GAMBIT) $(DOCS)
	@touch $@

$(EDITABLE): $(VENV)/pyvenv.cfg pyproject.toml $(ENGINE)
	@echo "installing summitry and its tests' tools into $(VENV); the first time takes a minute or two"
	@$(PIP) -e '.[test]'
	@rm -f $(INSTALLED)
	@touch $@

$(GAMBIT): $(EDITABLE)
	@echo "installing Gambit and OpenSpiel into $(VENV); where it has to be compiled this takes about six minutes"
	@$(PIP) -e '.[gambit]'
	@$(PIP) open-spiel || echo "OpenSpiel could not be installed: the tests that need it are left out"
	@touch $@

$(LINTERS): $(EDITABLE)
	@echo "installing ruff, mypy and import-linter into $(VENV)"
	@$(PIP) -e '.[lint]'
	@touch $@

$(DOCS): $(EDITABLE)
	@echo "installing Sphinx and what the documentation's examples need into $(VENV)"
	@$(PIP) -e '.[docs]'
	@touch $@
