# Packages. The tools are built once, into a directory named by their versions.
.PHONY: dist builddeb buildrpm test-packages
tools := .cache/tools/$(shell sha256sum packaging/tools/go.sum | cut -c1-12)

dist: $(tools)/goreleaser $(tools)/go-md2man
	packaging/dist $(tools)

$(tools)/go-md2man:
	go -C packaging/tools build -o ../../$@ github.com/cpuguy83/go-md2man/v2
$(tools)/goreleaser:
	go -C packaging/tools build -ldflags='-s -w' -o ../../$@ github.com/goreleaser/goreleaser/v2

# The packages as the distributions themselves build them, from source.
builddeb: $(tools)/go-md2man
	packaging/builddeb $(tools)
buildrpm: $(tools)/go-md2man
	packaging/buildrpm $(tools)

# Installs every package with the tools of its distribution: needs root, a network and minutes.
test-packages: dist builddeb buildrpm
	packaging/tests/run $(tools)
