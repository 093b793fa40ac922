"""What the kernel forbids a process that sets other people's words: to talk to anybody, and to become another program.

Two layers, each enough by itself: an empty network namespace, where the kernel lets one be made, and a filter of system calls, which
needs no privilege. The renderer's own rule, to fetch nothing, stands in front of both.
"""

import ctypes
import platform
import struct
from typing import NamedTuple

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _FORBID = 0x7FFF0000, 0x00050001  # EPERM
_OTHER_NUMBERING = 0x40000000  # of x86-64: the same calls once more, under other numbers


class _Machine(NamedTuple):
    audit: int
    calls: tuple[int, ...]


# socket, connect, bind, sendto, sendmsg, execve, execveat, ptrace, io_uring_setup (which could do all of these)
_MACHINES = {
    "x86_64": _Machine(0xC000003E, (41, 42, 49, 44, 46, 59, 322, 101, 425)),
    "aarch64": _Machine(0xC00000B7, (198, 203, 200, 206, 211, 221, 281, 117, 425)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def leave_network() -> bool:
    """Move this process into an empty network namespace; False where the kernel does not allow it."""
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.unshare(_NEW_NET) == 0 or libc.unshare(_NEW_USER | _NEW_NET) == 0)


def forbid_calls() -> bool:
    """Have the kernel refuse (``PermissionError``) sockets and new programs to this process and its children, for good.

    False where it cannot: on another kernel or machine than Linux on x86-64 or 64-bit ARM.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None or platform.system() != "Linux":
        return False
    code = _code(machine)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_FILTER, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _code(machine: _Machine) -> bytes:
    """Return the filter: by another machine's numbers or one of the calls, forbidden; everything else allowed."""
    count = len(machine.calls)
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, count + 3, machine.audit),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, count + 1, 0, _OTHER_NUMBERING),
        *((_EQUAL, count - at, 0, call) for at, call in enumerate(machine.calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _FORBID),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
