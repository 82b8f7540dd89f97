"""A policy in two files, the second without a head: what the store keeps of it is read back by a later process."""
import json
import pathlib
import tempfile

from support import GUIJU, ROOT, expect, finish, run

head, mark, tail = (ROOT / "tests/topologies/township.gj").read_text(encoding="utf-8").partition("流程 顾问审核")
expect(mark, "the policy has the flow")

# Below the tree, whose vocabulary a policy uses.
with tempfile.TemporaryDirectory(dir=pathlib.Path(GUIJU).resolve().parent.parent) as folder:
    parts = pathlib.Path(folder) / "parts"
    parts.mkdir()
    (parts / "head.gj").write_text(head, encoding="utf-8")
    (parts / "flow.gj").write_text(mark + tail, encoding="utf-8")
    store = pathlib.Path(folder) / "parts.db"

    def guiju(*words):
        status, out, err = run(*words, "--store", store, "--at", "2024-03-04T09:00", "--as", "p1/承办人", "--format", "json")
        expect(status == 0, f"{words[:3]} is taken", out, err)
        return json.loads(out) if status == 0 else {}

    guiju("people", "add", "p1", "--position", "承办人", "--from", "2020-01-01", "--create", "--simulated", "--agency", "示范乡")
    guiju("case", "open", "两1", "--policy", parts, "--flow", "顾问审核", "--facts", '{"审核事项": "行政处罚"}')
    guiju("case", "do", "两1", "附卷", "送审材料")
    events = guiju("case", "do", "两1", "意见", "送审", "--content", '{"处理": "责令改正"}').get("events", [])
    expect(any(event["type"] == "moved" and event["body"]["to"] == "法律顾问审核" for event in events), "it is driven on", events)
finish()
