# Everything a person does with this repository, one target each: `make help` lists them.
# Needed on the machine: make, Python 3.11 or later, and the network once (to fill .venv).

VENV   := .venv
PY     := $(VENV)/bin/python
RUN    := $(VENV)/runtime.stamp
WEB    := $(VENV)/web.stamp
DEV    := $(VENV)/tests.stamp
TOOLS  := $(VENV)/tools.stamp
CASE   ?= cases/gwangju-phase1
ARGS   ?=
REFERENCE := ../shared/reference_class
# Tests run in this many processes at once; they share the compiled code that `warm` leaves on disk.
TEST_PROCESSES ?= 2

.DEFAULT_GOAL := help
.PHONY: help forecast report-en validate fit-outlook score-outlook serve test test-web test-slow fuzz crash mutants check style check-position baseline sbc sbc-books docs picture test-site bench bench-engine bench-reference bench-generator bench-verbs bench-web score-match gain-match lock warm clean
.DELETE_ON_ERROR:

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo
	@echo "  CASE=folder of the plan ($(CASE))   ARGS=further options of podobat or pytest   PYTHON=interpreter to build .venv with"

forecast: $(RUN) ## the odds on every target of the plan: table, run folder, report (CASE=..., ARGS=...)
	@$(VENV)/bin/podobat forecast $(CASE) $(ARGS)

report-en: $(RUN) ## the same in English
	@$(VENV)/bin/podobat forecast $(CASE) --lang en $(ARGS)

validate: $(RUN) ## what statistics report beside what the model gives; writes docs/validation.md (ARGS='--lang en')
	@$(VENV)/bin/podobat validate $(CASE) --document docs/validation.md --keep src/podobat/evidence/validation.json $(ARGS)

fit-outlook: $(RUN) ## make the model of the outside view from the reference class (ARGS=folder; 5 minutes)
	@OMP_NUM_THREADS=1 $(PY) -m tools.outlook.fit $(or $(ARGS),$(REFERENCE))

score-outlook: $(RUN) ## score the outside view on programmes it has not seen, five folds (ARGS=folder; 10 minutes)
	@OMP_NUM_THREADS=1 $(PY) -m tools.outlook.score $(or $(ARGS),$(REFERENCE))

serve: $(WEB) ## the web application on this machine, with the Gwangju case (ARGS='--port 8100')
	@$(VENV)/bin/podobat serve $(ARGS)

test: $(DEV) $(TOOLS) warm ## every test (ARGS='-k name' for some)
	@$(PY) -m pytest -n $(TEST_PROCESSES) --dist worksteal $(ARGS)

test-web: $(DEV) $(TOOLS) warm ## the tests of the web application alone, in a real browser and on both databases
	@PODOBAT_SLOW=1 $(PY) -m pytest -n $(TEST_PROCESSES) --dist loadgroup tests/web $(ARGS)

test-slow: $(DEV) warm ## the tests that compile the engine for an older processor (2 minutes)
	@PODOBAT_SLOW=1 $(PY) -m pytest tests/install $(ARGS)

fuzz: $(DEV) warm ## mutated inputs of every kind, by a seed: nothing but sound answers and refusals (ARGS='--inputs 500 --seed 2')
	@$(PY) tests/fuzz/run.py $(ARGS)

crash: $(DEV) warm ## kill every long verb and web job at moments of chance, fill disks, take files away (ARGS='--times 20')
	@$(PY) tests/crash/run.py $(ARGS)

mutants: $(DEV) ## mutation score of one module with the tests near it (ARGS='forecast/targets.py tests/forecast/test_targets.py')
	@sh tools/mutants $(ARGS)

check-position: $(DEV) ## `podobat position` beside published values that lie elsewhere (ARGS=folder of those values)
	@$(PY) tools/check_position.py $(ARGS)

check: style ## style, types and the habits of the code: ruff, pyright, tests/habits
	@$(PY) -m pytest -q tests/habits $(ARGS)

style: $(DEV) ## style and types alone: `make test` holds the habits as well
	@$(PY) -m ruff check .
	@$(PY) -m pyright

baseline: $(DEV) warm ## write the reference figures in tests/baseline anew (the commit says why they moved)
	@$(PY) tests/baseline/regenerate.py $(ARGS)

docs: $(DEV) ## the site in Korean and English, without the network: build/site/index.html
	@$(PY) tools/site/build.py $(ARGS)

picture: $(DEV) warm ## the picture and the table of the README and the site, from a real run
	@$(PY) tools/site/answer.py

test-site: $(DEV) warm ## every command and example of the site as written, with times (ARGS='ko/tutorial' for some; 20 minutes)
	@$(PY) tests/site/run_pages.py $(ARGS)

sbc: $(DEV) ## is learning calibrated? 200 known worlds, counted and learnt from (half an hour)
	@$(PY) benchmarks/calibration.py sbc $(ARGS)

sbc-books: $(DEV) ## learning from forty made-up record books of 20 to 300 records, conflicts included (10 minutes)
	@$(PY) benchmarks/calibration.py books $(ARGS)

bench: $(DEV) ## speed, memory, start-up and first-time compilation: table, and JSON in benchmarks/results
	@$(PY) benchmarks/forecast.py $(ARGS)

bench-engine: $(DEV) ## how the engine's cost grows, and what common random numbers save (about 5 minutes)
	@$(PY) benchmarks/engine.py $(ARGS)

bench-reference: $(DEV) ## a reference workload beside Mesa, Starsim, NumPy and C (installs them in .cache; about 8 minutes)
	@$(PY) benchmarks/reference/run.py $(ARGS)

bench-generator: $(DEV) ## the long battery on our random numbers, and how many rounds they need (about 3 minutes)
	@$(PY) benchmarks/generator.py $(ARGS)

bench-verbs: $(DEV) ## how long each verb takes from the command to its page, and where the time goes
	@$(PY) benchmarks/verbs.py $(ARGS)

bench-web: $(DEV) ## dashboard and record list with 200,000 records and 20 readers at once
	@$(PY) benchmarks/web.py $(ARGS)

score-match: $(DEV) ## how well matching finds the true partners of real projects (ARGS=folder with projects.csv and participants.csv)
	@$(PY) benchmarks/partners.py score $(ARGS)

gain-match: $(DEV) ## what matching by the list adds beside matching at random, for made-up firms of CASE
	@$(PY) benchmarks/matching.py $(CASE) $(ARGS)

lock: ## write the three lock files anew from pyproject.toml (needs the network)
	@sh tools/lock $(ARGS)

warm: $(RUN) # compile the engine once, before several processes would each do it
	@echo "Compiling the engine: a minute or two the first time, a second afterwards."
	@$(PY) -m podobat.engine.warm

clean: ## remove .venv and the caches in this folder; the results in runs/ stay
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .cache build dist
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is the last thing written, so an installation that broke off starts again.
$(RUN): requirements.lock pyproject.toml tools/find-python
	@python=$$(PYTHON='$(PYTHON)' sh tools/find-python) && echo "Building $(VENV) with $$($$python --version): once, a few minutes." \
	  && $$python -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(WEB): requirements-web.lock $(RUN)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-web.lock
	@touch $@

$(DEV): requirements-dev.lock $(WEB)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

# A browser and PostgreSQL, for the tests of the web application: from Debian, where they are missing.
$(TOOLS): tools/browser-and-postgresql $(DEV)
	@sh tools/browser-and-postgresql
	@touch $@
