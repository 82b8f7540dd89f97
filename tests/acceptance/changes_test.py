"""What was recorded by mistake is corrected, and a matter goes on under a new version of its policy: nothing is lost, all of it verifies."""
import json
import pathlib
import tempfile

from support import ROOT, expect, finish, run

OLD = ROOT / "tests/cases/demo_flow.gj"
FOLDER = tempfile.TemporaryDirectory(prefix="guiju-changes-")
HOME = pathlib.Path(FOLDER.name)
STORE = HOME / "cases.db"


def answer(*words, at, who="p1/承办人"):
    status, out, err = run(*words, "--store", STORE, "--at", at, "--as", who, "--format", "json")
    try:
        return status, json.loads(out)
    except json.JSONDecodeError:
        expect(False, f"JSON from {words}", status, out, err)
        return status, {}


def does(case, *words, types=None, **options):
    status, result = answer("case", "do", case, *words, **options)
    expect(status == 0 and result.get("result") == "recorded", f"{case} {words} is recorded", result)
    if types is not None:
        expect([e["type"] for e in result.get("events", [])] == types, f"{case} {words} gives {types}", result)


def refused(code, *words, **options):
    status, result = answer(*words, **options)
    expect(status == 1 and result.get("code") == code and result.get("message"), f"{words} is refused: {code}", result)
    return result


def due(case, clock, at):
    return next(c["due"] for c in answer("case", "show", case, at=at)[1]["clocks"] if c["name"] == clock)


def staff():
    first = ["--create", "--simulated", "--agency", "示范县"]
    for person, position, more in (("p1", "承办人", ["--qualification", "行政执法证"]), ("p2", "法制审核人员", ["--qualification", "法律职业资格"]), ("p3", "局长", [])):
        status, result = answer("people", "add", person, "--position", position, *more, "--from", "2020-01-01", *first, at="2024-01-02T09:00")
        expect(status == 0, f"{person} is recorded", result)
        first = []


def filed(case):
    status, result = answer("case", "open", case, "--policy", OLD, "--flow", "普通程序", "--facts", '{"罚款": "5万元"}', at="2024-01-03T09:00")
    expect(status == 0, f"{case} is opened", result)
    does(case, "发生", "立案", at="2024-01-03T09:10")
    for document in ("调查终结报告", "证据目录"):
        does(case, "附卷", document, at="2024-01-03T09:20")
    does(case, "意见", "报送", "--content", '{"罚款": "5万元"}', at="2024-01-03T10:00")


def correction():
    filed("更1")
    expect(due("更1", "办案期限", "2024-01-04T09:00") == "2024-04-02", "90 days from filing")
    fix = ["case", "do", "更1", "更正", "立案", "--instead", "2023-12-28T15:00", "--reason", "登记日期录错"]
    refused("approval_missing", *fix, at="2024-01-04T09:00")
    refused("own_approval", *fix, "--approval", "p1/承办人", at="2024-01-04T09:00")
    refused("not_appointed", *fix, "--approval", "p2/局长", at="2024-01-04T09:00")
    does(*fix[2:], "--approval", "p3/局长", at="2024-01-04T09:00")
    expect(due("更1", "办案期限", "2024-01-04T10:00") == "2024-03-27", "the period follows the corrected day")
    status, out, _ = run("case", "show", "更1", "--store", STORE, "--at", "2024-01-04T10:00", "--ui", "zh")
    expect("更正 立案" in out, "the path tells the correction", out)
    does("更1", "更正", "证据目录", "--withdrawn", "--reason", "附错", "--approval", "p3/局长", at="2024-01-04T11:00", types=["detached"])


def migration():
    filed("转1")
    does("转1", "意见", "同意", "--proposal", "1", "--check", "主体=合格", "--check", "权限=合格", "--check", "事实=合格", who="p2/法制审核人员", at="2024-01-05T09:00")
    text = OLD.read_text(encoding="utf-8").replace("意见 无意见 转", "意见 没有意见 转").replace("文书 证据目录", "文书 证据清单").replace("调查终结报告, 证据目录", "调查终结报告, 证据清单")
    silent, kept, new = HOME / "silent.gj", HOME / "kept.gj", HOME / "new.gj"
    silent.write_text(text, encoding="utf-8")
    kept.write_text(text.replace("性质 示例\n", "性质 示例\n  过渡 当 立案日 < 2024-02-01 适用 旧制度\n", 1), encoding="utf-8")
    new.write_text(text.replace("性质 示例\n", "性质 示例\n  过渡 当 立案日 < 2024-01-01 适用 旧制度\n", 1), encoding="utf-8")
    go = ["case", "migrate", "转1", "--reason", "新办法施行", "--approval", "p3/局长"]
    at = "2024-02-01T09:00"
    refused("no_transition", *go, "--policy", silent, at=at)
    refused("same_policy", *go, "--policy", OLD, at=at)
    told = refused("names_unknown", *go, "--policy", new, at=at)
    expect(told["missing"] == ["证据目录"], "the name without a counterpart is told", told)
    renamed = ["--rename", "证据目录=证据清单"]
    refused("old_version", *go, "--policy", kept, *renamed, at=at)
    refused("past_gate", *go, "--policy", new, *renamed, at=at)
    status, result = answer(*go, "--policy", new, *renamed, "--to-stage", "法制审核", at=at)
    expect(status == 0 and [e["type"] for e in result["events"]] == ["migrated", "lapsed"], "it goes over, to be reviewed anew", result)
    does("转1", "意见", "同意", "--proposal", "1", "--check", "主体=合格", "--check", "权限=合格", "--check", "事实=合格", who="p2/法制审核人员", at="2024-02-02T09:00")
    does("转1", "意见", "没有意见", at="2024-02-05T09:00")
    does("转1", "意见", "处罚", "--proposal", "1", who="p3/局长", at="2024-02-06T09:00")
    status, out, _ = run("case", "show", "转1", "--store", STORE, "--at", "2024-02-07T10:00", "--ui", "zh")
    expect("转用新制度" in out and "■ 处罚" in out, "the path tells where the law changed", out)


def record():
    key, memory = HOME / "sign.key", HOME / "sign.memory"
    public = json.loads(run("sign", "--store", STORE, "--new-key", key, "--format", "json")[1])["key"]
    run("sign", "--store", STORE, "--key", key, "--memory", memory, "--first")
    status, out, err = run("verify", "--store", STORE, "--key", public, "--require-signed", "--format", "json")
    report = json.loads(out)
    expect(status == 0 and report["decisions"] == 1, "all of it verifies, the decision under the new law", out, err)
    expect(run("rebuild", "--check", "--store", STORE)[0] == 0, "every state is what its events lead to")


staff()
correction()
migration()
record()
finish()
