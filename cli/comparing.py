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

from common.language import LANGUAGES, Language, say, term
from common.metric_words import metric
from common.model.base import Value
from functions.output.dossier import figures
from functions.output.dossier.wording import unit_of

Json = Mapping[str, Any]
ASKED = {"seed": "seed", "language": "language", "analysis_type": "kind of analysis"}
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
    before_error: float | None = Field(
        default=None, description="Half of the 95% interval of the number before, likewise."
    )
    after_error: float | None = None


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


def language_of(body: bytes) -> Language:
    """Return the language that a report is in: English where it says nothing that is known."""
    try:
        found = _report(body).get("request", {}).get("language")
    except ValueError:
        return "en"
    return next((known for known in LANGUAGES if known == found), "en")


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
        yield _number(name, unit, summaries[0].get(name), summaries[1].get(name))
    for name in sorted(set(_scores(before)) | set(_scores(after))):
        yield _number(
            f"score: {name}", "score", _scores(before).get(name), _scores(after).get(name)
        )
    facts = before["facts"], after["facts"]
    yield _number("cases", "count", *(one.get("cases") for one in facts))
    yield _mean(*(one.get("cycle_time") for one in facts))
    for name in ("median_h", "p90_h", "p95_h"):
        ends = [(one.get("cycle_time") or {}).get(name) for one in facts]
        yield _number(f"cycle_time_{name}", "h", ends[0], ends[1])
    for part, name in SHARES.items():
        yield _share(part, name, *facts)
    yield _number("handoffs_per_case", "ratio", *(one.get("handoffs_per_case") for one in facts))
    weekly = [(one.get("cases_per_week") or {}).get("value") for one in facts]
    yield _number("cases_per_week", "per_week", weekly[0], weekly[1])


def _scores(report: Json) -> dict[str, float]:
    return {p["name"]: p["score"] for p in report["assessment"]["parts"] if p.get("known", True)}


def _number(
    name: str,
    unit: str,
    before: float | None,
    after: float | None,
    errors: tuple[float | None, float | None] = (None, None),
) -> Number:
    """Return the number with its difference, and an interval where both errors are known.

    ``errors`` are half of the 95% intervals of the two.
    """
    known = {"before": before, "after": after}
    known |= dict(zip(("before_error", "after_error"), errors, strict=True))
    if before is None or after is None:
        return Number(name=name, unit=unit, **known)
    difference = after - before
    if errors[0] is None or errors[1] is None:
        return Number(name=name, unit=unit, difference=difference, **known)
    error = math.hypot(errors[0], errors[1])
    low, high = difference - error, difference + error
    return Number(name=name, unit=unit, difference=difference, low=low, high=high, **known)


def _mean(before: Json | None, after: Json | None) -> Number:
    ends = [None if one is None else one["mean_h"] for one in (before, after)]
    return _number(
        "cycle_time_mean_h", "h", ends[0], ends[1], (_mean_error(before), _mean_error(after))
    )


def _mean_error(time: Json | None) -> float | None:
    return None if time is None else float(Z95 * time["std_h"] / math.sqrt(time["n"]))


def _share(part: str, name: str, before: Json, after: Json) -> Number:
    ends = [(one.get(part) or {}).get("share") for one in (before, after)]
    errors = (
        _share_error(ends[0], before.get("cases")),
        _share_error(ends[1], after.get("cases")),
    )
    return _number(name, "share", ends[0], ends[1], errors)


def _share_error(share: float | None, cases: int | None) -> float | None:
    if share is None or not cases:
        return None
    return Z95 * math.sqrt(share * (1 - share) / cases)


def _steps(report: Json) -> dict[str, tuple[str, str]]:
    """Return the steps by name: ids differ between two workflows."""
    return {a["name"]: (a["name"], "") for a in report["workflow"]["activities"]}


def _findings(report: Json) -> dict[str, tuple[str, str]]:
    return {
        f["id"]: (f["statement"], f"{term(f['severity'])}, {_evidence(f)}")
        for f in report["assessment"]["findings"]
    }


def _evidence(finding: Json) -> str:
    first = finding["evidence"][0]
    name, value = metric(first["metric"]), first.get("value")
    if value is None:
        return name
    return f"{name} {figures.quantity(value, unit_of(first['metric'], first.get('unit')))}"


def _recommended(report: Json) -> dict[str, tuple[str, str]]:
    portfolio = report["portfolio"]
    by_id = {one["id"]: one for one in portfolio["redesigns"]}
    found = {}
    for number, key in enumerate(portfolio["recommended"], start=1):
        if key in by_id:
            place = say("no. {number}", number=number)
            found[key] = (by_id[key]["title"], f"{place}{_effect(by_id[key])}")
    return found


def _effect(redesign: Json) -> str:
    for effect in redesign.get("effects", ()):
        if effect["metric"] == "cycle_time_mean_h" and effect.get("relative") is not None:
            share = figures.share(effect["relative"])
            sign = "+" if effect["relative"] > 0 else ""
            return ", " + say("mean cycle time {share}", share=f"{sign}{share}")
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
        yield say(
            "The two processes have no step in common: findings and changes cannot be matched."
        )
    requests = before.get("request", {}), after.get("request", {})
    for name, words in ASKED.items():
        old, new = (request.get(name) for request in requests)
        if old != new:
            yield say(
                "The reports were asked for with another {name}: {before}, {after}.",
                name=term(words),
                before=old,
                after=new,
            )
    sources = [report["facts"].get("provenance") for report in (before, after)]
    if sources[0] != sources[1]:
        yield say(
            "The figures are {before} in the first report and {after} in the second.",
            before=term(str(sources[0])),
            after=term(str(sources[1])),
        )
    if _overlap(before["facts"], after["facts"]):
        yield say("The periods overlap: some cases may stand in both reports.")
    if abs(before["summary"]["quality_score"] - after["summary"]["quality_score"]) > 0.1:
        yield say("The quality of the data differs: a difference may come from what is known.")
    yield say(
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
