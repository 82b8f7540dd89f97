"""Every guard of the table stands once where it says; a tree in which one was rewritten is told which."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib

root = pathlib.Path(sys.argv[1])
run = [sys.executable, root / "tests/mutants/run.py", "--check"]
whole = subprocess.run(run, capture_output=True, text=True)
if whole.returncode != 0:
    sys.exit(whole.stderr)
mutants = tomllib.loads((root / "tests/mutants/mutants.toml").read_text(encoding="utf-8"))["mutant"]
with tempfile.TemporaryDirectory() as folder:
    copy = pathlib.Path(folder)
    for file in {mutant["file"] for mutant in mutants}:
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / file, copy / file)
    for mutant, text in ((mutants[0], ""), (mutants[-1], mutants[-1]["guard"] * 2)):
        file = copy / mutant["file"]
        kept = file.read_text(encoding="utf-8")
        file.write_text(kept.replace(mutant["guard"], text), encoding="utf-8")
        told = subprocess.run([*run, "--root", copy], capture_output=True, text=True)
        if told.returncode == 0 or mutant["name"] not in told.stderr:
            sys.exit(f"not noticed: the guard of {mutant['name']} stands {'twice' if text else 'nowhere'}")
        file.write_text(kept, encoding="utf-8")
print(whole.stdout, end="")
