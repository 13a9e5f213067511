"""A child process that is gone at its n-th file operation, for the tests of kills."""

import os
import sys

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
