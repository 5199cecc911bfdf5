package main

import (
	"cmp"
	"debug/elf"
	"slices"
)

// outputSegment is a segment of the executable. The data begins at its address; the zeros between
// two blocks are part of it.
type outputSegment struct {
	addr   uint64
	data   []byte
	flags  elf.ProgFlag
	offset uint64 // in the file
	blocks []placed
}

// divide puts the blocks into segments that have no page in common. If code is moved there is one,
// which begins with room for the headers.
func divide(layout *layout) (segments []*outputSegment) {
	blocks := slices.Clone(layout.blocks)
	slices.SortFunc(blocks, func(a, b placed) int { return cmp.Compare(a.addr, b.addr) })
	page := pageSize(layout.image)
	for _, b := range blocks {
		flags := layout.flags(b)
		if len(segments) == 0 || !segments[len(segments)-1].takes(b, flags, page) {
			segments = append(segments, &outputSegment{addr: b.addr, flags: flags})
		}
		segments[len(segments)-1].add(b)
	}
	if first := segments[0]; movesCode(layout.image) {
		headers := first.addr % page
		first.data = append(make([]byte, headers), first.data...)
		first.addr -= headers
	}
	return segments
}

// takes says whether a block belongs to the segment: it has the same flags, and begins on the
// segment's last page or on the next.
func (s *outputSegment) takes(b placed, flags elf.ProgFlag, page uint64) bool {
	last := s.addr + uint64(len(s.data)) - 1
	return s.flags == flags && b.addr/page <= last/page+1
}

// add adds a block behind the others, unless it lies within the last of them.
func (s *outputSegment) add(b placed) {
	gap := int(b.addr-s.addr) - len(s.data)
	if gap < 0 {
		return
	}
	s.data = append(s.data, make([]byte, gap)...)
	s.data = append(s.data, b.data...)
	s.blocks = append(s.blocks, b)
}

// place gives each segment its offset in the file, and returns the size of all. The headers are in
// the first segment, or before all. The offset and the address of a segment must be the same within
// a page. This leaves gaps, which later segments may fit into.
func place(image *image, segments []*outputSegment) (size uint64) {
	page := pageSize(image)
	var placed []*outputSegment
	if segments[0].addr%page != 0 {
		size = headersSize(image, len(segments))
		placed = append(placed, &outputSegment{data: make([]byte, size)})
	}
	for _, s := range segments {
		s.offset = s.addr % page
		for s.overlaps(placed) {
			s.offset += page
		}
		placed = append(placed, s)
		size = max(size, s.end())
	}
	return size
}

// end is where a segment ends in the file.
func (s *outputSegment) end() uint64 {
	return s.offset + uint64(len(s.data))
}

func (s *outputSegment) overlaps(placed []*outputSegment) bool {
	return slices.ContainsFunc(placed, func(p *outputSegment) bool {
		return s.offset < p.end() && p.offset < s.end()
	})
}

// pageSize is that of the largest page that the program may meet.
func pageSize(image *image) uint64 {
	return image.segments[0].Align
}
