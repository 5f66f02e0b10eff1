"""Reads the JSON of a request body, and names places in it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NoReturn

from common.model.problem import PermanentError, ProblemPart, problem

MAX_DEPTH = 64  # far above any description of a process, far below what readers choke on


def document(text: str) -> dict[str, Any]:
    """Return the JSON object that ``text`` holds.

    Raises:
        PermanentError: It is not JSON (400), or not an object of bounded depth (422).
    """
    try:
        value = json.loads(text, parse_constant=_not_a_number)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except json.JSONDecodeError as error:
        raise _malformed(f"{error.msg} (line {error.lineno}, column {error.colno}).") from error
    except RecursionError as error:
        raise _malformed("It is nested too deeply to be read.") from error
    except ValueError as error:  # infinite or oversized numbers, half of a surrogate pair
        raise _malformed("It holds a number or a character that JSON cannot carry.") from error
    if not isinstance(value, dict):
        raise invalid(ProblemPart(detail="The body must be a JSON object.", pointer=""))
    if _depth(value) > MAX_DEPTH:
        detail = f"The body may be nested {MAX_DEPTH} levels deep."
        raise invalid(ProblemPart(detail=detail, pointer=""))
    return value


def canonical(value: object) -> bytes:
    """Return a JSON value in a form that does not depend on the order of keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def digest(value: object) -> str:
    """Return the SHA-256 of a JSON value's canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def pointer(location: Sequence[int | str], body: Any, missing: str | None = None) -> str:
    """Return the JSON Pointer (RFC 6901) of a validation error's location in ``body``.

    A location also names the branches of unions, which are no part of the document: what the
    document does not have is left out, and only the name of a ``missing`` field is added.
    """
    steps: list[int | str] = []
    for step in location:
        if _has(body, step):
            body = body[step]
            steps.append(step)
    if missing is not None:
        steps.append(missing)
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _has(value: object, step: int | str) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def invalid(*parts: ProblemPart) -> PermanentError:
    """Return the error that says which parts of a request are not as they must be."""
    places = ", ".join(sorted({part.pointer or "the body" for part in parts}))
    return PermanentError(
        problem(
            "invalid-request",
            "The request is not valid",
            f"Correct {places}: see errors, and documentation/api_documentation.json.",
            errors=parts,
        )
    )


def _malformed(detail: str) -> PermanentError:
    return PermanentError(
        problem(
            "malformed-json",
            "The body is not JSON",
            f"Send one JSON object in UTF-8. {detail}",
            status=400,
            errors=(ProblemPart(detail=detail, pointer=""),),
        )
    )


def _not_a_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _depth(value: object) -> int:
    """Return how many objects and arrays lie within each other, without recursion."""
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        level = [
            child for item in level for child in (item.values() if isinstance(item, dict) else item)
        ]
    return depth
