"""tests/golden/case/reports.txt: what a wrong case is told, word for word and place for place. Every code of cases stands there.

An entry is "=== json" or "=== csv" or "=== test", the input, "---", and the report lines. GUIJU_UPDATE=1 rewrites them."""
import json
import os
import pathlib
import re
import tempfile

from support import ROOT, expect, finish, run

# Refused before there is a place to show, or in a size no golden should have.
ELSEWHERE = {"GJ0902": "hostile_test: a case of 100 MB", "GJ0903": "hostile_test: a million brackets", "GJ0904": "hostile_test: bytes that are no text",
             "GJ0916": "sizes_slow: a list of 10 001 items"}
GOLDEN = ROOT / "tests/golden/case/reports.txt"
LIBRARY = '制度 库.{0}「library.{1}」 "{0}"\n事实 同名: 是否\n'
POLICY = """制度 测试.案件「test.cases」 "案件" { 性质 示例 }
引用 库.甲
引用 库.乙
法源 办法 { 全称 "办法" 位阶 规范性文件 }
枚举 类别「kind」 { 许可「licence」, 处罚「penalty」 }
记录 一方「party」 { 类型「sort」: 类别  拟罚款「fine」: 金额 范围 0元以上 1亿元以下 }
事实 执法「act」: 类别
事实 罚款「total」: 金额 范围 0元以上 1亿元以下
事实 占地「area_taken」: 面积 范围 0平方米以上 1000亩以下
事实 保密「secret」: 是否
事实 受理日「accepted」: 日期 时间轴 立案
事实 当事人「parties」: 列表<一方>
认定 疑难「difficult」 { 认定人 承办机构 提级人 负责人 }
判定 审核「review」: 是否 未定按 是 {
  情形 大「large」 依据 办法 第一条 当 罚款 达到 1万元 或 保密 或 疑难
}
"""


def reports(text):
    """"code line:column message" of every report in Chinese: of one case, of a row, of a case test."""
    found = [(code, place, message) for code, message, place in re.findall(r"\[(GJ\d+)\]: ([^\n]*)\n\s*--> [^\n]*?:(\d+:\d+)", text)]
    found += [(code, place, message) for place, code, message in re.findall(r":(\d+:\d+): (GJ\d+) ([^\n]*)", text)]
    found += [(code, f"{line}:{column}", message) for code, line, column, message in re.findall(r"(GJ\d+) 第 (\d+) 行第 (\d+) 列：([^\n]*)", text)]
    return [" ".join(report) for report in found]


def told(kind, source, folder):
    path = folder / ("案件.csv" if kind == "csv" else "案件.json")
    if kind == "test":
        path = folder / "cases" / "案件.json"
        path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    if kind == "json":
        status, out, err = run("classify", folder / "policy.gj", path, "--ui", "zh")
    elif kind == "csv":
        status, out, err = run("batch", folder / "policy.gj", "--in", path, "--out", folder / "out.jsonl", "--ui", "zh")
    else:
        status, out, err = run("test", folder / "policy.gj", "--ui", "zh")
    expect(status != 0, f"refused: {source.strip()}", status, out)
    return out + err


text = GOLDEN.read_text()
entries = re.findall(r"^=== (json|csv|test)\n(.*?)^---\n(.*?)(?=^=== |\Z)", text, re.S | re.M)
expect(len(entries) >= 20, "the golden file has its entries", len(entries))
written, codes = "", set()
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    for zh, en in (("甲", "first"), ("乙", "second")):
        (folder / f"{en}.gj").write_text(LIBRARY.format(zh, en))
    (folder / "policy.gj").write_text(POLICY)
    for kind, source, wanted in entries:
        output = told(kind, source, folder)
        lines = "".join(line + "\n" for line in reports(output))
        codes.update(re.findall(r"GJ09\d\d", lines))
        written += f"=== {kind}\n{source}---\n{lines}"
        if os.environ.get("GUIJU_UPDATE") != "1":
            expect(lines == wanted, f"what is told about {source.strip()}", wanted, lines or output)
if os.environ.get("GUIJU_UPDATE") == "1":
    GOLDEN.write_text(written)
all_codes = {f"GJ0{number}" for number in re.findall(r"GJ_DIAG\(\w+, (\d+)", (ROOT / "compiler/diag/kinds/case.def").read_text())}
missing = all_codes - codes - set(ELSEWHERE)
expect(not missing, "every code of cases stands in the golden file", sorted(missing))
finish()
