"""Every word of the language is shown in grammar/REFERENCE.md in both spellings, and converts from each to the other.

The words come from keywords.tsv and units.tsv, the examples from the reference: a new word without an example fails."""
import pathlib
import re
import tempfile

from reference_blocks import blocks
from support import ROOT, expect, finish, run

KEYWORDS = ("operator", "declaration", "clause", "mark")
# Words of enumerated slots are told from names by what stands before them.
BEFORE = {
    "level": ["层级", "level"], "rank": ["位阶", "许可优先", "rank", "admits", ","], "nature": ["性质", "nature"],
    "applies": ["适用", "applies"], "combine": ["择定", "combine"], "stricter": ["从严方向", "stricter"],
    "act_on": ["未定按", "if-unknown"], "axis": ["时间轴", "按", "axis", "per"], "type": [":", "<"],
}
NUMERAL = "[0-9.〇零一二三四五六七八九十百千万亿两]"


def rows(name, columns):
    for line in (ROOT / "grammar" / name).read_text().splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            assert len(cells) == columns, line
            yield cells


def code(text):
    """What is written in the language itself: no comments, texts, second spellings."""
    return re.sub(r'//.*|"[^"\n]*"|「[^」\n]*」', " ", text)


def shows(text, kind, word):
    whole = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
    if kind == "unit":
        return re.search(rf"{NUMERAL}\s?{re.escape(word)}(?:以上|以下|以内)?(?![\w-])", text)
    if kind == "bound":
        return re.search(rf"[0-9\w]{re.escape(word)}(?![\w-])", text)
    if kind in BEFORE:
        before = "|".join(re.escape(b) for b in BEFORE[kind])
        return re.search(rf"(?:{before})\s*{re.escape(word)}(?![\w-])", text)
    return re.search(whole, text)


words = []  # kind, slot, first spellings, further spellings
for kind, slot, zh, en, more_zh, more_en in rows("keywords.tsv", 6):
    split = [[w for w in more.split("|") if w != "-"] for more in (more_zh, more_en)]
    words.append((kind, slot, zh, en, *split))
for dimension, type_zh, type_en, zh, en, *_ in rows("units.tsv", 8):
    words.append(("unit", f"{dimension} {zh}", zh, en, [], []))
expect(len(words) > 200, "the tables were read", len(words))

zh_code, en_code = "", ""
pairs = []  # canonical Chinese and English of one block
with tempfile.TemporaryDirectory() as folder:
    for block in blocks():
        if block.english:
            en_code += code(block.body)
            continue
        zh_code += code(block.body)
        place = f"REFERENCE.md line {block.line}"
        paths = block.write(pathlib.Path(folder) / f"L{block.line}")
        chinese = [run("fmt", "--lang", "zh", path)[1] for path in paths]
        english = [run("fmt", "--lang", "en", path)[1] for path in paths]
        for path, text in zip(paths, english):
            path.write_text(text)
        for path, text, original in zip(paths, english, chinese):
            expect(run("fmt", "--lang", "en", path)[1] == text, f"{place}: the English is canonical")
            expect(run("fmt", path)[1] == text, f"{place}: fmt keeps the language of an English file")
            expect(run("fmt", "--lang", "zh", path)[1] == original, f"{place}: zh -> en -> zh is the same text")
        pairs.append((code("\n".join(chinese)), code("\n".join(english))))

for kind, slot, zh, en, more_zh, more_en in words:
    for word in [zh, *more_zh]:
        expect(word == "-" or shows(zh_code, kind, word), f"{kind} {slot}: a Chinese example of {word}")
    for word in [en, *more_en]:
        expect(word == "-" or shows(en_code, kind, word), f"{kind} {slot}: an English example of {word}")
    if zh == "-" or en == "-":
        continue
    both = [pair for pair in pairs if shows(pair[0], kind, zh) and shows(pair[1], kind, en)]
    expect(both, f"{kind} {slot}: {zh} and {en} are converted into each other")
reserved = [zh for kind, _, zh, *_ in words if kind == "operator"]
for _, english in pairs:
    left = [word for word in reserved if shows(english, "operator", word)]
    expect(not left, "no Chinese operator is left in English text", left, english)
finish()
