"""Work in a child process that can neither run for ever, nor eat the machine, nor talk to anybody."""

import ctypes
import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tenants.render.fence import forbid_calls, leave_network
from tenants.terms.errors import Refusal

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "FONTCONFIG_FILE", "QUNCE_FONTS", "XDG_CACHE_HOME")
_MEGABYTE = 1 << 20
_OUT_OF_MEMORY = 77


_PULSE_S = 5.0
_PR_SET_PDEATHSIG = 1


def quiet() -> None:
    """The pulse of nobody."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use: ``seconds`` of wall time and of CPU, ``megabytes`` on top of what the parent has."""

    seconds: float
    megabytes: int


def run(work: Callable[[], bytes], limits: Limits, pulse: Callable[[], None] = quiet) -> bytes:
    """Return what ``work`` returns, done in a forked child within ``limits``.

    ``pulse`` is called in this process every few seconds meanwhile; what it raises ends the child and is raised here.

    The child has no network, no open file or connection of its parent, nothing in its environment but where things are, and starts no
    program. A ``Refusal`` raised by ``work`` is raised here again. Raises ``Refusal("report.timed_out")``,
    ``Refusal("report.too_large")`` when memory ran out, ``Refusal("report.render_failed")`` with the child's last words otherwise.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(work, limits, writing)
    os.close(writing)
    try:
        answer = _read(reading, time.monotonic() + limits.seconds, pulse)
    except TimeoutError:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise Refusal("report.timed_out", seconds=limits.seconds) from None
    except BaseException:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(reading)
    _pid, status = os.waitpid(child, 0)
    return _judge(answer, status, limits)


def _read(source: int, deadline: float, pulse: Callable[[], None]) -> bytes:
    parts: list[bytes] = []
    while True:
        left = deadline - time.monotonic()
        ready, _, _ = select.select([source], [], [], max(0.0, min(left, _PULSE_S)))
        if not ready:
            if left <= 0:
                raise TimeoutError
            pulse()
            continue
        part = os.read(source, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)


def _judge(answer: bytes, status: int, limits: Limits) -> bytes:
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 and answer[:1] == b"+":
        return answer[1:]
    if answer[:1] == b"-":
        told = json.loads(answer[1:])
        raise Refusal(told["code"], **told["facts"])
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}:
        raise Refusal("report.timed_out", seconds=limits.seconds)
    starved = os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGABRT, signal.SIGTRAP, signal.SIGSEGV}
    if starved or (os.WIFEXITED(status) and os.WEXITSTATUS(status) == _OUT_OF_MEMORY):  # libraries in C end that way without memory
        raise Refusal("report.too_large", megabytes=limits.megabytes)
    raise Refusal("report.render_failed", detail=f"status {status}")


def _child(work: Callable[[], bytes], limits: Limits, target: int) -> None:
    """Do the work and leave, whatever happens: a child that returned would run its parent's program a second time."""
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        _confine(limits, target)
        answer = b"+" + work()
        code = 0
    except Refusal as refusal:
        answer = b"-" + json.dumps({"code": refusal.code, "facts": refusal.facts}, default=str).encode()
    except (MemoryError, SystemError):  # the latter is how code in C says so that did not expect it
        answer, code = b"", _OUT_OF_MEMORY
    except BaseException as error:  # noqa: BLE001 - the parent is told; nothing may escape into its copy of the program
        detail = f"{type(error).__name__}: {error}"[:500]
        answer = b"-" + json.dumps({"code": "report.render_failed", "facts": {"detail": detail}}).encode()
    with suppress(BaseException):
        _write(target, answer)
    os._exit(code)


def _write(target: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(target, view) :]


def _confine(limits: Limits, kept: int) -> None:
    """Bind this process by ``limits``; of what its parent had open, the standard streams and ``kept`` stay."""
    os.closerange(3, kept)
    os.closerange(kept + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    # Whoever waits for the work is killed: the work ends with it.
    getattr(ctypes.CDLL(None), "prctl", lambda *_: None)(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for name in list(os.environ):
        if name not in _KEPT:
            del os.environ[name]
    whole = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ceiling = _address_space() + limits.megabytes * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    leave_network()
    forbid_calls()


def _address_space() -> int:
    """Return the bytes of address space in use; a limit on it counts what was inherited from the parent too."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
