.PHONY: all all-arch clean
arch := $(shell go env GOARCH)

all: bin/dumb-init
all-arch: bin/dumb-init-amd64 bin/dumb-init-arm64 bin/dumb-init-arm

sources := go.mod go.sum scripts/build $(shell find cmd internal -name '*.go' -o -name '*.s')

bin/dumb-init: bin/dumb-init-$(arch)
	cp $< $@
bin/dumb-init-%: $(sources)
	scripts/build $* $@

include packaging/packaging.mk

clean:
	rm -rf bin dist
