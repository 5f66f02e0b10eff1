"""What must hold whatever is submitted: a valid reading, or a problem that names place and cure."""

import io
import json
import math
import re
from typing import Any

import polars as pl

from common.model.artifact import Artifact
from common.model.log_columns import ACTIVITY, CASE_ID, COMPLETE_AT, OPTIONAL, REQUIRED, START_AT
from common.model.problem import PermanentError, Problem
from common.model.quality import Quality
from common.model.submission import Submission
from common.model.workflow import Workflow
from functions.input.reading.outcome import Reading
from functions.input.reading.submission import read

STORED = Artifact(key="k", sha256="0" * 64, size_bytes=1)
MAX_DETAIL = 2_000
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
CURE = re.compile(  # what to do begins with a verb
    r"\b(?:[Ss]ubmit|Export|Correct|Use|Give|Check|Remove|Save|Write|Rename|[Nn]ame|Quote|Flatten|"
    r"Compress|Describe|Simplify|[Ll]eave|Add|Choose|Close|Split|Connect|Draw|Shorten)\b"
)
WITH_PLACE = ("malformed-xml", "ragged-table", "binary-content", "invalid-value", "missing-steps")
INSTANT = pl.Datetime("us", "UTC")


def file_outcome(body: bytes, name: str = "", **options: Any) -> Reading | Problem:
    """What reading a file gives, after looking whether it is lawful."""
    return outcome(Submission(file=STORED, filename=name, **options), body)


def inline_outcome(data: Any, **options: Any) -> Reading | Problem:
    """What reading inline data gives, after looking whether it is lawful."""
    return outcome(Submission(workflow_data=data, **options), None)


def outcome(submission: Submission, body: bytes | None) -> Reading | Problem:
    """Read; anything but a lawful reading or a lawful problem is an error of the test."""
    try:
        reading = read(submission, body)
    except PermanentError as error:
        check_problem(error.problem)
        return error.problem
    check_reading(reading)
    return reading


def check_problem(problem: Problem) -> None:
    """A problem can be sent, is short, and says what to do."""
    assert Problem.from_json(problem.to_json()) == problem
    assert 400 <= problem.status < 500
    assert problem.title.strip() and len(problem.title) < 100
    assert not CONTROL.search(problem.title + problem.detail), problem.detail
    assert 20 < len(problem.detail) <= MAX_DETAIL, problem.detail
    assert CURE.search(problem.detail), problem.detail
    assert len(problem.errors) <= 100
    for part in problem.errors:
        assert part.detail.strip() and len(part.detail) <= MAX_DETAIL
        assert part.pointer is not None and len(part.pointer) <= MAX_DETAIL
    if problem.type.endswith(WITH_PLACE) and "empty" not in problem.title:
        assert problem.errors, problem


def check_reading(reading: Reading) -> None:
    """A reading can be stored and read back, without any number that is none."""
    for value, kind in ((reading.workflow, Workflow), (reading.quality, Quality)):
        body = value.to_json()
        assert kind.from_json(body) == value
        assert all(math.isfinite(number) for number in _numbers(json.loads(body)))
    assert len(reading.quality.questions) <= 7
    names = [step.name for step in reading.workflow.activities]
    assert all(0 < len(name) <= 500 for name in names)
    if reading.log is not None:
        check_log(reading.log, set(names))


def check_log(log: pl.DataFrame, activities: set[str]) -> None:
    """The log has the canonical columns, and the activities of the workflow."""
    assert set(REQUIRED) <= set(log.columns) and len(log) > 0
    assert log.schema[CASE_ID] == log.schema[ACTIVITY] == pl.String
    assert log.schema[START_AT] == log.schema[COMPLETE_AT] == INSTANT
    assert log.select(CASE_ID, ACTIVITY, COMPLETE_AT).null_count().sum_horizontal().item() == 0
    assert log.filter(pl.col(START_AT) > pl.col(COMPLETE_AT)).is_empty()
    assert log[COMPLETE_AT].dt.year().is_between(1899, 2200).all()
    assert set(log[ACTIVITY]) == activities
    others = [name for name in log.columns if name not in {*REQUIRED, *OPTIONAL}]
    assert all(name.startswith(("case:", "event:")) for name in others)
    assert all(len(name) <= 320 and not CONTROL.search(name) for name in log.columns)
    for column in log.iter_columns():
        if column.dtype.is_float():
            assert column.drop_nulls().is_finite().all(), column.name
    log.write_parquet(io.BytesIO())


def _numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for inner in value.values() for number in _numbers(inner)]
    if isinstance(value, list):
        return [number for inner in value for number in _numbers(inner)]
    return [value] if isinstance(value, int | float) else []
