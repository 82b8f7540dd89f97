"""What a body's ballots amount to. A ballot is (person, position, word): 同意 不同意 弃权 缺席 回避."""
from fractions import Fraction

SHARES = {"三分之二": Fraction(2, 3), "一致": Fraction(1)}


def reaches(count, base, share):
    if isinstance(share, int):
        return count >= share
    return count * 2 > base if share == "过半数" else base > 0 and count >= SHARES[share] * base


class Count:
    def __init__(self, ballots, members, is_chair):
        self.members = members  # how many the body has on the day
        self.recused = [b for b in ballots if b[2] == "回避"]
        self.present = [b for b in ballots if b[2] in ("同意", "不同意", "弃权")]
        self.agree = sum(b[2] == "同意" for b in ballots)
        self.against = sum(b[2] == "不同意" for b in ballots)
        self.chairs = [b[2] for b in self.present if is_chair(b[1])]

    def base(self, name):
        return {"应参会": self.members, "回避后": self.members - len(self.recused), "到会者": len(self.present), "": len(self.present)}[name]
