"""A child process that is gone at its n-th file operation, and a disk that is full at its n-th."""

import errno
import os
import shutil
import sys
from pathlib import Path

from release_kit import exit_with

WRITES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "mingzhang.exchange"}
DEAD = 137


def is_write(event, arguments):
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) and mode != "r"
    return event in WRITES


def die_at(number):
    """Install in a child process: at its n-th file operation it is gone, without clean-up."""
    count = 0

    def operation():
        nonlocal count
        count += 1
        if count == number:
            os._exit(DEAD)

    def hook(event, arguments):
        if is_write(event, arguments):
            operation()

    os.fsync = lambda _handle: operation()
    sys.addaudithook(hook)


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
