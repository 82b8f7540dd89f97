"""A case from filing to penalty through the command line: what is done, what is refused, what a changed record gives away."""
import json
import pathlib
import sqlite3
import tempfile

from support import ROOT, expect, finish, run

POLICY = ROOT / "tests/cases/demo_flow.gj"
FOLDER = tempfile.TemporaryDirectory(prefix="guiju-cases-")
HOME = pathlib.Path(FOLDER.name)
STORE = HOME / "cases.db"


def guiju(*words, store=STORE, at=None, who=None):
    extra = ["--store", store] + (["--at", at] if at else []) + (["--as", who] if who else [])
    return run(*words, *extra)


def answer(*words, **options):
    status, out, err = guiju(*words, "--format", "json", **options)
    try:
        return status, json.loads(out)
    except json.JSONDecodeError:
        expect(False, f"JSON from {words}", status, out, err)
        return status, {}


def does(case, *words, who, at, types=None):
    status, result = answer("case", "do", case, *words, who=who, at=at)
    expect(status == 0 and result.get("result") == "recorded", f"{case} {words} is recorded", status, result)
    if types:
        expect([e["type"] for e in result.get("events", [])] == types, f"{case} {words} gives {types}", result)
    return result


def refused(case, code, *words, who, at):
    status, result = answer("case", "do", case, *words, who=who, at=at)
    expect(status == 1 and result.get("code") == code, f"{case} {words} is refused: {code}", status, result)
    expect(bool(result.get("message")), "a refusal has a sentence", result)


def people():
    first = ["--create", "--simulated", "--agency", "示范县"]
    staff = [("p1", ["--position", "承办人", "--position", "法制审核人员", "--unit", "执法一队", "--qualification", "行政执法证", "--qualification", "法律职业资格"]),
             ("p2", ["--position", "法制审核人员", "--unit", "法规股", "--qualification", "法律职业资格"]),
             ("p3", ["--position", "局长", "--unit", "局领导"]),
             ("p4", ["--position", "分管局长", "--unit", "局领导"]),
             ("p5", ["--position", "科室负责人", "--unit", "财务科"]),
             ("p6", ["--position", "承办人", "--unit", "执法二队"])]
    status, out, _ = guiju("people", "add", "p1", *staff[0][1], "--name", "张三", "--from", "2020-01-01", *first, at="2024-01-02T09:00")
    expect(status == 0 and "模拟" in out, "the first person makes a simulated store", status, out)
    for person, words in staff[1:]:
        status, _, err = guiju("people", "add", person, *words, "--from", "2020-01-01", at="2024-01-02T09:00")
        expect(status == 0, f"{person} is recorded", err)
    status, result = answer("people", "check", POLICY, at="2024-01-03T09:00")
    vacant = {p["position"] for p in result["positions"] if p["vacant"]}
    expect(status == 1 and vacant == {"公示录入员"}, "the vacant position is named", result)
    guiju("people", "add", "p7", "--position", "公示录入员", "--from", "2020-01-01", at="2024-01-02T09:00")
    expect(answer("people", "check", POLICY, at="2024-01-03T09:00")[0] == 0, "with it the flows can be staffed")
    chain = HOME / "chain.gj"
    chain.write_text(POLICY.read_text(encoding="utf-8").replace("岗位 局长 作为 负责人", "岗位 副职 作为 负责人\n岗位 局长 作为 副职"), encoding="utf-8")
    status, result = answer("people", "check", chain, at="2024-01-03T09:00")
    head = next(p for p in result["positions"] if p["position"] == "负责人")
    expect(status == 0 and not head["vacant"] and head["through"] == ["局长"], "who acts as one who acts as the head fills that position", head)
    status, result = answer("people", "list")
    expect(len(result["people"]) == 7 and result["simulated"], "everybody is listed", result)


def file_case(case, fine, day, **more):
    status, result = answer("case", "open", case, "--policy", POLICY, "--flow", "普通程序", "--facts", json.dumps({"罚款": fine} | more), who="p1/承办人", at=f"{day}T09:00")
    expect(status == 0, f"{case} is opened", result)
    does(case, "发生", "立案", who="p1/承办人", at=f"{day}T09:10")
    for document in ("调查终结报告", "证据目录"):
        does(case, "附卷", document, who="p1/承办人", at=f"{day}T09:20")
    does(case, "意见", "报送", "--content", json.dumps({"罚款": fine, "处理": "罚款"}), who="p1/承办人", at=f"{day}T10:00")


CHECKS = ["--check", "主体=合格", "--check", "权限=合格", "--check", "事实=合格"]


def from_filing_to_penalty():
    file_case("2024-001", "5万元", "2024-01-03")
    refused("2024-001", "unknown_outcome", "意见", "处罚", "--proposal", "1", who="p3/局长", at="2024-01-04T09:00")
    refused("2024-001", "same_person", "意见", "同意", "--proposal", "1", *CHECKS, who="p1/法制审核人员", at="2024-01-04T09:00")
    refused("2024-001", "not_appointed", "意见", "同意", "--proposal", "1", *CHECKS, who="p6/法制审核人员", at="2024-01-04T09:00")
    refused("2024-001", "unknown_person", "意见", "同意", "--proposal", "1", *CHECKS, who="p99/法制审核人员", at="2024-01-04T09:00")
    refused("2024-001", "checks_missing", "意见", "同意", "--proposal", "1", who="p2/法制审核人员", at="2024-01-04T09:00")
    status, shown = answer("case", "show", "2024-001", at="2024-01-04T09:00")
    version = shown["version"]
    refused("2024-001", "stale_version", "意见", "同意", "--proposal", "1", *CHECKS, "--expect", version - 1, who="p2/法制审核人员", at="2024-01-04T09:00")
    expect({c["name"]: c["due"] for c in shown["clocks"]} == {"办案期限": "2024-04-02", "法制审核": "2024-01-17"}, "both periods run", shown["clocks"])

    agree = next(a for a in shown["allowed"] if a["name"] == "同意")
    expect({(p["person"], p["obstacle"]) for p in agree["people"]} == {("p2", None), ("p1", "same_person")}, "who may review, and who may not", agree)

    keyed = ["意见", "同意", "--proposal", "1", *CHECKS, "--key", "k-1"]
    does("2024-001", *keyed, who="p2/法制审核人员", at="2024-01-10T09:00", types=["opined", "agreed", "moved"])
    status, again = answer("case", "do", "2024-001", *keyed, who="p2/法制审核人员", at="2024-01-11T09:00")
    expect(status == 0 and again["result"] == "already", "the same key again does nothing", again)
    refused("2024-001", "key_reused", "意见", "补充调查", "--key", "k-1", who="p2/法制审核人员", at="2024-01-11T09:00")

    status, due = answer("due", "--within", "10", at="2024-01-11T09:00")
    expect([(d["case"], d["clock"], d["due"]) for d in due["due"]] == [("2024-001", "告知", "2024-01-17")], "the notice is due", due)
    expect(answer("tick", at="2024-01-17T23:00")[1]["events"] == 0, "on the last day nothing has run out")
    status, ticked = answer("tick", at="2024-01-18T00:30")
    expect(ticked["events"] > 0 and ticked["failed"] == 0, "the day after, the party has waived", ticked)
    expect(answer("tick", at="2024-01-18T00:40")[1]["events"] == 0, "and only once")
    expect(answer("case", "list")[1]["cases"][0]["stage"] == "决定", "the case waits for the decision")

    refused("2024-001", "content_differs", "意见", "处罚", "--proposal", "1", "--content", '{"罚款": "9万元"}', who="p3/局长", at="2024-01-19T09:00")
    does("2024-001", "意见", "处罚", "--proposal", "1", who="p3/局长", at="2024-01-19T09:00",
         types=["opined", "decided", "happened", "duty_armed", "duty_armed", "closed"])
    status, out, _ = guiju("case", "show", "2024-001", at="2024-01-20T09:00")
    for piece in ("模拟", "法制审核", "p2 法制审核人员", "■ 处罚", "公开执法决定·公示平台", "2024年1月30日"):
        expect(piece in out, f"the path shows {piece}", out)
    does("2024-001", "发生", "公开发布", who="p7/公示录入员", at="2024-01-22T09:00", types=["happened", "duty_closed", "duty_closed"])
    status, out, _ = guiju("case", "explain", "2024-001", "法制审核范围", at="2024-01-22T09:00")
    expect(status == 0 and "较大罚款" in out and "第三条" in out, "the decision is explained", status, out)


def nine_thousand_becomes_fifty():
    file_case("2024-002", "9000元", "2024-02-01", 疑难复杂=False)
    does("2024-002", "意见", "无意见", who="p1/承办人", at="2024-02-02T09:00")
    refused("2024-002", "content_differs", "意见", "处罚", "--proposal", "1", "--content", '{"罚款": "5万元"}', who="p3/局长", at="2024-02-05T09:00")
    does("2024-002", "认定", "--facts", '{"疑难复杂": true}', who="p1/承办人", at="2024-02-05T10:00")
    refused("2024-002", "gate_not_passed", "意见", "处罚", "--proposal", "1", who="p3/局长", at="2024-02-06T09:00")
    status, shown = answer("case", "show", "2024-002", at="2024-02-06T10:00")
    codes = {o["code"] for a in shown["allowed"] if a["name"] == "处罚" for o in a["obstacles"]}
    expect("gate_not_passed" in codes, "what can be done says why not", shown["allowed"])
    result = does("2024-002", "意见", "处罚", "--proposal", "1", "--report", "--occurred", "2024-02-06T15:00", who="p3/局长", at="2024-02-07T09:00")
    expect(any(e["type"] == "irregularity" for e in result.get("events", [])), "done on paper all the same, it stays visible", result)


def record():
    key, memory = HOME / "sign.key", HOME / "sign.memory"
    status, made = answer("sign", "--new-key", key)
    expect(status == 0, "a key is made", made)
    (HOME / "public.key").write_text(made["key"] + "\n")
    status, signed = answer("sign", "--key", key, "--memory", memory, "--first")
    expect(status == 0 and signed["new"], "the record is signed", signed)
    status, report = answer("verify", "--key", HOME / "public.key", "--require-signed")
    expect(status == 0 and report["ok"] and report["decisions"] == 2 and report["unsigned"] == 0, "everything holds", report)
    file_case("2024-003", "3万元", "2024-03-01")
    status, report = answer("verify", "--key", HOME / "public.key")
    expect(status == 0 and report["unsigned"] > 0, "an unsigned tail is no alarm", report)
    expect(answer("sign", "--key", key, "--memory", memory)[1]["new"], "the tail is signed")
    expect(not answer("sign", "--key", key, "--memory", memory)[1]["new"], "nothing new to sign")
    status, exported = answer("log", "export", HOME / "log", "--private")
    expect(status == 0 and (HOME / "log/checkpoint").exists(), "the record is exported", exported)
    offline = ["verify", HOME / "log", "--key", HOME / "public.key", "--log-name", exported["log"], "--agency", "示范县", "--log", "main"]
    status, out, err = run(*offline)
    expect(status == 0 and "模拟" in out, "and verified without the store", status, out, err)
    entries = HOME / "log/tile/entries/000.p"
    entries = next(entries.iterdir()) if entries.is_dir() else next((HOME / "log/tile/entries").iterdir())
    entries.write_bytes(entries.read_bytes().replace("p2".encode(), "p3".encode(), 1))
    status, out, _ = run(*offline)
    expect(status == 1 and "不符" in out, "one byte changed in the copy is found", status, out)
    expect(answer("rebuild", "--check")[0] == 0, "every state is what its events lead to")


def changed(name, statement, code, rebuild):
    copy = HOME / f"{name}.db"
    with sqlite3.connect(STORE) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    with sqlite3.connect(copy) as database:
        count = database.execute(statement).rowcount
    expect(count == 1, f"{name}: one row is changed", count)
    status, report = answer("verify", "--key", HOME / "public.key", store=copy)
    expect(status == 1 and code in {f["code"] for f in report["findings"]}, f"{name}: verify finds {code}", status, report.get("findings"))
    expect(answer("rebuild", "--check", store=copy)[0] == (1 if rebuild else 0), f"{name}: rebuild --check")


def tampering():
    def replaced(column, old, new):
        return f"{column} = CAST(replace(CAST({column} AS TEXT), '{old}', '{new}') AS BLOB)"

    def first(table, column, piece):
        return f"pos = (SELECT min(pos) FROM {table} WHERE instr(CAST({column} AS TEXT), '{piece}') > 0)"

    changed("entry", f"UPDATE event SET {replaced('entry', '2024-01-10T09:00', '2024-01-09T09:00')} WHERE {first('event', 'entry', '2024-01-10T09:00')}",
            "root-mismatch", True)
    changed("body", f"UPDATE secret SET {replaced('body', '5万元', '4万元')} WHERE {first('secret', 'body', '5万元')}", "body-mismatch", True)
    changed("state", f"UPDATE stream SET {replaced('state', '5万元', '4万元')} WHERE id = 'matter/2024-001'", "state-mismatch", True)
    changed("leaf", "UPDATE event SET leaf = zeroblob(32) WHERE pos = 3", "column-mismatch", True)
    changed("stream", "UPDATE event SET stream = 'matter/other' WHERE pos = 12", "column-mismatch", True)
    changed("signed", "UPDATE log_head SET signed_root = zeroblob(32)", "head-mismatch", True)
    changed("frontier", "UPDATE log_head SET frontier = zeroblob(length(frontier))", "head-mismatch", True)
    changed("tile", "UPDATE tile SET data = zeroblob(length(data)) WHERE level = 0 AND idx = 0", "tile-mismatch", False)
    changed("policy", f"UPDATE policy SET {replaced('sources', '1万元', '8万元')}", "policy-unavailable", True)
    changed("person", f"UPDATE stream SET {replaced('state', '2020-01-01', '2019-01-01')} WHERE id = 'person/p2'", "state-mismatch", True)
    rebuilt = HOME / "state.db"
    expect(guiju("rebuild", store=rebuilt)[0] == 0 and answer("rebuild", "--check", store=rebuilt)[0] == 0, "rebuild mends the state")


def restored():
    """A backup restored: the signer remembers more than the store has."""
    key, memory = HOME / "sign.key", HOME / "sign.memory"
    backup = HOME / "backup.db"
    with sqlite3.connect(STORE) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    file_case("2024-004", "3万元", "2024-03-02")
    expect(answer("sign", "--key", key, "--memory", memory)[0] == 0, "the store goes on and is signed")
    status, refusal = answer("sign", "--key", key, "--memory", memory, store=backup)
    expect(status == 1 and refusal["refused"], "the older store gets no signature", refusal)
    status, opened = answer("sign", "--key", key, "--memory", memory, "--new-epoch", store=backup)
    expect(status == 0 and opened["epoch"] == 2, "it goes on in a new epoch", opened)
    status, report = answer("verify", "--key", HOME / "public.key", store=backup)
    expect(status == 0, "which is verified as such", report.get("findings"))


def real_stores_are_not_forged():
    real = HOME / "real.db"
    status, _, err = guiju("people", "add", "p1", "--position", "承办人", "--create", "--agency", "示范县", "--simulated", store=real)
    expect(status == 0, "a simulated store", err)
    real = HOME / "true.db"
    status, out, err = guiju("people", "add", "p1", "--position", "承办人", "--create", "--agency", "示范县", store=real)
    expect(status == 0 and "模拟" not in out, "a real store says nothing of the kind", out, err)
    for words in (["--at", "2024-01-01T09:00"], ["--as", "p1/承办人"]):
        status, _, err = run("case", "do", "x", "发生", "立案", "--store", real, "--position", "承办人", *words)
        expect(status == 2 and "--simulated" in err, f"{words[0]} is refused in a real store", status, err)
    status, _, err = run("people", "list")
    expect(status == 2 and "--store" in err, "the store is asked for", err)


people()
from_filing_to_penalty()
nine_thousand_becomes_fifty()
record()
tampering()
restored()
real_stores_are_not_forged()
finish()
