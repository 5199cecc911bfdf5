# What the tests share; they source it. $work is a directory of the test's own, $dist is what 'make dist' made.
set -eu
here=$(cd "$(dirname "$0")" && pwd) root=$(cd "$(dirname "$0")/../.." && pwd)
dist=$root/dist
version=$("$root/packaging/version") debversion=$("$root/packaging/version" deb)
work=$(mktemp -d "${TMPDIR:-/tmp}/dumb-init-test.XXXXXX")
at_exit=:
trap 'eval "$at_exit"; rm -rf --one-file-system "$work"' EXIT
trap 'exit 1' INT TERM

fail() {
	echo "FAIL: $*" >&2
	exit 1
}

# need TOOL...: skips the test where a tool is missing; on CI that is a failure.
need() {
	for tool; do
		command -v "$tool" >/dev/null && continue
		echo "skip: no $tool, see packaging/tests/install" >&2
		[ -z "${CI-}" ] || exit 1
		exit 77
	done
}

# debian DIRECTORY: a Debian of its own in DIRECTORY.
debian() {
	need debootstrap
	cached=$root/.cache/debian.tar
	if [ ! -e "$cached" ]; then
		debootstrap --variant=minbase --include=wget bookworm "$work/bootstrap" "$(mirror)" >"$work/debootstrap.log" ||
			{ cat "$work/debootstrap.log"; fail debootstrap; }
		rm -rf "$work/bootstrap/var/cache/apt/archives"/*.deb
		mkdir -p "$root/.cache"
		tar -C "$work/bootstrap" -cf "$cached.new" . && mv "$cached.new" "$cached"
		rm -rf --one-file-system "$work/bootstrap"
	fi
	mkdir "$1"
	tar -C "$1" -xf "$cached"
	cp /etc/resolv.conf "$1/etc/"
}

# mirror: the Debian mirror that this machine uses, if it uses one.
mirror() {
	{ apt-get indextargets --format '$(REPO_URI)' | grep '/debian/\?$' || echo http://deb.debian.org/debian; } | head -1
}

# tiny DIRECTORY: a directory in which a shell and sleep can run, and nothing else.
tiny() {
	need busybox
	mkdir -p "$1/bin" "$1/proc" "$1/dev"
	chmod 555 "$1/proc"
	: >"$1/dev/null"
	cp "$(command -v busybox)" "$1/bin/"
	for applet in sh sleep grep wget chmod; do ln -sf busybox "$1/bin/$applet"; done
}

# The life of a container: the command starts, leaves an orphan, finds no zombie, and gets the TERM that
# dumb-init gets.
life='
	sh -c "sleep 0.1 &"
	sleep 0.4
	grep "^State:.*Z" /proc/[0-9]*/status
	echo alive
	kill -TERM 1
	sleep 5
'
# lives COMMAND...: fails unless dumb-init, run by COMMAND as PID 1, gets a container through its life.
lives() {
	status=0
	output=$(timeout -s KILL 60 unshare --pid --fork --kill-child --mount-proc "$@" sh -c "$life" 2>&1) || status=$?
	[ "$status" = 143 ] && [ "$output" = alive ] || fail "$*: status $status, output: $output"
}
# lives_in ROOT [BINARY]: the same with what is installed in ROOT.
lives_in() {
	mkdir -p "$1/proc"
	lives --root="$1" "${2-/usr/bin/dumb-init}"
}

# listing DIRECTORY: the names of all that is in it, to compare what was there before and after.
listing() {
	(cd "$1" && find . -xdev | sort)
}

# serve DIRECTORY: serves it by HTTP until the test ends, at $url.
serve() {
	need python3
	: >"$work/serve.$$"
	python3 -u -m http.server --bind 127.0.0.1 --directory "$1" 0 >"$work/serve.$$" 2>/dev/null &
	at_exit="kill $! 2>/dev/null; $at_exit"
	until grep -q port "$work/serve.$$"; do sleep 0.1; done
	url=http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$work/serve.$$")
	rm "$work/serve.$$"
}

# publish: serves dist at $downloads, under the names that a release has.
publish() {
	mkdir "$work/published"
	for file in "$dist"/*; do cp "$file" "$work/published/$(basename "$file" | as_release)"; done
	as_release <"$dist/sha256sums" >"$work/published/sha256sums"
	serve "$work/published"
	downloads=$url
}
as_release() { sed -E 's/(2\.0\.0)[-~_]?a(lpha)?[0-9]{14}/\1/'; }

# block HEADING [N [LANGUAGE]]: the Nth block of the language, sh if none is given, below the heading of the
# README, with our addresses in it.
block() {
	text=$(awk -v heading="### $1" -v n="${2-1}" -v fence="\`\`\`${3-sh}" '
		/^##/ { inside = $0 == heading }
		inside && $0 == fence { printing = ++blocks == n; next }
		/^```$/ { printing = 0 }
		printing
	' "$root/README.md" |
		sed "s|https://github.com/dumb-init/dumb-init/releases/download/v2.0.0|$downloads|; s|http://apt.example.org|${apt-}|")
	[ -n "$text" ] || fail "no block $*"
	echo "$text"
}

# run_in ROOT: runs a script from standard input in ROOT; no process of it remains.
run_in() {
	unshare --pid --fork --kill-child --mount-proc --root="$1" sh -eux >"$work/log" 2>&1 ||
		{ cat "$work/log" >&2; fail "in $1"; }
}
