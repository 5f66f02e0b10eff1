"""An answer of Converse as a value of the form that was asked for, or why it is none."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from common.model.language_model import A, Trouble

MOST_CHARACTERS = 400_000
MOST_ERRORS = 5
STOPPED = {
    "max_tokens": Trouble.CUT_OFF,
    "model_context_window_exceeded": Trouble.CUT_OFF,
    "guardrail_intervened": Trouble.REFUSED,
    "content_filtered": Trouble.REFUSED,
}


class NoAnswerError(Exception):
    """The model gave no answer of use. ``again``: it may be asked once more, told ``str``."""

    def __init__(self, trouble: Trouble, problem: str, *, again: bool = False) -> None:
        super().__init__(problem)
        self.trouble, self.again = trouble, again


def content_of(response: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the blocks of the model's message; empty where the response holds none."""
    message = (response.get("output") or {}).get("message") or {}
    return list(message.get("content") or [])


def answer_of(response: Mapping[str, Any], form: type[A]) -> A:
    """Return the answer; raises ``NoAnswerError``."""
    stop = str(response.get("stopReason", ""))
    if stop in STOPPED:
        raise NoAnswerError(STOPPED[stop], f"The answer stopped: {stop}.")
    given = _given(content_of(response))
    try:
        return form.model_validate(given)
    except ValidationError as error:
        raise NoAnswerError(Trouble.UNREADABLE, _problems(error), again=True) from error


def _given(content: list[dict[str, Any]]) -> Any:
    """Return the input of the tool that was used, or the JSON in the text."""
    for block in content:
        if "toolUse" in block:
            return block["toolUse"].get("input")
    text = "".join(str(block["text"]) for block in content if "text" in block)
    if len(text) > MOST_CHARACTERS:
        raise NoAnswerError(Trouble.UNREADABLE, f"It has more than {MOST_CHARACTERS} characters.")
    begins = min((text.find(c) for c in "{[" if c in text), default=-1)
    if begins < 0:
        raise NoAnswerError(Trouble.UNREADABLE, "It holds no JSON value.", again=True)
    try:
        return json.JSONDecoder(parse_constant=_refuse).raw_decode(text[begins:])[0]
    except (ValueError, RecursionError) as error:
        raise NoAnswerError(
            Trouble.UNREADABLE, f"It is no valid JSON: {error}.", again=True
        ) from error


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON number")


def _problems(error: ValidationError) -> str:
    found = [
        f"{'/'.join(str(part) for part in each['loc']) or 'the value'}: {each['msg']}"
        for each in error.errors(include_url=False, include_input=False)[:MOST_ERRORS]
    ]
    return "; ".join(found) + "."
