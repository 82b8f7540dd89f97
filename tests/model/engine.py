"""The engine at the other end of a pipe: `guiju case do --batch -` on a simulated store of its own."""
import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FROM = "2016-01-01"
# Nothing here is about what survives a crash: a store in memory does.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Engine:
    def __init__(self, guiju, policy_text, staff, start):
        self.guiju = str(guiju)
        self.folder = tempfile.TemporaryDirectory(prefix="guiju-model-", dir=MEMORY)
        home = pathlib.Path(self.folder.name)
        self.policy, self.store = home / "policy.gj", home / "cases.db"
        self.policy.write_text(policy_text, encoding="utf-8")
        first = ["--create", "--simulated", "--agency", "示范县"]
        for person, who in staff.items():
            words = ["--unit", who["unit"], "--from", FROM, "--at", start]
            for position in who["positions"]:
                words += ["--position", position]
            for one in who["qualifications"]:
                words += ["--qualification", one]
            status, out, err = self.run("people", "add", person, *words, *first)
            assert status == 0, err
            first = []
        self.talk = subprocess.Popen([self.guiju, "case", "do", "--batch", "-", "--store", str(self.store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    @staticmethod
    def check(guiju, policy_text):
        """Whether a policy is sound, and the codes of what is wrong with it."""
        with tempfile.TemporaryDirectory(prefix="guiju-model-", dir=MEMORY) as folder:
            path = pathlib.Path(folder) / "policy.gj"
            path.write_text(policy_text, encoding="utf-8")
            done = subprocess.run([str(guiju), "check", str(path)], capture_output=True, text=True, cwd=ROOT)
        return done.returncode == 0, done.stdout + done.stderr

    def run(self, *words):
        done = subprocess.run([self.guiju, *words, "--store", str(self.store)], capture_output=True, text=True, cwd=ROOT)
        return done.returncode, done.stdout, done.stderr

    def ask(self, line):
        self.talk.stdin.write(json.dumps({k: (str(self.policy) if v == "@policy" else v) for k, v in line.items()}, ensure_ascii=False) + "\n")
        self.talk.stdin.flush()
        answer = self.talk.stdout.readline()
        if not answer:
            raise AssertionError(f"the engine ended with status {self.talk.wait()}")
        return json.loads(answer)

    def close(self):
        """The pipe is closed; the record must be sound. Returns what is wrong with it."""
        self.talk.stdin.close()
        self.talk.wait(60)
        wrong = []
        key, memory = self.store.with_name("sign.key"), self.store.with_name("sign.memory")
        made = json.loads(self.run("sign", "--new-key", str(key), "--format", "json")[1])
        for words in (("rebuild", "--check"), ("sign", "--key", str(key), "--memory", str(memory), "--first"), ("verify", "--key", made["key"], "--require-signed")):
            status, out, err = self.run(*words)
            if status != 0:
                wrong.append(" ".join(words) + ": " + out + err)
        return wrong

    def kill(self):
        self.talk.kill()
        self.talk.wait()
        self.folder.cleanup()
