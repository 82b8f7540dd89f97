"""Every guiju block of grammar/REFERENCE.md compiles, its examples hold, and each English block is the same tree as the
Chinese one before it."""
import pathlib
import tempfile

from reference_blocks import blocks
from support import expect, finish, run

found = blocks()
expect(len(found) >= 50, "the reference has its blocks", len(found))
with tempfile.TemporaryDirectory() as folder:
    previous = None
    for block in found:
        paths = block.write(pathlib.Path(folder) / f"L{block.line}")
        place = f"REFERENCE.md line {block.line}"
        status, out, err = run("check", *paths)
        expect(status == 0, f"{place} compiles", out, err)
        status, canonical, err = run("fmt", "--lang", "en", *paths)
        expect(status == 0, f"{place} is formatted", err)
        if block.english:
            expect(previous == canonical, f"{place} is the English of the block before it", previous, canonical)
        previous = canonical
        status, out, err = run("test", paths[0].parent)
        expect(status == 0, f"examples of {place}", out[-800:], err[-800:])
finish()
