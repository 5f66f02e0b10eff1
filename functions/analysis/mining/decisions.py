"""What each decision lets through, sends back and knocks out.

Activities belong to one decision where their names differ only in the word that accepts or
rejects: "Declaration APPROVED by BUDGET OWNER" and "Declaration REJECTED by BUDGET OWNER".
"""

import re

import polars as pl

from common.language import say
from common.model.measurements import Decision
from functions.analysis.mining.durations import sum_h
from functions.analysis.mining.rework import Defects
from functions.analysis.mining.words import says_approval, says_rejection

LISTED = 50
_ACCEPTING = re.compile(r"accept|grant|confirm|pass(?:ed|es)?\b", re.IGNORECASE)


def decisions(faults: Defects, names: dict[str, str]) -> tuple[Decision, ...]:
    """Return the decisions in which something is rejected, most decided first."""
    found = []
    for name, (accepting, rejecting) in _grouped(faults, names).items():
        if rejecting:
            found.append(_decision(faults, name, accepting, rejecting))
    found.sort(key=lambda each: (-each.decided, each.name))
    return tuple(found[:LISTED])


def _grouped(faults: Defects, names: dict[str, str]) -> dict[str, tuple[list[int], list[int]]]:
    groups: dict[str, tuple[list[int], list[int]]] = {}
    for code, activity in enumerate(faults.steps.activities):
        words = names.get(activity, activity).split()
        verdict = next((word for word in words if _is_verdict(word)), None)
        if verdict is None:
            continue
        words.remove(verdict)
        group = groups.setdefault(" ".join(words).casefold(), ([], []))
        group[1 if says_rejection(verdict) else 0].append(code)
    return groups


def _is_verdict(word: str) -> bool:
    return says_rejection(word) or says_approval(word) or _ACCEPTING.match(word) is not None


def _decision(faults: Defects, name: str, accepting: list[int], rejecting: list[int]) -> Decision:
    steps = faults.steps
    either = pl.col("activity").is_in(accepting + rejecting)
    events = faults.events.filter(either)
    rejects = pl.col("activity").is_in(rejecting)
    taken = steps.events.filter(either)
    first_us = faults.cases["first_us"].gather(taken["case"])
    processing = None
    if steps.has_starts and taken["processing_us"].null_count() < taken.height:
        known = taken["processing_us"].drop_nulls()
        processing = sum_h(known) / len(known)
    rejected = int(events.filter(rejects)["cases"].sum())
    return Decision(
        name=name or say("the case"),
        accepting=tuple(steps.activities[code] for code in accepting),
        rejecting=tuple(steps.activities[code] for code in rejecting),
        decided=taken.height,
        rejected=rejected,
        rejected_share=rejected / taken.height if accepting else None,
        sent_back=int(events.filter(rejects & pl.col("returns"))["cases"].sum()),
        knocked_out=int(events.filter("knocks_out")["cases"].sum()),
        mean_before_h=sum_h(taken["complete_us"] - first_us) / taken.height,
        processing_mean_h=processing,
    )
