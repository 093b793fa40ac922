"""Commands of ``./run``."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from webapp.launch import paths, say

USAGE = """\
Usage:
    ./run demo              everything set up and running, with lifelike data; Ctrl-C stops it
    ./run test [...]        the tests; arguments go to pytest
    ./run lint              ruff, mypy, djlint, import-linter
    ./run bench [NAMES]     the benchmarks
    ./run qunce ...         the command line (./run qunce --help)
    ./run stop              stop what runs in the background
    ./run setup             only install and prepare
"""


def main(arguments: Sequence[str]) -> int:
    name, *rest = arguments or ["help"]
    if name in ("help", "-h", "--help"):
        print(USAGE, end="")
        return 0
    command = COMMANDS.get(name)
    if command is None:
        say.problem(f"There is no command {name!r}.")
        say.line(USAGE)
        return 2
    try:
        return command(rest)
    except say.Trouble as trouble:
        say.problem(str(trouble))
        return 1
    except OSError as error:  # a full disk, a folder that may not be written, a path that is something else
        say.problem(f"{error.filename or 'The system'}: {error.strerror or error}")
        return 1
    except KeyboardInterrupt:
        return 130


def _setup(_rest: Sequence[str]) -> int:
    from webapp.launch import setup  # noqa: PLC0415 -- `./run qunce` has to be quick

    setup.prepare()
    setup.warn_of_missing_libraries()
    say.step("ready")
    return 0


def _demo(rest: Sequence[str]) -> int:
    from webapp.launch import demo, setup  # noqa: PLC0415 -- as above

    setup.prepare()
    setup.warn_of_missing_libraries()
    return demo.run(rest)


def _qunce(rest: Sequence[str]) -> int:
    """Replace this process by the command line, so that its output and exit status are all there is."""
    from webapp.launch import servers, setup  # noqa: PLC0415 -- as above

    setup.prepare()
    environ = servers.up().environ()
    os.execve(sys.executable, [sys.executable, "-P", "-m", "webapp.cli", *rest], environ)


def _stop(_rest: Sequence[str]) -> int:
    from webapp.launch import demo, servers  # noqa: PLC0415 -- as above

    ended = demo.stop_the_other()
    stopped = servers.down()
    say.step("stopped" if ended or stopped else "nothing was running")
    return 0


def _test(rest: Sequence[str]) -> int:
    from webapp.launch import setup  # noqa: PLC0415 -- as above

    setup.prepare()
    os.chdir(paths.ROOT)
    spread = any(word.startswith(("-n", "--numprocesses", "-p", "--pdb")) for word in rest)
    workers = [] if spread else ["-n", "auto"]
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *workers, *rest])


def _bench(rest: Sequence[str]) -> int:
    from webapp.launch import setup  # noqa: PLC0415 -- as above

    setup.prepare()
    os.chdir(paths.ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "tests.benchmarks", *rest])


def _lint(_rest: Sequence[str]) -> int:
    """Run every checker even if one complains; the worst status counts."""
    folder = paths.VENV / "bin"
    templates = sorted((paths.ROOT / "templates").rglob("*.html"))
    checks: dict[str, list[str]] = {
        "ruff": [f"{folder}/ruff", "check", "."],
        "ruff format": [f"{folder}/ruff", "format", "--check", "."],
        "mypy": [f"{folder}/mypy"],
        "import-linter": [f"{folder}/lint-imports"],
    }
    if templates:
        checks["djlint"] = [f"{folder}/djlint", "--lint", "--quiet", "templates"]
    worst = 0
    for name, command in checks.items():
        done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=False)
        say.step(f"{name}: {'clean' if done.returncode == 0 else 'complains'}")
        if done.returncode:
            print(done.stdout + done.stderr, flush=True)
            worst = 1
    return worst


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "bench": _bench,
    "demo": _demo,
    "lint": _lint,
    "qunce": _qunce,
    "setup": _setup,
    "stop": _stop,
    "test": _test,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
