"""What differs between two reports: before and after an improvement, or two workflows.

Works on report.json as it is stored, so reports of different versions can be compared: what one
of them does not hold is not compared.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from common.model.base import Value

Json = Mapping[str, Any]
SHARES = {"rework": "rework_share", "rejections": "rejected_share", "returns": "sent_back_share"}
Z95 = 1.959963984540054  # of the normal distribution


class Number(Value):
    """A number in both reports. Absent: that report does not know it."""

    name: str
    unit: str
    before: float | None = None
    after: float | None = None
    difference: float | None = None
    low: float | None = Field(default=None, description="95% interval of the difference, Welch's,")
    high: float | None = Field(default=None, description="as if cases were independent.")


class Item(Value):
    """A finding or a change."""

    id: str
    text: str


class Change(Value):
    """Something that stands in both reports, and what became of it."""

    id: str
    text: str
    before: str
    after: str


class Parts(Value):
    """What stands in one of the reports only, and what changed in both."""

    gone: tuple[Item, ...] = ()
    new: tuple[Item, ...] = ()
    changed: tuple[Change, ...] = ()
    same: int = Field(default=0, description="How many stand in both unchanged.")


class Comparison(Value):
    """What changed from one report to another."""

    schema_version: str = "1.0"
    before: str = Field(description="Title of the first report.")
    after: str
    identical: bool = Field(description="Both reports are the same, byte for byte.")
    sha256: tuple[str, str]
    differing: tuple[str, ...] = Field(description="Parts of report.json that differ.")
    numbers: tuple[Number, ...]
    steps: Parts
    findings: Parts
    recommended: Parts
    remarks: tuple[str, ...] = Field(description="What to bear in mind when reading this.")


def compare(first: bytes, second: bytes) -> Comparison:
    """Return the comparison of two files report.json; raises ``ValueError`` for another file."""
    before, after = _report(first), _report(second)
    keys = dict.fromkeys((*before, *after))
    return Comparison(
        before=str(before["title"]),
        after=str(after["title"]),
        identical=first == second,
        sha256=(hashlib.sha256(first).hexdigest(), hashlib.sha256(second).hexdigest()),
        differing=tuple(key for key in keys if before.get(key) != after.get(key)),
        numbers=tuple(_numbers(before, after)),
        steps=_parts(_steps(before), _steps(after)),
        findings=_parts(_findings(before), _findings(after)),
        recommended=_parts(_recommended(before), _recommended(after)),
        remarks=tuple(_remarks(before, after)),
    )


def _report(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise ValueError("it is not JSON") from error
    parts = ("title", "summary", "workflow", "facts", "assessment", "portfolio")
    if not isinstance(found, dict) or any(part not in found for part in parts):
        raise ValueError("it is not a report.json")
    return found


def _numbers(before: Json, after: Json) -> Iterator[Number]:
    summaries = before["summary"], after["summary"]
    for name, unit in (("inefficiency_score", "score"), ("optimization_potential", "share")):
        yield _number(name, unit, *(summary.get(name) for summary in summaries))
    for name in sorted(set(_scores(before)) | set(_scores(after))):
        yield _number(
            f"score: {name}", "score", _scores(before).get(name), _scores(after).get(name)
        )
    facts = before["facts"], after["facts"]
    yield _number("cases", "count", *(one.get("cases") for one in facts))
    yield _mean(*(one.get("cycle_time") for one in facts))
    for name in ("median_h", "p90_h", "p95_h"):
        ends = [(one.get("cycle_time") or {}).get(name) for one in facts]
        yield _number(f"cycle_time_{name}", "h", *ends)
    for part, name in SHARES.items():
        yield _share(part, name, *facts)
    yield _number("handoffs_per_case", "ratio", *(one.get("handoffs_per_case") for one in facts))
    weekly = [(one.get("cases_per_week") or {}).get("value") for one in facts]
    yield _number("cases_per_week", "per_week", *weekly)


def _scores(report: Json) -> dict[str, float]:
    return {p["name"]: p["score"] for p in report["assessment"]["parts"] if p.get("known", True)}


def _number(
    name: str, unit: str, before: float | None, after: float | None, error: float | None = None
) -> Number:
    """Return the number with its difference, and an interval where its error is known."""
    if before is None or after is None:
        return Number(name=name, unit=unit, before=before, after=after)
    difference = after - before
    low = None if error is None else difference - error
    high = None if error is None else difference + error
    return Number(
        name=name,
        unit=unit,
        before=before,
        after=after,
        difference=difference,
        low=low,
        high=high,
    )


def _mean(before: Json | None, after: Json | None) -> Number:
    ends = [None if one is None else one["mean_h"] for one in (before, after)]
    error = None
    if before is not None and after is not None:
        error = Z95 * math.sqrt(sum(one["std_h"] ** 2 / one["n"] for one in (before, after)))
    return _number("cycle_time_mean_h", "h", ends[0], ends[1], error)


def _share(part: str, name: str, before: Json, after: Json) -> Number:
    ends = [(one.get(part) or {}).get("share") for one in (before, after)]
    error = None
    if None not in ends and before.get("cases") and after.get("cases"):
        variances = (_variance(one[part]["share"], one["cases"]) for one in (before, after))
        error = Z95 * math.sqrt(sum(variances))
    return _number(name, "share", ends[0], ends[1], error)


def _variance(share: float, cases: int) -> float:
    return share * (1 - share) / cases


def _steps(report: Json) -> dict[str, tuple[str, str]]:
    """Return the steps by name: ids differ between two workflows."""
    return {a["name"]: (a["name"], "") for a in report["workflow"]["activities"]}


def _findings(report: Json) -> dict[str, tuple[str, str]]:
    return {
        f["id"]: (f["statement"], f"{f['severity']}, {_evidence(f)}")
        for f in report["assessment"]["findings"]
    }


def _evidence(finding: Json) -> str:
    first = finding["evidence"][0]
    value = first.get("value")
    return first["metric"] if value is None else f"{first['metric']} {value:.4g}"


def _recommended(report: Json) -> dict[str, tuple[str, str]]:
    portfolio = report["portfolio"]
    by_id = {one["id"]: one for one in portfolio["redesigns"]}
    found = {}
    for number, key in enumerate(portfolio["recommended"], start=1):
        if key in by_id:
            found[key] = (by_id[key]["title"], f"no. {number}{_effect(by_id[key])}")
    return found


def _effect(redesign: Json) -> str:
    for effect in redesign.get("effects", ()):
        if effect["metric"] == "cycle_time_mean_h" and effect.get("relative") is not None:
            return f", mean cycle time {effect['relative']:+.1%}"
    return ""


def _parts(before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]) -> Parts:
    both = [key for key in before if key in after]
    changed = [key for key in both if before[key][1] != after[key][1]]
    return Parts(
        gone=tuple(Item(id=key, text=before[key][0]) for key in before if key not in after),
        new=tuple(Item(id=key, text=after[key][0]) for key in after if key not in before),
        changed=tuple(
            Change(id=key, text=after[key][0], before=before[key][1], after=after[key][1])
            for key in changed
        ),
        same=len(both) - len(changed),
    )


def _remarks(before: Json, after: Json) -> Iterator[str]:
    shared = set(_steps(before)) & set(_steps(after))
    if not shared:
        yield "The two processes have no step in common: findings and changes cannot be matched."
    requests = before.get("request", {}), after.get("request", {})
    for name in ("seed", "language", "analysis_type"):
        old, new = (request.get(name) for request in requests)
        if old != new:
            yield f"The reports were asked for with another {name.replace('_', ' ')}: {old}, {new}."
    sources = [report["facts"].get("provenance") for report in (before, after)]
    if sources[0] != sources[1]:
        yield f"The figures are {sources[0]} in the first report and {sources[1]} in the second."
    if _overlap(before["facts"], after["facts"]):
        yield "The periods overlap: some cases may stand in both reports."
    if abs(before["summary"]["quality_score"] - after["summary"]["quality_score"]) > 0.1:
        yield "The quality of the data differs: a difference may come from what is known."
    yield (
        "A difference between two periods is no proof of a cause; its interval takes cases as "
        "independent of each other."
    )


def _overlap(before: Json, after: Json) -> bool:
    """Return whether two logs cover common time; the same log twice is not meant."""
    spans = [[str(one[end]) for end in ("first_at", "last_at") if one.get(end)]
             for one in (before, after)]  # fmt: skip
    if spans[0] == spans[1] or any(len(span) < 2 for span in spans):
        return False
    return spans[0][0] < spans[1][1] and spans[1][0] < spans[0][1]
