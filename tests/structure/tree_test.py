"""Rules of the tree that a script can see; each is tried on a broken copy first, so that it can fail."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1])
MOST_LINES, MOST_README_LINES = 600, 60
CODE = {".cc", ".h", ".hpp", ".c", ".inl"}
TEXT = CODE | {".py", ".txt", ".cmake", ".md", ".gj", ".def", ".tsv", ".g4", ".json", ".S", ""}
# The root page is the map of the whole; the reference is the language.
LONGER = {"README.md", "grammar/REFERENCE.md"}
SKIPPED = {"build", ".git"}
# A machine's own paths: homes, temporary and work folders. /tmp may be named by a program that makes its own file there.
MACHINE = re.compile(r"(?<![\w.])/(?:home|Users|root|work|mnt|media)/\w|\.\./shared\b")
FLOATING = re.compile(r"\b(?:float|double)\b")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"", re.S)
# Timings and progress, never a value of a case.
FLOATING_ALLOWED = set()


def files(root):
    for path in sorted(root.rglob("*")):
        if path.is_file() and not SKIPPED & set(path.relative_to(root).parts[:1]):
            yield path.relative_to(root).as_posix(), path


def code_only(text):
    """The text without comments and strings, its line numbers kept."""
    return COMMENT.sub(lambda m: "\n" * m.group().count("\n"), text)


def problems_of(name, text):
    lines = text.count("\n")
    suffix = pathlib.PurePosixPath(name).suffix
    if name.endswith("README.md") and name not in LONGER and lines > MOST_README_LINES:
        yield f"{name}: {lines} lines, at most {MOST_README_LINES}"
    if suffix in CODE and lines > MOST_LINES:
        yield f"{name}: {lines} lines, at most {MOST_LINES}"
    if not name.startswith("tests/structure/"):
        for match in MACHINE.finditer(text):
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: a path of one machine: {match.group()}"
    if suffix in CODE and name.startswith(("compiler/", "runtime/")) and name not in FLOATING_ALLOWED:
        code = code_only(text)
        for match in FLOATING.finditer(code):
            yield f"{name}:{code.count(chr(10), 0, match.start()) + 1}: binary floating point"
    if suffix in (".h", ".hpp") and name.startswith(("compiler/", "runtime/", "tools/")):
        body = text.split("#pragma once\n", 1)
        if suffix == ".h" and len(body) == 1 and "#ifndef" not in text:
            yield f"{name}: no #pragma once"
        elif not body[-1].lstrip().startswith(("//", "/*")):
            yield f"{name}: begins without saying what it is"


def rooms(root):
    """Folders that build something or hold tests."""
    for top in ("compiler", "runtime"):
        yield from (p for p in (root / top).iterdir() if (p / "CMakeLists.txt").exists())
    yield from (p for p in (root / "tests").iterdir() if p.is_dir() and p.name != "__pycache__")
    yield from (root / name for name in ("grammar", "tools", "tools/guiju", "stdlib", "policies"))


def main():
    broken = {
        "compiler/x/README.md": "line\n" * 61,
        "compiler/x/long.cc": "int x;\n" * 601,
        "runtime/x/rate.cc": "double rate = 1;\n",
        "tools/x.py": "open('" + "/home" + "/someone/file')\n",
        "compiler/x/bare.h": "#pragma once\nstruct X {};\n",
    }
    for name, text in broken.items():
        if not list(problems_of(name, text)):
            sys.exit(f"a broken file is not refused: {name}")
    fine = {"runtime/x/words.cc": "// a double word\nconst char* x = \"float\";\n", "compiler/x/good.h": "#pragma once\n// What it is.\n"}
    for name, text in fine.items():
        if found := list(problems_of(name, text)):
            sys.exit(f"a good file is refused: {found}")

    tracked = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True)
    names = [n for n in tracked.stdout.split("\0") if n] if tracked.returncode == 0 else None
    found, count = [], 0
    for name, path in ((n, ROOT / n) for n in names) if names else files(ROOT):
        if not path.is_file() or path.suffix not in TEXT:
            continue
        count += 1
        found += problems_of(name, path.read_text(errors="replace"))
    found += [f"{room.relative_to(ROOT)}: no README.md" for room in rooms(ROOT) if not (room / "README.md").exists()]
    print(*found, sep="\n")
    print(f"{count} files, {len(found)} problems")
    return 1 if found or count < 100 else 0


sys.exit(main())
