"""A new holiday notice loaded into a store: who may, which periods move, how each is told and why; and the record verifies."""
import json
import sqlite3

from stores import CHECKS, SimulatedStore
from support import expect, finish

store = SimulatedStore("2026-12-01T09:00")
NOTICE = store.home / "2027.json"
BOTH = ["--approval", "p4/分管局长"]


def notice(first_off, last_off, number="试验1号", **more):
    return {"format": "guiju-calendar-1", "layer": "national", "year": 2027, "notices": [
        {"number": number, "title": "试验用的通知", "published": "2026-12-26", "url": "x", "verified": "试验用", **more,
         "holidays": [{"name": "元旦", "from": first_off, "to": last_off}], "workdays": []}]}


def load(document, *more, who="p3/局长", at="2026-12-28T09:00"):
    NOTICE.write_text(json.dumps(document))
    return ["calendar", "load", NOTICE, *more], {"who": who, "at": at}


def told(ticked):
    return [event["body"] | {"case": one["case"]} for one in ticked["changed"] for event in one["events"] if event["type"] == "recomputed"]


def clocks(case, at):
    return {c["name"]: c for c in store.answer("case", "show", case, at=at)[1]["clocks"]}


def refusals():
    words, options = load(notice("2027-01-01", "2027-01-03"))
    store.refused("two_persons_needed", *words, **options)
    store.refused("two_persons_needed", *words, "--approval", "p3/局长", **options)
    store.refused("unknown_person", *words, "--approval", "p9/分管局长", **options)
    store.refused("not_appointed", *words, "--approval", "p2/分管局长", **options)
    for wrong, piece in ((notice("2028-02-01", "2028-02-03"), "不是 2027 年的日子"), ({"format": "x"}, "stdlib/calendar/README.md")):
        words, options = load(wrong, *BOTH)
        status, _, err = store.run(*words, **options)
        expect(status == 1 and piece in err, f"the file is refused: {piece}", status, err)
    expect(store.answer("calendar", "list")[1]["calendars"] == [], "nothing was loaded")


def moved():
    store.files("甲", {"罚款": "5万元"}, {"罚款": "5万元"}, "2026-12-25")
    before = clocks("甲", "2026-12-28T08:00")["法制审核"]
    expect(before["provisional"] and before["due"] != before["due_latest"], "without the notice the date is provisional", before)
    expect(store.answer("tick", at="2026-12-28T08:00")[1]["events"] == 0, "nothing has run out")

    words, options = load(notice("2027-01-01", "2027-01-04"), *BOTH)
    status, loaded = store.answer(*words, **options)
    expect(status == 0 and loaded["result"] == "recorded", "two persons load it", loaded)
    expect(loaded["calendar"]["announced"]["last"] == "2027-12-31" and loaded["calendar"]["approved_by"] == "p4", "what it covers, and who approved", loaded)
    status, ticked = store.answer("tick", at="2026-12-28T09:30")
    moved = told(ticked)
    expect([(t["case"], t["clock"], t["new"], t["why"]) for t in moved] == [("甲", "法制审核", {"due": "2027-01-12"}, "calendar")], "the period is told once, with why", ticked)
    expect(moved[0]["old"]["due"] == before["due"] and moved[0]["old"]["missing"] == "2027年放假通知",
           "and what it was", ticked)
    expect(clocks("甲", "2026-12-28T10:00")["法制审核"]["due"] == "2027-01-12", "the case shows the new date")

    status, again = store.answer(*words, **options)
    expect(status == 0 and again["result"] == "already", "the same notice again does nothing", again)
    expect(store.answer("tick", at="2026-12-28T10:00")[1]["recalculated"] == 0, "nor has the tick anything to do")

    # The office typed one day too many: the same number again is a correction.
    words, options = load(notice("2027-01-01", "2027-01-03"), *BOTH, at="2026-12-29T09:00")
    expect(store.answer(*words, **options)[1]["result"] == "recorded", "a correction is loaded")
    ticked = store.answer("tick", at="2026-12-29T10:00")[1]
    expect([(t["old"], t["new"]) for t in told(ticked)] == [({"due": "2027-01-12"}, {"due": "2027-01-11"})], "and moves it back", ticked)
    words, options = load(notice("2027-05-01", "2027-05-05", number="试验2号"), *BOTH, at="2026-12-29T09:00")
    status, _, err = store.run(*words, **options)
    expect(status == 1 and "amends" in err, "a second arrangement of the year must say what it amends", err)

    status, out, _ = store.run("case", "show", "甲", at="2026-12-29T11:00")
    expect("期限改变 法制审核：2027-01-12 改为 2027-01-11，因放假安排改变" in out, "the path tells it in words", out)
    status, out, _ = store.run("calendar", "list")
    expect(out.count("试验1号") == 2 and "p3 载入，p4 批准" in out, "the calendars loaded are listed", out)


def a_decision_before_and_after():
    store.does("甲", "意见", "同意", "--proposal", "1", *CHECKS, who="p2/法制审核人员", at="2026-12-30T09:00")
    store.does("甲", "意见", "无意见", who="p1/承办人", at="2026-12-30T10:00")
    store.does("甲", "意见", "处罚", "--proposal", "1", who="p3/局长", at="2026-12-30T11:00")
    store.signs()
    words, options = load(notice("2027-05-01", "2027-05-05", number="试验3号", amends="试验1号"), *BOTH, at="2026-12-31T09:00")
    expect(store.answer(*words, **options)[1]["result"] == "recorded", "an amendment is loaded")
    status, report = store.verified()
    expect(status == 0 and report["decisions"] == 1 and report["not_evaluable"] == 0, "the decision is evaluated on the calendar of its day", report)
    expect(store.answer("rebuild", "--check")[0] == 0, "every state is what its events lead to")


def tampering():
    copy = store.copy("blob")
    with sqlite3.connect(copy) as database:
        database.execute("UPDATE blob SET data = CAST(replace(CAST(data AS TEXT), '2027-01-03', '2027-01-05') AS BLOB)")
    status, report = store.verified(store=copy)
    expect(status == 1 and "calendar-unavailable" in {f["code"] for f in report["findings"]}, "a calendar changed in the store is found", report)
    copy = store.copy("no-blob")
    with sqlite3.connect(copy) as database:
        database.execute("DELETE FROM blob")
    status, report = store.verified(store=copy)
    expect(status == 1 and "calendar-unavailable" in {f["code"] for f in report["findings"]}, "a calendar taken away is found", report)
    copy = store.copy("state")
    with sqlite3.connect(copy) as database:
        database.execute("UPDATE stream SET state = CAST(replace(CAST(state AS TEXT), '\"region\":\"\"', '\"region\":\"楚雄\"') AS BLOB) WHERE id = 'calendar/cn'")
    status, report = store.verified(store=copy)
    expect(status == 1 and "state-mismatch" in {f["code"] for f in report["findings"]}, "another state of the calendar is found", report)


refusals()
moved()
a_decision_before_and_after()
tampering()
finish()
