"""Walks of one policy, as text: who there is, what each does on which day, what must come of it. README.md explains the lines."""
import dataclasses
import json
import shlex


@dataclasses.dataclass
class Person:
    name: str
    positions: list
    unit: str = ""
    qualifications: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Step:
    line: int
    at: str
    who: str
    action: str
    name: str
    words: list
    options: dict
    ballots: list
    content: dict
    to: str = ""       # the stage or end it leads to; "": it stays
    refused: str = ""  # the code of the refusal


@dataclasses.dataclass
class Case:
    line: int
    id: str
    opening: Step
    steps: list


@dataclasses.dataclass
class Mistake:
    line: int
    old: str
    new: str
    code: str
    story: str


class BadWalk(Exception):
    pass


def split_step(line, number):
    """Object, expectation and plain words of a line."""
    content = None
    if "{" in line:
        start, end = line.index("{"), line.rindex("}") + 1
        try:
            content = json.loads(line[start:end])
        except json.JSONDecodeError as error:
            raise BadWalk(f"line {number}: {error}") from error
        line = line[:start] + line[end:]
    words = line.split()
    to = refused = ""
    if len(words) > 1 and words[-2] in ("→", "✗"):
        to, refused = (words[-1], "") if words[-2] == "→" else ("", words[-1])
        words = words[:-2]
    return words, content, to, refused


def moment(word, year):
    day, _, time = word.partition("T")
    return f"{day if len(day) > 5 else f'{year}-{day}'}T{time or '09:00'}"


def read_step(line, number, year):
    words, content, to, refused = split_step(line, number)
    at, words = moment(words[0], year), words[1:]
    if words[0] in ("到期", "期限"):
        return Step(number, at, "", words[0], words[1] if len(words) > 1 else "", words[2:], {}, [], content, to, refused)
    who, action, rest = words[0], words[1], words[2:]
    name = rest.pop(0) if rest and "=" not in rest[0] else ""
    ballots = [word for word in rest if "/" in word.split("=")[0]]
    options = dict(word.split("=", 1) for word in rest if "=" in word and word not in ballots)
    plain = [word for word in rest if "=" not in word]
    return Step(number, at, who, action, name, plain, options, ballots, content, to, refused)


def read_case(line, number, known):
    words, facts, to, refused = split_step(line, number)
    _, id_, flow, day, who = words[:5]
    for name in words[5:]:
        facts = known[name] | (facts or {})
    return Case(number, id_, Step(number, moment(day, ""), who, "立案", flow, [], {}, [], facts or {}, to, refused), [])


def read_person(words):
    options = dict(word.split("=", 1) for word in words[3:])
    qualifications = options.get("资格", "")
    return Person(words[1], words[2].split(","), options.get("单位", ""), qualifications.split(",") if qualifications else [])


def read(path):
    people, cases, mistakes, known = [], [], [], {}
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.split("#", 1)[0].rstrip()
        if not line:
            continue
        try:
            if line.startswith("人 "):
                people.append(read_person(line.split()))
            elif line.startswith("案 "):
                cases.append(read_case(line, number, known))
            elif line.startswith("事实 "):
                words, known_facts, _, _ = split_step(line, number)
                known[words[1]] = known_facts
            elif line.startswith("制度 "):
                pass  # run.py looks for it
            elif line.startswith("错 "):
                _, old, _, new, _, code, *story = shlex.split(line)
                mistakes.append(Mistake(number, old, new, code, story[0] if story else ""))
            elif line[0] == " " and cases:
                cases[-1].steps.append(read_step(line.strip(), number, cases[-1].opening.at[:4]))
            else:
                raise ValueError("begins with none of 人, 事实, 案, 错, 制度 and is no step of a case")
        except (ValueError, IndexError) as error:
            raise BadWalk(f"{path.name}:{number}: {error}: {raw}") from error
    return people, cases, mistakes
