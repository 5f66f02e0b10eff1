# A new machine needs python3.11 with pip, git and make; everything else is put into .venv.
.DEFAULT_GOAL := help
.PHONY: help run test compiled fuzz up down check format lint types layers template generated build bench bench-simulation bench-search validate-search validate-simulation validate-twin validate-findings kernel text-model text-scores evaluate fmt lock

PYTHON ?= python3.11
FILE ?= examples/purchase_requests.csv.gz examples/travel_approval.json
PET ?= ../PETv1.1
BIN := .venv/bin
SAM := .venv-sam/bin/sam
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet
SUFFIX := $(shell $(PYTHON) -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX")[1:])')
WORKERS := $(shell $(PYTHON) -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')
SCANNING := functions/input/scanning
ENGINE := functions/optimization/simulation/engine
KERNEL := $(SCANNING)/scanner.$(SUFFIX)
GENERATED := events/schemas documentation/api_documentation.json documentation/report.schema.json training_data

help:  ## Show what you can do
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

run: .venv/installed compiled  ## Analyse the examples, or FILE=path, and leave the reports in reports/
	@$(BIN)/wfo run $(FILE)

test: .venv/installed compiled  ## Run every test, the whole system on the laptop's cloud included
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

compiled:
	@$(MAKE) --no-print-directory --silent kernel || \
	  echo "The inner loops could not be compiled here: reading and simulating take longer." >&2

fuzz: .venv/installed  ## Read damaged files of every format for long, with random seeds (EXAMPLES=2000)
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),2000) $(BIN)/python -m pytest tests/fuzz -q

up: .venv/installed  ## Start the laptop's cloud and keep it running
	@$(BIN)/wfo up

down: .venv/installed  ## Stop it; its state is kept
	@$(BIN)/wfo down

check: format lint types layers template generated  ## Format, lint, types, layers, template, generated files

format: .venv/installed
	$(BIN)/ruff format --check .

lint: .venv/installed
	$(BIN)/ruff check .

types: .venv/installed
	$(BIN)/mypy common functions cli scripts

layers: .venv/installed
	$(BIN)/lint-imports

template: .venv/installed $(SAM)
	$(SAM) validate --lint
	$(BIN)/cfn-lint -a cfn_lint_serverless.rules -- template.yaml

generated: .venv/installed
	$(BIN)/python -m scripts.generate_schemas
	$(BIN)/python -m scripts.generate_openapi
	$(BIN)/python -m scripts.generate_report_schema
	$(BIN)/python -m scripts.generate_training_data
	git diff --exit-code -- $(GENERATED)

build: .venv/installed compiled $(SAM)  ## Package every function and the layer, and check their sizes
	$(SAM) build --cached --parallel
	$(BIN)/python -m cli.packaging
	$(BIN)/python -m scripts.package_sizes

bench: .venv/installed .venv-peers/installed  ## Measure reading, mining and discovery, and the same work by peers
	$(BIN)/python -m benchmarks.event_log $(BENCH)
	$(BIN)/python -m benchmarks.event_log_csv $(BENCH)
	$(BIN)/python -m benchmarks.event_log_scale
	$(BIN)/python -m benchmarks.mining 1 10
	$(BIN)/python -m benchmarks.discovery $(BENCH)

bench-simulation: .venv/installed .venv-simulation-peers/installed kernel  ## Measure simulating, and the same work by peers
	$(BIN)/python -m benchmarks.simulation

bench-search: .venv/installed kernel  ## Measure verified candidates per second, and our front of capacity beside NSGA-II
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.capacity

validate-search: .venv/installed kernel  ## Hold recommendations against known optima, and claims against long runs
	$(BIN)/python -m validation_scripts.known_optimum
	$(BIN)/python -m validation_scripts.honesty

validate-simulation: .venv/installed .venv-simulation-peers/installed kernel  ## Hold the simulation against queueing theory and Prosimos
	$(BIN)/python -m validation_scripts.simulation_theory $(EXPERIMENTS)
	$(BIN)/python -m validation_scripts.compare_with_prosimos

validate-twin: .venv/installed kernel  ## Hold twins of real logs against cases that they have not seen
	$(BIN)/python -m validation_scripts.twin_distances $(LOGS)

validate-findings: .venv/installed  ## Hold findings against planted truth and labelled descriptions
	$(BIN)/python -m validation_scripts.planted_truth
	$(BIN)/python -m validation_scripts.descriptions

kernel: $(KERNEL)  ## Compile the inner loops (Linux): reading logs and, above all, simulating

$(KERNEL): .venv-kernel/installed $(wildcard $(SCANNING)/*.p* $(ENGINE)/kernel.p* $(ENGINE)/layout.py)
	@.venv-kernel/bin/python -m scripts.build_kernel

text-model: .venv/installed  ## Train the model that reads texts from PET=folder, and ship it
	$(BIN)/python -m scripts.train_text_labeller $(PET)

text-scores: .venv/installed  ## Measure the reading of texts on PET=folder and on our own sentences
	$(BIN)/python -m validation_scripts.evaluate_text $(PET)

evaluate: .venv/installed  ## Measure what a language model adds (BEDROCK_MODEL_ID, AWS credentials)
	$(BIN)/python -m validation_scripts.evaluate_models --pet $(PET) $(EVALUATE)

fmt: .venv/installed  ## Format and fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:  ## Pin what requirements/*.in ask for (needs uv)
	cd requirements && uv pip compile --quiet --python-version 3.11 dev.in -o lock.txt
	cd requirements && uv pip compile --quiet --python-version 3.11 sam.in -o sam.txt
	cd requirements && uv pip compile --quiet --python-version 3.11 peers.in -o peers.txt
	cd requirements && uv pip compile --quiet --python-version 3.11 kernel.in -o kernel.txt
	cd requirements && uv pip compile --quiet --python-version 3.11 simulation_peers.in -o simulation_peers.txt

.venv/installed: requirements/lock.txt pyproject.toml
	@echo "Setting up .venv (once, about a minute) …" >&2
	@$(PYTHON) -m venv .venv
	@$(PIP) -r requirements/lock.txt
	@$(PIP) --no-deps -e .
	@touch $@

.venv-kernel/installed: requirements/kernel.txt
	@echo "Setting up .venv-kernel (once) …" >&2
	@$(PYTHON) -m venv .venv-kernel
	@PIP_DISABLE_PIP_VERSION_CHECK=1 .venv-kernel/bin/python -m pip install --quiet -r requirements/kernel.txt
	@touch $@

.venv-peers/installed: requirements/peers.txt
	@echo "Setting up .venv-peers (once) …" >&2
	@$(PYTHON) -m venv .venv-peers
	@PIP_DISABLE_PIP_VERSION_CHECK=1 .venv-peers/bin/python -m pip install --quiet -r requirements/peers.txt
	@touch $@

.venv-simulation-peers/installed: requirements/simulation_peers.txt
	@echo "Setting up .venv-simulation-peers (once, about a minute) …" >&2
	@$(PYTHON) -m venv .venv-simulation-peers
	@PIP_DISABLE_PIP_VERSION_CHECK=1 .venv-simulation-peers/bin/python -m pip install --quiet -r requirements/simulation_peers.txt
	@touch $@

$(SAM): requirements/sam.txt
	@echo "Setting up .venv-sam (once) …" >&2
	@$(PYTHON) -m venv .venv-sam
	@PIP_DISABLE_PIP_VERSION_CHECK=1 .venv-sam/bin/python -m pip install --quiet -r requirements/sam.txt
	@touch $@
