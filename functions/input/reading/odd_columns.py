"""Activities that look alike or like a system's own notes, and columns that tell nothing."""

import re
from collections import defaultdict

import polars as pl

from common.language import say
from common.model.log_columns import (
    ACTIVITY,
    CASE_PREFIX,
    COMPLETE_AT,
    EVENT_PREFIX,
    RESOURCE,
    ROLE,
    START_AT,
)
from common.model.quality import DataWarning
from functions.input.reading.oddities import ENOUGH, SECOND_US, Traces, has_starts, shares
from functions.input.reading.outcome import warning

SAME_SECOND_SHARE = 0.95  # of executions in the second of their predecessor: nobody is that quick
FREQUENT_SHARE = 0.3  # of all events: more than any one step of a process with several
INSTANT_SHARE = 0.95  # of executions that take a second at most
TECHNICAL = re.compile(
    r"(?i)(?:^|[\W_])(?:auto|automatic|batch|cron|debug|heartbeat|insert|job|log|logging|ping|"
    r"poll|queue|set|sync|sys|system|timer|trace|trigger|update|upsert|webhook)(?:$|[\W_])"
)
RARE_SHARE = 0.1  # of the frequent spelling: a slip is rarer than what is meant
MIN_LETTERS = 6  # short names that differ by one letter may well be two


def odd_columns(traces: Traces) -> list[DataWarning]:
    """Return the warnings about activities and attributes."""
    if len(traces.log) < ENOUGH:
        return []
    return [*_alike(traces), *_noise(traces), *_constant(traces.log)]


def _alike(traces: Traces) -> list[DataWarning]:
    """Names that differ by case, blanks, punctuation, or one letter in the rarer of them."""
    count = dict(zip(traces.activities["name"], traces.activities["executions"], strict=True))
    groups: dict[str, list[str]] = defaultdict(list)
    for name in count:
        groups[re.sub(r"[\W_]+", "", name).casefold() or name].append(name)
    pairs = [
        (rare, common)
        for names in groups.values()
        for common in [max(names, key=lambda name: (count[name], name))]
        for rare in names
        if rare != common
    ]
    pairs += _misspelt(groups, count)
    if not pairs:
        return []
    text = say(
        "Activities whose names differ only by case, blanks, signs or one letter may be the same."
    )
    sample = [f"'{rare[:80]}' and '{common[:80]}'" for rare, common in sorted(pairs)]
    events = sum(count[rare] for rare in dict(pairs))
    return [warning("similar_activities", text, events, sample)]


def _misspelt(groups: dict[str, list[str]], count: dict[str, int]) -> list[tuple[str, str]]:
    """Rare names from which one letter is missing, added, wrong or swapped."""
    total = {key: sum(count[name] for name in names) for key, names in groups.items()}
    near: dict[str, set[str]] = defaultdict(set)
    for key in groups:
        if len(key) >= MIN_LETTERS:
            for part in {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}:
                near[part].add(key)
    found = {
        (rare, common)
        for keys in near.values()
        for rare in keys
        for common in keys
        if total[rare] <= RARE_SHARE * total[common] and _slip(groups[rare][0], groups[common][0])
    }
    return [(groups[rare][0], groups[common][0]) for rare, common in sorted(found)]


def _slip(one: str, other: str) -> bool:
    """Whether one word differs, and that one is long and no number."""
    words, others = (re.findall(r"[^\W_]+", name.casefold()) for name in (one, other))
    if len(words) != len(others):
        return False
    differing = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    letters = all(a.isalpha() and b.isalpha() for a, b in differing)
    return letters and len(differing) == 1 and min(map(len, differing[0])) >= MIN_LETTERS - 1


def _noise(traces: Traces) -> list[DataWarning]:
    events = traces.events.group_by("activity").agg(
        later=(~pl.col("is_first")).sum(), at_once=(pl.col("since") < SECOND_US).sum()
    )
    found = traces.activities.join(events, on="activity", maintain_order="left").with_columns(
        instant=_instant(traces)
    )
    at_once = pl.col("at_once") >= SAME_SECOND_SHARE * pl.col("later")
    at_once &= (pl.col("later") >= ENOUGH) & ~pl.col("date_only")
    frequent = pl.col("executions") >= FREQUENT_SHARE * len(traces.events)
    frequent &= pl.col("executions") > traces.cases
    names = [TECHNICAL.search(name) is not None for name in found["name"]]
    technical = pl.lit(pl.Series(names, dtype=pl.Boolean))
    hints = technical.cast(pl.Int8) + frequent.cast(pl.Int8) + pl.col("instant").cast(pl.Int8)
    noise = found.filter(at_once | ((hints >= 2) & (pl.col("executions") >= ENOUGH)))
    if noise.is_empty():
        return []
    noise = noise.sort("executions", "activity", descending=[True, False])
    text = say(
        "Activities that look like notes of a system rather than work: in the same "
        "second as the step before, or instant, technically named and very frequent."
    )
    sample = shares(noise["name"].to_list(), noise["executions"].to_list())
    return [warning("system_noise", text, int(noise["executions"].sum()), sample)]


def _instant(traces: Traces) -> pl.Series:
    """Per activity, whether its work takes no time, as far as starts are known."""
    none = pl.Series([False] * len(traces.activities))
    if not has_starts(traces.log):
        return none
    taken = (traces.log[COMPLETE_AT] - traces.log[START_AT]).dt.total_microseconds()
    table = pl.DataFrame({"activity": traces.events["activity"], "quick": taken <= SECOND_US})
    quick = table.group_by("activity").agg(pl.col("quick").mean()).sort("activity")
    return (quick["quick"] >= INSTANT_SHARE).fill_null(False)


def _constant(log: pl.DataFrame) -> list[DataWarning]:
    names = [
        name
        for name in log.columns
        if name in {RESOURCE, ROLE} or name.startswith((CASE_PREFIX, EVENT_PREFIX))
    ]
    if not names or log[ACTIVITY].n_unique() == 1:
        return []
    same = log.select((pl.col(name) == pl.col(name).first()).all() for name in names).row(0)
    whole = log.select(pl.col(name).null_count() == 0 for name in names).row(0)
    found = [n for n, one, full in zip(names, same, whole, strict=True) if one and full]
    if not found:
        return []
    text = say("Columns that hold the same value in every event tell nothing apart.")
    return [warning("constant_columns", text, len(found), found)]
