"""Keys of files in the intake: ``intake/<owner>/…``."""

import re
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from common.events.base import OWNER

PREFIX = "intake/"
ANSWER = ".answer.json"
MAX_KEY_BYTES = 1024  # of S3


@dataclass(frozen=True)
class IntakeKey:
    """What a key says about its file."""

    owner: str
    reservation: UUID | None
    filename: str


def intake_key(owner: str, session_id: UUID, filename: str) -> str:
    """Return the key under which the file of a reserved session is awaited."""
    return f"{PREFIX}{owner}/{session_id}/{sanitised(filename)}"


def sanitised(filename: str) -> str:
    """Return a filename that is safe in keys, URLs and shells, with its extensions kept."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", filename.replace("\\", "/").rsplit("/", 1)[-1])
    return name.lstrip("._-")[-200:] or "file"


def is_file(key: str) -> bool:
    """Tell whether a key of the intake holds a submitted file, no answer and no folder."""
    return key.startswith(PREFIX) and not key.endswith(("/", ANSWER))


def parsed(key: str) -> IntakeKey | None:
    """Return what a key says; None if it does not lie below an owner."""
    owner, _, rest = key.removeprefix(PREFIX).partition("/")
    if not re.fullmatch(OWNER, owner) or not rest:
        return None
    return IntakeKey(owner, _reservation(rest), rest.rsplit("/", 1)[-1][-255:])


def answer_key(key: str) -> str:
    """Return the key of a file's answer: beside it, or its digest where that is too long."""
    beside = key + ANSWER
    if len(beside.encode()) <= MAX_KEY_BYTES:
        return beside
    folder = "/".join(key.split("/", 2)[:2])[:200]
    return f"{folder}/{sha256(key.encode()).hexdigest()}{ANSWER}"


def _reservation(rest: str) -> UUID | None:
    folders = rest.split("/")
    try:
        return UUID(folders[0]) if len(folders) == 2 else None
    except ValueError:
        return None
