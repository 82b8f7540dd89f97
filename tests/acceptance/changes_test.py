"""What was recorded by mistake is corrected, and a matter goes on under a new version of its policy: nothing is lost, all of it verifies."""
import json

from stores import CHECKS, POLICY as OLD, SimulatedStore
from support import expect, finish

STORE = SimulatedStore("2024-01-02T09:00")
does, refused = STORE.does, STORE.refused


def due(case, clock, at):
    return next(c["due"] for c in STORE.answer("case", "show", case, at=at)[1]["clocks"] if c["name"] == clock)


def filed(case):
    STORE.files(case, {"罚款": "5万元"}, {"罚款": "5万元"}, "2024-01-03")
    does(case, "发生", "立案", who="p1/承办人", at="2024-01-03T10:10")


def correction():
    filed("更1")
    expect(due("更1", "办案期限", "2024-01-04T09:00") == "2024-04-02", "90 days from filing")
    fix = ["case", "do", "更1", "更正", "立案", "--instead", "2023-12-28T15:00", "--reason", "登记日期录错"]
    refused("approval_missing", *fix, who="p1/承办人", at="2024-01-04T09:00")
    refused("own_approval", *fix, "--approval", "p1/承办人", who="p1/承办人", at="2024-01-04T09:00")
    refused("not_appointed", *fix, "--approval", "p2/局长", who="p1/承办人", at="2024-01-04T09:00")
    does(*fix[2:], "--approval", "p3/局长", who="p1/承办人", at="2024-01-04T09:00")
    expect(due("更1", "办案期限", "2024-01-04T10:00") == "2024-03-27", "the period follows the corrected day")
    status, out, _ = STORE.run("case", "show", "更1", "--ui", "zh", at="2024-01-04T10:00")
    expect("更正 立案" in out, "the path tells the correction", out)
    does("更1", "更正", "证据目录", "--withdrawn", "--reason", "附错", "--approval", "p3/局长", who="p1/承办人", at="2024-01-04T11:00", types=["detached"])


def migration():
    filed("转1")
    does("转1", "意见", "同意", "--proposal", "1", *CHECKS, who="p2/法制审核人员", at="2024-01-05T09:00")
    text = OLD.read_text(encoding="utf-8").replace("意见 无意见 转", "意见 没有意见 转").replace("文书 证据目录", "文书 证据清单").replace("调查终结报告, 证据目录", "调查终结报告, 证据清单")
    silent, kept, new = (STORE.home / f"{name}.gj" for name in ("silent", "kept", "new"))
    silent.write_text(text, encoding="utf-8")
    kept.write_text(text.replace("性质 示例\n", "性质 示例\n  过渡 当 立案日 < 2024-02-01 适用 旧制度\n", 1), encoding="utf-8")
    new.write_text(text.replace("性质 示例\n", "性质 示例\n  过渡 当 立案日 < 2024-01-01 适用 旧制度\n", 1), encoding="utf-8")
    go = ["case", "migrate", "转1", "--reason", "新办法施行", "--approval", "p3/局长"]
    at = "2024-02-01T09:00"
    refused("no_transition", *go, "--policy", silent, who="p1/承办人", at=at)
    refused("same_policy", *go, "--policy", OLD, who="p1/承办人", at=at)
    refused("names_unknown", *go, "--policy", new, who="p1/承办人", at=at)
    told = STORE.answer(*go, "--policy", new, who="p1/承办人", at=at)[1]
    expect(told["missing"] == ["证据目录"], "the name without a counterpart is told", told)
    renamed = ["--rename", "证据目录=证据清单"]
    refused("old_version", *go, "--policy", kept, *renamed, who="p1/承办人", at=at)
    refused("past_gate", *go, "--policy", new, *renamed, who="p1/承办人", at=at)
    status, result = STORE.answer(*go, "--policy", new, *renamed, "--to-stage", "法制审核", who="p1/承办人", at=at)
    expect(status == 0 and [e["type"] for e in result["events"]] == ["migrated", "lapsed"], "it goes over, to be reviewed anew", result)
    does("转1", "意见", "同意", "--proposal", "1", *CHECKS, who="p2/法制审核人员", at="2024-02-02T09:00")
    does("转1", "意见", "没有意见", who="p1/承办人", at="2024-02-05T09:00")
    does("转1", "意见", "处罚", "--proposal", "1", who="p3/局长", at="2024-02-06T09:00")
    status, out, _ = STORE.run("case", "show", "转1", "--ui", "zh", at="2024-02-07T10:00")
    expect("转用新制度" in out and "■ 处罚" in out, "the path tells where the law changed", out)


def record():
    STORE.signs()
    status, report = STORE.verified()
    expect(status == 0 and report["decisions"] == 1 and report["unsigned"] == 0, "all of it verifies, the decision under the new law", report)
    expect(STORE.run("rebuild", "--check")[0] == 0, "every state is what its events lead to")


correction()
migration()
record()
finish()
