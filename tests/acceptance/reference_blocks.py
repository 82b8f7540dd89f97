"""The code blocks of grammar/REFERENCE.md, marked as its section 0 says: plain, prelude=NAME, fragment=NAME or files,
each optionally with `en`."""
import pathlib
import re

from support import ROOT


class Block:
    def __init__(self, line, english, body, files):
        self.line, self.english, self.body, self.files = line, english, body, files

    def write(self, folder):
        """The files of the block, in order; those that hold more than a borrowed prelude's text are the block's own."""
        folder.mkdir(parents=True)
        paths = []
        for name, text in self.files:
            path = pathlib.Path(folder) / name
            path.write_text(text)
            paths.append(path)
        return paths


def blocks():
    text = (ROOT / "grammar/REFERENCE.md").read_text()
    preludes, found = {}, []
    for match in re.finditer(r"^```guiju([^\n]*)\n(.*?)^```$", text, re.S | re.M):
        words, body = match.group(1).split(), match.group(2)
        files = [("policy.gj", body)]
        for word in words:
            key, _, name = word.partition("=")
            if key == "prelude":
                preludes[name] = body
            elif key == "fragment":
                files = [("policy.gj", preludes[name] + body)]
            elif key == "files":
                parts = re.split(r"^// --- file (\S+)\n", body, flags=re.M)
                assert not parts[0].strip(), "a block of files begins with the name of the first"
                files = list(zip(parts[1::2], parts[2::2]))
            else:
                assert key == "en", f"unknown mark {word}"
        found.append(Block(text.count("\n", 0, match.start()) + 2, "en" in words, body, files))
    return found
