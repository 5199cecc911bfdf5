# Packages. The tools are built once, into a directory that is named by their versions.
.PHONY: dist install builddeb buildrpm test-packages
tools := .cache/tools/$(shell sha256sum packaging/tools/go.sum | cut -c1-12)

# The same source makes the same files only with the same Go.
toolchain := $(shell sed -n 's/^toolchain //p' packaging/tools/go.mod)
dist builddeb buildrpm test-packages: export GOTOOLCHAIN := $(toolchain)

dist: $(tools)/goreleaser $(tools)/go-md2man
	packaging/dist $(tools)

$(tools)/go-md2man:
	go -C packaging/tools build -o ../../$@ github.com/cpuguy83/go-md2man/v2
$(tools)/goreleaser:
	go -C packaging/tools build -trimpath -ldflags='-s -w' -o ../../$@ \
		github.com/goreleaser/goreleaser/v2

# What the packages of the distributions are made of.
prefix ?= /usr/local
zshdir ?= $(prefix)/share/zsh/site-functions
share = $(DESTDIR)$(prefix)/share
completions := packaging/completions
install: bin/dumb-init bin/dumb-init.1.gz
	install -D -m 755 bin/dumb-init $(DESTDIR)$(prefix)/bin/dumb-init
	install -D -m 644 bin/dumb-init.1.gz $(share)/man/man1/dumb-init.1.gz
	install -D -m 644 $(completions)/dumb-init.bash $(share)/bash-completion/completions/dumb-init
	install -D -m 644 $(completions)/dumb-init.fish \
		$(share)/fish/vendor_completions.d/dumb-init.fish
	install -D -m 644 $(completions)/_dumb-init $(DESTDIR)$(zshdir)/_dumb-init

md2man := $(or $(shell command -v go-md2man),$(tools)/go-md2man)
bin/dumb-init.1.gz: man/dumb-init.1.md packaging/manual $(md2man)
	mkdir -p bin
	packaging/manual $(md2man) | gzip -9n >$@

# The packages as the distributions themselves build them, from source.
builddeb: $(tools)/go-md2man
	packaging/builddeb $(tools)
buildrpm: $(tools)/go-md2man
	packaging/buildrpm $(tools)

# Installs every package with the tools of its distribution: needs root, a network and minutes.
test-packages: dist builddeb buildrpm
	packaging/tests/run $(tools)
