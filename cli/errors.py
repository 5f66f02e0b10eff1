"""What stops a command, and the exit code that says so."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of `wfo`; its help lists them."""

    OK = 0
    FAILED = 1
    USAGE = 2
    INVALID = 3
    TIMEOUT = 4
    UNREACHABLE = 5
    UNEXPECTED = 70


class CommandError(Exception):
    """Ends a command with one message and an exit code; the user sees no traceback."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
