"""Processes that tests begin: none outlives the one that began it, however that one ends."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
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


def bound(target: Callable[..., None], *arguments: object) -> None:
    """Call something in a forked process, for as long as its parent lives."""
    bind()
    target(*arguments)
