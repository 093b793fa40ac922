"""``./run bench [NAMES] [--OPTIONS]``: every benchmark, or those named (``import``, ``figures``, ``pdf``). Each is a process of its own.

Options are handed to each of them: ``./run bench figures --acts 10000000``, ``./run bench import --large``.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run them one after the other; 1 if one failed, 2 for a name that is none."""
    cut = next((place for place, name in enumerate(names) if name.startswith("--")), len(names))
    names, options = names[:cut], names[cut:]
    known = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.stderr.write(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(known)}.\n")
        return 2
    codes = [subprocess.call([sys.executable, "-m", f"tests.benchmarks.bench_{name}", *options]) for name in names or known]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
