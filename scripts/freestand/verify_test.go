package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A byte that is written wrongly is noticed, whichever it is.
func TestVerifyEveryByte(t *testing.T) {
	for _, arch := range moving {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			image, kept := understood(t, arch)
			layout, err := layOut(image, kept)
			kit.Try(t, err)
			for _, p := range layout.blocks {
				p.data = bytes.Clone(p.data)
				if err := verifyBlock(layout, p); err != nil {
					t.Errorf("%s: got error %v, want none", p.name, err)
				}
				eachByte(p.data, func(at int) {
					if verifyBlock(layout, p) == nil {
						t.Errorf("%s+%#x differs: got no error, want one", p.name, at)
					}
				})
			}
		})
	}
}

// A program in which something is elsewhere than was laid out is noticed.
func TestVerifyPlaces(t *testing.T) {
	for _, arch := range moving {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			image, kept := understood(t, arch)
			first, second := kept[1].addr, kept[2].addr
			for _, c := range []struct {
				name  string
				spoil func(*layout)
				fails bool
			}{
				{"nothing", func(*layout) {}, false},
				{"a block", func(l *layout) { l.addresses[first] += 32 }, true},
				{"two blocks", func(l *layout) { exchange(l.addresses, first, second) }, true},
				{"the entry point", func(l *layout) { l.image.Entry++ }, true},
			} {
				output := filepath.Join(t.TempDir(), "output")
				layout, err := layOut(image, kept)
				kit.Try(t, err)
				kit.Try(t, write(output, layout))
				entry := image.Entry
				c.spoil(layout)
				if err := verify(output, layout); (err != nil) != c.fails {
					t.Errorf("%s is elsewhere: got error %v, want one: %v", c.name, err, c.fails)
				}
				image.Entry = entry
			}
		})
	}
}

func exchange(addresses map[uint64]uint64, a, b uint64) {
	addresses[a], addresses[b] = addresses[b], addresses[a]
}
