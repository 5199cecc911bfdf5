package process

// beginningSize is how much of a file the kernel reads to know its format (BINPRM_BUF_SIZE,
// linux/binfmts.h). Before Linux 5.1 it was half of that.
const beginningSize = 256

// interpreterOf returns the interpreter that a script names after #!, or nothing. Its options are
// not part of it. text is what the kernel reads of the file.
//
// It reads as the kernel does (load_script, fs/binfmt_script.c): blanks are passed over, and the
// name ends at a blank, a null or the end of the line. A name that the text cuts off does not
// count.
func interpreterOf(text []byte) (name []byte) {
	if len(text) < 2 || text[0] != '#' || text[1] != '!' {
		return nil
	}
	begin := uint(2)
	for begin < uint(len(text)) && isBlank(text[begin]) {
		begin++
	}
	end := begin
	for end < uint(len(text)) && !endsName(text[end]) {
		end++
	}
	// That begin is not behind end is for the compiler, which then leaves out the check of bounds.
	if begin > end || end >= beginningSize || end > uint(len(text)) {
		return nil
	}
	return text[begin:end]
}

// isBlank reports whether a byte divides words on the line of an interpreter.
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// endsName reports whether the name of an interpreter ends before a byte.
func endsName(c byte) bool { return isBlank(c) || c == '\n' || c == 0 }
