# Packages. The tools are built once, into .cache/tools.
.PHONY: dist builddeb buildrpm test-packages
tools := .cache/tools

dist: $(tools)/goreleaser $(tools)/go-md2man
	packaging/dist $(tools)

$(tools)/go-md2man: packaging/tools/go.mod packaging/tools/go.sum
	go -C packaging/tools build -o ../../$@ github.com/cpuguy83/go-md2man/v2
$(tools)/goreleaser: packaging/tools/go.mod packaging/tools/go.sum
	go -C packaging/tools build -ldflags='-s -w' -o ../../$@ github.com/goreleaser/goreleaser/v2
