"""What a legal office does: check, format, test, classify; and what it is told when it made mistakes."""
import json
import pathlib
import shutil
import tempfile

from support import ROOT, expect, finish, run

status, out, err = run("check", "policies", "stdlib")
expect(status == 0, "check policies stdlib is clean", status, out, err)

status, out, err = run("check", "tests/golden/ten_mistakes.gj", "--ui", "zh", "--format", "json")
expect(status == 1, "ten mistakes: exit status 1", status, out, err)
status, text, err = run("check", "tests/golden/ten_mistakes.gj", "--ui", "zh")
codes = [line.split("[")[1].split("]")[0] for line in (text + err).splitlines() if "[GJ" in line]
expect(len(codes) >= 10, "ten mistakes: ten diagnostics", codes, err)
expect(len(set(codes)) >= 8, "ten mistakes: they differ", codes)

files = sorted(p for top in ("policies", "stdlib") for p in (ROOT / top).rglob("*.gj*") if p.suffix in (".gj", ".md") and ".gj" in p.name)
expect(len(files) >= 6, "there are policies to format", files)
with tempfile.TemporaryDirectory() as folder:
    # A copy of both trees: names come from the closure, and nothing may be written beside what other tests read.
    for top in ("policies", "stdlib"):
        shutil.copytree(ROOT / top, pathlib.Path(folder) / top)
    for path in files:
        name = path.relative_to(ROOT)
        status, first, err = run("fmt", "--lang", "zh", name)
        expect(status == 0 and first, f"fmt --lang zh {name}", status, err)
        expect(first == path.read_text(), f"{name} is in canonical form")
        copy = pathlib.Path(folder) / name
        copy.write_text(first)
        status, english, err = run("fmt", "--lang", "en", copy)
        expect(status == 0, f"fmt --lang en {name}", status, err)
        expect(english != first, f"{name}: the English text differs")
        copy.write_text(english)
        status, back, err = run("fmt", "--lang", "zh", copy)
        expect(back == first, f"{name}: zh -> en -> zh is the same text", err)
        copy.write_text(first)

for agency in ("policies/national", "policies/datong", "policies/market"):
    status, out, err = run("test", agency)
    expect(status == 0, f"test {agency}", out[-1500:], err[-1500:])
    cases = list((ROOT / agency / "cases").glob("*.json"))
    count = sum(len(data) if isinstance(data := json.loads(p.read_text()), list) else 1 for p in cases)
    expect(count >= 20, f"{agency} has at least 20 cases", count)

unknown = json.dumps({"执法类别": "行政处罚"}).encode()
status, out, err = run("classify", "policies/datong", "-", stdin=unknown)
expect(status == 0 and "未定" in out, "unknown facts: undetermined", status, out, err)
status, out, err = run("classify", "policies/datong", "-", "--strict", stdin=unknown)
expect(status == 1, "--strict: undetermined is exit status 1", status)
status, out, err = run("classify", "policies/datong", "-", "--format", "json", stdin=unknown)
answer = json.loads(out)
open_decisions = [d for d in answer["decisions"].values() if d["status"] == "undetermined"]
expect(open_decisions and all("value" not in d and d["possible"] and d["ask"] and "act_on" in d for d in open_decisions),
       "undetermined decisions carry possible, ask and act_on, and no value", out[:2000])
expect(answer["recorded"] is False and answer["closure"].startswith("sha256:"), "the answer names the law it applied", out[:300])
finish()
