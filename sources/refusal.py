"""The refusal of a file that cannot be opened, 打不开.

Belongs here: the one exception that says why, in words of a reading rule. Does not belong here:
who raises it (unpacking, worker) and the finding that it becomes (reading).
"""

from typing import Self


class UnreadableFileError(Exception):
    """The file cannot be opened; `rule` names the reading rule, `words` fill its message."""

    def __init__(self, rule: str, **words: str) -> None:
        super().__init__(f"{rule}: {words}")
        self.rule = rule
        self.words = words

    def __reduce__(self) -> tuple[object, ...]:
        # Pickle would call the class with the finished message; it crosses processes.
        return self.of, (self.rule, self.words)

    @classmethod
    def of(cls, rule: str, words: dict[str, str]) -> Self:
        """The refusal with its words in a dictionary."""
        return cls(rule, **words)


def unreadable(reason: str) -> UnreadableFileError:
    """The refusal of a file that is damaged or no table, with the reason in Chinese."""
    return UnreadableFileError("file_unreadable", reason=reason)
