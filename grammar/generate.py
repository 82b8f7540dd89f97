#!/usr/bin/env python3
"""Turns keywords.tsv into what ANTLR and the compiler need.

generate.py vocabulary KEYWORDS.TSV OUT_DIR   -> GuijuKeywords.tokens, GuijuSoft.g4, keywords.inc
generate.py types LEXER.TOKENS OUT_FILE       -> token_types.h
"""
import pathlib
import sys

KEYWORD_CLASSES = ("operator", "declaration", "clause", "mark")


class Slot:
    def __init__(self, line_number, line):
        columns = line.split("\t")
        if len(columns) != 6:
            sys.exit(f"keywords.tsv:{line_number}: six columns expected, {len(columns)} found")
        self.kind, self.name = columns[0], columns[1]
        first = [column if column != "-" else "" for column in columns[2:4]]
        self.zh, self.en = first
        more = [word for column in columns[4:6] if column != "-" for word in column.split("|")]
        self.words = [word for word in first + more if word]
        self.is_keyword = self.kind in KEYWORD_CLASSES


def read_slots(path):
    slots = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            slots.append(Slot(number, line))
    seen = set()
    for slot in slots:
        if (slot.kind, slot.name) in seen:
            sys.exit(f"keywords.tsv: {slot.kind} {slot.name} appears twice")
        seen.add((slot.kind, slot.name))
    return slots


def assign_tokens(slots):
    """Slots that share a spelling share a token, named after the first of them. 是 as a value is the one exception:
    the compiler tells `is` from `yes` by position, so operators keep a token each."""
    token_of_word, token_of_slot = {}, {}
    for slot in slots:
        if not slot.is_keyword:
            continue
        shared = [token_of_word[word] for word in slot.words if word in token_of_word]
        token = shared[0] if shared and slot.kind != "operator" else slot.name.upper()
        if len(set(shared)) > 1 and slot.kind != "operator":
            sys.exit(f"keywords.tsv: {slot.name} would join the tokens {sorted(set(shared))}")
        token_of_slot[slot.kind, slot.name] = token
        for word in slot.words:
            token_of_word.setdefault(word, token)
    return token_of_slot, token_of_word


def write_vocabulary(slots, out):
    token_of_slot, token_of_word = assign_tokens(slots)
    tokens = list(dict.fromkeys(token_of_slot.values()))
    class_of_token = {}
    for slot in slots:
        if slot.is_keyword:
            class_of_token.setdefault(token_of_slot[slot.kind, slot.name], slot.kind)
    (out / "GuijuKeywords.tokens").write_text(
        "".join(f"{token}={number}\n" for number, token in enumerate(tokens, 1)), encoding="utf-8")
    # Declaration words and 未定 are told from names by the token filter alone, see compiler/syntax/promote.cc.
    soft = [token for token in tokens if class_of_token[token] in ("clause", "mark") and token != "UNDETERMINED"]
    (out / "GuijuSoft.g4").write_text(
        "// Generated from keywords.tsv.\nparser grammar GuijuSoft;\n\nsoft\n  : " + "\n  | ".join(soft) + "\n  ;\n",
        encoding="utf-8")
    lines = ["// Generated from grammar/keywords.tsv.\n"]
    for slot in slots:
        if slot.is_keyword:
            token = token_of_slot[slot.kind, slot.name]
            lines.append(f'GJ_SLOT({slot.name}, {slot.kind}, {token}, "{slot.zh}", "{slot.en}")\n')
        else:
            lines.append(f'GJ_CHOICE({slot.kind}, {slot.name}, "{slot.zh}", "{slot.en}")\n')
            for word in slot.words:
                lines.append(f'GJ_CHOICE_WORD({slot.kind}, {slot.name}, "{word}")\n')
    for word, token in token_of_word.items():
        lines.append(f'GJ_WORD("{word}", {token}, {class_of_token[token]})\n')
    (out / "keywords.inc").write_text("".join(lines), encoding="utf-8")


def write_types(tokens_path, out):
    rows = []
    for line in tokens_path.read_text(encoding="utf-8").splitlines():
        name, _, number = line.rpartition("=")
        if not name.startswith("'"):
            rows.append(f"  {name} = {number},\n")
    out.write_text(
        "// Generated from the lexer grammar.\n#pragma once\n#include <cstdint>\n\n"
        "namespace guiju::syntax::tok {\nenum Type : uint16_t {\n  NONE = 0,\n" + "".join(rows) + "};\n}\n",
        encoding="utf-8")


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("vocabulary", "types"):
        sys.exit(__doc__)
    if sys.argv[1] == "vocabulary":
        out = pathlib.Path(sys.argv[3])
        out.mkdir(parents=True, exist_ok=True)
        write_vocabulary(read_slots(pathlib.Path(sys.argv[2])), out)
    else:
        write_types(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))


if __name__ == "__main__":
    main()
