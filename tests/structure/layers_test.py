"""tools/layers must refuse an upward include, an undeclared one and a sealed library outside its room."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(sys.argv[1])
breaks = {
    "compiler/base/upward.h": '#include "runtime/engine/engine.h"\n',
    "runtime/abi/undeclared.cc": '#include "compiler/syntax/tree.h"\n',
    "runtime/interp/sealed.cc": "#include <llvm/IR/Module.h>\n",
}
for name, text in breaks.items():
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        shutil.copy(root / "CMakeLists.txt", copy)
        for top in ("compiler", "runtime"):
            shutil.copytree(root / top, copy / top)
        (copy / name).write_text(text)
        result = subprocess.run([sys.executable, root / "tools/layers", copy], capture_output=True, text=True)
        if result.returncode == 0 or name not in result.stdout:
            sys.exit(f"not refused: {name}\n{result.stdout}")
print("3 broken copies refused")
