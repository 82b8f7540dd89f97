"""Runs the built guiju command the way a person would; every check says what it expected and what it saw."""
import os
import pathlib
import resource
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1])
GUIJU = sys.argv[2]
# In a sanitizer's build: slower, and the address space is the sanitizer's, so a limit on it says nothing.
SANITIZED = bool(os.environ.get("GUIJU_SANITIZE"))
failures = []
checks = 0


def run(*arguments, stdin=None, memory_mb=None, timeout=120):
    """Exit status, stdout and stderr of one guiju call, which may use so much address space."""
    def limit():
        if memory_mb and not SANITIZED:
            resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    done = subprocess.run([GUIJU, *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout * (20 if SANITIZED else 1), cwd=ROOT,
                          preexec_fn=limit)
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def expect(condition, what, *seen):
    global checks
    checks += 1
    if not condition:
        failures.append(what)
        print(f"FAILED: {what}", *(str(s)[:2000] for s in seen), sep="\n    ")


def finish():
    print(f"{checks - len(failures)} of {checks} checks hold")
    sys.exit(1 if failures else 0)
