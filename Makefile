# pur-mold-twin: everything a person does with the sources. `make help` lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
REPORTS ?= Reports

SWIFT_SOURCES := $(wildcard Sources Tests Package.swift Snippets Benchmarks)
CATALOG := Systems Scenarios Molds Qualities Datasources Plants
# CPU=x86-64-v3 compiles everything for processors with AVX2 and no older ones; same bits.
CPU ?=
BUILD := swift build --jobs $(JOBS) $(if $(CPU),-Xcc -march=$(CPU))
TWIN := .build/release/pur-mold-twin
FUZZ_RUNS ?= 1000000

# SwiftPM keeps what Package.swift said for the same text and environment, and would not notice that the headers of
# SUNDIALS, of libzstd or of a database have come or gone.
export PUR_SUNDIALS = $(shell test -e /usr/include/cvode/cvode.h && echo 1)
export PUR_POSTGRESQL = $(shell test -e /usr/include/postgresql/libpq-fe.h && echo 1)
export PUR_MARIADB = $(shell test -e /usr/include/mariadb/mysql.h && echo 1)
export PUR_ZSTD = $(shell test -e /usr/include/zstd.h && echo 1)
# SwiftPM writes the traits in the order of a set: in another order each time, which would compile everything again.
export SWIFT_DETERMINISTIC_HASHING = 1

# The Python environment of a target, with packages $(1); nothing is left of one that could not be filled.
venv = rm -rf $(@:/bin/python=) && python3 -m venv $(@:/bin/python=) \
  && { $@ -m pip install --quiet --disable-pip-version-check $(1) || { rm -rf $(@:/bin/python=); exit 1; }; }

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' || true

.PHONY: tools
tools: ## check for Swift and install the system packages it needs, if any are missing
	@Scripts/prepare.sh

.PHONY: test-tools
test-tools:
	@Scripts/prepare.sh test

.PHONY: build
build: tools ## build the optimized program
	$(BUILD) -c release --product pur-mold-twin

.PHONY: build-plain
build-plain: tools ## build the program in debug without any optional library, as a bare machine has it
	$(BUILD) --disable-default-traits --scratch-path .build/plain --product pur-mold-twin

DEMO_SECONDS ?= 60
.PHONY: demo
demo: build web ## simulate the R-11 cup against its measurement and a car seat; leave HTML reports; watch a plant; show one live
	@echo; echo "== R-11 cup: simulated against measured"
	@$(call simulate,r11-cup)
	@echo; echo "== Car seat"
	@$(call simulate,car-seat)
	@echo; echo "Reports, to be opened in a browser:"
	@find "$(REPORTS)/r11-cup" "$(REPORTS)/car-seat" -name '*.html' | sort | sed "s|^|  |"
	@echo; echo "== A plant with faults"
	@Scripts/demo-plant $(TWIN) $(DEMO_SECONDS)
	@echo; echo "== The live page"
	@Scripts/demo-page $(TWIN)

# Exit code 1 is a finding about the shot, not a failure of the program.
simulate = $(TWIN) run-sim --scenario Scenarios/$(1).yaml --report "$(REPORTS)/$(1)" || [ $$? -eq 1 ]

.PHONY: test
test: test-tools lint jax-venv arrow-venv xgboost-venv modbus-peers service-venv live-venv web ## lint, build with warnings as errors, run every test; installs SUNDIALS, JAX, pyarrow, XGBoost, PostgreSQL and MariaDB for those that need them
	Scripts/build-tests $(BUILD) -c release --build-tests --explicit-target-dependency-import-check error
	Scripts/with-databases Scripts/run-tests
	Scripts/fuzz-service $(TWIN) 25 $(REPORTS)/fuzz-service
	Scripts/test-live $(TWIN) $(REPORTS)/live

.PHONY: lint
lint: tools ## check the formatting of every Swift file
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

.PHONY: format
format: tools ## format every Swift file in place
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

.PHONY: diagnose
diagnose: build ## print the accuracy card of the hydraulic diagnosis for the recording in DATA=folder, and leave a report
	@test -n "$(DATA)" || { echo "name the folder of the recording: make diagnose DATA=folder" >&2; exit 2; }
	$(TWIN) diagnose evaluate --data "$(DATA)" --report "$(REPORTS)/hydraulic"

.PHONY: bench
bench: tools ## time one shot of each archetype: median and right-hand sides
	$(BUILD) -c release --product ShotBenchmark
	.build/release/ShotBenchmark

.PHONY: bench-ensembles
bench-ensembles: tools ## count shots per second: alone, in lanes, on one thread and on several
	$(BUILD) -c release --product EnsembleBenchmark
	.build/release/EnsembleBenchmark

# QUICK=1 sees in a few minutes that everything works together; its document is not the one of the project. RESUME=1 keeps
# what a run that was cut short has measured, and goes on. LIMIT is how many seconds the peers have for each problem.
QUICK ?=
RESUME ?=
LIMIT ?= $(if $(QUICK),240,1500)
BACKENDS := .build/backends$(if $(QUICK),-quick)
BACKENDS_DOCUMENT := $(if $(QUICK),$(BACKENDS),Documentation)
.PHONY: bench-backends
bench-backends: tools bench-venv ## time every backend and its peers; rewrite Documentation/PerformanceOfBackends.md; QUICK=1 tries it
	$(BUILD) -c release --product BackendBenchmark
	$(BUILD) -c release --product EnsembleBenchmark
	$(if $(RESUME),test -f $(BACKENDS)/own.json ||) .build/release/BackendBenchmark $(BACKENDS) $(if $(QUICK),--quick)
	$(JAX_VENV)/bin/python -B Benchmarks/Backends/peers.py $(BACKENDS) --limit $(LIMIT) $(if $(QUICK),--quick)
	.build/release/EnsembleBenchmark --json $(if $(QUICK),--shots 100 --turns 1) > $(BACKENDS)/ensembles.json
	$(JAX_VENV)/bin/python -B Benchmarks/Backends/document.py $(BACKENDS) $(BACKENDS_DOCUMENT) $(BACKENDS)/ensembles.json

# SciPy is a peer of the benchmark only; tests do without.
.PHONY: bench-venv
bench-venv: jax-venv
	$(JAX_VENV)/bin/python -c "import scipy" 2>/dev/null \
	  || $(JAX_VENV)/bin/python -m pip install --quiet --disable-pip-version-check scipy==1.17.1

SHOTS ?= 20000
.PHONY: bench-import
bench-import: test-tools ## time reading shots from a private PostgreSQL against psql's copy; SHOTS=20000, 100 points each
	$(BUILD) -c release --product ImportBenchmark
	Scripts/with-databases Benchmarks/ImportBenchmark/run $(SHOTS)

.PHONY: bench-import-memory
bench-import-memory: test-tools build ## import 2 GiB of series from a private PostgreSQL and measure memory; SHOTS=34000
	Scripts/with-databases Benchmarks/ImportBenchmark/program $(if $(filter file,$(origin SHOTS)),34000,$(SHOTS))

TREES_LIBRARY ?= libxgboost.so.0
.PHONY: bench-trees
bench-trees: test-tools ## time trees against XGBoost's C library: one row, many rows, many callers; TREES_LIBRARY=libxgboost.so.0
	$(BUILD) -c release --product TreeBenchmark
	.build/release/TreeBenchmark --library $(TREES_LIBRARY)

FUZZ := .build-fuzz
SEEDS := Tests/Fuzz/Corpus
.PHONY: fuzz
fuzz: tools ## feed a million mutated files to the reader, with the address sanitizer
	mkdir -p $(SEEDS)/shipped $(FUZZ)/found
	for file in $$(find $(CATALOG) -name '*.yaml'); do cp "$$file" "$(SEEDS)/shipped/$${file//\//-}"; done
	PUR_FUZZ=1 $(BUILD) -c release --product FuzzFiles --scratch-path $(FUZZ) -Xswiftc -sanitize=fuzzer,address
	$(FUZZ)/release/FuzzFiles -runs=$(FUZZ_RUNS) -max_len=16384 -timeout=10 -seed=1 -print_final_stats=1 \
	  -artifact_prefix=$(FUZZ)/ $(FUZZ)/found $(SEEDS)

.PHONY: fuzz-logs
fuzz-logs: tools ## feed a million mutated process logs to each reader: of CSV, of documents, of standardized logs
	PUR_FUZZ=1 $(BUILD) -c release --product FuzzFiles --scratch-path $(FUZZ) -Xswiftc -sanitize=fuzzer,address
	for decoder in table document record; do mkdir -p "$(FUZZ)/logs-$$decoder"; \
	  $(FUZZ)/release/FuzzFiles -runs=$(FUZZ_RUNS) -max_len=4096 -timeout=10 -seed=1 -print_final_stats=1 \
	    -artifact_prefix=$(FUZZ)/ "$(FUZZ)/logs-$$decoder" Tests/Fuzz/Logs -ignore_remaining_args=1 logs-$$decoder; done

.PHONY: fuzz-modbus
fuzz-modbus: FUZZ_RUNS = 10000000
fuzz-modbus: tools ## feed ten million random messages to everything that reads Modbus
	mkdir -p $(FUZZ)/modbus
	PUR_FUZZ=1 $(BUILD) -c release --product FuzzFiles --scratch-path $(FUZZ) -Xswiftc -sanitize=fuzzer,address
	$(FUZZ)/release/FuzzFiles -runs=$(FUZZ_RUNS) -max_len=1024 -timeout=10 -seed=1 -print_final_stats=1 \
	  -artifact_prefix=$(FUZZ)/ $(FUZZ)/modbus Tests/Fuzz/Modbus -ignore_remaining_args=1 modbus

.PHONY: fuzz-plant
fuzz-plant: FUZZ_RUNS = 10000000
fuzz-plant: tools ## feed ten million random plants to their reader, and a million configurations to that of Telegraf
	mkdir -p $(FUZZ)/plants $(FUZZ)/telegraf $(FUZZ)/plants-shipped
	cp Plants/*.yaml $(FUZZ)/plants-shipped
	PUR_FUZZ=1 $(BUILD) -c release --product FuzzFiles --scratch-path $(FUZZ) -Xswiftc -sanitize=fuzzer,address
	$(FUZZ)/release/FuzzFiles -runs=$(FUZZ_RUNS) -max_len=1024 -timeout=10 -seed=1 -print_final_stats=1 \
	  -artifact_prefix=$(FUZZ)/ $(FUZZ)/plants Tests/Fuzz/Plants
	$(FUZZ)/release/FuzzFiles -runs=100000 -max_len=16384 -timeout=10 -seed=1 -print_final_stats=1 \
	  -artifact_prefix=$(FUZZ)/ $(FUZZ)/plants-shipped
	$(FUZZ)/release/FuzzFiles -runs=1000000 -max_len=4096 -timeout=10 -seed=1 -print_final_stats=1 \
	  -artifact_prefix=$(FUZZ)/ $(FUZZ)/telegraf Tests/Fuzz/Telegraf -ignore_remaining_args=1 telegraf

.PHONY: fuzz-spool
fuzz-spool: FUZZ_RUNS = 10000000
fuzz-spool: tools ## feed ten million random bytes to what reads the spool and the blocks of the historian
	mkdir -p $(FUZZ)/spool
	PUR_FUZZ=1 $(BUILD) -c release --product FuzzSpool --scratch-path $(FUZZ) -Xswiftc -sanitize=fuzzer,address
	$(FUZZ)/release/FuzzSpool -runs=$(FUZZ_RUNS) -max_len=1024 -timeout=10 -seed=1 -print_final_stats=1 \
	  -artifact_prefix=$(FUZZ)/ $(FUZZ)/spool Tests/Fuzz/Spool

.PHONY: fuzz-tables
fuzz-tables: tools ## feed a million mutated Parquet files, and as many of CSV, to the readers of tables
	PUR_FUZZ=1 $(BUILD) -c release --product FuzzTables --scratch-path $(FUZZ) -Xswiftc -sanitize=fuzzer,address
	for decoder in parquet csv; do mkdir -p "$(FUZZ)/$$decoder"; \
	  $(FUZZ)/release/FuzzTables -runs=$(FUZZ_RUNS) -max_len=4096 -timeout=10 -seed=1 -print_final_stats=1 \
	    -artifact_prefix=$(FUZZ)/ "$(FUZZ)/$$decoder" Tests/Fuzz/Tables -ignore_remaining_args=1 $$decoder; done

.PHONY: fuzz-models
fuzz-models: tools ## feed a million mutated models to the readers of JSON and UBJSON, and as many cards to theirs
	PUR_FUZZ=1 $(BUILD) -c release --product FuzzModels --scratch-path $(FUZZ) -Xswiftc -sanitize=fuzzer,address
	for decoder in json ubjson card; do mkdir -p "$(FUZZ)/models-$$decoder"; \
	  $(FUZZ)/release/FuzzModels -runs=$(FUZZ_RUNS) -max_len=8192 -timeout=10 -seed=1 -print_final_stats=1 \
	    -artifact_prefix=$(FUZZ)/ "$(FUZZ)/models-$$decoder" "Tests/Fuzz/Models/$$decoder" \
	    -ignore_remaining_args=1 $$decoder; done

MILLIONS ?= 5
.PHONY: bench-historian
bench-historian: test-tools ## time inserts and day ranges in SQLite and a private PostgreSQL, and plain peers; MILLIONS=5
	$(BUILD) -c release --product HistorianBenchmark
	Scripts/with-databases Benchmarks/HistorianBenchmark/run $(MILLIONS)

KILLS ?= 200
.PHONY: kill-historian
kill-historian: tools ## kill a process that stores samples at random moments, and balance the ledger; KILLS=200
	$(BUILD) -c release --product HistorianBenchmark
	Benchmarks/HistorianBenchmark/kill $(KILLS)

SERVICE_VENV := .venv-service
.PHONY: service-venv
service-venv: $(SERVICE_VENV)/bin/python ## create the Python environment with schemathesis that asks the service
$(SERVICE_VENV)/bin/python:
	$(call venv,schemathesis==4.32.5 openapi-spec-validator==0.9.0)

LIVE_VENV := .venv-live
.PHONY: live-venv
live-venv: $(LIVE_VENV)/bin/python ## create the Python environment of those who listen to the live feed
$(LIVE_VENV)/bin/python:
	$(call venv,websockets==17.4 playwright==1.65.2 jsonschema==4.26.0)

CASES ?= 2000
.PHONY: fuzz-service
fuzz-service: test-tools service-venv ## ask a service CASES=2000 made-up requests for each operation, and check every answer
	$(BUILD) -c release --build-tests
	Scripts/fuzz-service $(TWIN) $(CASES) $(REPORTS)/fuzz-service

# The benches of the service are run by hand; they need wrk, cc and a peer's Python.
PEER_VENV := .venv-peer
GENERATE := .build/bench/generate
.PHONY: peer-venv
peer-venv: $(PEER_VENV)/bin/python ## create the Python environment of the peer that bench-service asks
$(PEER_VENV)/bin/python:
	rm -rf $(PEER_VENV)
	python3 -m venv $(PEER_VENV)
	$(PEER_VENV)/bin/python -m pip install --quiet --disable-pip-version-check fastapi==0.165.0 'uvicorn[standard]==0.54.0' \
	  numpy xgboost-cpu==3.2.0 || { rm -rf $(PEER_VENV); exit 1; }
$(GENERATE): Benchmarks/Service/generate.c
	mkdir -p $(@D)
	cc -O2 -Wall -Wextra -o $@ $<

TURNS ?= 5
.PHONY: bench-service
bench-service: bench-tools peer-venv build ## count predictions a second against FastAPI under uvicorn, same models; TURNS=5
	python3 -B Benchmarks/Service/predict.py $(TWIN) $(CURDIR)/$(PEER_VENV)/bin/python $(REPORTS)/bench-service $(TURNS)

.PHONY: bench-tools
bench-tools:
	@Scripts/prepare.sh bench

CONNECTIONS ?= 1000
.PHONY: bench-service-rates
bench-service-rates: bench-tools $(GENERATE) build ## step up requests at even distances over CONNECTIONS=1000; latencies
	python3 -B Benchmarks/Service/rates.py $(TWIN) $(GENERATE) $(CONNECTIONS) 10 $(REPORTS)/bench-service

LISTENERS ?= 5000
.PHONY: bench-service-listeners
bench-service-listeners: bench-tools $(GENERATE) build ## time alarms to LISTENERS=5000 WebSockets; memory
	python3 -B Benchmarks/Service/listeners.py $(TWIN) $(GENERATE) $(LISTENERS)

.PHONY: bench-service-browser
bench-service-browser: build live-venv web ## time alarms from the sensor to what Chromium shows
	$(LIVE_VENV)/bin/python -B Benchmarks/Service/browser.py $(TWIN)

.PHONY: survive-service
survive-service: build ## let clients be slow, huge, many and idle, and see that others are answered meanwhile
	python3 -B Benchmarks/Service/survive.py $(TWIN)

.PHONY: kill-service
kill-service: KILLS = 50
kill-service: build live-venv ## kill a service under load at random moments, and see that nothing was lost; KILLS=50
	$(LIVE_VENV)/bin/python -B Benchmarks/Service/kill.py $(TWIN) $(KILLS)

LATENCY_SECONDS ?= 60
.PHONY: bench-latency
bench-latency: tools ## time sensor to alarm at 10,000 samples a second, storage on; processor and memory; LATENCY_SECONDS=60
	$(BUILD) -c release --product LatencyBenchmark
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && .build/release/LatencyBenchmark "$$folder" $(LATENCY_SECONDS)

.PHONY: kill-watch
kill-watch: build ## kill a watch at random moments, and balance the ledger; KILLS=200
	Benchmarks/Watch/kill $(TWIN) $(KILLS)

.PHONY: full-watch
full-watch: build ## let a watch run out of disk and get room again, and balance the ledger
	Benchmarks/Watch/full $(TWIN)

RESTARTS ?= 20
AWAY ?= 20
.PHONY: historian-faults
historian-faults: test-tools ## let disks fill, spools tear and a private PostgreSQL restart or go away, and balance the ledger; RESTARTS=20 AWAY=20
	$(BUILD) -c release --product HistorianBenchmark
	Scripts/with-databases Benchmarks/HistorianBenchmark/faults $(RESTARTS) $(AWAY)

FEATURES := Reports/bench-features
FEATURE_SHOTS ?= 10000
.PHONY: bench-features
bench-features: build ## time features of synthetic shots: without simulation and with; from imported logs to the file
	rm -rf $(FEATURES)
	$(TWIN) synthesize-shots --scenario car-seat --count $(FEATURE_SHOTS) --seed 1 --out $(FEATURES)/made -v
	$(TWIN) import-logs --source $(FEATURES)/made/datasource.yaml --out $(FEATURES)/logs -v >/dev/null
	$(TWIN) build-features --logs $(FEATURES)/logs --out $(FEATURES)/plain.parquet --without-simulation -v >/dev/null
	$(TWIN) build-features --logs $(FEATURES)/logs --out $(FEATURES)/twin.parquet -v >/dev/null

SEEDS_OF_COVERAGE ?= 50
COVERAGE_SHOTS ?= 1500
.PHONY: coverage
coverage: test-tools build ## measure how often intervals cover held-out synthetic shots over 50 plants; SEEDS_OF_COVERAGE=50
	python3 -B Benchmarks/Coverage/run.py $(TWIN) Reports/coverage $(SEEDS_OF_COVERAGE) $(COVERAGE_SHOTS)

DRIFT := Reports/bench-drift
DRIFT_ROWS ?= 1000000
.PHONY: bench-drift
bench-drift: build ## time check-drift on DRIFT_ROWS=1000000 rows of 100 columns; needs 2 GB of disk
	$(BUILD) -c release --product DriftBenchmark
	rm -rf $(DRIFT)
	.build/release/DriftBenchmark "$(CURDIR)/$(TWIN)" $(DRIFT) $(DRIFT_ROWS) 100
	rm -f $(DRIFT)/*.parquet

SEEDS_OF_DRIFT ?= 100
.PHONY: drift-seeds
drift-seeds: test-tools ## count how many of SEEDS_OF_DRIFT=100 made-up plants without drift are judged OK
	$(BUILD) -c release --build-tests
	PUR_DRIFT_SEEDS=$(SEEDS_OF_DRIFT) swift test -c release --skip-build --filter DriftPlantTests.quiet

JAX_VENV := .venv-jax
.PHONY: jax-venv
jax-venv: $(JAX_VENV)/bin/python ## create the Python environment with JAX that some tests need
$(JAX_VENV)/bin/python:
	$(call venv,numpy 'jax[cpu]==0.10.2' diffrax==0.7.2)
	@$(JAX_VENV)/bin/python -c "import jax, diffrax; print('jax', jax.__version__, 'diffrax', diffrax.__version__)"

ARROW_VENV := .venv-arrow
.PHONY: arrow-venv
arrow-venv: $(ARROW_VENV)/bin/python ## create the Python environment with pyarrow that some tests need
$(ARROW_VENV)/bin/python:
	$(call venv,pyarrow==26.0.1)
	@$(ARROW_VENV)/bin/python -c "import pyarrow; print('pyarrow', pyarrow.__version__)"

XGBOOST_VENV := .venv-xgboost
.PHONY: xgboost-venv
xgboost-venv: $(XGBOOST_VENV)/bin/python ## create the Python environment with XGBoost that some tests need
$(XGBOOST_VENV)/bin/python:
	$(call venv,numpy scipy xgboost-cpu==3.2.0)
	@$(XGBOOST_VENV)/bin/python -c "import xgboost; print('xgboost', xgboost.__version__)"

.PHONY: web
web: ## bundle the live page from Web into Web/page, with React from Debian and uPlot from PyPI
	@Scripts/prepare.sh web
	Scripts/build-web Web/page

MODBUS_VENV := .venv-modbus
.PHONY: modbus-peers
modbus-peers: $(MODBUS_VENV)/bin/python .build/interop/libmodbus-server ## get the Modbus servers of others that some tests need: pymodbus and one on libmodbus
$(MODBUS_VENV)/bin/python:
	$(call venv,pymodbus==3.16.1)
	@$(MODBUS_VENV)/bin/python -c "import pymodbus; print('pymodbus', pymodbus.__version__)"
.build/interop/libmodbus-server: Tests/Interop/modbus/server.c
	mkdir -p $(@D)
	if test -e /usr/include/modbus/modbus.h; then cc -Wall -Wextra -O1 -o $@ $< -I/usr/include/modbus -lmodbus -lpthread; \
	else echo "libmodbus-dev is missing: Modbus is not tested against libmodbus" >&2; fi

REPEATS ?= 100
MODBUS_REPEATS ?= $(REPEATS)
.PHONY: modbus-reconnect
modbus-reconnect: tools modbus-peers ## let Modbus servers die, freeze, cut and fall silent a hundred times each; REPEATS=100
	$(BUILD) -c release --build-tests
	PUR_MODBUS_REPEATS=$(MODBUS_REPEATS) swift test -c release --skip-build --filter "comes back by itself"

.PHONY: install
install: build ## install program and catalog below PREFIX (default /usr/local; DESTDIR for packages)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/pur-mold-twin"
	install -m 755 $(TWIN) "$(DESTDIR)$(PREFIX)/bin/pur-mold-twin"
	cp -R $(CATALOG) Training "$(DESTDIR)$(PREFIX)/share/pur-mold-twin/"
	if [ -d Web/page ]; then install -d "$(DESTDIR)$(PREFIX)/share/pur-mold-twin/Web" && \
	  cp -R Web/page NOTICE "$(DESTDIR)$(PREFIX)/share/pur-mold-twin/Web/"; fi
	git rev-parse --short=12 HEAD > "$(DESTDIR)$(PREFIX)/share/pur-mold-twin/revision" 2>/dev/null \
	  || echo unknown > "$(DESTDIR)$(PREFIX)/share/pur-mold-twin/revision"
	@echo "installed: $(DESTDIR)$(PREFIX)/bin/pur-mold-twin, catalog in $(DESTDIR)$(PREFIX)/share/pur-mold-twin"

.PHONY: clean
clean: ## remove what was built; reports stay
	rm -rf .build $(FUZZ)
