.PHONY: all all-arch demo test clean
.DELETE_ON_ERROR:
arch := $(shell go env GOARCH)

all: bin/dumb-init
all-arch: $(addprefix bin/dumb-init-, amd64 arm64 arm 386 ppc64le riscv64 s390x)

sources := go.mod go.sum $(wildcard scripts/build scripts/freestand/*.go) \
	$(shell find cmd internal -name '*.go' -o -name '*.s' -o -name '*.txt')

bin/dumb-init: bin/dumb-init-$(arch)
	cp $< $@
bin/dumb-init-%: $(sources)
	scripts/build $* $@

# The main job for real: without an init, then with ours.
demo: bin/dumb-init
	scripts/demo

test:
	scripts/test-tools
	go test $$(go list ./... | grep -v scripts/peers)
	go test -v ./scripts/peers # measures, and so wants the machine to itself

include packaging/packaging.mk

clean:
	rm -rf bin dist
