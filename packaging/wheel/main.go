// Command wheel packs a binary as a Python wheel, which pip installs as a script.
//
//	wheel -arch x86_64 -version V -summary S -homepage URL -license FILE -time EPOCH -o DIR BINARY
//
// A wheel is a zip file with metadata beside the files (PEP 427). Everything in it comes from the
// arguments, so that the same arguments make the same file.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("wheel: ")
	var w wheel
	flag.StringVar(&w.arch, "arch", "", "the machine, as uname -m names it")
	flag.StringVar(&w.version, "version", "", "the version, as PEP 440 writes it")
	flag.StringVar(&w.summary, "summary", "", "the description, of one line")
	flag.StringVar(&w.homepage, "homepage", "", "the URL of the project")
	license := flag.String("license", "", "the file with the licence")
	epoch := flag.Int64("time", 0, "the modification time of the files, in seconds since 1970")
	directory := flag.String("o", ".", "the directory to write the wheel into")
	flag.Parse()

	files := w.files(read(flag.Arg(0)), read(*license))
	name := filepath.Join(*directory, w.name())
	if err := write(name, files, time.Unix(*epoch, 0).UTC()); err != nil {
		log.Fatal(err)
	}
}

func read(name string) []byte {
	content, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	return content
}

// A wheel is what a wheel says of itself.
type wheel struct {
	arch     string
	version  string
	summary  string
	homepage string
}

// A file is one in the wheel.
type file struct {
	name    string
	mode    os.FileMode
	content []byte
}

// platforms returns the platform tags (PEP 600, PEP 656). A static binary runs with any C library,
// so there are tags for glibc and for musl.
func (w wheel) platforms() []string {
	if w.arch == "riscv64" {
		// glibc and musl have tags for riscv64 from these versions on.
		return []string{
			"manylinux_2_39_riscv64",
			"musllinux_1_2_riscv64",
		}
	}
	return []string{
		"manylinux_2_17_" + w.arch,
		"manylinux2014_" + w.arch,
		"musllinux_1_1_" + w.arch,
	}
}

// stem is what the names of the wheel and of the directories in it begin with.
func (w wheel) stem() string { return "dumb_init-" + w.version }

// name returns the name of the wheel.
func (w wheel) name() string {
	return fmt.Sprintf("%s-py3-none-%s.whl", w.stem(), strings.Join(w.platforms(), "."))
}

// files returns the files of the wheel, in the order in which they are packed.
func (w wheel) files(binary, license []byte) []file {
	files := []file{
		{w.stem() + ".data/scripts/dumb-init", 0o755, binary},
		{w.stem() + ".dist-info/LICENSE", 0o644, license},
		{w.stem() + ".dist-info/METADATA", 0o644, w.metadata()},
		{w.stem() + ".dist-info/WHEEL", 0o644, w.tags()},
	}
	return append(files, record(w.stem()+".dist-info/RECORD", files))
}

// metadata returns the file METADATA: what the package is.
func (w wheel) metadata() []byte {
	lines := []string{
		"Metadata-Version: 2.1",
		"Name: dumb-init",
		"Version: " + w.version,
		"Summary: " + w.summary,
		"Home-page: " + w.homepage,
		"License: MIT",
		"License-File: LICENSE",
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// tags returns the file WHEEL: what the package runs on.
func (w wheel) tags() []byte {
	lines := []string{
		"Wheel-Version: 1.0",
		"Generator: dumb-init",
		"Root-Is-Purelib: false",
	}
	for _, platform := range w.platforms() {
		lines = append(lines, "Tag: py3-none-"+platform)
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// record returns the file RECORD, which lists the files with their hashes, and itself without one.
func record(name string, files []file) file {
	var lines strings.Builder
	for _, f := range files {
		sum := sha256.Sum256(f.content)
		hash := base64.RawURLEncoding.EncodeToString(sum[:])
		fmt.Fprintf(&lines, "%s,sha256=%s,%d\n", f.name, hash, len(f.content))
	}
	fmt.Fprintf(&lines, "%s,,\n", name)
	return file{name, 0o644, []byte(lines.String())}
}
