"""The editor grammar is up to date with the tables of the language, and its expressions read policies of both languages."""
import json
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
editor = root / "grammar/editor"
problems = []


def expect(condition, what):
    if not condition:
        problems.append(what)


expect(subprocess.run([sys.executable, editor / "generate.py", "--check"]).returncode == 0,
       "guiju.tmLanguage.json differs from what grammar/editor/generate.py writes: run it")
grammar = json.loads((editor / "guiju.tmLanguage.json").read_text())
patterns = [(re.compile(p["match"]), p) for p in grammar["patterns"]]
for name in ("package.json", "language-configuration.json", "markdown.tmLanguage.json"):
    json.loads((editor / name).read_text())
package = json.loads((editor / "package.json").read_text())["contributes"]
for entry in package["grammars"] + [{"path": language["configuration"]} for language in package["languages"]]:
    expect((editor / entry["path"]).exists(), f"{entry['path']} is named by package.json")
markdown = json.loads((editor / "markdown.tmLanguage.json").read_text())["patterns"][0]
expect(re.match(markdown["begin"], "```guiju") and not re.match(markdown["begin"], "```text"), "a guiju block of Markdown")


def scopes(line):
    """Text -> scope, as an editor reads the line: the earliest match, the first pattern among equals."""
    found, at = {}, 0
    while at <= len(line):
        best = min(((m.start(), i, m, p) for i, (expression, p) in enumerate(patterns) if (m := expression.search(line, at))),
                   default=None, key=lambda hit: hit[:2])
        if best is None:
            break
        _, _, match, pattern = best
        if "name" in pattern:
            found[match.group()] = pattern["name"]
        for group, capture in pattern.get("captures", {}).items():
            if match.group(int(group)):
                found[match.group(int(group))] = capture["name"]
        at = max(match.end(), at + 1)
    return found


for line, expected in {
    '判定 法制审核范围「review_scope」: 是否 未定按 是 {  // 说明':
        {"判定": "keyword.declaration.guiju", "法制审核范围": "entity.name.guiju", "「review_scope」": "entity.name.tag.other-language.guiju",
         "是否": "storage.type.guiju", "未定按": "keyword.other.clause.guiju", "// 说明": "comment.line.double-slash.guiju"},
    'decision review_scope「法制审核范围」: bool if-unknown yes {':
        {"decision": "keyword.declaration.guiju", "review_scope": "entity.name.guiju", "bool": "storage.type.guiju",
         "if-unknown": "keyword.other.clause.guiju", "yes": "constant.language.guiju"},
    '  情形 较大罚款 依据 办法 第三条第一款 当 罚款 达到 1万元 且 日期 属于 2024-02-07':
        {"情形": "keyword.declaration.guiju", "较大罚款": "entity.name.guiju", "第三条": "markup.underline.link.citation.guiju",
         "当": "keyword.operator.word.guiju", "达到": "keyword.operator.word.guiju", "1": "constant.numeric.guiju",
         "万元": "keyword.other.unit.guiju", "2024-02-07": "constant.numeric.date.guiju"},
    '  rule large basis measures art 3 para 1 when fine >= 1 wan_yuan and act is-not licence':
        {"rule": "keyword.declaration.guiju", "art 3": "markup.underline.link.citation.guiju", ">=": "keyword.operator.guiju",
         "wan_yuan": "keyword.other.unit.guiju", "is-not": "keyword.operator.word.guiju"},
    '  | 公民 || 五千元以上 |': {"五千": "constant.numeric.guiju", "元": "keyword.other.unit.guiju", "以上": "keyword.operator.bound.guiju"},
}.items():
    seen = scopes(line)
    for text, scope in expected.items():
        expect(seen.get(text) == scope, f"{line.strip()}\n    {text}: {scope} expected, {seen.get(text)} seen")

words = 0
for line in (root / "grammar/keywords.tsv").read_text().splitlines():
    if not line or line.startswith(("#", "bound")):
        continue
    _, slot, zh, en, more_zh, more_en = line.split("\t")
    for word in [zh, en, *more_zh.split("|"), *more_en.split("|")]:
        if word != "-":
            words += 1
            expect(scopes(f" {word} ").get(word), f"{slot}: {word} is coloured")
expect(words > 250, "the table was read")

for problem in problems:
    print("FAILED:", problem)
print(f"{len(patterns)} patterns, {words} words, {len(problems)} problems")
sys.exit(1 if problems else 0)
