"""tools/tidy must report a finding, in a header too, pass over what was clean, and check again what changed."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(sys.argv[1])
CLEAN = "#pragma once\ninline int* Nothing() { return nullptr; }\n"
UNCLEAN = CLEAN.replace("nullptr", "0")


def expect(tree, status, *said, options=()):
    result = subprocess.run([sys.executable, tree / "tools/tidy", tree / "build", *options], capture_output=True, text=True)
    if result.returncode != status or not all(words in result.stdout + result.stderr for words in said):
        sys.exit(f"expected {status} and {said}, not {result.returncode}:\n{result.stdout}{result.stderr}")


with tempfile.TemporaryDirectory() as folder:
    tree = pathlib.Path(folder).resolve()
    for name in ("tools", "runtime", "build"):
        (tree / name).mkdir()
    shutil.copy(root / "tools/tidy", tree / "tools")
    shutil.copy(root / ".clang-tidy", tree)
    source, header, database = tree / "runtime/a.cc", tree / "runtime/a.h", tree / "build/compile_commands.json"
    source.write_text('#include "runtime/a.h"\nint Size() { return Nothing() == nullptr; }\n')
    command = f"c++ -I{tree} -mno-stv -std=c++20 -o a.o -c {source}"
    database.write_text(json.dumps([{"directory": str(tree / "build"), "command": command, "file": str(source)}]))

    header.write_text(UNCLEAN)
    expect(tree, 1, "NOT CLEAN: runtime/a.cc", "runtime/a.h:2", "modernize-use-nullptr", "0 clean, 1 not clean")
    expect(tree, 1, "0 clean and unchanged, 1 to check")
    header.write_text(CLEAN)
    expect(tree, 0, "1 to check", "\nclean: runtime/a.cc", "1 clean, 0 not clean")
    expect(tree, 0, "1 clean and unchanged, 0 to check")
    expect(tree, 0, "\nclean: runtime/a.cc", options=["--all"])
    header.write_text(UNCLEAN)
    expect(tree, 1, "NOT CLEAN: runtime/a.cc")
    header.write_text(CLEAN)
    expect(tree, 0, "1 to check")
    database.write_text(database.read_text().replace("-std=c++20", "-std=c++20 -DNDEBUG"))
    expect(tree, 0, "1 to check")
    (tree / ".clang-tidy").write_text((root / ".clang-tidy").read_text() + "# changed\n")
    expect(tree, 0, "1 to check")
    (tree / "runtime/.clang-tidy").write_text("InheritParentConfig: true\n")
    expect(tree, 0, "1 to check")
    source.write_text("int broken(\n")
    expect(tree, 1, "NOT CLEAN: runtime/a.cc", "error:")
    source.with_name("b.cc").write_text("")
    expect(tree, 2, "not part of the build", "runtime/b.cc")
print("findings reported, clean files passed over, changed ones checked again")
