"""A meeting over several matters through the command line: recusals, quorum, votes, dissent, what is refused, what a kill leaves."""
import json
import pathlib
import random
import signal
import subprocess
import tempfile
import time

from support import GUIJU, ROOT, SANITIZED, expect, finish, run

POLICY = ROOT / "tests/cases/session_flow.gj"
FOLDER = tempfile.TemporaryDirectory(prefix="guiju-session-")
HOME = pathlib.Path(FOLDER.name)
STORE = HOME / "cases.db"
MINUTES = HOME / "minutes.txt"
MINUTES.write_text("2024年3月4日案审会会议记录……", encoding="utf-8")
CHAIR, DEPUTY, FINANCE, SQUAD, ADVISER, ABOVE, ENGINEER = ("p3/局长", "p4/分管局长", "p5/科室负责人", "p6/科室负责人", "p7/法律顾问", "p8/分管副县长", "p9/总工程师")
AT = "2024-03-04T09:00"


def guiju(*words, at=AT, who=None):
    return run(*words, "--store", STORE, "--at", at, *(["--as", who] if who else []))


def answer(*words, **options):
    status, out, err = guiju(*words, "--format", "json", **options)
    try:
        return status, json.loads(out)
    except json.JSONDecodeError:
        expect(False, f"JSON from {words}", status, out, err)
        return status, {}


def does(*words, who, types=None, at=AT):
    status, result = answer("session", *words, who=who, at=at)
    expect(status == 0 and result.get("result") == "recorded", f"{words} is recorded", status, result)
    if types:
        expect([e["type"] for e in result.get("events", [])] == types, f"{words} gives {types}", result)
    return result


def refused(code, *words, who, at=AT):
    status, result = answer("session", *words, who=who, at=at)
    expect(status == 1 and result.get("code") == code, f"{words} is refused: {code}", status, result)
    for ui in ("zh", "en"):
        status, out, _ = guiju("session", *words, "--ui", ui, who=who, at=at)
        expect(status == 1 and code in out and ("模拟" in out or "simulated" in out), f"{code} is said in {ui}", out)


def shown(meeting, item=None):
    status, result = answer("session", "show", meeting)
    expect(status == 0 and result.get("simulated") is True, "a simulated store says so", result)
    return result["items"][item - 1] if item else result


def codes(item):
    return [one["code"] for one in item["missing"]]


def people():
    staff = [("p1", "承办人", "执法一队", "行政执法证"), ("p2", "法制审核人员", "法规股", "法律职业资格"), ("p3", "局长", "局领导", None),
             ("p4", "分管局长", "局领导", None), ("p5", "科室负责人", "财务科", None), ("p6", "科室负责人", "执法一队", None),
             ("p7", "法律顾问", "律所", None), ("p8", "分管副县长", "县政府", None), ("p9", "总工程师", "总工办", None)]
    first = ["--create", "--simulated", "--agency", "示范县"]
    for person, position, unit, qualification in staff:
        words = ["--position", position, "--unit", unit, "--from", "2020-01-01"] + (["--qualification", qualification] if qualification else [])
        status, _, err = guiju("people", "add", person, *words, *first, at="2024-02-01T09:00")
        expect(status == 0, f"{person} is recorded", err)
        first = []


def file_case(case, fine="20万元", at="2024-02-28T09:00"):
    steps = [("open", case, "--policy", POLICY, "--flow", "普通程序", "--facts", json.dumps({"罚款": fine}), "p1/承办人"),
             ("do", case, "意见", "报送", "--content", json.dumps({"罚款": fine}), "p1/承办人"),
             ("do", case, "意见", "同意", "--proposal", "1", "--check", "主体=合格", "--check", "事实=合格", "p2/法制审核人员")]
    for *words, who in steps:
        status, result = answer("case", *words, who=who, at=at)
        expect(status == 0, f"case {words[:4]}", result)


def minuted(meeting, item):
    does("记录", meeting, item, "--text", MINUTES, "--covers", "立案依据", "--covers", "主要证据", who=FINANCE, types=["minuted"])


def convening():
    refused("unknown_matter", "convene", "a", "--body", "案审会", "--chair", CHAIR, "--item", "none", who=FINANCE)
    refused("unknown_body", "convene", "a", "--body", "党组会", "--chair", CHAIR, "--item", "2024-001", who=FINANCE)
    refused("not_the_chair", "convene", "a", "--body", "案审会", "--chair", FINANCE, "--item", "2024-001", who=FINANCE)
    refused("not_before_body", "convene", "a", "--body", "案审会", "--chair", CHAIR, "--item", "2024-000", who=FINANCE)
    refused("not_convened", "attend", "a", who=CHAIR)
    convene = ["召集", "a", "--body", "案审会", "--chair", CHAIR, "--item", "2024-001", "--item", "2024-002#1", "--key", "k1"]
    does(*convene, who=FINANCE, types=["convened"])
    status, again = answer("session", *convene, who=FINANCE)
    expect(status == 0 and again["result"] == "already", "the same key again does nothing", again)
    refused("key_reused", *convene, "--item", "2024-003", who=FINANCE)
    does("列入", "a", "--item", "2024-003", who=FINANCE, types=["item_added"])
    refused("item_twice", "add", "a", "--item", "2024-003", who=FINANCE)
    for person in (CHAIR, DEPUTY, FINANCE, SQUAD, ADVISER):
        does("到会", "a", "--person", person, who=FINANCE, types=["attended"])
    refused("not_a_member", "attend", "a", "--person", "p1/承办人", who=FINANCE)
    refused("unknown_person", "attend", "a", "--person", "p99/局长", who=FINANCE)


def same_unit_and_dissent():
    """Item 1: a member of the handling unit must stay out; a vote is corrected; a dissent is kept."""
    refused("adviser_has_no_vote", "vote", "a", 1, "agree", who=ADVISER)
    refused("must_recuse", "vote", "a", 1, "agree", who=SQUAD)
    refused("not_for_another", "vote", "a", 1, "agree", "--person", DEPUTY, who=CHAIR)
    refused("not_appointed", "vote", "a", 1, "agree", who="p1/局长")
    refused("not_the_decider", "recuse", "a", 1, "--person", SQUAD, "--reason", "同单位", "--grant", who=DEPUTY)
    does("回避", "a", 1, "--person", SQUAD, "--reason", "同单位", "--grant", who=CHAIR, types=["recusal_decided"])
    refused("recused", "vote", "a", 1, "agree", who=SQUAD)
    does("表决", "a", 1, "同意", who=CHAIR, types=["voted"])
    does("vote", "a", 1, "disagree", "--dissent", "看错了", who=DEPUTY)
    refused("voted_already", "vote", "a", 1, "agree", who=DEPUTY)
    refused("reason_missing", "vote", "a", 1, "agree", "--correct", who=DEPUTY)
    does("vote", "a", 1, "agree", "--correct", "--reason", "看错了议题", who=DEPUTY, types=["vote_corrected"])
    item = shown("a", 1)
    expect(codes(item) == ["votes_missing", "minutes_missing"], "what is missing is said", item["missing"])
    expect(item["turnout"] == {"all": 4, "eligible": 3, "present": 3, "base": 4, "needed": "应参会 2/3", "quorum": True}, "the turnout is shown", item["turnout"])
    refused("votes_missing", "close", "a", 1, who=CHAIR)
    refused("dissent_missing", "vote", "a", 1, "不同意", who=FINANCE)
    does("vote", "a", 1, "不同意", "--dissent", "罚款过重", who=FINANCE)
    refused("minutes_missing", "close", "a", 1, who=CHAIR)
    does("记录", "a", 1, "--text", MINUTES, "--covers", "立案依据", who=FINANCE)
    refused("topics_missing", "close", "a", 1, who=CHAIR)
    refused("unknown_topic", "minute", "a", 1, "--text", MINUTES, "--covers", "午餐", who=FINANCE)
    minuted("a", 1)
    refused("not_the_chair", "close", "a", 1, who=DEPUTY)
    result = does("关闭", "a", 1, "--key", "c1", who=CHAIR, types=["item_closed", "item_carried"])
    expect(result["carried"] == {"result": "resolved", "outcome": "通过", "message": ""}, "the matter's outcome comes back", result)
    status, again = answer("session", "close", "a", 1, "--key", "c1", who=CHAIR)
    expect(status == 1 or again["result"] in ("already", "refused"), "the closing is done once", again)
    refused("item_is_closed", "vote", "a", 1, "agree", "--correct", "--reason", "x", who=DEPUTY)
    votes = {v["person"]: v for v in shown("a", 1)["votes"]}
    expect(votes["p5"]["dissent"] == "罚款过重" and votes["p4"]["supersedes"] == 2 and votes["p4"]["reason"] == "看错了议题", "dissent and correction are kept", votes)
    status, case = answer("case", "show", "2024-001")
    said = " ".join(text for step in case["path"] for text in step["said"])
    expect(case["state"]["visits"][-1]["stage"] == "决定" and "会议 a 第 1 项" in said, "the case says through which session", said)
    status, decided = answer("case", "do", "2024-001", "意见", "处罚", "--proposal", "1", who=CHAIR)
    expect(status == 0, "and can be decided", decided)


def chair_recused_and_quorum():
    """Item 2: the party asks for the chair's recusal, his superior decides; then there are too few."""
    does("recuse", "a", 2, "--person", CHAIR, "--reason", "当事人申请", who=DEPUTY, types=["recusal_requested"])
    expect("recusal_open" in codes(shown("a", 2)), "an open request is shown")
    refused("not_the_decider", "recuse", "a", 2, "--person", CHAIR, "--reason", "当事人申请", "--grant", who=CHAIR)
    does("recuse", "a", 2, "--person", CHAIR, "--reason", "当事人申请", "--grant", who=ABOVE, types=["recusal_decided"])
    refused("must_recuse", "recuse", "a", 2, "--person", SQUAD, "--reason", "同单位", "--deny", who=CHAIR)
    does("recuse", "a", 2, "--person", SQUAD, "--reason", "same_unit", "--grant", who=CHAIR)
    refused("recusal_is_decided", "recuse", "a", 2, "--person", SQUAD, "--reason", "利害关系", "--grant", who=CHAIR)
    for person in (DEPUTY, FINANCE):
        does("vote", "a", 2, "agree", who=person)
    minuted("a", 2)
    refused("no_quorum", "close", "a", 2, who=DEPUTY)
    expect(codes(shown("a", 2)) == ["no_quorum"] and shown("a", 2)["turnout"]["present"] == 2, "the quorum is that after recusal", shown("a", 2))
    does("attend", "a", 2, "--person", ENGINEER, who=FINANCE)
    refused("votes_missing", "close", "a", 2, who=DEPUTY)
    does("vote", "a", 2, "agree", who=ENGINEER)
    refused("not_the_chair", "close", "a", 2, who=CHAIR)
    does("close", "a", 2, who=DEPUTY, types=["item_closed", "item_carried"])


def changed_proposal():
    """Item 3: the fact changes after the votes."""
    does("recuse", "a", 3, "--person", SQUAD, "--reason", "同单位", "--grant", who=CHAIR)
    for person in (CHAIR, DEPUTY):
        does("vote", "a", 3, "agree", who=person)
    does("vote", "a", 3, "弃权", who=FINANCE)
    minuted("a", 3)
    expect(codes(shown("a", 3)) == [], "it could be closed", shown("a", 3)["missing"])
    status, _ = answer("case", "do", "2024-003", "认定", "--facts", json.dumps({"罚款": "19万元"}), who="p1/承办人")
    expect(status == 0, "a fact changes")
    refused("proposal_changed", "close", "a", 3, who=CHAIR)
    expect(shown("a", 3)["changed"] is True, "the change is shown")
    refused("not_the_chair", "close", "a", who=DEPUTY)
    does("关闭", "a", who=CHAIR, types=["adjourned"])
    refused("session_is_over", "vote", "a", 3, "agree", who=CHAIR)
    status, listed = answer("会议", "list")
    expect(status == 0 and listed["sessions"][0]["adjourned"] and listed["sessions"][0]["open"] == 1, "the list says what was left", listed)
    for ui, word in (("zh", "没有议"), ("en", "not dealt with")):
        status, out, _ = guiju("session", "show", "a", "--ui", ui)
        expect(status == 0 and word in out and "看错了" not in out and "罚款过重" in out, f"show in {ui}", out)


def killed():
    """Closings killed at any moment: what was begun is finished by the next tick, once."""
    rounds, whole, waiting = 4 if SANITIZED else 16, 0.0, 0
    for n in range(rounds):
        case, meeting = f"k-{n}", f"k-{n}"
        file_case(case)
        does("convene", meeting, "--body", "案审会", "--chair", CHAIR, "--item", case, who=FINANCE)
        for person in (CHAIR, DEPUTY, FINANCE):
            does("attend", meeting, "--person", person, who=person)
            does("vote", meeting, 1, "agree", who=person)
        minuted(meeting, 1)
        began = time.monotonic()
        child = subprocess.Popen([GUIJU, "session", "close", meeting, "1", "--store", STORE, "--at", AT, "--as", CHAIR], cwd=ROOT,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if n == 0:  # how long it takes when nobody kills it
            expect(child.wait(timeout=600) == 0, "a closing nobody kills")
            whole = time.monotonic() - began
        else:
            time.sleep(random.Random(n).uniform(0.3, 1.0) * whole)
            child.send_signal(signal.SIGKILL)
            child.wait()
        waiting += shown(meeting, 1)["status"] == "on_its_way"
    status, ticked = answer("tick", at="2024-03-04T09:10")
    expect(status == 0 and ticked["failed"] == 0, "the tick mends", ticked)
    states = {"open": 0, "settled": 0}
    for n in range(rounds):
        item = shown(f"k-{n}", 1)
        states[item["status"]] = states.get(item["status"], 0) + 1
        _, case = answer("case", "show", f"k-{n}")
        stage = case["state"]["visits"][-1]["stage"]
        expect(stage == ("决定" if item["status"] == "settled" else "集体讨论"), f"k-{n}: session and case agree", item["status"], stage)
        if item["status"] == "open":
            does("close", f"k-{n}", 1, who=CHAIR, types=["item_closed", "item_carried"], at="2024-03-04T09:20")
    expect(set(states) == {"open", "settled"} and states["settled"] > 0, "nothing is left on its way", states)
    print(f"killed while closing: {rounds - 1}; closed and not yet carried: {waiting}; at last {states}")


def verified():
    key, memory, public = HOME / "sign.key", HOME / "sign.memory", HOME / "public.key"
    public.write_text(answer("sign", "--new-key", key)[1]["key"] + "\n")
    expect(answer("sign", "--key", key, "--memory", memory, "--first")[0] == 0, "the record is signed")
    status, report = answer("verify", "--key", public, "--require-signed", at="2024-03-05T09:00")
    expect(status == 0 and report["ok"] and report["decisions"] == 1, "the record verifies", report)
    expect(answer("rebuild", "--check", at="2024-03-05T09:00")[0] == 0, "every state is what its events lead to")


def misuse():
    for words in (["convene", "b"], ["vote", "a", "x", "agree"], ["vote", "a", "1", "maybe"], ["minute", "a", "1"], ["dance", "a"],
                  ["recuse", "a", "1", "--grant", "--deny"], ["attend", "a", "--person", "p3"]):
        status, _, err = guiju("session", *words, who=CHAIR)
        expect(status == 2 and err, f"{words} is misuse", status, err)
    status, out, _ = run("help", "session", "--ui", "en")
    expect(status == 0 and "--dissent" in out, "help explains it", out)


people()
for number in ("001", "002", "003"):
    file_case(f"2024-{number}")
answer("case", "open", "2024-000", "--policy", POLICY, "--flow", "普通程序", "--facts", "{}", who="p1/承办人")
convening()
same_unit_and_dissent()
chair_recused_and_quorum()
changed_proposal()
killed()
verified()
misuse()
finish()
