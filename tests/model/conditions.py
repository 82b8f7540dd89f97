"""Conditions of a policy on the facts of a case: yes (True), no (False), not known (None)."""


def amount(value):
    """Wan of yuan of what the model writes: "5万元"."""
    return int(value[:-2]) if isinstance(value, str) and value.endswith("万元") and value[:-2].isdigit() else None


def is_value(fact, value):
    return isinstance(value, bool) if fact.type == "是否" else amount(value) is not None if fact.type == "金额" else False


def not_(value):
    return None if value is None else not value


def all_(values):
    values = list(values)
    return False if False in values else None if None in values else True


def some_(values):
    return not_(all_(not_(v) for v in values))


class Reader:
    """`facts` are those found with the present proposal's over them."""

    def __init__(self, policy, facts):
        self.policy, self.facts = policy, facts

    def value(self, condition):
        kind = condition[0]
        if kind == "fact":
            known = self.facts.get(condition[1])
            return known if known is not None else (False if self.policy.find("facts", condition[1]).absent_is_no else None)
        if kind == "reaches":
            known = self.facts.get(condition[1])
            return None if known is None else amount(known) >= condition[2]
        if kind == "not":
            return not_(self.value(condition[1]))
        if kind == "decision":
            return some_(self.value(rule) for rule in self.policy.decisions[condition[1]])
        return (all_ if kind == "all" else some_)(self.value(c) for c in condition[1])
