.PHONY: all all-arch demo lint test soak bench bench-record clean
.DELETE_ON_ERROR:
arch := $(shell go env GOARCH)

all: bin/dumb-init
all-arch: $(addprefix bin/dumb-init-, amd64 arm64 arm 386 ppc64le riscv64 s390x)

sources := go.mod go.sum $(wildcard scripts/build scripts/freestand/link scripts/freestand/*.go) \
	$(shell find cmd internal -name '*.go' -o -name '*.s' -o -name '*.h')

bin/dumb-init: bin/dumb-init-$(arch)
	cp $< $@
bin/dumb-init-%: $(sources)
	scripts/build $* $@

# The main job for real: without an init, then with ours.
demo: bin/dumb-init
	scripts/demo

# What can be said of the code without running it.
lint:
	.ci/lint

test:
	scripts/test-tools
	scripts/test

# The storms of internal/testing/storms at full size, for minutes: millions of signals.
soak:
	scripts/test-tools gcc libc6-dev strace
	go test -count=1 -v -timeout 60m ./internal/testing/storms -soak

# Measures dumb-init beside other inits, for minutes. Prints a table of the measurement, and one of
# the goals, in which a mark shows what falls short. The tables are made of .cache/bench.json.
# "make bench BENCH=--quick" takes seconds, and tells less.
bench:
	rm -f .cache/bench.json
	@$(MAKE) --no-print-directory .cache/bench.json
	@go run ./scripts/bench --from .cache/bench.json
.cache/bench.json:
	scripts/test-tools catatonit dumb-init gcc libc6-dev musl-tools strace tini
	@mkdir -p $(@D)
	go run ./scripts/bench --json $(BENCH) >$@

# Keeps the last measurement, of which the README has the chart and the table.
bench-record: .cache/bench.json
	cp $< scripts/bench/bench.json
	go -C scripts/bench/chart run . <$< >scripts/bench/chart.svg.new
	mv scripts/bench/chart.svg.new scripts/bench/chart.svg

include packaging/packaging.mk

clean:
	rm -rf bin dist
