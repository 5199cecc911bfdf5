package cstring

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

// cStrings makes a vector of C strings.
func cStrings(t interface{ Fatal(...any) }, texts ...string) (vector []*byte) {
	for _, text := range texts {
		p, err := unix.BytePtrFromString(text)
		if err != nil {
			t.Fatal(err)
		}
		vector = append(vector, p)
	}
	return vector
}

// goStrings is what a vector holds.
func goStrings(vector []*byte) []string {
	all := []string{}
	for _, p := range vector {
		all = append(all, strings.Clone(String(p)))
	}
	return all
}

// anyText draws a C string: any bytes but null.
var anyText = rapid.Map(
	rapid.SliceOf(rapid.ByteRange(1, 255)),
	func(b []byte) string { return string(b) },
)

// initialStack lays the vectors into memory as the kernel does for a new program.
func initialStack(args, env []*byte) (memory []uintptr) {
	memory = append(memory, uintptr(len(args)))
	for _, vector := range [][]*byte{args, env} {
		for _, p := range vector {
			memory = append(memory, uintptr(unsafe.Pointer(p)))
		}
		memory = append(memory, 0)
	}
	return memory
}

// Vectors returns the arguments and the environment that the kernel has laid on the stack, and
// nothing behind them.
func TestVectorsReadsWhatTheKernelLaysDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wantArgs := rapid.SliceOf(anyText).Draw(t, "args")
		wantEnv := rapid.SliceOf(anyText).Draw(t, "env")
		args, env := cStrings(t, wantArgs...), cStrings(t, wantEnv...)
		memory := initialStack(args, env)
		gotArgs, gotEnv := Vectors(unsafe.Pointer(&memory[0]))
		if got := goStrings(gotArgs); !slices.Equal(got, wantArgs) {
			t.Fatalf("arguments: got %q, want %q", got, wantArgs)
		}
		if got := goStrings(gotEnv); !slices.Equal(got, wantEnv) {
			t.Fatalf("environment: got %q, want %q", got, wantEnv)
		}
		if cap(gotArgs) != len(args) || cap(gotEnv) != len(env) {
			t.Fatalf("capacities: got %d and %d, want %d and %d",
				cap(gotArgs), cap(gotEnv), len(args), len(env))
		}
		// memory has only their numbers.
		runtime.KeepAlive(args)
		runtime.KeepAlive(env)
	})
}

// Lookup is getenv(3): the first entry that is the name and a '=' counts.
func TestLookupIsGetenv(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"A", "AB", "PATH"})
		sign := rapid.SampledFrom([]string{"=", "", "=="})
		variable := rapid.Custom(func(t *rapid.T) string {
			return name.Draw(t, "name") + sign.Draw(t, "sign") + anyText.Draw(t, "value")
		})
		env := rapid.SliceOf(rapid.OneOf(anyText, variable)).Draw(t, "env")
		wanted := name.Draw(t, "wanted")
		want, wantIndex := "", len(env)
		for i, entry := range env {
			if value, ok := strings.CutPrefix(entry, wanted+"="); ok {
				want, wantIndex = value, i
				break
			}
		}
		got, index := Lookup(cStrings(t, env...), wanted)
		if got != want || index != wantIndex {
			t.Fatalf("Lookup(%q, %q): got %q at %d, want %q at %d",
				env, wanted, got, index, want, wantIndex)
		}
	})
}

// Remove takes out the entries that are the name and a '=', wherever and however often they stand,
// and leaves the others in order. A null stands behind them.
func TestRemove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entry := rapid.SampledFrom([]string{"A=1", "A=", "A", "AB=1", "=A=1", "", "B=A=1"})
		entries := rapid.SliceOf(entry).Draw(t, "env")
		memory := append(cStrings(t, entries...), nil)
		env := memory[:len(entries)]
		want := []string{}
		for _, entry := range entries {
			if !strings.HasPrefix(entry, "A=") {
				want = append(want, entry)
			}
		}
		left := Remove(env, "A")
		if got := goStrings(left); !slices.Equal(got, want) {
			t.Fatalf("of %q: got %q, want %q", entries, got, want)
		}
		if got := memory[len(left)]; got != nil {
			t.Fatalf("of %q: got %q behind the last entry, want a null", entries, String(got))
		}
	})
}

// Replace changes the entry of its index, and nothing if there is none.
func TestReplace(t *testing.T) {
	vector := cStrings(t, "a", "b")
	other := cStrings(t, "other")[0]
	Replace(vector, 1, other)
	Replace(vector, 2, other)
	Replace(vector, -1, other)
	want := []string{"a", "other"}
	if got := goStrings(vector); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Literal gives a C string that is the text before the null.
func TestLiteral(t *testing.T) {
	if got := String(Literal("/bin/sh\x00")); got != "/bin/sh" {
		t.Errorf("got %q, want %q", got, "/bin/sh")
	}
}
