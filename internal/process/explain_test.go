package process

import "testing"

// The first word of a name ends at its first blank. Blanks before it are passed over.
func TestFirstWord(t *testing.T) {
	tests := []struct {
		name string
		want string
	}{
		{"", ""},
		{" \t\n", ""},
		{"nginx", "nginx"},
		{"nginx -g x", "nginx"},
		{" nginx\t-g", "nginx"},
		{"nginx\n", "nginx"},
		{"nginx\r", "nginx"},
	}
	for _, test := range tests {
		if got := firstWord(test.name); got != test.want {
			t.Errorf("%q: got %q, want %q", test.name, got, test.want)
		}
	}
}
