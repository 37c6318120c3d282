"""Ctrl-C at the command line: every command ends with exit code 130, also where a library loses it.

An exception that is raised while a compiled module is imported, or in a callback of the garbage collector,
may be dropped or turned into another one. So it is noted as well, and raised again at the next event.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

import click

STOPPED = 130
UNWRITABLE = 2
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


class Interruptible(click.Group):
    """A group of commands, any of which Ctrl-C ends."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            sys.exit(STOPPED)
        except OSError as error:
            if error.errno not in FULL:
                raise
            click.echo(f"cannot write the output: {error.strerror}", err=True)
            os._exit(UNWRITABLE)  # what is left in the buffers of the output cannot be written either


class CtrlC:
    """Within the block Ctrl-C is raised as always, and noted."""

    def __init__(self) -> None:
        self._noted = False
        self._previous: Any = None

    def __enter__(self) -> CtrlC:
        if threading.current_thread() is threading.main_thread():
            self._previous = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)

    def raise_if_noted(self) -> None:
        """Raise KeyboardInterrupt where Ctrl-C was pressed and work goes on."""
        if self._noted:
            raise KeyboardInterrupt

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._noted = True
        signal.default_int_handler(number, frame)
