"""Results in which every text that comes from outside is another one."""

import itertools
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from common.model.submission import OutputFormat
from functions.output.dossier.report import report, report_json
from functions.output.dossier.results import Results
from tests.unit.dossier_planned import planned_results

TEXTS = {
    *("name", "statement", "title", "description", "origin", "note", "message", "text", "basis"),
    *("reason", "method", "quote", "owner", "how", "principle", "needed", "formula", "about"),
    *("unlocks", "format", "resource", "attribute"),
}
LISTS = {
    *("risks", "steps", "notes", "missing", "sample", "not_counted", "limits", "left_out"),
    "confounded_with",
}
PARTS = ("workflow", "quality", "facts", "assessment", "portfolio")


def renamed(
    names: Iterable[str], edition: OutputFormat = OutputFormat.DETAILED_ANALYSIS
) -> Results:
    """Return planned results with the names in turn, one for every text."""
    turn = itertools.cycle(names)
    made = planned_results(edition)
    body = json.loads(report_json(report(made)))
    parts: dict[str, Any] = {
        key: type(getattr(made, key)).model_validate(_renamed(body[key], lambda: next(turn)))
        for key in PARTS
    }
    return replace(made, **parts)


def _renamed(value: Any, name: Callable[[], str], key: str = "") -> Any:
    if isinstance(value, dict):
        fixed = {"name"} if {"score", "weight"} <= set(value) else set()  # from a list of names
        return {k: v if k in fixed else _renamed(v, name, k) for k, v in value.items()}
    if isinstance(value, list):
        if key in LISTS and all(isinstance(one, str) for one in value):
            return [name() for _ in value]
        return [_renamed(one, name, key) for one in value]
    if isinstance(value, str) and key in TEXTS:
        return name()[:500]
    return value
