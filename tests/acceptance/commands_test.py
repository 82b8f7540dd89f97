"""Every command with its options and exit statuses: 0 yes, 1 no, 2 misuse; results on stdout, the rest on stderr."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from support import GUIJU, ROOT, expect, finish, run

POLICY = """制度 示例.用电「example.power」 "用电检验" { 性质 示例 }
法源 办法「rules」 { 全称 "示例办法" 位阶 规范性文件 施行 2021-07-15 }
计量 用电量「energy」 { 度「kilowatt_hour」 = 1, 万度「wan_kilowatt_hour」 = 10000 }
事实 窃电量「stolen」: 用电量 范围 0度以上 1000万度以下 问 "窃电多少?"
事实 再次「repeated」: 是否 问 "是不是再次?"
事实 决定日「decided」: 日期 时间轴 决定 问 "哪天决定?"
判定 大案「large」: 是否 未定按 是 {
  情形 三万度「much」 依据 办法 第三条 按 决定 自 2022-01-01 起 当 窃电量 达到 3万度
  情形 再犯「again」 依据 办法 第四条 当 再次
}
判定 追缴量「recovered」: 用电量 择定 首个 未定按 最低 {
  情形 加倍「twice」 依据 办法 第五条 当 再次 则 窃电量 * 2
  其余 窃电量
}
示例 "正好三万度" { 已知 窃电量 = 3万度, 再次 = 否, 决定日 = 2024-02-07 应得 大案 是 因 三万度 }
"""
folder = tempfile.TemporaryDirectory()
here = pathlib.Path(folder.name)
os.environ["XDG_CACHE_HOME"] = str(here / "cache")


def write(name, text):
    path = here / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def commands():
    out = run("help")[1]
    return re.findall(r"^  ([a-z]+) ", out, re.M)


policy = write("policy/power.gj", POLICY)
case = write("case.json", '{"窃电量": "3万度", "再次": false}')
full = write("full.json", '{"窃电量": "3万度", "再次": false, "决定日": "2024-02-07"}')


def misuse_and_help():
    for words in (["nothing"], ["clasify"], ["check"], ["check", policy, "--nothing"], ["check", policy, "--format", "xml"],
                  ["check", policy, "--ui", "fr"], ["classify", policy], ["classify", policy, full, "--format", "sarif"],
                  ["fmt", policy, "--lang", "de"], ["dump", policy], ["dump", "--after", "nonsense", policy],
                  ["classify", policy, here / "missing.json"], ["classify", here / "missing.gj", full], ["batch", policy],
                  ["classify", policy, full, "--only", "大安"], ["classify", policy, full, "--on", "决定=明天"],
                  ["completion", "fish"], ["compile", policy], ["test", policy, "--min", "x"]):
        status, out, err = run(*words)
        expect(status == 2 and err.strip() and not out, f"{' '.join(map(str, words))}: misuse", status, out, err)
    status, out, err = run()
    expect(status == 2 and "classify" in out, "no command: the overview", status, out)
    expect("是否想用 classify" in run("clasify")[2], "a command close to the one meant")
    expect("是否想写“大案”" in run("classify", policy, full, "--only", "案大")[2], "a decision close to the one meant")
    expect("sarif" in run("check", policy, "--format", "xml")[2], "the formats of check are named, sarif too")
    known = commands()
    expect(len(known) >= 11, "the overview lists the commands", known)
    for name in known:
        status, out, err = run("help", name)
        expect(status == 0 and f"guiju {name}" in out, f"help {name}", out, err)
        expect(run(name, "--help")[1] == out, f"{name} --help is help {name}")
        english = run("help", name, "--ui", "en")[1]
        own = re.sub(r"\S*[\u4e00-\u9fff]\S*", "", english)
        expect(english != out and len(own) > len(english) * 0.8, f"help {name} --ui en is English", english)
    expect("sarif" in run("check", "--help")[1] and "sarif" not in run("test", "--help")[1], "sarif is offered where it exists")
    expect("--only" in run("help", "classify")[1], "help names --only")
    for shell in ("bash", "zsh"):
        status, script, err = run("completion", shell)
        expect(status == 0 and all(f" {name}) options=" in script for name in known), f"completion {shell} knows every command", script)
        for name in known:
            options = re.findall(r"^  (--[a-z-]+)", run("help", name)[1], re.M)
            line = next(line for line in script.splitlines() if f" {name}) options=" in line)
            expect(all(option in line for option in options), f"completion {shell} knows the options of {name}", options, line)
    if shutil.which("bash"):
        script = run("completion", "bash")[1] + '\nCOMP_WORDS=(guiju cl); COMP_CWORD=1; _guiju; echo "${COMPREPLY[@]}"\n'
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
        expect(done.stdout.split() == ["classify"], "bash completes cl", done.stdout, done.stderr)
    status, out, err = run("version", "--format", "json")
    expect(status == 0 and json.loads(out)["language_edition"] == 1, "version --format json", out)


def check_and_sarif():
    mistakes = "tests/golden/ten_mistakes.gj"
    status, out, err = run("check", mistakes, "--format", "sarif")
    log = json.loads(out)
    expect(status == 1 and not err, "findings: exit status 1", status, err)
    expect(log["version"] == "2.1.0" and "sarif-2.1.0" in log["$schema"] and len(log["runs"]) == 1, "SARIF 2.1.0")
    driver = log["runs"][0]["tool"]["driver"]
    rules = {rule["id"]: rule for rule in driver["rules"]}
    results = log["runs"][0]["results"]
    expect(driver["name"] == "guiju" and len(rules) == len(driver["rules"]), "every rule once")
    expect({result["ruleId"] for result in results} == set(rules), "rules and results name the same ids", rules.keys())
    for rule in rules.values():
        text = rule["shortDescription"]["text"]
        expect(text and not re.search(r"\{\d", text + rule.get("help", {}).get("text", "")), f"{rule['id']} is described in words", text)
        expect(rule["defaultConfiguration"]["level"] in ("error", "warning", "note"), f"{rule['id']} has a level")
    lines = (ROOT / mistakes).read_text().splitlines()
    for result in results:
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        expect(result["message"]["text"] and result["level"] in ("error", "warning", "note"), "a result says what", result)
        expect(place["artifactLocation"]["uri"].endswith("ten_mistakes.gj"), "a result says where", place)
        expect(1 <= region["startLine"] <= region["endLine"] <= len(lines) + 1 and region["startColumn"] >= 1, "a region of the file", region)
    expect(len(results) >= 10, "every mistake is a result", len(results))
    clean = json.loads(run("check", policy, "--format", "sarif")[1])
    expect(clean["runs"][0]["results"] == [] and clean["runs"][0]["tool"]["driver"]["rules"] == [], "nothing found: no results")
    found = json.loads(run("check", mistakes, "--format", "json")[1])["diagnostics"]
    expect({d["code"] for d in found} == set(rules), "json and sarif report the same")


def languages():
    chinese = write("zh/a.gj", POLICY.replace("窃电量 达到 3万度", "窃电亮 达到 3万度"))
    english_text = run("fmt", "--lang", "en", policy)[1]
    expect("decision large「大案」" in english_text and "if-unknown yes" in english_text, "the policy in English", english_text)
    english = write("en/a.gj", english_text.replace("stolen >= 3", "stollen >= 3"))
    mixed = write("mixed/a.gj", english_text.replace("stolen >= 3", "stollen >= 3").replace("decision large", "判定 large"))
    for path, ui, zh in ((chinese, [], True), (english, [], False), (mixed, [], True), (english, ["--ui", "zh"], True),
                         (chinese, ["--ui", "en"], False)):
        status, out, err = run("check", path, *ui)
        what = f"{path.parent.name} {ui}: diagnostics in {'Chinese' if zh else 'English'}"
        expect(status == 1 and ("错误[GJ" in err) == zh and ("error[GJ" in err) != zh, what, status, err)
        expect(("个错误" in out) == zh, what + ", the summary too", out)
        message = json.loads(run("check", path, "--format", "sarif", *ui)[1])["runs"][0]["results"][0]["message"]["text"]
        own = re.sub("“.*?”|`.*?`|「.*?」", "", message)
        expect(bool(re.search("[\u4e00-\u9fff]", own)) == zh, what + ", SARIF too", message)
    expect("error[GJ" in run("classify", english, full)[2], "classify tells an English policy's errors in English")
    status, out, err = run("classify", policy, full, "--ui", "en")
    expect(status == 0 and "large: yes" in out and "because: much" in out and "3 wan_kilowatt_hour" in out, "--ui en", out, err)


def classify():
    status, out, err = run("classify", policy, full)
    expect(status == 0 and "大案：是" in out and "追缴量：3万度" in out, "declared units are read and written", out, err)
    status, out, err = run("classify", policy, full, "--format", "json", "--explain")
    answer = json.loads(out)
    expect(answer["decisions"]["recovered"]["value"] == "3万度", "json writes what json reads", out[:2000])
    expect("窃电量为3万度" in run("classify", policy, full, "--explain")[1], "an explanation gives the unit")
    status, out, err = run("classify", policy, case)
    expect(status == 0 and "未定" in out and "哪天决定" in out, "without the date: undetermined, and what to ask", out)
    expect(run("classify", policy, case, "--strict")[0] == 1, "--strict: undetermined is no")
    expect(run("classify", policy, case, "--strict", "--only", "追缴量")[0] == 0, "--strict asks about the decisions answered")
    status, out, err = run("classify", policy, case, "--on", "决定=2024-02-07", "--strict")
    expect(status == 0 and "大案：是" in out, "--on gives the date of an axis", out, err)
    status, out, err = run("classify", policy, case, "--on", "decision=2021-12-31", "--strict")
    expect(status == 0 and "大案：否" in out, "--on another day: the rule was not in force", out, err)
    status, out, err = run("classify", policy, full, "--on", "立案=2024-02-07")
    expect(status == 2 and err, "--on an axis the policy has not", status, out, err)
    status, out, err = run("classify", policy, full, "--only", "大案", "--format", "json")
    expect(list(json.loads(out)["decisions"]) == ["large"], "--only answers one decision", out)
    both = [run("classify", policy, full, *only)[1] for only in (["--only", "大案、recovered"], ["--only", "large", "--only", "追缴量"])]
    expect(both[0] == both[1] == run("classify", policy, full)[1], "--only takes several, in either spelling")
    market = ["classify", "policies/market", "policies/market/cases/demo.json", "--explain", "--only", "法制审核范围"]
    long, brief = run(*market)[1], run(*market, "--brief")[1]
    expect("没有成立的情形" in long and "没有成立的情形" not in brief and "怎样才会不同" in brief, "--brief leaves out what does not hold", brief)
    expect("法源存疑" in brief and "（存疑）" in brief and "（存疑：" in long and "（存疑：" not in brief, "--brief still says that there are doubts", brief)
    for tier in ("interp", "tables", "native"):
        expect(run("classify", policy, full, "--tier", tier)[1] == run("classify", policy, full)[1], f"--tier {tier} answers the same")
    for text, code in (('{"窃电量": "50亩"}', "GJ0911"), ('{"窃电量": 5}', "GJ0917"), ('{"窃电梁": "5度"}', "GJ0906"), ("{", "GJ0901")):
        status, out, err = run("classify", policy, "-", stdin=text.encode())
        expect(status == 2 and code in err and not out, f"{text}: {code}", status, out, err)
    err = run("classify", policy, "-", stdin='{"窃电量": "50亩"}'.encode())[2]
    expect("50度" in err and "50万度" in err, "the remedy names the units declared", err)


def tests():
    status, out, err = run("test", policy.parent)
    expect(status == 0 and "1 个例子通过" in out, "test: the policy's own example", out, err)
    status, out, err = run("test", policy, "--coverage")
    expect(status == 0 and "条件覆盖" in out and "%" in out, "--coverage", out)
    percent = json.loads(run("test", policy, "--coverage", "--format", "json")[1])["coverage"]
    expect(0 < percent < 100, "one example does not cover everything", percent)
    expect(run("test", policy, "--coverage", "--min", percent)[0] == 0, "--min: as much as there is")
    expect(run("test", policy, "--coverage", "--min", percent + 1)[0] == 1, "--min: more than there is")
    wrong = write("wrong/power.gj", POLICY.replace("应得 大案 是 因 三万度", "应得 大案 否"))
    status, out, err = run("test", wrong)
    expect(status == 1 and "正好三万度" in out and "应得 否，实得 是" in out, "a failed example: what was expected, what came", out)


def batch():
    rows = ['{"窃电量": "3万度", "再次": false, "决定日": "2024-02-07"}', '{"窃电量": "很多"}', "", '{"再次": true}', '{"再次": 7}',
            '{"窃电量": "1度", "再次": false}']
    source, result, errors = write("in.jsonl", "\n".join(rows) + "\n"), here / "out.jsonl", here / "bad.jsonl"
    status, out, err = run("batch", policy, "--in", source, "--out", result, "--errors", errors)
    expect(status == 1 and "有误 2 件" in out, "bad rows: exit status 1 and their number", status, out, err)
    answers = [json.loads(line) for line in result.read_text().splitlines()]
    expect(len(answers) == 3, "the other rows are answered", result.read_text())
    bad = [json.loads(line) for line in errors.read_text().splitlines()]
    expect([row["line"] for row in bad] == [2, 5], "bad rows by their line", bad)
    expect(re.search(r"\b2\b", err) and re.search(r"\b5\b", err) and "GJ09" in err, "and on stderr", err)
    csv = write("in.csv", "窃电量,再次,决定日\n3万度,否,2024-02-07\n五万度,也许,2024-02-07\n50 kilowatt_hour,,2024-02-08\n3万度\n1 wan_kilowatt_hour,是,\n")
    status, out, err = run("batch", policy, "--in", csv, "--out", here / "out.csv", "--errors", errors)
    lines = (here / "out.csv").read_text("utf-8-sig").splitlines()
    expect(status == 1 and len(lines) == 4, "CSV: a header and the three good rows", status, lines, err)
    expect("3万度" in lines[1] and "2万度" in lines[3], "CSV writes declared units", lines)
    expect([json.loads(line)["line"] for line in errors.read_text().splitlines()] == [3, 5], "CSV: bad rows by their line", errors.read_text())
    good = write("good.jsonl", rows[0] + "\n")
    status, out, err = run("batch", policy, "--in", good, "--out", result, "--format", "json")
    summary = json.loads(out)
    expect(status == 0 and summary["rows"] == 1 and summary["bad"] == 0, "no bad row: exit status 0", status, out, err)
    status, out, err = run("batch", policy, "--in", "-", "--out", "-", stdin=(rows[0] + "\n").encode())
    expect(status == 0 and len(out.splitlines()) == 1 and json.loads(out), "standard input to standard output", out, err)
    (here / "link.jsonl").symlink_to(good)
    for out_file, errors_file in ((good, errors), (here / "." / "sub" / ".." / "good.jsonl", errors), (here / "link.jsonl", errors), (result, good)):
        (here / "sub").mkdir(exist_ok=True)
        status, out, err = run("batch", policy, "--in", good, "--out", out_file, "--errors", errors_file)
        expect(status == 2 and "good.jsonl" in err and good.read_text() == rows[0] + "\n", "the input is not overwritten", out_file, status, err)
    expect(run("batch", policy, "--in", good, "--out", result, "--errors", here / "sub" / ".." / "out.jsonl")[0] == 2, "nor are both outputs one file")
    torn = write("torn.csv", "窃电量,再次,决定日\n3万\"度,否,2024-02-07\n\"3万度,否,2024-02-07\n" + "3万度,否,2024-02-07\n" * 1000)
    status, out, err = run("batch", policy, "--in", torn, "--out", here / "out.csv", "--errors", errors)
    expect("分类 1000 件" in out and [json.loads(line)["line"] for line in errors.read_text().splitlines()] == [2, 3],
           "a misplaced quote costs its line only", out, err[:500])
    named = write("named.jsonl", '{"id": "甲\\"1\\"\\n乙", "再次": false}\n')
    status, out, err = run("batch", policy, "--in", named, "--out", here / "out.csv")
    text = (here / "out.csv").read_bytes().decode("utf-8-sig")
    expect(text.splitlines()[1] == '"甲""1""' and "? 是|否" in text and "true" not in text, "CSV: the id as text, open values in words", text)
    single = json.loads(run("classify", policy, full, "--format", "json")[1])["decisions"]
    row = answers[0].get("decisions", answers[0])
    expect(row["recovered"]["value"] == single["recovered"]["value"] if isinstance(row.get("recovered"), dict) else True,
           "batch and classify agree", row, single)
    expect(run("batch", policy, "--in", here / "missing.jsonl", "--out", result)[0] == 2, "no input file: misuse")


def dumps():
    marks = {"source": "制度 示例.用电", "syntax": "decision", "model": "dimension energy", "ir": 'dimension "energy"', "plan": "large",
             "native": "define"}
    for phase, mark in marks.items():
        status, out, err = run("dump", "--after", phase, policy)
        expect(status == 0 and mark in out and not err, f"dump --after {phase}", status, out[:1500], err)
        expect(run("dump", "--after", phase, policy)[1] == out, f"dump --after {phase} is the same each time")
    status, out, err = run("dump", "--after", "ir", "tests/golden/ten_mistakes.gj")
    expect(status == 2 and "GJ" in err, "no IR of a policy with mistakes", status, err[:300])


PROGRAM = """#include <stdio.h>
#include "power.h"
static void print(const power_result* result) {
  for (int d = 0; d < power_DECISIONS; ++d) {
    int64_t value = -1;
    const int known = power_value(result, d, &value);
    printf("%s %d %ld\\n", power_decisions[d].name, known, (long)value);
  }
}
int main(void) {
  power_case facts; power_result result;
  power_clear(&facts);
  if (power_set(&facts, power_find("stolen"), 30000) != 0 || power_set(&facts, power_find("窃电量"), -1) != -1) return 1;
  power_classify(&facts, &result);
  print(&result);
  power_set(&facts, power_find("repeated"), 1);
  power_classify(&facts, &result);
  print(&result);
  return 0;
}
"""


def libraries():
    target = here / "library"
    status, out, err = run("compile", policy, "-o", target, "--name", "power")
    expect(status == 0 and len(out.split()) == 3 and all(pathlib.Path(path).exists() for path in out.split()), "compile writes three files", out, err)
    header = (target / "power.h").read_text()
    expect("万度 / wan_kilowatt_hour = 10000" in header, "the header says what a quantum is", header[:3000])
    expect(run("compile", policy, "-o", target, "--name", "9x")[0] == 2, "a name C would refuse")
    compiler = shutil.which("cc")
    if compiler:
        write("library/main.c", PROGRAM)
        for library in (["libpower.a"], ["-L.", "-lpower", f"-Wl,-rpath,{target}"]):
            built = subprocess.run([compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "main.c", *library, "-o", "main"], cwd=target,
                                   capture_output=True, text=True)
            expect(built.returncode == 0, f"a C program with {library[0]}", built.stderr)
            ran = subprocess.run([target / "main"], capture_output=True, text=True)
            lines = ran.stdout.splitlines()
            expect(ran.returncode == 0 and "large 0 -1" in lines[:len(lines) // 2], "unknown stays unknown", lines)
            expect("large 1 1" in lines and "recovered 1 60000" in lines, "and is decided when known", lines)


def calendar():
    status, out, err = run("calendar", "add", "2023-09-28", "7", "工作日", "--explain")
    expect(status == 0 and "逐日计算" in out and "2023-10-07 周六  第1日：调休上班" in out and "国办发明电〔2022〕16号" in out, "--explain", out, err)
    status, out, err = run("calendar", "add", "2023-09-28", "7", "workdays", "--explain", "--ui", "en")
    expect(status == 0 and "2023-10-13" in out and "逐日" not in out, "--explain --ui en", out, err)
    known = [run("calendar", "add", "2019-04-26", "3", "workdays", *more, "--format", "json")[1] for more in ([], ["--known", "2019-03-21"])]
    expect(json.loads(known[0]) != json.loads(known[1]), "--known: before the notice was changed", *known)
    plain, region = (run("calendar", "add", "2024-04-12", "3", "workdays", *more)[1] for more in ([], ["--region", "楚雄"]))
    expect(plain != region, "--region has holidays of its own", plain, region)
    status, out, err = run("calendar", "add", "2024-04-12", "3", "workdays", "--region", "月亮")
    expect(status == 2 and err, "an unknown region", status, out, err)
    latest, earliest = (run("calendar", "before", "2024-10-10", "7", "日", *more)[1] for more in ([], ["--inverse"]))
    expect("10月2日" in latest + earliest or latest != earliest, "before and --inverse", latest, earliest)
    expect(run("calendar", "before", "2024-10-10", "7", "小时")[0] == 2, "hours are not counted backward")
    rolled = {roll: run("calendar", "add", "2025-07-04", "90", "日", "--roll", roll)[1] for roll in ("休息日", "无")}
    expect(rolled["休息日"] != rolled["无"] and "10月9日" in rolled["休息日"], "--roll", *rolled.values())


def warm():
    """A policy answered before is answered from the cache: neither the compiler nor LLVM is opened."""
    def opened(*arguments):
        done = subprocess.run([GUIJU, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT,
                              env=os.environ | {"LD_DEBUG": "files", "XDG_CACHE_HOME": str(here / "fresh")})
        return done.returncode, {pathlib.Path(name).name for name in re.findall(r"file=(\S+)", done.stderr)}
    status, cold = opened("classify", policy, full)
    if status != 0 or not cold:
        print("the dynamic loader tells nothing: not tried")
        return
    expect(any("guiju_compiler" in name for name in cold), "a new policy is compiled", cold)
    status, again = opened("classify", policy, full)
    heavy = [name for name in again if re.search("LLVM|guiju_compiler|guiju_native|antlr", name)]
    expect(status == 0 and again and not heavy, "a known policy needs no compiler", heavy)
    policy.write_text(POLICY.replace("3万度 }", "3万度  }", 1) + "\n// 改过\n")
    status, changed = opened("classify", policy, full)
    expect(status == 0 and any("guiju_compiler" in name for name in changed), "a changed policy is compiled anew", changed)
    policy.write_text(POLICY)


for part in (misuse_and_help, check_and_sarif, languages, classify, tests, batch, dumps, libraries, calendar, warm):
    part()
folder.cleanup()
finish()
