"""A third party checks our export with Go's own packages, and refuses it once anything of it is changed.

usage: third_party_test.py GO WRITER SOURCE_DIR WORK_DIR
"""
import base64
import os
import pathlib
import shutil
import subprocess
import sys

GO, WRITER, SOURCE, WORK = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
ENTRIES = 70000  # three levels of tiles, as in the specification's example


def build():
    environment = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOPROXY="off", GOFLAGS="",
                       GOCACHE=str(WORK / "go-cache"), GOTOOLCHAIN="local", CGO_ENABLED="0")
    subprocess.run([GO, "build", "-o", WORK / "third_party", SOURCE / "main.go"], check=True, env=environment)


def verify(log, older=None, proofs=None):
    run = subprocess.run([WORK / "third_party", WORK / "key", log, older or WORK / "older", proofs or WORK / "proofs"],
                         capture_output=True, text=True, timeout=300)
    if run.returncode not in (0, 1):
        sys.exit(f"the third party broke down: {run.stderr}")
    return run.returncode == 0, run.stdout.strip()


class Changed:
    """A file with other bytes, as it was afterwards."""

    def __init__(self, path, change):
        self.path, self.change = path, change

    def __enter__(self):
        self.before = self.path.read_bytes()
        after = self.change(self.before)
        assert after != self.before, self.path
        self.path.write_bytes(after)

    def __exit__(self, *_):
        self.path.write_bytes(self.before)


def flip(at):
    def change(data):
        changed = bytearray(data)
        changed[at % len(data)] ^= 1
        return bytes(changed)
    return change


def other_size(data):
    lines = data.split(b"\n")
    lines[1] = str(int(lines[1]) - 1).encode()
    return b"\n".join(lines)


def other_root(data):
    lines = data.split(b"\n")
    lines[2] = base64.b64encode(bytes(32))
    return b"\n".join(lines)


def tamperings(log):
    checkpoint = log / "checkpoint"
    yield "a bit of an entry", log / "tile/entries/100", flip(5000)
    yield "an entry cut off", log / "tile/entries/273.p/112", lambda data: data[:-1]
    yield "two bundles swapped", log / "tile/entries/100", lambda _: (log / "tile/entries/101").read_bytes()
    yield "a tile of level 0", log / "tile/0/007", flip(33)
    yield "a partial tile of level 0", log / "tile/0/273.p/112", flip(-1)
    yield "a tile of level 1", log / "tile/1/000", flip(4000)
    yield "a partial tile of level 1", log / "tile/1/001.p/17", flip(0)
    yield "the tile of level 2", log / "tile/2/000.p/1", flip(31)
    yield "a tile cut short", log / "tile/1/000", lambda data: data[:-32]
    yield "the size", checkpoint, other_size
    yield "the root", checkpoint, other_root
    yield "the signature", checkpoint, lambda data: data[:-10] + b"AAAA" + data[-6:]
    yield "no signature", checkpoint, lambda data: data[:data.rindex(b"\n\n") + 2]
    yield "an older checkpoint with these tiles", checkpoint, lambda _: (WORK / "older").read_bytes()


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    build()
    subprocess.run([WRITER, WORK, str(ENTRIES)], check=True)
    log = WORK / "log"
    failures = 0
    good, said = verify(log)
    print(said)
    if not good:
        sys.exit("our export is not accepted")
    refused = 0
    for what, path, change in tamperings(log):
        with Changed(path, change):
            good, said = verify(log)
        print(f"{what}: {said}")
        failures += good
        refused += not good
    for what, path, change in [("a proof of ours changed", WORK / "proofs", lambda data: data.replace(b'"index":0,', b'"index":1,', 1)),
                               ("a foreign key", WORK / "key", lambda data: b"sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")]:
        with Changed(path, change):
            good, said = verify(log)
        print(f"{what}: {said}")
        failures += good
        refused += not good
    # The log rewritten and signed again with its own key verifies by itself; an older checkpoint convicts it.
    good, said = verify(WORK / "rewritten")
    print(f"rewritten and signed again: {said}")
    failures += good
    refused += not good
    good, said = verify(log)
    if not good:
        sys.exit("a change was not undone")
    print(f"{refused} of {refused + failures} tamperings refused")
    shutil.rmtree(WORK / "rewritten")
    return 1 if failures else 0


sys.exit(main())
