"""The bundle of a case: made by the signer, verified without the store; what is left out, changed, put in or hidden is found."""
import json
import sqlite3

from stores import CHECKS, SimulatedStore
from support import expect, finish, run

NAME = "欧阳敏之"
store = SimulatedStore("2024-01-02T09:00")
LATER = "2035-01-03T09:00"
SIGNER = ["--key", store.home / "sign.key", "--memory", store.home / "sign.memory"]
PUBLIC = store.home / "public.key"


def make(case, name, *more):
    """The bundle of a case as a file, and what the command says of it."""
    path = store.home / f"{name}.json"
    status, told = store.answer("sign", *SIGNER, "--bundle", case, "--to", path, *more)
    expect(status == 0 and path.exists(), f"the bundle {name} is made", status, told)
    expect(path.stat().st_mode & 0o077 == 0, "only its owner can read it")
    return path, told


def not_made(what, *words, said):
    path = store.home / "none.json"
    status, out, err = store.run("sign", "--bundle", *words, "--to", path)
    expect(status == 2 and not path.exists() and not out, f"no bundle: {what}", status, out)
    expect(all(word in err for word in said), f"and it is said why: {what}", err)


def verify(path, key=PUBLIC, log=None):
    """Exit status, the answer, the codes of the findings."""
    status, out, err = run("verify", "--bundle", path, "--log-name", log or LOG, "--key", key, "--format", "json")
    answer = json.loads(out) if out else {}
    return status, answer, {f["code"] for f in answer.get("findings", [])}


def found(what, bundle, *codes):
    path = store.home / "changed.json"
    path.write_text(bundle if isinstance(bundle, str) else json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    status, answer, seen = verify(path)
    expect(status == 1 and not answer["ok"] and set(codes) <= seen, f"found: {what}", status, answer)
    expect(answer.get("shown") == [], f"nothing of it is shown as true: {what}", answer)
    status, out, err = run("verify", "--bundle", path, "--log-name", LOG, "--key", PUBLIC)
    expect(status == 1 and "没有通过" in out and all(f"（{code}）" in out for code in codes), f"and told: {what}", out, err)


def entry_of(kind):
    listed = store.answer("case", "entries", "甲", at=LATER)[1]["entries"]
    return next(e["entry"] for e in listed if e["type"] == kind)


# Two cases in review; nothing is signed yet.
for case in ("甲", "乙"):
    store.files(case, {"罚款": "5万元", "当事人姓名": NAME}, {"罚款": "5万元", "对象": NAME}, "2024-01-03")
status, made_key = store.answer("sign", "--new-key", store.home / "sign.key")
PUBLIC.write_text(made_key["key"] + "\n")
not_made("the signer has signed nothing", "甲", *SIGNER, said=["sign.memory"])
store.signs_again("--first")
opened = entry_of("opened")

# Entries only; some fields; all of them.
plain, told = make("甲", "plain")
LOG = told["log"]
expect(LOG.startswith("simulated/") and told["simulated"] and told["left_out"] == 0 and told["disclosed"] == 0, "what is in it is said", told)
expect(NAME not in plain.read_text() and "5万元" not in plain.read_text(), "nothing of the bodies is in it")
status, answer, codes = verify(plain)
expect(status == 0 and answer["ok"] and not codes, "it verifies without the store", answer)
expect((answer["stream"], answer["entries"], answer["stated"], answer["signed"], answer["simulated"]) == ("matter/甲", 7, 7, told["signed"], True), "stream, entries, size", answer)
expect(all(not e["fields"] and e["hidden"] > 0 for e in answer["shown"]), "nothing is disclosed", answer)
one, told = make("甲", "one", "--show", f"{opened}:/facts/罚款")
status, answer, _ = verify(one)
expect(status == 0 and answer["disclosed"] == 1 and answer["shown"][0]["fields"] == [{"path": "/facts/罚款", "value": '"5万元"'}], "one field is shown", answer)
expect(NAME not in one.read_text(), "the others are not in it")
status, out, err = run("verify", "--bundle", one, "--log-name", LOG, "--key", PUBLIC)
expect(status == 0 and out.startswith("〔模拟〕") and "卷宗证明核验通过" in out and "/facts/罚款　\"5万元\"" in out and "共有 7 条" in out, "told in words", out, err)
english = run("verify", "--bundle", one, "--log-name", LOG, "--key", PUBLIC, "--ui", "en")[1]
expect(english.startswith("[simulated] the bundle holds") and "7 entries" in english, "and in English", english)
full, told = make("甲", "full", "--show-all")
status, answer, _ = verify(full)
expect(status == 0 and answer["disclosed"] == told["disclosed"] > 15 and all(e["hidden"] == 0 for e in answer["shown"]), "everything is shown", answer)
person, _ = make("person/p1", "person", "--show-all")
expect(verify(person)[1]["stream"] == "person/p1", "the record of a person is a stream too")

# What is not said is not taken.
not_made("no such case", "丙", *SIGNER, said=["记录中没有 matter/丙", "guiju case list"])
not_made("a field that is not there", "甲", *SIGNER, "--show", f"{opened}:/facts/别的", said=["/facts/别的", "guiju case entries"])
not_made("an entry of another case", "乙", *SIGNER, "--show", f"{opened}:/facts/罚款", said=[f"第 {opened} 条不是 matter/乙", "guiju case entries"])
not_made("a field without its entry", "甲", *SIGNER, "--show", "/facts/罚款", said=["5:/facts/罚款"])
not_made("both ways to show", "甲", *SIGNER, "--show-all", "--show", f"{opened}:/facts/罚款", said=["--show-all"])
not_made("without the signer's memory", "甲", *SIGNER[:2], said=["--memory"])
not_made("while signing anew", "甲", *SIGNER, "--new-epoch", said=["--new-epoch"])
before = one.read_bytes()
status, out, err = store.run("sign", *SIGNER, "--bundle", "甲", "--to", one)
expect(status == 2 and one.read_bytes() == before and "已经存在" in err, "a file that is there is left alone", status, out, err)
status, out, err = store.run("sign", *SIGNER, "--to", store.home / "none.json")
expect(status == 2 and "--bundle" in err, "--to goes with --bundle", err)
for more in (["--retained", PUBLIC], ["--store", store.path], ["--require-signed"]):
    expect(run("verify", "--bundle", one, "--log-name", LOG, "--key", PUBLIC, *more)[0] == 2, f"{more[0]} would not be looked at: misuse")
expect(run("verify", "--bundle", one, "--key", PUBLIC)[0] == 2, "whose log it should be must be said")
expect(run("verify", "--bundle", one, "--log-name", LOG)[0] == 2, "by which key too")
expect(run("verify", "--bundle", store.home / "missing.json", "--log-name", LOG, "--key", PUBLIC)[0] == 2, "no such file")

# Entries after the checkpoint are left out, and it is said how many.
store.does("甲", "意见", "同意", "--proposal", "1", *CHECKS, who="p2/法制审核人员", at="2024-01-04T09:00")
_, told = make("甲", "later")
expect(told["left_out"] == 3 and told["entries"] == 7, "what is not signed yet is left out", told)
status, out, _ = store.run("sign", *SIGNER, "--bundle", "甲", "--to", store.home / "later2.json")
expect(status == 0 and "3 条还没有签名" in out and "guiju verify --bundle" in out, "and told", out)
store.signs_again()
newer, told = make("甲", "newer", "--show", f"{opened}:/facts/罚款")
expect(told["left_out"] == 0 and told["entries"] == 10 and verify(newer)[0] == 0, "once signed they are in it", told)

# Tampering.
good, older, foreign = (json.loads(p.read_text()) for p in (newer, one, make("乙", "foreign")[0]))
for at in range(len(good["entries"])):
    found(f"entry {at} left out", good | {"entries": good["entries"][:at] + good["entries"][at + 1:]}, "incomplete")
changed = json.loads(newer.read_text())
changed["entries"][0]["disclosure"]["fields"][0][3] = '"1万元"'
found("one disclosed value changed", changed, "disclosure")
found("an entry of another case put in", good | {"entries": good["entries"] + foreign["entries"][-1:]}, "entry-place", "incomplete")
found("an entry of another case in the place of one", good | {"entries": good["entries"][:3] + foreign["entries"][3:4] + good["entries"][4:]}, "entry-place", "incomplete")
found("the statement of an older size", good | {"statement": older["statement"]}, "statement")
found("the older statement with its entries, under the newer checkpoint", older | {"checkpoint": good["checkpoint"]}, "statement")
found("the statement of another case", good | {"statement": foreign["statement"]}, "entry-place", "incomplete")
changed = json.loads(newer.read_text())
changed["entries"][2]["entry"] = changed["entries"][2]["entry"].replace("2024-01-03T", "2024-01-05T")
found("a date changed in an entry", changed, "inclusion")
found("a signature line changed", good | {"checkpoint": good["checkpoint"][:-6] + "AAAA=\n"}, "checkpoint-signature")
found("a piece cut off", newer.read_text()[:-2], "bundle-malformed")
found("something else", "[]", "bundle-malformed")

# A store that was changed through SQL: the signer states what the signed entries say, or nothing.
last = json.loads(good["entries"][-1]["entry"])
for what, sql, refused in (
        ("the row of the case says that it ended earlier", ("UPDATE stream SET sver = sver - 1, head = ? WHERE id = 'matter/甲'", (last["prev"],)), False),
        ("its last entry is said to be of another case", ("UPDATE event SET stream = 'matter/乙' WHERE pos = ?", (last["pos"],)), False),
        ("its last entry is deleted", ("DELETE FROM event WHERE pos = ?", (last["pos"],)), True),
        ("its last entry is written as another case's", ("UPDATE event SET entry = CAST(replace(CAST(entry AS TEXT), '甲', '乙') AS BLOB) WHERE pos = ?", (last["pos"],)), True)):
    copy, path = store.copy("changed"), store.home / "changed.bundle"
    path.unlink(missing_ok=True)
    with sqlite3.connect(copy) as database:
        expect(database.execute(*sql).rowcount == 1, f"changed: {what}")
    status, out, err = store.run("sign", *SIGNER, "--bundle", "甲", "--to", path, store=copy)
    if refused:
        expect(status == 2 and not path.exists() and "先 guiju verify" in err, f"no bundle: {what}", status, out, err)
    else:
        expect(status == 0 and verify(path)[1]["entries"] == 10, f"all the same every entry is in the bundle: {what}", status, out, err)

# Another key, another log.
status, other = store.answer("sign", "--new-key", store.home / "other.key")
status, answer, codes = verify(newer, key=other["key"])
expect(status == 1 and codes == {"checkpoint-signature"} and answer["shown"] == [], "an unknown key: refused", answer)
status, answer, codes = verify(newer, log="simulated/elsewhere/示范县/main")
expect(status == 1 and codes == {"checkpoint-origin"}, "another log: refused", answer)
status, out, err = store.run("sign", "--key", store.home / "other.key", "--memory", store.home / "sign.memory", "--bundle", "甲", "--to", store.home / "none.json")
expect(status == 2 and not (store.home / "none.json").exists(), "another key signs no statement", out, err)

# What was deleted cannot be shown, and a bundle that was given away before still holds.
store.does("甲", "意见", "无意见", who="p1/承办人", at="2024-01-05T09:00")
store.does("甲", "意见", "处罚", "--proposal", "1", who="p3/局长", at="2024-01-08T09:00")
store.signs_again()
field = ["--entry", opened, "--path", "/facts/当事人姓名"]
status, result = store.answer("case", "redact", "甲", *field, "--basis", "个人信息保护法第四十七条", "--approval", "p4/分管局长", "--retention", "10", who="p3/局长", at=LATER)
expect(status == 0, "the name is deleted from the first entry", result)
not_made("a value that was deleted", "甲", *SIGNER, "--show", f"{opened}:/facts/当事人姓名", said=["已经依法删除", "--show"])
rest, told = make("甲", "rest", "--show-all")
status, answer, _ = verify(rest)
first = answer["shown"][0]
expect(status == 0 and first["hidden"] == 1 and "/facts/当事人姓名" not in {f["path"] for f in first["fields"]}, "--show-all shows what is left", first)
expect(told["left_out"] > 0, "the event that says so is not signed yet", told)
expect(verify(full)[0] == 0, "the older bundle holds as of its checkpoint")

finish()
