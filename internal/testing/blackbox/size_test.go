package blackbox

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// archNames are the names of architectures in the texts, and what Go calls them.
var archNames = map[string]string{
	"x86_64":  "amd64",
	"amd64":   "amd64",
	"aarch64": "arm64",
	"arm64":   "arm64",
	"armv7l":  "arm",
	"i686":    "386",
	"ppc64le": "ppc64le",
	"riscv64": "riscv64",
	"s390x":   "s390x",
}

// sizes are the places in the texts that state the size of a binary, each with how often it does.
// The groups are an architecture and a number of KB, in either order.
var sizes = []struct {
	file    string
	pattern string
	times   int
}{
	{"README.md", `(?P<size>\d+) KB on (?P<arch>\w+)`, 2},
	{"README.md", `\| (?P<arch>\w+) \| linux/\S+ \| (?P<size>\d+) KB \|`, 7},
	{"CHANGELOG.md", `(?P<size>\d+) KB on (?P<arch>\w+)`, 2},
	{"ARCHITECTURE.md", `size of the binary on (?P<arch>\w+) .* (?P<size>\d+) KB \|`, 1},
}

// The sizes that README, CHANGELOG and ARCHITECTURE state are those of the binaries, within a
// twentieth.
func TestSizesInTexts(t *testing.T) {
	for _, place := range sizes {
		text, err := os.ReadFile(filepath.Join(kit.Root(), place.file))
		kit.Try(t, err)
		pattern := regexp.MustCompile(place.pattern)
		found := pattern.FindAllStringSubmatch(string(text), -1)
		if len(found) != place.times {
			t.Errorf("%s: got %d sizes as %s, want %d",
				place.file, len(found), place.pattern, place.times)
		}
		for _, match := range found {
			name := match[pattern.SubexpIndex("arch")]
			stated, err := strconv.Atoi(match[pattern.SubexpIndex("size")])
			kit.Try(t, err)
			binary, err := os.Stat(binaries[archNames[name]])
			kit.Try(t, err)
			got := float64(stated) * 1000
			want := float64(binary.Size())
			if got < 0.95*want || got > 1.05*want {
				t.Errorf("%s: got %d KB on %s, want %.0f KB",
					place.file, stated, name, want/1000)
			}
		}
	}
}
