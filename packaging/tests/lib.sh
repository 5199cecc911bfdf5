# What the tests of the packages share; each of them sources it. It provides
#
#	$root        the directory of the repository
#	$here        the directory of the tests
#	$dist        what 'make dist' has made
#	$version     its version, and $debversion the same as Debian writes it
#	$work        a directory of the test's own, which is removed at its end
#	$work/log    what the last command of 'logged' has printed
#	$at_exit     commands that are run at the end of the test
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dist=$root/dist
version=$("$root/packaging/version")
debversion=$("$root/packaging/version" deb)
work=$(mktemp -d "${TMPDIR:-/tmp}/dumb-init-test.XXXXXX")
at_exit=:
trap 'eval "$at_exit"; rm -rf --one-file-system "$work"' EXIT
trap 'exit 1' INT TERM

# How a test ends without success.

# fail TEXT...: fails the test.
fail() {
	echo "FAIL: $*" >&2
	exit 1
}

# logged WHAT COMMAND...: runs COMMAND with its output in $work/log. If COMMAND fails, so does the
# test, with WHAT and the log. A function as COMMAND ends at the first command in it that fails, and
# sets no variable of the test.
logged() {
	what=$1
	shift
	set +e
	(
		set -e
		"$@"
	) >"$work/log" 2>&1
	logged_status=$?
	set -e
	[ "$logged_status" = 0 ] && return
	cat "$work/log" >&2
	fail "$what"
}

# eventually WHAT COMMAND...: waits until COMMAND succeeds. If it does not, the test fails with
# WHAT.
eventually() {
	what=$1
	shift
	deadline=$(($(date +%s) + 150))
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$deadline" ] || fail "waited in vain for: $what"
		sleep 0.1
	done
}

# need TOOL...: skips the test if a tool is missing. On CI that is a failure.
need() {
	for tool; do
		command -v "$tool" >/dev/null && continue
		echo "skip: no $tool, see packaging/tests/install" >&2
		[ -z "${CI-}" ] || exit 1
		exit 77
	done
}

# Root file systems.

# debian DIRECTORY: makes DIRECTORY the root file system of a minimal Debian.
debian() {
	need debootstrap
	cached=$root/.cache/debian.tar
	if [ ! -e "$cached" ]; then
		logged debootstrap \
			debootstrap --variant=minbase --include=wget bookworm "$work/bootstrap" "$(mirror)"
		rm -rf "$work/bootstrap/var/cache/apt/archives"/*.deb
		mkdir -p "$root/.cache"
		tar -C "$work/bootstrap" -cf "$cached.new" .
		mv "$cached.new" "$cached"
		rm -rf --one-file-system "$work/bootstrap"
	fi
	mkdir "$1"
	tar -C "$1" -xf "$cached"
	cp /etc/resolv.conf "$1/etc/"
}

# mirror: prints the Debian mirror of this machine, or Debian's own if there is none.
mirror() {
	{
		apt-get indextargets --format '$(REPO_URI)' | grep '/debian/\?$' ||
			echo http://deb.debian.org/debian
	} | head -1
}

# tiny DIRECTORY: makes DIRECTORY a root file system for a shell and a few programs.
tiny() {
	need busybox
	mkdir -p "$1/bin" "$1/proc" "$1/dev"
	chmod 555 "$1/proc"
	: >"$1/dev/null"
	cp "$(command -v busybox)" "$1/bin/"
	for applet in sh sleep grep wget chmod; do
		ln -sf busybox "$1/bin/$applet"
	done
}

# listing DIRECTORY: prints the names of everything below DIRECTORY on its file system.
listing() {
	(
		cd "$1"
		find . -xdev | sort
	)
}

# run_in ROOT: runs the script on standard input in ROOT. No process of it is left afterwards.
run_in() {
	logged "in $1" unshare --pid --fork --kill-child --mount-proc --root="$1" sh -eux
}

# What dumb-init has to do as PID 1.

# The life of a container: a script that leaves an orphan, waits until it has ended and is reaped,
# and sends dumb-init TERM, which ends the script. The orphan has the pipe of $( ) open until its
# end.
life='
	: "$(sh -c "sleep 0.1 &")"
	while grep -qs "^State:.*Z" /proc/[0-9]*/status; do
		sleep 0.1
	done
	echo alive
	kill -TERM 1
	sleep 1000
'
lifetime=150 # seconds after which a life counts as failed

# lives COMMAND...: fails unless dumb-init, run by COMMAND as PID 1, gets a container through its
# life.
lives() {
	status=0
	output=$(
		timeout -s KILL "$lifetime" \
			unshare --pid --fork --kill-child --mount-proc \
			"$@" sh -c "$life" 2>&1
	) || status=$?
	went_well "$*"
}

# lives_in ROOT [BINARY]: does the same with the dumb-init that is installed in ROOT.
lives_in() {
	mkdir -p "$1/proc"
	lives --root="$1" "${2-/usr/bin/dumb-init}"
}

# went_well WHAT: fails unless a life has ended with $status and printed $output as it should.
went_well() {
	[ "$status" = 143 ] || fail "$1: exit status: got $status, want 143; output: $output"
	[ "$output" = alive ] || fail "$1: output: got $output, want alive"
}

# Downloads.

# serve DIRECTORY: serves DIRECTORY by HTTP at $url until the end of the test.
serve() {
	need python3
	: >"$work/serve.$$"
	python3 -u -m http.server --bind 127.0.0.1 --directory "$1" 0 \
		>"$work/serve.$$" 2>/dev/null &
	at_exit="kill $! 2>/dev/null; $at_exit"
	eventually 'the port of the server' grep -q port "$work/serve.$$"
	url=http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$work/serve.$$")
	rm "$work/serve.$$"
}

# publish: serves what 'make dist' has made at $downloads, by the names that it has as a release.
publish() {
	mkdir "$work/published"
	for file in "$dist"/*; do
		cp "$file" "$work/published/$(basename "$file" | as_release)"
	done
	as_release <"$dist/sha256sums" >"$work/published/sha256sums"
	serve "$work/published"
	downloads=$url
}

# as_release: replaces the version of an alpha by that of the release, in any package's form.
as_release() {
	sed -E 's/(2\.0\.0)[-~_]?a(lpha)?[0-9]{14}/\1/'
}

# block HEADING [N [LANGUAGE]]: prints the Nth block of code in a language below a heading of the
# README, with the addresses of this test in it. N is 1 by default, and the language is sh.
block() {
	text=$(
		awk -v heading="### $1" -v n="${2-1}" -v fence="\`\`\`${3-sh}" '
			/^##/ {
				inside = $0 == heading
			}
			inside && $0 == fence {
				blocks++
				printing = blocks == n
				next
			}
			/^```$/ {
				printing = 0
			}
			printing
		' "$root/README.md" |
			sed -e "s|https://github.com/dumb-init/dumb-init/releases/download/v2.0.0|$downloads|" \
				-e "s|http://apt.example.org|${apt-}|"
	)
	[ -n "$text" ] || fail "README.md: got no block $*"
	echo "$text"
}
