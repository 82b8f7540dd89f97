"""Uses only the installed package, through ctypes: consumer.py LIBRARY POLICY CASE"""
import ctypes
import json
import sys

library, policy_path, case_path = sys.argv[1:4]
guiju = ctypes.CDLL(library)
for name in ("guiju_engine_new", "guiju_load", "guiju_classify", "guiju_policy_describe"):
    getattr(guiju, name).restype = ctypes.c_void_p
for name in ("guiju_error_message", "guiju_error_code", "guiju_version"):
    getattr(guiju, name).restype = ctypes.c_char_p
    if name != "guiju_version":
        getattr(guiju, name).argtypes = [ctypes.c_void_p]
guiju.guiju_engine_new.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
guiju.guiju_load.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
guiju.guiju_classify.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p]
guiju.guiju_policy_describe.argtypes = [ctypes.c_void_p]
guiju.guiju_string_free.argtypes = guiju.guiju_policy_free.argtypes = guiju.guiju_engine_free.argtypes = [ctypes.c_void_p]


def text(pointer):
    assert pointer, "null"
    value = ctypes.string_at(pointer).decode("utf-8")
    guiju.guiju_string_free(pointer)
    return value


engine = guiju.guiju_engine_new(None, None)
error = ctypes.c_void_p()
policy = guiju.guiju_load(engine, policy_path.encode(), ctypes.byref(error))
assert policy, guiju.guiju_error_message(error).decode()


def classify(case):
    data = json.dumps(case, ensure_ascii=False).encode()
    problem = ctypes.c_void_p()
    result = guiju.guiju_classify(policy, data, len(data), None, ctypes.byref(problem))
    return json.loads(text(result)) if result else guiju.guiju_error_code(problem).decode()


with open(case_path, encoding="utf-8") as file:
    answer = classify(json.load(file))
review = answer["decisions"]["tested_review"]
assert answer["id"] == 7 and answer["recorded"] is False and answer["closure"].startswith("sha256:"), answer
assert review["status"] == "determined" and review["value"] is True and review["because"] == ["heavy_fine"], review
assert "第三条" in review["basis"][0], review

open_case = classify({"on_site": None})["decisions"]["tested_review"]
assert open_case["status"] == "undetermined" and "value" not in open_case, open_case
assert open_case["act_on"] is True and {q["name"] for q in open_case["ask"]} == {"检验罚款", "现场执法过"}, open_case
assert classify({"检罚款": 1}) == "GJ0906"

facts = {fact["key"] for fact in json.loads(text(guiju.guiju_policy_describe(policy)))["facts"]}
assert {"tested_fine", "on_site"} <= facts
guiju.guiju_policy_free(policy)
guiju.guiju_engine_free(engine)
print("Python: ok,", guiju.guiju_version().decode())
