"""Processes that tests begin: none outlives the one that began it, however that one ends."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.process import BaseProcess, parent_process
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child between fork and exec may not wait for locks of threads it lacks.
_LIBC = ctypes.CDLL(None)


def begin(command: Sequence[str], **how: Any) -> "subprocess.Popen[str]":  # Any: as Popen takes it
    """A process that is killed when the thread that began it is gone: begin it in the main thread."""
    return subprocess.Popen(command, text=True, preexec_fn=bind, **how)  # noqa: PLW1509 - see _LIBC


def bind() -> None:
    """Let the kernel kill this process when its parent dies, where the kernel can."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def of(pid: int) -> list[int]:
    """The living children of a process; Linux only."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(path.parent.name))
    return found


def ended() -> int:
    """The number of a process that is no more."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody asked about does not."""
    return _state(pid) not in ("", "Z")


def is_stopped(pid: int) -> bool:
    """Whether a process was stopped and waits to be let go on."""
    return _state(pid) == "T"


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def bound(target: Callable[..., None], *arguments: object) -> None:
    """Call something in a process of multiprocessing, for as long as whoever asked for it lives."""
    parent = parent_process()
    assert parent is not None
    # Its parent by the kernel is the fork server, which lives as long as its children do.
    threading.Thread(target=_end_after, args=(parent,), daemon=True).start()
    target(*arguments)


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
