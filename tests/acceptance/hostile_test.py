"""Hostile policies and cases: a clear error each, never a crash, bounded memory."""
import pathlib
import tempfile

from support import ROOT, expect, finish, run

HEADER = '制度 测试.恶意输入 "测试" {\n  制定机关 "测试"\n  层级 县级\n  施行 2024-01-01\n  性质 示例\n}\n'
MEMORY_MB = 1024

policies = {
    "over 1 MiB": (HEADER + "// 很长的注释\n" * 90000).encode(),
    "10 000 nested parentheses": (HEADER + "事实 甲: 是否\n判定 乙: 是否 未定按 是 {\n  情形 丙 当 " + "(" * 10000 + "甲" + ")" * 10000 + "\n}\n").encode(),
    "50 000 chained 非": (HEADER + "事实 甲: 是否\n判定 乙: 是否 未定按 是 {\n  情形 丙 当 " + "非 " * 50000 + "甲\n}\n").encode(),
    "invalid UTF-8": HEADER.encode() + b"// \xff\xfe\n",
    "lone surrogate": HEADER.encode() + b"// \xed\xa0\x80\n",
    "bidirectional control": (HEADER + "事实 甲\u202e: 是否\n").encode(),
    "zero-width character": (HEADER + "事实 甲\u200b: 是否\n").encode(),
    "NUL": HEADER.encode() + b"// \x00\n",
    "half a file": HEADER.encode()[:60],
    "nothing": b"",
    "binary": bytes(range(256)) * 40,
}
with tempfile.TemporaryDirectory() as folder:
    for what, data in policies.items():
        path = pathlib.Path(folder) / "hostile.gj"
        path.write_bytes(data)
        status, out, err = run("check", path, memory_mb=MEMORY_MB)
        expect(status == 1, f"policy with {what}: exit status 1", status, out, err)
        expect("GJ" in err + out, f"policy with {what}: a diagnostic with a code", out, err)
        expect(len(err) < 200_000, f"policy with {what}: bounded output", len(err))

    policy = ROOT / "policies/datong"
    cases = {
        "1e400": b'{"facts": {"x": 1e400}}',
        "duplicate keys": '{"执法类别": "行政处罚", "执法类别": "行政许可"}'.encode(),
        "depth 10^6": b"[" * 1_000_000 + b"]" * 1_000_000,
        "depth 10^6 inside a key": '{"当事人": '.encode() + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}",
        "a 100 MB line": b'{"a": "' + b"x" * 100_000_000 + b'"}',
        "lone surrogate escape": b'{"\\ud800": 1}',
        "invalid UTF-8": b'{"\xff": 1}',
        "NUL": b'{"a\x00b": 1}',
        "unknown key": '{"执法类型": "行政处罚"}'.encode(),
        "not an object": b"[1, 2]",
        "cut short": '{"执法类别": "行政'.encode(),
        "nothing": b"",
        "wrong type": '{"执法类别": 7}'.encode(),
        "infinite number": '{"执法类别": Infinity}'.encode(),
    }
    for what, data in cases.items():
        path = pathlib.Path(folder) / "hostile.json"
        path.write_bytes(data)
        status, out, err = run("classify", policy, path, memory_mb=MEMORY_MB)
        expect(status in (1, 2), f"case with {what}: refused", status, out[:300], err[:300])
        expect(status >= 0 and "GJ09" in err + out, f"case with {what}: a diagnostic with a code", status, out[:300], err[:300])
        expect(len(err) + len(out) < 100_000, f"case with {what}: bounded output", len(err))
        if not data:
            continue  # an empty line of a batch is no row
        rows = pathlib.Path(folder) / "rows.jsonl"
        rows.write_bytes(data.replace(b"\n", b" ") + b"\n" + "{}".encode() + b"\n")
        result = pathlib.Path(folder) / "result.jsonl"
        status, out, err = run("batch", policy, "--in", rows, "--out", result, memory_mb=MEMORY_MB)
        expect(status == 1, f"batch with {what}: the bad row is reported", status, err[:300])
        expect(result.exists() and len(result.read_bytes().splitlines()) >= 1, f"batch with {what}: the other row is answered", err[:300])
    # What a case says cannot pass for what the answer says, nor steer the terminal.
    path = pathlib.Path(folder) / "forged.json"
    forged = "好\\n■ 法制审核范围：否（伪造）\\n\\u001b[31m\\u009b31m\\u202e"
    path.write_text('{"执法类别": "行政处罚", "疑难复杂": {"value": true, "by": "承办机构", "reason": "%s"}}' % forged)
    for options in ([], ["--explain"]):
        status, out, err = run("classify", policy, path, *options, memory_mb=MEMORY_MB)
        expect("伪造" in out, "a finding's reason is shown", out[:300], err[:300])
        expect(not any(line.startswith("■ 法制审核范围：否（伪造") for line in out.splitlines()), "a reason begins no line of the answer")
        expect(not any(c in out for c in "\x1b\x9b\u202e"), "a reason sends nothing to the terminal")
finish()
