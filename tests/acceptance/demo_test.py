"""What `./tools/run` shows: a case carried to its decision, its record checked; nothing is shown that did not happen."""
import json
import pathlib
import subprocess
import tempfile

from support import GUIJU, ROOT, expect, finish, run

MOST_LINES = 110


def demo(guiju):
    done = subprocess.run([ROOT / "tools/demo", guiju], capture_output=True, text=True, timeout=1200, cwd=ROOT)
    return done.returncode, done.stdout, done.stdout + done.stderr


status, shown, everything = demo(GUIJU)
expect(status == 0, "the demo comes to its end", everything)
expect(shown.count("\n") <= MOST_LINES, f"at most {MOST_LINES} lines", shown.count("\n"))
for piece in ("建议补充调查", "停止计算：听证", "尚余 58 日", "原来的通过不再有效 法制审核", "no_quorum", "回避 赵副局长", "content_differs", "春节放假", "核验通过",
              "核验没有通过", "第 46 条"):
    expect(piece in shown, f"it shows {piece}", shown)
expect(everything == shown, "it complains of nothing", everything[len(shown):])
CASE = "policies/market/cases/demo.json"
for part in (json.loads((ROOT / CASE).read_text(encoding="utf-8"))["标题"], "■ 法制审核范围：是", "■ 集体讨论范围：是", "■ 听证范围：是", "第五十条第三款",
             "怎样才会不同", "→ 否", "□ 法制审核范围：未定", "需要查明", "查清之前", "./tools/run help", "示例制度"):
    expect(part in shown, f"it shows {part}", shown)
brief = run("classify", "policies/market", CASE, "--only", "法制审核范围", "--explain", "--brief")[1]
changes = [line for line in shown.splitlines() if line.startswith("    · ")]
expect(changes and all(line in brief for line in changes), "what is shown is what the command says", changes)

# The transcript on the first page is what it shows.
page = (ROOT / "README.md").read_text(encoding="utf-8")
transcript = page.split("$ ./tools/run\n", 1)[1].split("```", 1)[0].splitlines()
expect(len(transcript) > 10, "the first page has a transcript", transcript)
for line in transcript:
    expect(line in shown.splitlines(), "a line of the transcript is shown", line)

# A step that does not come out as told ends it; a changed record that is not noticed, too.
with tempfile.TemporaryDirectory() as folder:
    for word, status_of_it in (("批准", 1), ("verify", 0)):
        other = pathlib.Path(folder) / "guiju"
        other.write_text(f"""#!/bin/sh
for word; do if [ "$word" = {word} ]; then '{GUIJU}' "$@"; exit {status_of_it}; fi; done
exec '{GUIJU}' "$@"
""")
        other.chmod(0o755)
        status, _, everything = demo(other)
        expect(status != 0 and "没有照预期进行" in everything, f"{word} that ends otherwise is noticed", status, everything[-500:])
finish()
