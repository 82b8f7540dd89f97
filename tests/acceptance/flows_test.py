"""The ten ways of review of the source texts: each is a sound flow in both languages, and four are walked by persons."""
import json
import pathlib
import tempfile

from support import ROOT, expect, finish, run

POLICY = ROOT / "tests/acceptance/flows/topologies.gj"

status, out, err = run("check", POLICY, "--ui", "zh")
expect(status == 0 and "0 个错误" in err + out, "the ten flows are sound", out, err)
text = POLICY.read_text(encoding="utf-8")
expect(text.count("\n流程 ") == 10, "ten flows")
expect(run("fmt", "--lang", "zh", POLICY)[1] == text, "canonical text")

# What each agency would get wrong: the path is told.
with tempfile.TemporaryDirectory() as folder:
    broken = pathlib.Path(folder) / "broken.gj"
    skips = text.replace("仅当 重大事项 否则 转 签发", "仅当 特别重大事项 否则 转 签发")
    broken.write_text(skips)
    status, out, err = run("check", broken, "--ui", "zh")
    expect(status == 1 and "GJ0719" in err and "三级复核 →（同意）局长办公会审定 →（条件不成立，不经过）签发" in err,
           "a narrower condition than the requirement's is a way round it", err)

    store = pathlib.Path(folder) / "flows.db"

    def guiju(*words, who="p1/承办人", at):
        status, out, err = run(*words, "--store", store, "--at", at, "--as", who, "--format", "json")
        try:
            return status, json.loads(out)
        except json.JSONDecodeError:
            expect(False, f"JSON from {words}", status, out, err)
            return status, {}

    staff = {"p1": "承办人", "p2": "股室负责人", "p3": "分管领导", "p4": "法规室", "p5": "局长", "p6": "法制审核人员",
             "p7": "起草股室", "p8": "司法局审核员", "p9": "县长", "p10": "副县长", "p11": "法律顾问"}
    for number, (person, position) in enumerate(staff.items()):
        first = ["--create", "--simulated", "--agency", "示范县"] if number == 0 else []
        qualified = ["--qualification", "法律职业资格"] if position == "法制审核人员" else []
        status, result = guiju("people", "add", person, "--position", position, *qualified, "--from", "2020-01-01", *first, at="2024-01-02T09:00")
        expect(status == 0, f"{person} is recorded", result)

    def opened(case, flow, facts, who):
        status, result = guiju("case", "open", case, "--policy", POLICY, "--flow", flow, "--facts", json.dumps(facts), who=who, at="2024-03-04T09:00")
        expect(status == 0, f"{case} is opened", result)

    def step(case, who, at, *words, refused=None):
        status, result = guiju("case", "do", case, *words, who=who, at=at)
        if refused:
            expect(status == 1 and result.get("code") == refused, f"{case} {words}: {refused}", result)
        else:
            expect(status == 0, f"{case} {words}", result)

    def stage(case):
        cases = guiju("case", "list", at="2024-06-01T09:00")[1]["cases"]
        found = next(c for c in cases if c["case"] == case)
        return found.get("ended") or found.get("stage")

    # 审计: three levels in turn, then the director's meeting only on major matters.
    opened("审1", "审计三级复核", {"严重程度": "一般"}, "p1/承办人")
    step("审1", "p1/承办人", "2024-03-05T09:00", "意见", "报送", "--content", '{"处理": "移送"}')
    step("审1", "p4/法规室", "2024-03-06T09:00", "意见", "同意", "--proposal", "1", refused="not_your_position")
    for day, who in ((6, "p2/股室负责人"), (7, "p3/分管领导"), (8, "p4/法规室")):
        step("审1", who, f"2024-03-0{day}T09:00", "意见", "同意", "--proposal", "1")
    expect(stage("审1") == "签发", "an ordinary matter needs no meeting", stage("审1"))
    step("审1", "p5/局长", "2024-03-11T09:00", "意见", "签发", "--proposal", "1")
    expect(stage("审1") == "办结", "issued", stage("审1"))

    # 科技局: two are asked at once; one who does not agree sends it back.
    opened("科1", "科技局", {"严重程度": "一般"}, "p1/承办人")
    step("科1", "p1/承办人", "2024-03-05T09:00", "意见", "报送", "--content", '{"处理": "警告"}')
    step("科1", "p6/法制审核人员", "2024-03-06T09:00", "意见", "同意", "--proposal", "1")
    expect(stage("科1") == "审核会商", "the other is still to be heard", stage("科1"))
    step("科1", "p2/股室负责人", "2024-03-07T09:00", "意见", "不同意")
    expect(stage("科1") == "承办", "one refusal decides", stage("科1"))
    step("科1", "p1/承办人", "2024-03-08T09:00", "意见", "报送", "--content", '{"处理": "通报"}')
    step("科1", "p6/法制审核人员", "2024-03-11T09:00", "意见", "同意", "--proposal", "1", refused="proposal_stale")
    step("科1", "p2/股室负责人", "2024-03-11T09:00", "意见", "同意", "--proposal", "2")
    step("科1", "p6/法制审核人员", "2024-03-11T10:00", "意见", "同意", "--proposal", "2")
    expect(stage("科1") == "决定", "both agree", stage("科1"))

    # 规范性文件: at least 5 and at most 15 working days; supplementing has its own limit.
    opened("文1", "规范性文件", {"应急": False}, "p7/起草股室")
    step("文1", "p7/起草股室", "2024-03-04T10:00", "附卷", "送审材料")
    step("文1", "p7/起草股室", "2024-03-05T09:00", "意见", "送审", "--content", '{"文件": "办法草案"}')
    step("文1", "p8/司法局审核员", "2024-03-06T09:00", "意见", "符合要求")
    step("文1", "p8/司法局审核员", "2024-03-08T09:00", "意见", "合法", "--proposal", "1", refused="too_early")
    step("文1", "p8/司法局审核员", "2024-03-14T09:00", "意见", "合法", "--proposal", "1")
    step("文1", "p9/县长", "2024-03-15T09:00", "表决", "常务会议", "--proposal", "1", "--ballot", "p9/县长=同意", "--ballot", "p10/副县长=同意")
    expect(stage("文1") == "办结", "adopted by the meeting", stage("文1"))
    opened("文2", "规范性文件", {"应急": True}, "p7/起草股室")
    step("文2", "p7/起草股室", "2024-03-04T10:00", "附卷", "送审材料")
    step("文2", "p7/起草股室", "2024-03-05T09:00", "意见", "送审", "--content", '{"文件": "应急命令"}')
    step("文2", "p8/司法局审核员", "2024-03-05T10:00", "意见", "要求补充", "--reason", "缺少依据")
    ticked = run("tick", "--store", store, "--at", "2024-03-13T09:00")
    expect(stage("文2") == "终止", "not supplemented in five working days", ticked)

    # A policy in two files, the second without a head: what the store keeps is read back in a later process.
    parts = pathlib.Path(folder) / "parts"
    parts.mkdir()
    head, tail = text.split("流程 行政审批局", 1)
    (parts / "head.gj").write_text(head)
    (parts / "flows.gj").write_text("流程 行政审批局" + tail)
    status, result = guiju("case", "open", "两1", "--policy", parts, "--flow", "乡镇", "--facts", "{}", at="2024-03-04T09:00")
    expect(status == 0, "opened under a policy of two files", result)
    step("两1", "p1/承办人", "2024-03-05T09:00", "意见", "报送", "--content", '{"处理": "责令改正"}')

    # 乡镇: the adviser reviews; who handled the case does not.
    opened("乡1", "乡镇", {}, "p1/承办人")
    step("乡1", "p1/承办人", "2024-03-05T09:00", "意见", "报送", "--content", '{"处理": "责令改正"}')
    step("乡1", "p11/法律顾问", "2024-03-06T09:00", "意见", "同意", "--proposal", "1")
    step("乡1", "p5/局长", "2024-03-07T09:00", "意见", "作出", "--proposal", "1")
    expect(stage("乡1") == "办结", "decided", stage("乡1"))
    key, memory = pathlib.Path(folder) / "sign.key", pathlib.Path(folder) / "sign.memory"
    public = json.loads(run("sign", "--store", store, "--new-key", key, "--format", "json")[1])["key"]
    run("sign", "--store", store, "--key", key, "--memory", memory, "--first")
    status, out, err = run("verify", "--store", store, "--key", public, "--require-signed", "--format", "json")
    expect(status == 0, "the record of all of them verifies", out, err)
finish()
