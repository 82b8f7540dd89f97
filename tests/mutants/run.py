"""Takes one guard after the other out of the engine, and asks the suite whether it notices.

    python3 tests/mutants/run.py [--only NAME|FOLDER,…] [--jobs N] [--build build]   every mutant has to be killed
    python3 tests/mutants/run.py --check                                            every guard stands where the table says

The tree and its build are left alone: the changed file is compiled into build/mutants, and linked before the libraries that hold the unchanged one.
"""
import argparse
import json
import os
import pathlib
import queue
import shlex
import shutil
import subprocess
import sys
import threading
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CCACHE = {"CCACHE_BASEDIR": str(ROOT), "CCACHE_NOHASHDIR": "1"}  # as tools/build has it
TOO_LONG = "it took too long"
KEYS = {"name", "breaks", "file", "guard", "instead", "tests"}
# What a test of the table runs, where it is more than its program.
ARGUMENTS = {"store.suite": ["--gtest_filter=-*Crash*"]}
# A file that is no unit of its own is compiled with the one that includes it.
UNITS = {"runtime/store/statements.def": "runtime/store/dialect.cc"}


def read_table(root):
    """The mutants, and what is wrong with the table: a guard that moved, went or stands twice."""
    mutants = tomllib.loads((HERE / "mutants.toml").read_text(encoding="utf-8"))["mutant"]
    wrong, names = [], set()
    for mutant in mutants:
        name = mutant.get("name", "?")
        if set(mutant) != KEYS or name in names or not mutant["tests"]:
            wrong.append(f"{name}: needs {', '.join(sorted(KEYS))}, and a name of its own")
            continue
        names.add(name)
        path = root / mutant["file"]
        count = path.read_text(encoding="utf-8").count(mutant["guard"]) if path.exists() else 0
        if count != 1:
            wrong.append(f"{name}: its guard stands {count} times in {mutant['file']}")
        if mutant["guard"] == mutant["instead"]:
            wrong.append(f"{name}: changes nothing")
    return mutants, wrong


def program_of(test):
    """unit.flow is run by flow_test, store.suite by store_test."""
    room, name = test.split(".", 1)
    return f"{name}_test" if room == "unit" else f"{room}_test"


class Bench:
    """A build to borrow from: how each file is compiled and each test linked."""

    def __init__(self, build, tests):
        self.build, self.folder = build, build / "mutants"
        self.cluster = self.folder / "cluster" if any(not test.startswith("unit.") for test in tests) else None
        (self.folder / "bin").mkdir(parents=True, exist_ok=True)
        if not (self.folder / "lib").exists():
            (self.folder / "lib").symlink_to("../lib")  # a program looks for its libraries beside itself
        self.compiling = {entry["file"]: shlex.split(entry["command"]) for entry in json.loads((build / "compile_commands.json").read_text())}
        self.linking = {test: self.link_of(program_of(test)) for test in tests}

    def __enter__(self):
        if self.cluster:
            self.call([sys.executable, ROOT / "tests/store/cluster.py", "start", self.cluster], must=True)
        return self

    def __exit__(self, *_):
        if self.cluster:
            self.call([sys.executable, ROOT / "tests/store/cluster.py", "stop", self.cluster], must=True)

    def call(self, command, must=False, limit=1200):
        """(whether it went well, what it said)"""
        environment = os.environ | {"GTEST_FAIL_FAST": "1", "GUIJU_STORE_CLUSTER": str(self.cluster or "")} | CCACHE
        try:
            done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace", timeout=limit, env=environment, cwd=self.build)
        except subprocess.TimeoutExpired:
            return False, TOO_LONG
        if must and done.returncode:
            sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
        return done.returncode == 0, done.stdout + done.stderr

    def link_of(self, program):
        """The last command that makes a program is its link: ": && c++ … -o bin/flow_test … && :"."""
        _, said = self.call(["ninja", "-t", "commands", f"bin/{program}"], must=True)
        words = shlex.split(said.splitlines()[-1])
        words = words[words.index("&&") + 1:] if words[0] == ":" else words
        return words[:words.index("&&")] if "&&" in words else words

    def compile(self, mutant):
        """The object, or none, and the compiler's report."""
        folder = self.folder / mutant["name"]
        changed = folder / mutant["file"]
        changed.parent.mkdir(parents=True, exist_ok=True)
        text = (ROOT / mutant["file"]).read_text(encoding="utf-8")
        changed.write_text(text.replace(mutant["guard"], mutant["instead"]), encoding="utf-8")
        unit = UNITS.get(mutant["file"], mutant["file"])
        words = list(self.compiling[str(ROOT / unit)])
        words[words.index("-c") + 1] = str(changed if unit == mutant["file"] else ROOT / unit)
        words[words.index("-o") + 1] = str(folder / "changed.o")
        launcher = ["ccache"] if shutil.which("ccache") else []
        good, said = self.call([*launcher, words[0], f"-I{folder}", *words[1:], "-O0"])  # it is run once: the compiler's time counts
        return (folder / "changed.o" if good else None), said

    def link(self, mutant, object_file, test):
        words = list(self.linking[test])
        program = self.folder / "bin" / f"{mutant['name']}.{test}"
        words[words.index("-o") + 1] = str(program)
        words.insert(1, str(object_file))
        good, said = self.call(words)
        return (program if good else None), said

    def holds(self, program, test, limit):
        return self.call([program, *ARGUMENTS.get(test, [])], limit=limit)

    def try_out(self, mutant, limits):
        """(what became of it, the test that noticed or a report)"""
        object_file, said = self.compile(mutant)
        if not object_file:
            return "not built", said[-3000:]
        for test in mutant["tests"]:
            program, said = self.link(mutant, object_file, test)
            if not program:
                return "not built", said[-3000:]
            held, said = self.holds(program, test, limits[test])
            program.unlink()
            if not held:
                shutil.rmtree(self.folder / mutant["name"])
                return "killed", f"{test}: {TOO_LONG}" if said == TOO_LONG else test
        return "SURVIVED", ", ".join(mutant["tests"])


def baseline(bench, tests):
    """Without a mutant every test passes; a mutant may take ten times as long."""
    limits = {}
    for test in tests:
        began = time.monotonic()
        held, said = bench.holds(bench.build / "bin" / program_of(test), test, 1200)
        if not held:
            sys.exit(f"{test} fails without a mutant\n{said[-3000:]}")
        limits[test] = 30 + 10 * (time.monotonic() - began)
        print(f"unchanged: {test} passes, {time.monotonic() - began:.0f} s", flush=True)
    return limits


def run_all(bench, mutants, limits, jobs):
    waiting, results, said = queue.SimpleQueue(), [], threading.Lock()
    for mutant in mutants:
        waiting.put(mutant)

    def work():
        while True:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                return
            began = time.monotonic()
            became, by = bench.try_out(mutant, limits)
            with said:
                results.append(became)
                print(f"{mutant['name']:32} {became:9} {time.monotonic() - began:4.0f} s  {by}  ({mutant['breaks']})", flush=True)

    threads = [threading.Thread(target=work) for _ in range(max(1, jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results.count("killed")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="")
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    options.add_argument("--check", action="store_true")
    options.add_argument("--root", type=pathlib.Path, default=ROOT, help="of --check")
    options = options.parse_args()
    mutants, wrong = read_table(options.root)
    if wrong:
        sys.exit("\n".join(wrong))
    if options.check:
        print(f"{len(mutants)} mutants, every guard once")
        return
    if options.only:
        wanted = options.only.split(",")
        mutants = [mutant for mutant in mutants if any(mutant["name"] == word or mutant["file"].startswith(word + "/") for word in wanted)]
        if not mutants:
            sys.exit(f"no such mutants: {options.only}")

    began = time.monotonic()
    build, tests = options.build.resolve(), sorted({test for mutant in mutants for test in mutant["tests"]})
    with Bench(build, tests) as bench:
        bench.call(["cmake", "--build", build, "--target", *{program_of(test) for test in tests}, "guiju_compiler_library"], must=True, limit=7200)
        limits = baseline(bench, tests)
        killed = run_all(bench, mutants, limits, options.jobs)
    print(f"{killed} of {len(mutants)} mutants killed, {time.monotonic() - began:.0f} s")
    sys.exit(0 if killed == len(mutants) else 1)


if __name__ == "__main__":
    main()
