// Command wheel packs a binary as a Python wheel, which pip installs as a script.
//
//	wheel -arch x86_64 -version V -summary S -homepage URL -license FILE -time EPOCH -o DIR BINARY
//
// A wheel is a zip file with metadata beside the files. Everything in it comes from the arguments, so that
// the same arguments make the same file.
package main

import (
	"archive/zip"
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
	arch := flag.String("arch", "", "the machine, as uname -m names it")
	version := flag.String("version", "", "the version, as PEP 440 writes it")
	summary := flag.String("summary", "", "the description, of one line")
	homepage := flag.String("homepage", "", "the URL of the project")
	license := flag.String("license", "", "the file with the licence")
	epoch := flag.Int64("time", 0, "the modification time of the files, in seconds since 1970")
	directory := flag.String("o", ".", "the directory to write the wheel into")
	flag.Parse()

	// A static binary runs with any C library, so it is tagged for glibc and for musl.
	platforms := []string{"manylinux_2_17_" + *arch, "manylinux2014_" + *arch, "musllinux_1_1_" + *arch}
	if *arch == "riscv64" { // the first with tags of its own
		platforms = []string{"manylinux_2_39_" + *arch, "musllinux_1_2_" + *arch}
	}
	stem := "dumb_init-" + *version
	metadata := fmt.Sprintf("Metadata-Version: 2.1\nName: dumb-init\nVersion: %s\nSummary: %s\nHome-page: %s\n"+
		"License: MIT\nLicense-File: LICENSE\n", *version, *summary, *homepage)
	tags := "Wheel-Version: 1.0\nGenerator: dumb-init\nRoot-Is-Purelib: false\n"
	for _, platform := range platforms {
		tags += "Tag: py3-none-" + platform + "\n"
	}
	files := []file{
		{stem + ".data/scripts/dumb-init", 0o755, read(flag.Arg(0))},
		{stem + ".dist-info/LICENSE", 0o644, read(*license)},
		{stem + ".dist-info/METADATA", 0o644, []byte(metadata)},
		{stem + ".dist-info/WHEEL", 0o644, []byte(tags)},
	}
	files = append(files, record(stem+".dist-info/RECORD", files))

	name := fmt.Sprintf("%s-py3-none-%s.whl", stem, strings.Join(platforms, "."))
	if err := write(filepath.Join(*directory, name), files, time.Unix(*epoch, 0).UTC()); err != nil {
		log.Fatal(err)
	}
}

type file struct {
	name    string
	mode    os.FileMode
	content []byte
}

func read(name string) []byte {
	content, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	return content
}

// record lists the files with their hashes, and itself without.
func record(name string, files []file) file {
	var lines strings.Builder
	for _, f := range files {
		sum := sha256.Sum256(f.content)
		fmt.Fprintf(&lines, "%s,sha256=%s,%d\n", f.name, base64.RawURLEncoding.EncodeToString(sum[:]), len(f.content))
	}
	fmt.Fprintf(&lines, "%s,,\n", name)
	return file{name, 0o644, []byte(lines.String())}
}

func write(name string, files []file, modified time.Time) error {
	output, err := os.Create(name)
	if err != nil {
		return err
	}
	archive := zip.NewWriter(output)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: modified}
		header.SetMode(f.mode)
		entry, err := archive.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.content); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return output.Close()
}
