package words

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

// c makes C strings.
func c(texts ...string) (vector []*byte) {
	for _, text := range texts {
		p, err := unix.BytePtrFromString(text)
		if err != nil {
			panic(err)
		}
		vector = append(vector, p)
	}
	return vector
}

// text draws a C string: any bytes but null.
var text = rapid.Map(rapid.SliceOf(rapid.ByteRange(1, 255)), func(b []byte) string { return string(b) })

func TestStackReadsWhatTheKernelLaysDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		args := rapid.SliceOf(text).Draw(t, "args")
		env := rapid.SliceOf(text).Draw(t, "env")
		memory := []uintptr{uintptr(len(args))}
		keep := append(c(args...), c(env...)...)
		for i, p := range keep {
			if i == len(args) {
				memory = append(memory, 0)
			}
			memory = append(memory, uintptr(unsafe.Pointer(p)))
		}
		if len(env) == 0 {
			memory = append(memory, 0)
		}
		memory = append(memory, 0)
		gotArgs, gotEnv := Stack(unsafe.Pointer(&memory[0]))
		if !slices.Equal(texts(gotArgs), args) || !slices.Equal(texts(gotEnv), env) {
			t.Fatalf("Stack = %q, %q", texts(gotArgs), texts(gotEnv))
		}
		if cap(gotArgs) != len(args) || cap(gotEnv) != len(env) {
			t.Fatalf("capacities %d, %d", cap(gotArgs), cap(gotEnv))
		}
		slices.Reverse(keep) // they live until here
	})
}

func texts(vector []*byte) []string {
	all := []string{}
	for _, p := range vector {
		all = append(all, strings.Clone(String(p)))
	}
	return all
}

func TestLookupIsGetenv(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"A", "AB", "PATH"})
		entry := rapid.OneOf(text, rapid.Custom(func(t *rapid.T) string {
			return name.Draw(t, "name") + rapid.SampledFrom([]string{"=", "", "=="}).Draw(t, "sign") + text.Draw(t, "value")
		}))
		env := rapid.SliceOf(entry).Draw(t, "env")
		wanted := name.Draw(t, "wanted")
		want, index := "", len(env)
		for i, e := range env {
			if value, ok := strings.CutPrefix(e, wanted+"="); ok {
				want, index = value, i
				break
			}
		}
		if got, i := Lookup(c(env...), wanted); got != want || i != index {
			t.Fatalf("Lookup(%q, %q) = %q, %d", env, wanted, got, i)
		}
	})
}

func TestReplace(t *testing.T) {
	vector, other := c("a", "b"), c("other")
	Replace(vector, 1, other[0])
	Replace(vector, 2, other[0])
	if got := texts(vector); !slices.Equal(got, []string{"a", "other"}) {
		t.Errorf("Replace made %q", got)
	}
}

func TestCutAndHasPrefixAreThoseOfStrings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a:]{0,6}`).Draw(t, "word")
		before, after, found := Cut(word, ':')
		wantBefore, wantAfter, wantFound := strings.Cut(word, ":")
		if before != wantBefore || after != wantAfter || found != wantFound {
			t.Fatalf("Cut(%q) = %q, %q, %t", word, before, after, found)
		}
		prefix := rapid.StringMatching(`[a:]{0,3}`).Draw(t, "prefix")
		if HasPrefix(word, prefix) != strings.HasPrefix(word, prefix) {
			t.Fatalf("HasPrefix(%q, %q) is wrong", word, prefix)
		}
	})
}

func FuzzDecimal(f *testing.F) {
	for _, seed := range []string{"", "0", "007", "999999999", "1000000000", "-1", "+1", "1 ", "4294967296", "18446744073709551617"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, word string) {
		got, ok := Decimal(word)
		digits := word != "" && strings.Trim(word, "0123456789") == ""
		n, err := strconv.ParseUint(word, 10, 64)
		if want := digits && err == nil && n <= 999_999_999; ok != want || ok && uint64(got) != n {
			t.Errorf("Decimal(%q) = %d, %t", word, got, ok)
		}
	})
}
