# The one list of verbs. `make` alone prints it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

BIN := .venv/bin
VERAPDF := .venv/share/verapdf.jar
ELASTICSEARCH := .venv/share/elasticsearch/classes.jsa
PIP := -m pip --no-input --quiet
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

.PHONY: help run test notebooks check format bench bench-ocr bench-check bench-fields bench-search bench-register bench-matching bench-quality bench-separators bench-watch bench-workbench lock clean system-run system-test system-bench

help: ## this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: .venv/.run ## install what is missing, digitise samples/ into ./archive and search it
	@$(BIN)/sohoa digitize samples/files --archive archive
	@$(BIN)/sohoa search "kế hoạch" --archive archive --limit 3
	@printf '\n%s\n' 'Try next / Thử tiếp:' \
		'  $(BIN)/sohoa records --archive archive' \
		'  $(BIN)/sohoa search "ke hoach" --archive archive' \
		'  $(BIN)/sohoa digitize /your/scans --archive archive' \
		'  $(BIN)/sohoa account add lan --role archivist --archive archive' \
		'  $(BIN)/sohoa serve --archive archive' \
		'  $(BIN)/sohoa --help'

test: .venv/.test $(VERAPDF) $(ELASTICSEARCH) ## install what tests need as well, and run them all
	@$(BIN)/python -m pytest $(ARGS)

notebooks: .venv/.notebooks ## install what they need and open notebooks/ in JupyterLab, for this machine alone
	@$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --LabApp.default_url=/lab/tree/notebooks/README.md \
		--LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
		$(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS)

check: .venv/.test ## format, lint, types and import directions
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/.test ## put the code into the one format
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

bench: .venv/.test .venv-bench/.bench ## compare cost and accuracy with bare Tesseract and OCRmyPDF
	@$(BIN)/python -m benchmarks $(ARGS)

bench-ocr: .venv/.test .venv-bench/.bench | system-bench ## compare reading with its peers: error, cost, invented words
	@$(BIN)/python -m benchmarks ocr $(ARGS)

bench-check: .venv/.test | system-bench ## fail when reading has become worse or dearer than the committed baseline
	@$(BIN)/python -m benchmarks ocr-check $(ARGS)

bench-fields: .venv/.test | system-bench ## what records are worth on labelled scans, two-fold by office
	@$(BIN)/python -m benchmarks.fields_bench $(ARGS)

bench-search: .venv/.test $(ELASTICSEARCH) | system-bench ## search beside SQLite, PostgreSQL and Elasticsearch; ARGS="--documents 1000000"
	@$(BIN)/python -m benchmarks.search_bench $(ARGS)

bench-register: .venv/.test ## arrivals in the register on SQLite and PostgreSQL, alone and with eight writers
	@$(BIN)/python -m benchmarks.register_bench $(ARGS)

bench-matching: .venv/.test | system-bench ## how surely two forms of one document are told; reads its damaged scans once
	@$(BIN)/python -m benchmarks.matching_bench $(ARGS)

bench-quality: .venv/.test ## how surely faults of scans are told; ARGS="--kinds shadow"
	@$(BIN)/python -m benchmarks.quality_bench $(ARGS)

bench-separators: .venv/.test ## separator sheets under damage, and codes of others
	@$(BIN)/python -m benchmarks.separators_bench $(ARGS)

bench-watch: .venv/.test ## files of a slow writer, the watcher killed ten times; ARGS="--files 100"
	@$(BIN)/python -m benchmarks.watch_bench $(ARGS)

bench-workbench: .venv/.run ## what 30 people wait for at the workbench; ARGS="./archive --documents 100000"
	@$(BIN)/python -m benchmarks.workbench_bench $(or $(ARGS),archive)

lock: .venv/.test ## renew the locks from pyproject.toml; ARGS=--upgrade for newer versions
	$(LOCK) pyproject.toml --group install $(ARGS) --output-file requirements.lock
	$(LOCK) pyproject.toml --group install --group dev $(ARGS) \
		--constraints requirements.lock --output-file requirements-dev.lock
	$(LOCK) pyproject.toml --group install --group dev --group notebooks $(ARGS) \
		--constraints requirements-dev.lock --output-file requirements-notebooks.lock
	$(LOCK) --group bench $(ARGS) --output-file requirements-bench.lock

clean: ## remove what make installed here; ./archive stays
	rm -rf .venv .venv-bench .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# Asked every time, for it takes no time and a machine may have changed; forces nothing.
system-run system-test system-bench: system-%:
	@bash .ci/install-system.sh $*

# $(call install,FOLDER,LOCK): pip itself first, since Debian's does not know the newest wheels.
define install
	test -x $(1)/bin/python || "$$(bash .ci/find-python.sh)" -m venv $(1)
	$(1)/bin/python $(PIP) install --require-hashes -r <(sed -n '/^pip==/,/[^\\]$$/p' $(2))
	$(1)/bin/python $(PIP) install --require-hashes --no-deps -r $(2)
endef

.venv/.run: requirements.lock pyproject.toml | system-run
	@echo "Installing Python packages into .venv"
	@$(call install,.venv,requirements.lock)
	@$(BIN)/python $(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@touch $@

.venv/.test: requirements-dev.lock .venv/.run | system-test
	@echo "Installing the tools of developers into .venv"
	@$(call install,.venv,requirements-dev.lock)
	@touch $@

.venv/.notebooks: requirements-notebooks.lock .venv/.run
	@echo "Installing JupyterLab into .venv"
	@$(call install,.venv,requirements-notebooks.lock)
	@touch $@

.venv-bench/.bench: requirements-bench.lock | system-run
	@echo "Installing OCRmyPDF into .venv-bench"
	@$(call install,.venv-bench,requirements-bench.lock)
	@touch $@

$(VERAPDF): | .venv/.run system-test
	@bash .ci/fetch-verapdf.sh $@

$(ELASTICSEARCH): $(wildcard tests/elasticsearch/pom.xml tests/elasticsearch/java/testserver/*.java) | .venv/.run system-test
	@bash .ci/fetch-elasticsearch.sh $(dir $@)
