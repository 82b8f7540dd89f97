"""What a lawyer is told: names that are nearly right, two files of one name, hints about what is only used, and the words of an answer."""
import json
import pathlib
import tempfile

from support import expect, finish, run

VOCABULARY = """制度 县.常用词汇「county.words」 "词汇" { 层级 县级  施行 2021-07-15  性质 示例 }
法源 旧规定 { 全称 "旧规定" 位阶 规范性文件 施行 2010-01-01 存疑 "公布日期没有查到" }
枚举 类别「kind」 { 许可「licence」, 处罚「penalty」 }
记录 当事人「party」 { 拟罚款「fine」: 金额 范围 0元以上 1亿元以下 当 执法类别 是 处罚 其余 0元 }
事实 执法类别「act」: 类别
事实 当事人「party」: 列表<当事人> 范围 1以上 问 "当事人有哪些？"
事实 立案日「filed_on」: 日期 时间轴 立案
事实 告知日「noticed_on」: 日期 时间轴 告知
事实 决定日「decided_on」: 日期 时间轴 决定
认定 疑难「difficult」 { 认定人 承办机构 }
判定 词汇自用「own」: 是否 未定按 否 { 情形 一 依据 旧规定 第一条 当 疑难 }
"""
POLICY = """制度 县.审核「county.review」 "审核办法" { 层级 县级  施行 2021-07-15  性质 示例 }
引用 县.常用词汇
法源 办法 { 全称 "审核办法" 位阶 规范性文件 施行 2021-07-15 }
法源 民法典 { 全称 "民法典" 位阶 法律 施行 2021-01-01 }
事实 再次「again」: 是否 未记载视为 否 依据 办法 第九条, 民法典 第五条
标准 线「line」: 金额 按 决定 依据 办法 第二条 {
  自 2021-07-15 起 至 2023-12-31 止: 2万元
  自 2024-01-01 起: 1万元
}
判定 审核「review」: 是否 未定按 是 {
  情形 较大罚款「heavy」 依据 办法 第三条 当 任一 甲 属于 当事人: 甲.拟罚款 达到 线
  情形 再犯「again_rule」 依据 办法 第四条 当 再次
}
判定 总要「always」: 是否 未定按 是 {
  情形 一「one」 依据 办法 第五条 当 疑难
  情形 二「two」 依据 办法 第六条 当 非 疑难
}
判定 期限「limit」: 日期 择定 首个 未定按 最低 {
  情形 新「new」 按 决定 自 2024-01-01 起 依据 办法 第七条 当 执法类别 是 处罚 则 决定日 + 7日
  其余 决定日 + 20日
}
"""


def write(folder, name, text):
    (folder / name).write_text(text)
    return folder / name


with tempfile.TemporaryDirectory() as temporary:
    folder = pathlib.Path(temporary) / "县"
    folder.mkdir()
    policy, words = write(folder, "审核.gj", POLICY), write(folder, "词汇.gj", VOCABULARY)

    def classify(case, *options):
        path = write(folder, "案件.json", json.dumps(case, ensure_ascii=False))
        status, text, err = run("classify", policy, path, "--ui", "zh", *options)
        expect(status == 0, "classified", text, err)
        answer = json.loads(run("classify", policy, path, "--format", "json")[1])
        return text, answer

    # Hints: those of the file that is checked, the others counted.
    status, out, err = run("check", "--lint", policy, "--ui", "zh")
    expect(status == 0 and "公布日期没有查到" not in err and "另有 1 处提示" in out, "doubts of what is only used are counted", out, err)
    status, out, err = run("check", "--lint", words, "--ui", "zh")
    expect("公布日期没有查到" in err and "另有" not in out, "and told where they are", out, err)

    # A name nearly right.
    wrong = write(folder, "错名.gj", POLICY.replace("县.审核", "县.错名").replace("引用 县.常用词汇", "引用 县.词汇"))
    status, out, err = run("check", wrong, "--ui", "zh")
    expect(status == 1 and "GJ0325" in err and "县.常用词汇" in err and "词汇.gj" in err, "the policy that was meant", err)
    wrong.unlink()

    # Two files of one name: refused, both named; a copy of the same text is no second policy.
    copy = write(folder, "副本.gj", VOCABULARY)
    status, out, err = run("check", policy, "--ui", "zh")
    expect(status == 0, "the same text twice", out, err)
    copy.write_text(VOCABULARY.replace("公布日期没有查到", "别的"))
    status, out, err = run("check", policy, "--ui", "zh")
    expect(status == 1 and "GJ0315" in err and "词汇.gj" in err and "副本.gj" in err, "both files are named", err)
    copy.unlink()

    # Explanations in words.
    text, answer = classify({"执法类别": "处罚", "当事人": [{"拟罚款": "3万元"}], "决定日": "2024-02-07", "立案日": "2024-01-08"}, "--explain")
    expect("有当事人符合“拟罚款 达到 线”" in text and "任一 甲" not in text, "no code in an explanation", text)
    expect("推定" not in text or "办法 第九条" in text, "presumed", text)
    expect("再次 = 否——审核办法 第九条；民法典 第五条" in text, "every basis of what is presumed", text)
    expect("决定日 为2023年12月31日" in text, "the period that ends nearby is what would change the limit", text)

    # Dates the wrong way round.
    text, answer = classify({"执法类别": "处罚", "决定日": "2024-02-07", "立案日": "2024-03-01"})
    expect("立案日 2024年3月1日 晚于决定日 2024年2月7日" in text, "the order of the dates", text)
    expect(answer["dates_out_of_order"] == [{"filing": "2024-03-01", "decision": "2024-02-07"}], "in JSON", answer)
    text, answer = classify({"执法类别": "处罚", "决定日": "2024-02-07", "立案日": "2024-02-07"})
    expect("先后颠倒" not in text and "dates_out_of_order" not in answer, "one day for both is possible", text)

    # Nobody listed where somebody must be.
    text, answer = classify({"执法类别": "处罚", "当事人": [], "决定日": "2024-02-07"})
    expect(answer["decisions"]["review"]["status"] == "undetermined" and "party" in [q["fact"] for q in answer["decisions"]["review"]["ask"]]
           or "当事人" in json.dumps(answer["decisions"]["review"]["ask"], ensure_ascii=False), "an empty list is asked about", answer)
    text, answer = classify({"执法类别": "许可", "当事人": [{}], "决定日": "2024-02-07"})
    expect(answer["decisions"]["review"].get("value") is False, "one who is listed and cannot be fined settles it", answer)

    # All completions agree.
    text, _ = classify({"执法类别": "许可", "决定日": "2024-02-07"})
    expect("只有一种结果：是（不论怎样补充事实都一样" in text, "one result is left", text)
finish()
