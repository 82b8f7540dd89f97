"""Every guiju block of grammar/REFERENCE.md compiles, and each English block is the same tree as the Chinese one before it.

Blocks are marked as section 0 of the reference says: plain, prelude=NAME, fragment=NAME, each optionally with `en`."""
import pathlib
import re
import tempfile

from support import ROOT, expect, finish, run

text = (ROOT / "grammar/REFERENCE.md").read_text()
preludes = {}
blocks = []  # (line, is English, whole program)
for match in re.finditer(r"^```guiju([^\n]*)\n(.*?)^```$", text, re.S | re.M):
    words, body = match.group(1).split(), match.group(2)
    program = body
    for word in words:
        key, _, name = word.partition("=")
        if key == "prelude":
            preludes[name] = body
        elif key == "fragment":
            program = preludes[name] + body
    blocks.append((text.count("\n", 0, match.start()) + 2, "en" in words, program))
expect(len(blocks) >= 30, "the reference has its blocks", len(blocks))

with tempfile.TemporaryDirectory() as folder:
    previous = None
    for line, english, program in blocks:
        path = pathlib.Path(folder) / f"L{line}" / "policy.gj"
        path.parent.mkdir()
        path.write_text(program)
        status, out, err = run("check", path)
        expect(status == 0, f"REFERENCE.md line {line} compiles", out, err)
        status, canonical, err = run("fmt", "--lang", "en", path)
        expect(status == 0, f"REFERENCE.md line {line} is formatted", err)
        if english:
            expect(previous == canonical, f"REFERENCE.md line {line} is the English of the block before it", previous, canonical)
        previous = canonical
        status, out, err = run("test", path)
        expect(status == 0, f"examples of REFERENCE.md line {line}", out[-800:], err[-800:])
finish()
