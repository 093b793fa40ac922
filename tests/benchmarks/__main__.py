"""``./run bench [NAMES]``: every benchmark, or those named (``import``, ``figures``, ``pdf``). Each is a process of its own."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run them one after the other; 1 if one failed, 2 for a name that is none."""
    known = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.stderr.write(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(known)}.\n")
        return 2
    codes = [subprocess.call([sys.executable, "-m", f"tests.benchmarks.bench_{name}"]) for name in names or known]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
