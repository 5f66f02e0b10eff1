"""Cases of a travel declaration process with rejections, and the facts that are mined from them."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from common.model.facts import (
    ActivityFacts,
    CaseShare,
    Distribution,
    Facts,
    Handoff,
    Transition,
    Variant,
)
from common.model.figure import Figure, Provenance
from common.model.workflow import Activity, Flow, Role, Workflow

Step = tuple[str, str, float]  # activity, role, completed at (hours since the first case)
FIRST, LAST = datetime(2017, 1, 9, 8, tzinfo=UTC), datetime(2019, 1, 7, 16, tzinfo=UTC)
ROLES = {
    "Declaration submitted": "Employee",
    "Declaration checked by administration": "Administration",
    "Declaration rejected by administration": "Administration",
    "Declaration approved by budget owner": "Budget owner",
    "Declaration rejected by budget owner": "Budget owner",
    "Declaration approved by supervisor": "Supervisor",
    "Declaration rejected by supervisor": "Supervisor",
    "Declaration corrected": "Employee",
    "Payment requested": "System",
    "Payment handled": "Finance",
    "Receipt reminder sent": "System",
}
HOURS = {
    "Payment handled": 84.0,
    "Payment requested": 72.0,
    "Declaration approved by supervisor": 65.0,
    "Declaration corrected": 140.0,
    "Receipt reminder sent": 340.0,
}
SUBMIT, CHECK, NO_CHECK = list(ROLES)[:3]
BUDGET, NO_BUDGET, SUPERVISOR, NO_SUPERVISOR, CORRECT, REQUEST, PAY, REMIND = list(ROLES)[3:]
WAYS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (440, (SUBMIT, CHECK, SUPERVISOR, REQUEST, PAY)),
    (240, (SUBMIT, CHECK, BUDGET, SUPERVISOR, REQUEST, PAY)),
    (130, (SUBMIT, SUPERVISOR, REQUEST, PAY)),
    (60, (SUBMIT, NO_CHECK, CORRECT, SUBMIT, CHECK, SUPERVISOR, REQUEST, PAY)),
    (40, (SUBMIT, CHECK, NO_SUPERVISOR, CORRECT, SUBMIT, CHECK, SUPERVISOR, REQUEST, PAY)),
    (25, (SUBMIT, CHECK, NO_BUDGET, CORRECT, SUBMIT, CHECK, BUDGET, SUPERVISOR, REQUEST, PAY)),
    (18, (SUBMIT, NO_CHECK, CORRECT)),
    (12, (SUBMIT, REMIND, REMIND, CHECK, SUPERVISOR, REQUEST, PAY)),
    (5, (SUBMIT, CHECK, NO_SUPERVISOR)),
)


def synthetic_cases(ways: Sequence[tuple[int, tuple[str, ...]]] = WAYS) -> list[list[Step]]:
    """Return the same cases on every call."""
    draw = random.Random(7)  # noqa: S311
    cases = []
    for number, way in ways:
        for _ in range(number):
            at = draw.uniform(0, 15_000)
            case = []
            for position, name in enumerate(way):
                if position:
                    at += draw.lognormvariate(0, 0.8) * HOURS.get(name, 30.0)
                case.append((name, ROLES.get(name, "Clerk"), at))
            cases.append(case)
    return cases


def distribution(values: Iterable[float]) -> Distribution:
    found = sorted(values)
    n = len(found)
    mean = sum(found) / n

    def quantile(q: float) -> float:
        at = q * (n - 1)
        low = int(at)
        high = min(low + 1, n - 1)
        return found[low] + (found[high] - found[low]) * (at - low)

    return Distribution(
        n=n,
        mean_h=mean,
        std_h=(sum((v - mean) ** 2 for v in found) / n) ** 0.5,
        min_h=found[0],
        median_h=quantile(0.5),
        p90_h=quantile(0.9),
        p95_h=quantile(0.95),
        max_h=found[-1],
    )


def facts_of(cases: list[list[Step]]) -> Facts:
    """Mine the cases the plain way: enough for a report, not the analysis agent's mining."""
    spans = [case[-1][2] - case[0][2] for case in cases]
    elapsed: dict[tuple[str, str], list[float]] = defaultdict(list)
    ends: Counter[tuple[str, str]] = Counter()
    handed: dict[tuple[str, str], list[float]] = defaultdict(list)
    for case in cases:
        ends["start", case[0][0]] += 1
        ends[case[-1][0], "end"] += 1
        for (a, role, at), (b, next_role, later) in pairwise(case):
            elapsed[a, b].append(later - at)
            if role != next_role:
                handed[role, next_role].append(later - at)
    total = sum(map(sum, elapsed.values()))
    transitions = [
        Transition(
            source=a,
            target=b,
            count=len(v),
            elapsed=distribution(v),
            total_h=sum(v),
            total_share=sum(v) / total,
            elapsed_strata_h=tuple(sorted(v)[:200]),
        )
        for (a, b), v in elapsed.items()
    ]
    transitions.sort(key=lambda t: (-(t.total_h or 0), t.source, t.target))
    transitions += [Transition(source=a, target=b, count=n) for (a, b), n in sorted(ends.items())]
    names = list(dict.fromkeys(step[0] for case in cases for step in case))
    return Facts(
        source="event_log",
        provenance=Provenance.MEASURED,
        cases=len(cases),
        events=sum(map(len, cases)),
        activity_count=len(names),
        variant_count=len({tuple(s[0] for s in case) for case in cases}),
        first_at=FIRST,
        last_at=LAST,
        cycle_time=distribution(spans),
        variants=_variants(cases, spans),
        transitions=tuple(transitions),
        activities=tuple(_activity(name, cases) for name in names),
        handoffs=tuple(
            Handoff(source_role=a, target_role=b, count=len(v), elapsed=distribution(v))
            for (a, b), v in sorted(handed.items(), key=lambda p: (-len(p[1]), p[0]))
        ),
        handoffs_per_case=sum(map(len, handed.values())) / len(cases),
        rework=_share(cases, spans, repeated=True),
        rejections=_share(cases, spans, repeated=False),
    )


def _variants(cases: list[list[Step]], spans: list[float]) -> tuple[Variant, ...]:
    ways: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for case, span in zip(cases, spans, strict=True):
        ways[tuple(step[0] for step in case)].append(span)
    ranked = sorted(ways.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:50]
    return tuple(
        Variant(activities=way, cases=len(v), share=len(v) / len(cases), cycle_time=distribution(v))
        for way, v in ranked
    )


def _activity(name: str, cases: list[list[Step]]) -> ActivityFacts:
    steps = [s for case in cases for s in case if s[0] == name]
    within = sum(any(s[0] == name for s in case) for case in cases)
    return ActivityFacts(
        activity=name,
        name=name,
        executions=len(steps),
        cases=within,
        repeated=len(steps) - within,
        roles=dict(Counter(s[1] for s in steps).most_common()),
    )


def _share(cases: list[list[Step]], spans: list[float], *, repeated: bool) -> CaseShare:
    counts: Counter[str] = Counter()
    having: list[float] = []
    others: list[float] = []
    for case, span in zip(cases, spans, strict=True):
        names = Counter(s[0] for s in case)
        found = (
            {n: c - 1 for n, c in names.items() if c > 1}
            if repeated
            else {n: c for n, c in names.items() if "rejected" in n.lower()}
        )
        counts.update(found)
        (having if found else others).append(span)
    return CaseShare(
        cases=len(having),
        share=len(having) / len(cases),
        events=sum(counts.values()),
        by_activity=dict(counts.most_common()),
        cycle_time_with=distribution(having) if having else None,
        cycle_time_without=distribution(others) if others else None,
    )


def workflow_of(facts: Facts, name: str) -> Workflow:
    main = {a.activity: max(a.roles, key=lambda r: a.roles[r]) for a in facts.activities if a.roles}
    roles = sorted(set(main.values()) | {r for a in facts.activities for r in a.roles})
    return Workflow(
        name=name,
        activities=tuple(
            Activity(id=a.activity, name=a.name, role=main.get(a.activity))
            for a in facts.activities
        ),
        flows=tuple(
            Flow(source=t.source, target=t.target, count=_count(t.count)) for t in facts.transitions
        ),
        roles=tuple(Role(id=r, name=r) for r in roles),
        currency="EUR",
    )


def _count(number: int) -> Figure:
    return Figure(value=number, unit="count", provenance=Provenance.MEASURED, origin="event log")
