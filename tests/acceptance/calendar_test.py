"""Every worked deadline, asked of the command in Chinese and in English units."""
import re

from support import expect, finish
from support import run as run_guiju


def run(*arguments):
    """Dates of the Chinese text are compared in ISO form."""
    status, out, err = run_guiju(*arguments)
    iso = re.sub(r"(\d{4})年(\d{1,2})月(\d{1,2})日", lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", out)
    return status, iso, err


worked = [
    # start, number, unit, further arguments, due
    ("2023-09-28", 7, "workdays", [], "2023-10-13"),
    ("2023-09-28", 7, "工作日", [], "2023-10-13"),
    ("2026-02-13", 7, "workdays", [], "2026-03-02"),
    ("2025-01-24", 7, "workdays", [], "2025-02-10"),
    ("2025-01-24", 20, "workdays", [], "2025-02-27"),
    ("2019-04-26", 3, "workdays", ["--known", "2019-03-21"], "2019-05-02"),
    ("2019-04-26", 3, "workdays", [], "2019-04-30"),
    ("2023-09-28", 3, "workdays", [], "2023-10-09"),
    ("2022-09-28", 10, "workdays", [], "2022-10-17"),
    ("2022-09-28", 5, "workdays", [], "2022-10-10"),
    ("2022-09-28", 15, "workdays", [], "2022-10-24"),
    ("2025-07-04", 90, "days", [], "2025-10-09"),
    ("2023-09-20", 15, "days", [], "2023-10-07"),
    ("2023-09-20", 15, "日", [], "2023-10-07"),
    ("2024-02-07", 7, "workdays", [], "2024-02-22"),
    ("2024年2月7日", 7, "工作日", [], "2024-02-22"),
    ("2025年7月4日", 90, "日", [], "2025-10-09"),
    ("2019年4月26日", 3, "工作日", ["--known", "2019年3月21日"], "2019-05-02"),
]
for start, number, unit, more, due in worked:
    status, out, err = run("calendar", "add", start, number, unit, *more)
    expect(status == 0 and due in out, f"{start} + {number} {unit} {more} = {due}", out, err)

status, out, err = run("calendar", "add", "2023-09-28", "7", "workdays", "--explain")
expect(all(day in out for day in ("2023-09-29", "2023-10-07", "2023-10-08", "2023-10-13")), "the count is shown day by day", out)
status, out, err = run("calendar", "before", "2024-10-10", "7", "workdays")
expect("2024-09-24" in out and "2024-09-25" in out, "七日前: the strict and the lenient reading", out, err)
status, out, err = run("calendar", "add", "2026-12-25", "7", "workdays")
expect(status == 0 and ("暂定" in out), "beyond the announced year the date is 暂定", out, err)
status, out, err = run("calendar", "add", "2024-04-12", "3", "workdays", "--region", "楚雄")
plain = run("calendar", "add", "2024-04-12", "3", "workdays")[1]
expect(status == 0 and out.split() != plain.split(), "楚雄 has holidays of its own", out, plain)
status, out, err = run("calendar", "add", "2024年2月7日 15:30", "24", "小时")
expect(status == 0 and "2024-02-08 15:30" in out, "hours from a Chinese date and time", out, err)
status, out, err = run("calendar", "show", "2026")
expect(status == 0 and "2026" in out and "248" in out, "the year 2026 has 248 working days", out[:500], err)
for wrong in (["add", "2023-02-30", "7", "workdays"], ["add", "2023-09-28", "7", "fortnights"], ["add", "2023-09-28", "x", "日"],
              ["add", "2023-09-28"], ["show", "zwei"]):
    status, out, err = run("calendar", *wrong)
    expect(status == 2 and err.strip() and not out.strip(), f"calendar {wrong} is misuse, said on stderr", status, out, err)
finish()
