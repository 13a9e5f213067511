"""A child process that is gone at its n-th file operation, and a disk that is full at its n-th."""

import errno
import os
import shutil
import sys
from pathlib import Path

from release_kit import exit_with

MOVES = {"os.rename", "os.remove", "os.rmdir", "os.link", "mingzhang.exchange"}
WRITES = MOVES | {"os.mkdir"}
DEAD = 137


def is_write(event, arguments):
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) and mode != "r"
    return event in WRITES


def tell_operations(heard):
    """Install in a child process: each of its file operations is told, syncs too."""

    def hook(event, arguments):
        if is_write(event, arguments):
            heard(event)

    os.fsync = lambda _handle: heard("fsync")
    sys.addaudithook(hook)


def die_at(number):
    """Install in a child process: at its n-th file operation it is gone, without clean-up."""
    count = 0

    def operation(_event):
        nonlocal count
        count += 1
        if count == number:
            os._exit(DEAD)

    tell_operations(operation)


def moments(work, moves, writes):
    """Numbers of the work's file operations at which to die: of its moves and of its writes each
    one in so many. What is written is seen by nobody before it is moved, so moves matter more.
    """
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        tell_operations(lambda event: os.write(telling, b"M" if event in MOVES else b"w"))
        exit_with(work)
    os.close(telling)
    with os.fdopen(told, "rb") as file:
        kinds = file.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    chosen = set()
    for kind, every in ((b"M", moves), (b"w", writes)):
        own = [number for number, one in enumerate(kinds, 1) if bytes([one]) == kind]
        assert len(own) > 10
        chosen |= {*own[::every], own[-1]}
    return [*sorted(chosen), len(kinds) + 1]


def dying(work, number):
    """Exit status of a child process that does the work and dies at that operation."""
    child = os.fork()
    if child == 0:
        die_at(number)
        exit_with(work)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def fill_disk_at(patch, number):
    """The n-th write or sync of a file fails for want of space."""
    count = 0

    def full():
        nonlocal count
        count += 1
        if count == number:
            raise OSError(errno.ENOSPC, "No space left on device")

    def wrapped(owner, name):
        real = getattr(owner, name)

        def call(*arguments, **more):
            full()
            return real(*arguments, **more)

        patch.setattr(owner, name, call)

    wrapped(Path, "write_bytes")
    wrapped(Path, "write_text")
    wrapped(shutil, "copyfile")
    wrapped(os, "fsync")
