"""The limits of the language from both sides, and a million rows in bounded memory."""
import json
import pathlib
import resource
import tempfile

from support import SANITIZED, expect, finish, run

HEADER = '制度 测试.大小「test.sizes」 "大小" {\n  层级 县级\n  施行 2024-01-01\n  性质 示例\n}\n' \
         '法源 办法「measures」 { 全称 "测试办法" 位阶 规范性文件 施行 2000-01-01 }\n'
MEMORY_MB = 2048


def rules(count, head=HEADER + "事实 额: 整数 范围 0以上 1000000以下\n"):
    lines = [f"  情形 甲{i} 依据 办法 第1条 当 额 达到 {i + 1}" for i in range(count)]
    return head + "判定 大: 是否 未定按 是 {\n" + "\n".join(lines) + "\n}\n"


def check(folder, what, text, status, code=""):
    path = pathlib.Path(folder) / "sizes.gj"
    path.write_text(text)
    found, out, err = run("check", path, memory_mb=MEMORY_MB, timeout=600)
    expect(found == status, f"check of {what}: exit status {status}", found, out[:400], err[:400])
    expect(not code or code in err + out, f"check of {what}: {code}", err[:400])
    expect(len(err) < 1_000_000, f"check of {what}: bounded output", len(err))
    return path


with tempfile.TemporaryDirectory() as folder:
    path = check(folder, "10 000 rules", rules(10_000), 0)
    case = pathlib.Path(folder) / "case.json"
    case.write_text('{"额": 9999}')
    status, out, err = run("classify", path, case, "--format", "json", memory_mb=MEMORY_MB, timeout=600)
    expect(status == 0 and len(json.loads(out)["decisions"]["大"]["because"]) == 9999, "9 999 of 10 000 rules hold", status, err[:400])
    check(folder, "10 001 rules", rules(10_001), 1, "GJ")

    enum = lambda n: HEADER + "枚举 类 { " + ", ".join(f"值{i}" for i in range(n)) + " }\n事实 甲: 类\n" \
        "判定 乙: 是否 未定按 是 {\n  情形 丙 依据 办法 第1条 当 甲 是 值0\n}\n"
    check(folder, "64 values", enum(64), 0)
    check(folder, "65 values", enum(65), 1, "GJ0407")

    deep = lambda n: HEADER + "事实 甲: 是否\n判定 乙: 是否 未定按 是 {\n  情形 丙 依据 办法 第1条 当 " + "(" * n + "甲" + ")" * n + "\n}\n"
    check(folder, "50 parentheses", deep(50), 0)
    check(folder, "100 parentheses", deep(100), 1, "GJ02")

    full = HEADER + "事实 甲: 是否\n判定 乙: 是否 未定按 是 {\n  情形 丙 依据 办法 第1条 当 甲\n}\n"
    filler = "// 说明\n"
    size = (1 << 20) - len(full.encode())
    fits = full + filler * (size // len(filler.encode()))
    check(folder, "almost 1 MiB", fits, 0)
    check(folder, "over 1 MiB", fits + filler * 2, 1, "GJ0101")

    record = HEADER + "记录 人 { 额: 整数 范围 0以上 1000以下 }\n事实 人们: 列表<人>\n" \
        "判定 乙: 是否 未定按 是 {\n  情形 丙 依据 办法 第1条 当 (合计 某 属于 人们: 某.额) 达到 10000\n}\n"
    path = check(folder, "a list", record, 0)
    for count, fits in ((10_000, True), (10_001, False)):
        case.write_text(json.dumps({"人们": [{"额": 1}] * count}, ensure_ascii=False))
        status, out, err = run("classify", path, case, memory_mb=MEMORY_MB, timeout=600)
        expect((status == 0) == fits, f"a list of {count} items: {'answered' if fits else 'refused'}", status, out[:300], err[:300])

    # Rows stream: what is held does not grow with the file.
    rows = 20_000 if SANITIZED else 1_000_000
    path = check(folder, "rows' policy", rules(12), 0)
    source, result = pathlib.Path(folder) / "rows.jsonl", pathlib.Path(folder) / "result.jsonl"
    with source.open("w") as out:
        for i in range(rows):
            out.write('{"额": %d}\n' % (i % 20))
    status, out, err = run("batch", path, "--in", source, "--out", result, "--threads", "2", timeout=1800)
    expect(status == 0, "a million rows", status, err[-300:])
    with result.open("rb") as lines:
        expect(sum(1 for _ in lines) == rows, "every row is answered")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    expect(SANITIZED or peak < MEMORY_MB, "in bounded memory", f"{peak} MiB")
finish()
