"""Values deleted from a record: who may, when, on what basis; gone from the file, told in the case, and the record verifies."""
import hashlib
import json
import sqlite3

from stores import CHECKS, SimulatedStore
from support import expect, finish

NAME = "欧阳敏之"
store = SimulatedStore("2024-01-02T09:00")
APPROVED = ["--basis", "个人信息保护法第四十七条", "--approval", "p4/分管局长"]
LATER = "2035-01-03T09:00"


def entries():
    return store.answer("case", "entries", "甲", at=LATER)[1]["entries"]


def entry_of(kind):
    return next(e for e in entries() if e["type"] == kind)


def redact(kind, path, *more, who="p3/局长", at=LATER):
    return ["case", "redact", "甲", "--entry", entry_of(kind)["entry"], "--path", path, *more], {"who": who, "at": at}


def in_file(path):
    """Whether the name stands anywhere in the bytes of the store, its journal included."""
    return any(NAME.encode() in file.read_bytes() for file in path.parent.glob(path.name + "*"))


def prepared():
    store.files("甲", {"罚款": "5万元", "当事人姓名": NAME}, {"罚款": "5万元", "对象": NAME}, "2024-01-03")
    store.does("甲", "意见", "同意", "--proposal", "1", *CHECKS, who="p2/法制审核人员", at="2024-01-04T09:00")
    words, options = redact("opened", "/facts/当事人姓名", *APPROVED, "--retention", "10")
    store.refused("matter_not_ended", *words, **options)
    store.does("甲", "意见", "无意见", who="p1/承办人", at="2024-01-05T09:00")
    store.does("甲", "意见", "处罚", "--proposal", "1", who="p3/局长", at="2024-01-08T09:00")
    store.signs()
    expect(in_file(store.path), "the name is in the store before")


def refusals():
    field = "/facts/当事人姓名"
    for code, more in (("retained", [*APPROVED, "--retention", "30"]),
                       ("retention_unknown", APPROVED),
                       ("basis_missing", ["--approval", "p4/分管局长", "--retention", "10"]),
                       ("two_persons_needed", [*APPROVED[:2], "--retention", "10"]),
                       ("two_persons_needed", [*APPROVED[:2], "--approval", "p3/局长", "--retention", "10"]),
                       ("not_appointed", [*APPROVED[:2], "--approval", "p4/局长", "--retention", "10"])):
        words, options = redact("opened", field, *more)
        store.refused(code, *words, **options)
    for path, code in (("/flow", "not_redactable"), ("/facts/别的", "no_such_field")):
        words, options = redact("opened", path, *APPROVED, "--retention", "10")
        store.refused(code, *words, **options)
    store.refused("no_such_entry", "case", "redact", "甲", "--entry", "0", "--path", field, *APPROVED, "--retention", "10", who="p3/局长", at=LATER)
    expect(store.verified()[1]["redactions"] == 0, "nothing was deleted")


def deleted():
    words, options = redact("opened", "/facts/当事人姓名", *APPROVED, "--retention", "10")
    status, result = store.answer(*words, **options)
    expect(status == 0 and result["events"][0]["type"] == "redacted", "after its time the value is deleted", result)
    still = {(a["entry"], a["path"]) for a in result["also_at"]}
    expect(still == {(entry_of("proposed")["entry"], "/content/对象"), (entry_of("decided")["entry"], "/content/对象")}, "where else it stands is said", result)
    for kind in ("proposed", "decided"):
        words, options = redact(kind, "/content/对象", *APPROVED, "--retention", "10")
        expect(store.answer(*words, **options)[0] == 0, f"and deleted there: {kind}")
    expect(not in_file(store.path), "the name is nowhere in the file")
    status, report = store.verified()
    expect(status == 0 and report["redactions"] == 4 and report["unsigned"] > 0, "verify lists what was deleted and finds nothing", report)
    expect(report["not_evaluable"] == 1 and report["not_comparable"] == 0, "the decision on it is not evaluable, every state is comparable", report)
    expect(store.answer("rebuild", "--check")[0] == 0, "the state is what the events without it lead to")
    store.signs_again()
    expect(store.verified()[0] == 0, "and so when it is signed")

    status, shown = store.answer("case", "show", "甲", at=LATER)
    expect(shown["facts"]["当事人姓名"] is None and shown["facts"]["罚款"] == "5万元", "the fact is unknown, the others stay", shown["facts"])
    first = next(r for r in shown["redactions"] if r["path"] == "/facts/当事人姓名")
    expect((first["by"], first["approved_by"], first["basis"], first["retained_until"]) == ("p3", "p4", "个人信息保护法第四十七条", "2034-01-08"), "the case says by whom and why", first)
    status, out, _ = store.run("case", "show", "甲", at=LATER)
    expect("已删除的内容" in out and "由 p3 删除，p4 批准，依据 个人信息保护法第四十七条" in out, "in words too", out)
    status, exported = store.answer("log", "export", store.home / "log", "--private")
    status, out, err = store.run("verify", store.home / "log", "--key", store.home / "public.key", "--log-name", exported["log"], "--agency", "示范县", "--log", "main")
    expect(status == 0, "the exported record verifies without the store", out, err)


def without_event():
    """Deletions that nobody answers for."""
    pos = entry_of("attached")["entry"]
    gone = store.copy("gone")
    with sqlite3.connect(gone) as database:
        expect(database.execute("DELETE FROM secret WHERE pos = ?", (pos,)).rowcount == 1, "a body is deleted through SQL")
    status, report = store.verified(store=gone)
    expect(status == 1 and "body-missing" in {f["code"] for f in report["findings"]}, "a body gone without an event is found", report)

    quiet = store.copy("quiet")
    pos = entry_of("opined")["entry"]
    with sqlite3.connect(quiet) as database:
        body = json.loads(database.execute("SELECT body FROM secret WHERE pos = ?", (pos,)).fetchone()[0])
        path, value = body["fields"][0]
        salt, body["salts"] = bytes.fromhex(body["salts"][:32]), body["salts"][32:]
        leaf = hashlib.sha256(b"\0guiju/field/v1" + len(path.encode()).to_bytes(2, "big") + path.encode() + salt + json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
        body["fields"][0], body["leaves"] = [path], leaf.hexdigest()
        database.execute("UPDATE secret SET body = ? WHERE pos = ?", (json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), pos))
    status, report = store.verified(store=quiet)
    expect(status == 1 and "redaction-without-event" in {f["code"] for f in report["findings"]}, "a field deleted by one who knows the form is found too", report)


prepared()
refusals()
deleted()
without_event()
finish()
