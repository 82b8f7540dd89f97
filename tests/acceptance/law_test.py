"""What the law says beside the rules reaches the answer: transitions, dates in force, doubtful texts, the provisions of
figures, definitions and 其余, who finds a judgement, and how a date is counted."""
import json
import pathlib
import tempfile

from support import expect, finish, run

POLICY = """制度 示范县.法律信息「sample.law」 "示范县审核办法" {
  文号 "示政〔2021〕1号"
  印发 2021-06-01
  施行 2021-07-15
  失效 2031-07-15
  性质 示例
  过渡 当 立案日 < 2021-07-15 且 非 已办结 适用 旧制度 依据 办法 第三十条
}
法源 办法「measures」 { 全称 "示范县审核办法" 位阶 规范性文件 施行 2021-07-15 }
法源 旧法「old_law」 { 全称 "旧示范法" 位阶 法律 施行 1996-10-01 失效 2021-07-15 }
事实 立案日「filed_on」: 日期 时间轴 立案 问 "哪天立案?"
事实 办理日「step_on」: 日期 时间轴 办理 问 "哪天办理?"
事实 决定日「decided_on」: 日期 时间轴 决定 问 "哪天决定?"
事实 已办结「closed」: 是否 未记载视为 否
事实 罚款「fine」: 金额 范围 0元以上 1亿元以下 未记载视为 5万元
事实 大「big」: 是否
认定 疑难「difficult」 { 认定人 承办机构 提级人 法制审核人员, 负责人 问 "是否疑难?" }
标准 限额「limit」: 金额 按 立案 依据 办法 第五条 {
  自 1996-10-01 起: 5000元 依据 旧法 第五十一条
  自 2021-07-15 起: 1万元 依据 办法 第六条
}
定义 大额「large」 = 罚款 达到 限额 依据 办法 第七条
判定 审核「review」: 是否 未定按 是 {
  情形 大额案件「large_case」 依据 办法 第三条 当 大额
  情形 疑难案件「difficult_case」 依据 办法 第四条 当 疑难
}
判定 期限「time_limit」: 工作日数 择定 首个 未定按 最低 {
  情形 短「short」 依据 办法 第八条 当 疑难 则 7工作日
  其余 20工作日 依据 办法 第九条第二款
}
判定 总是「always」: 是否 未定按 否 {
  情形 甲「a」 依据 办法 第十条 当 大
  情形 乙「b」 依据 办法 第十条 当 非 大
}
判定 届满日「due」: 日期 择定 首个 未定按 最低 {
  情形 七日「seven」 依据 办法 第十一条 则 决定日 + 7工作日
}
原文存疑 "行政执法的执法决定" 按 "行政处罚的执法决定" 理由 "与同条冲突" 依据 办法 第四条
原文存疑 "无关" 按 "有关" 理由 "未引用" 依据 办法 第九十九条
"""

directory = pathlib.Path(tempfile.mkdtemp())
(directory / "law.gj").write_text(POLICY)


def classify(case, *more):
    path = directory / "case.json"
    path.write_text(json.dumps(case, ensure_ascii=False))
    status, text, err = run("classify", directory / "law.gj", path, "--ui", "zh", "--format", "text", *more)
    _, out, _ = run("classify", directory / "law.gj", path, "--format", "json")
    expect(status in (0, 1, 3) and out.startswith("{"), f"classify {case}", status, text, err, out)
    return text, json.loads(out) if out.startswith("{") else {}


text, answer = classify({"立案日": "2021-06-01", "决定日": "2024-02-07", "罚款": "6000元", "疑难": True})
expect("示政〔2021〕1号" in text and answer.get("document_no") == "示政〔2021〕1号", "the number of the policy", text)
expect("适用旧制度，以下结论仅供参考——示范县审核办法 第三十条" in text, "the old version applies, and by what", text)
expect(answer["transition"][0]["applies"] == "old" and "立案日" in answer["transition"][0]["clause"], "in JSON", answer)
review = answer["decisions"]["review"]
expect(review["value"] is True and "large_case" in review["because"], "6000元 达到 5000元 of the old period", review)
figures = {f["figure"]: f["basis"] for f in review["figures"]}
expect(figures.get("limit") == ["示范县审核办法 第五条", "旧示范法 第五十一条"], "the period that applies has its basis", figures)
expect(figures.get("large") == ["示范县审核办法 第七条"], "the definition has its basis", figures)
expect("所用定义：大额——示范县审核办法 第七条" in text, "the definition in the text", text)
expect([d["quote"] for d in answer["text_doubts"]] == ["行政执法的执法决定"], "only the doubt of a provision cited", answer)
expect("原文“行政执法的执法决定”，按“行政处罚的执法决定”，理由：与同条冲突——示范县审核办法 第四条" in text, "said in text", text)
expect("not_in_force" not in answer and "施行，当时" not in text, "in force on the day of the decision", text)

text, answer = classify({"立案日": "2022-06-01", "疑难": False, "罚款": "6000元"})
expect(answer["transition"][0]["applies"] == "new" and "旧制度" not in text, "the new version applies", text)
limit = answer["decisions"]["time_limit"]
expect(limit["because"] == ["otherwise"] and limit["basis"] == ["示范县审核办法 第九条第二款"], "其余 has its basis", limit)
expect("理由：其余——示范县审核办法 第九条第二款" in text, "and says so", text)
expect(answer["decisions"]["review"]["value"] is False, "6000元 is below 1万元 of the new period")
figures = {f["figure"]: f["basis"] for f in answer["decisions"]["review"].get("figures", [])}
expect(figures.get("limit") == ["示范县审核办法 第五条", "示范县审核办法 第六条"], "why not: the figure and its period", figures)

text, answer = classify({"罚款": "6000元"})
expect(answer["transition"][0]["applies"] == "undetermined", "the version is open", answer["transition"])
expect([q["fact"] for q in answer["transition"][0]["ask"]] == ["filed_on"], "and what would settle it", answer["transition"])
expect("尚不能确定本案适用旧制度还是新制度" in text, "said in text", text)
asked = {q["fact"]: q for q in answer["decisions"]["review"]["ask"]}
expect(asked["difficult"]["finders"] == ["承办机构"] and asked["difficult"]["raisers"] == ["法制审核人员", "负责人"],
       "a finding is asked of those who find and raise", asked)
expect("由承办机构认定并说明理由；法制审核人员、负责人可以提级" in text, "in text too", text)
always = answer["decisions"]["always"]
expect(always["status"] == "undetermined" and always["possible"] == [True] and always["ask"] == []
       and always["act_on"] is True, "all completions agree", always)
expect("只有一种结果：是（不论怎样补充事实都一样" in text, "said in text", text)

text, answer = classify({"办理日": "2031-07-15", "罚款": "5万元"}, "--explain")
expect(answer["not_in_force"] == [{"policy": "示范县.法律信息", "axis": "step", "date": "2031-07-15", "repealed": "2031-07-15"}],
       "repealed on the day of the step", answer.get("not_in_force"))
expect("已于 2031年7月15日 失效，以下结论仅供参考" in text, "said in text", text)
expect("罚款为5万元（未记载" not in text, "what is given is not called presumed", text)
_, answer = classify({"决定日": "2021-07-14"})
expect(answer["not_in_force"][0].get("effective") == "2021-07-15", "not yet in force", answer.get("not_in_force"))
_, answer = classify({"立案日": "2020-01-01"})
expect("not_in_force" not in answer, "filed before: the steps may come later", answer.get("not_in_force"))
_, answer = classify({"立案日": "2032-01-01"})
expect(answer["not_in_force"][0].get("repealed") == "2031-07-15", "filed after its end", answer.get("not_in_force"))

text, answer = classify({"决定日": "2026-12-25"}, "--explain")
due = answer["decisions"]["due"]
expect(due["provisional"] is True and due["missing_notices"] == ["2027年放假通知"], "the notice a date waits for", due)
expect("2027年放假通知尚未公布，暂定" in text, "said in text", text)
expect("2026-12-28 周一  第1日" in text, "counted day by day", text)
expect("没有可以补充的事实" not in text, "it is the notice that is missing", text)
text, answer = classify({})
due = answer["decisions"]["due"]
expect(due["act_on"] is None and "缺决定日" in due.get("act_on_reason", ""), "no date to act on without its start", due)
text, answer = classify({"决定日": "2024-02-07"}, "--explain")
expect(answer["decisions"]["due"]["value"] == "2024-02-22" and "provisional" not in answer["decisions"]["due"],
       "announced years are final", answer["decisions"]["due"])
expect("2024-02-18 周日  第" in text and "调休上班" in text, "the make-up day counts", text)

text, answer = classify({"疑难": {"value": True, "by": "负责人", "reason": "涉及多个法律关系"}})
expect(answer["decisions"]["review"]["value"] is True and answer["findings"] ==
       [{"fact": "difficult", "by": "负责人", "reason": "涉及多个法律关系"}], "a finding with its finder", answer)
expect("疑难：负责人认定，理由：涉及多个法律关系" in text, "said in text", text)
text, answer = classify({"疑难": {"值": False, "认定人": "承办机构", "理由": "事实清楚"}})
expect(answer["findings"][0]["by"] == "承办机构", "the Chinese keys", answer)
for wrong in ({"value": True, "by": "路人"}, {"value": False, "by": "负责人"}, {"value": True, "who": "承办机构"}):
    (directory / "case.json").write_text(json.dumps({"疑难": wrong}, ensure_ascii=False))
    status, out, err = run("classify", directory / "law.gj", directory / "case.json")
    expect(status == 2 and "疑难" in out + err, f"refused: {wrong}", status, out, err)

(directory / "bad.gj").write_text(POLICY.replace("立案日 < 2021-07-15 且", "没有声明的词 < 2021-07-15 且"))
status, out, err = run("check", directory / "bad.gj")
expect(status != 0 and "没有声明的词" in out + err, "an undeclared name in 过渡 is found", status, out, err)
finish()
