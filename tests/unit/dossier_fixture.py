"""A travel declaration process with rejections, as the stages before would describe it."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

from common.model.assessment import Assessment, Evidence, Finding, Place, ScorePart, Severity
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
from common.model.portfolio import (
    Effect,
    Interval,
    Portfolio,
    Redesign,
    Twin,
    TwinCheck,
)
from common.model.quality import DataWarning, Quality, QualityPart, Question
from common.model.submission import OutputFormat, Request
from common.model.workflow import Activity, Flow, Role, Workflow
from functions.output.dossier.results import Results
from tests.unit.dossier_measurements import measured

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


def _assumed(value: float, unit: str, origin: str) -> Figure:
    return Figure.model_validate(
        {"value": value, "unit": unit, "provenance": "assumed", "origin": origin}
    )


def _effect(metric: str, unit: str, before: float, after: float, half: float) -> Effect:
    return Effect(
        metric=metric,
        unit=unit,
        as_is=Interval(mean=before, low=before - half, high=before + half),
        to_be=Interval(mean=after, low=after - half, high=after + half),
        difference=Interval(
            mean=after - before, low=after - before - half / 2, high=after - before + half / 2
        ),
        relative=(after - before) / before,
    )


def quality() -> Quality:
    return Quality(
        source="event_log",
        format="XES 1.0, gzip",
        completeness=0.71,
        parts=(
            QualityPart(name="case ids", score=1.0, weight=0.3, note="Every event has a case."),
            QualityPart(name="timestamps", score=0.5, weight=0.4, note="No start times."),
            QualityPart(name="roles", score=0.69, weight=0.3, note="31% of events by UNDEFINED."),
        ),
        missing=(
            "Start times are missing: waiting and working cannot be told apart.",
            "Costs are missing: no cost per case.",
        ),
        questions=(
            Question(about="processing_h", text="How long does checking a declaration take?"),
            Question(about="headcount", text="How many people work in administration?"),
        ),
        warnings=(
            DataWarning(
                code="undefined_role",
                message="The role UNDEFINED stands for systems.",
                count=1_234,
                sample=("case 86791", "case 86795"),
            ),
        ),
    )


def assessment() -> Assessment:
    measured = Provenance.MEASURED
    return Assessment(
        findings=(
            Finding(
                id="waiting-1",
                rule="lean-waiting",
                framework="lean",
                principle="waiting",
                severity=Severity.HIGH,
                statement="Between “Payment requested” and “Payment handled” a case waits 4.8 days "
                "on average, although nothing but the weekly payment run happens",
                where=Place(flow=(REQUEST, PAY)),
                evidence=(
                    Evidence(
                        metric="elapsed_mean_h",
                        value=115.2,
                        unit="h",
                        threshold=24.0,
                        provenance=measured,
                        sample=947,
                    ),
                ),
                affected_share=0.947,
                time_at_stake_h_per_year=Figure(
                    value=43_210.0,
                    unit="h",
                    provenance=Provenance.INFERRED,
                    origin="time above one day times cases per year",
                ),
                confidence=0.9,
                remedies=("batch_more_often", "straight_through_processing"),
            ),
            Finding(
                id="defects-1",
                rule="lean-defects",
                framework="lean",
                principle="defects",
                severity=Severity.MEDIUM,
                statement="14.8% of the declarations are rejected and corrected",
                where=Place(activity=NO_CHECK, role="Administration"),
                evidence=(
                    Evidence(
                        metric="rejection_share",
                        value=0.148,
                        unit="share",
                        threshold=0.05,
                        provenance=measured,
                        sample=970,
                        quote="Half of them come back because a receipt is missing",
                    ),
                    Evidence(metric="cost_per_case", provenance=Provenance.STATED),
                ),
                affected_share=0.148,
                confidence=0.8,
            ),
            Finding(
                id="layers-1",
                rule="operating-model-approvals",
                framework="operating_model",
                principle="decision_rights",
                severity=Severity.LOW,
                statement="Budget owner and supervisor approve one after the other",
                where=Place(flow=(BUDGET, SUPERVISOR)),
                evidence=(
                    Evidence(
                        metric="approvals_per_case", value=2, unit="count", provenance=measured
                    ),
                ),
                confidence=0.6,
            ),
        ),
        inefficiency_score=6.4,
        optimization_potential=0.37,
        parts=(
            ScorePart(name="time", score=0.72, weight=0.35, basis="95th percentile 3.1 × median"),
            ScorePart(name="cost", score=0.0, weight=0.2, basis="No costs in the log", known=False),
            ScorePart(name="quality", score=0.55, weight=0.2, basis="14.8% rejected, scale 0–25%"),
            ScorePart(name="flexibility", score=0.2, weight=0.1, basis="9 variants"),
            ScorePart(name="flow", score=0.64, weight=0.15, basis="3.6 hand-offs per case"),
        ),
        formula="1 + 9 × the weighted mean of the parts that are known",
        quality_score=0.75,
        notes=("Capacity could not be judged: the log names no resources.",),
    )


def portfolio() -> Portfolio:
    runs = Redesign(
        id="daily-payments",
        operator="shorten_wait",
        heuristic="batch_more_often",
        title="Pay every day instead of once a week",
        description="The payment run starts every working day, so a requested payment waits at "
        "most one day",
        where=Place(flow=(REQUEST, PAY)),
        parameters={"wait_h": _assumed(24.0, "h", "One payment run per working day; ask Finance")},
        answers=("waiting-1",),
        effects=(
            _effect("cycle_time_mean_h", "h", 345.0, 258.5, 7.2),
            _effect("cycle_time_p95_h", "h", 820.0, 741.0, 25.0),
        ),
        verdict="beneficial",
        risks=("Bank charges per run rise",),
    )
    check = Redesign(
        id="check-at-entry",
        operator="lower_rejection",
        title="Check receipts while the declaration is typed",
        description="The form refuses a declaration without receipts",
        where=Place(activity=SUBMIT),
        answers=("defects-1",),
        effects=(
            _effect("cycle_time_mean_h", "h", 345.0, 321.4, 7.0),
            _effect("rejection_share", "share", 0.148, 0.074, 0.008),
        ),
        verdict="beneficial",
    )
    nothing = Redesign(
        id="parallel-approval",
        operator="parallelise",
        title="Approve by budget owner and supervisor at the same time",
        description="Both approvals start together",
        effects=(_effect("cycle_time_mean_h", "h", 345.0, 344.1, 7.0),),
        verdict="no_effect",
    )
    return Portfolio(
        twin=Twin(
            method="Routing by frequency, spans drawn from the log's own samples.",
            checks=(
                TwinCheck(
                    metric="cycle_time_mean_h",
                    unit="h",
                    observed=347.9,
                    simulated=Interval(mean=345.0, low=337.8, high=352.2),
                    relative_error=0.008,
                    tolerance=0.05,
                    passed=True,
                ),
                TwinCheck(
                    metric="rejection_share",
                    unit="share",
                    observed=0.148,
                    simulated=Interval(mean=0.151, low=0.143, high=0.159),
                    relative_error=0.02,
                    tolerance=0.05,
                    passed=True,
                ),
                TwinCheck(
                    metric="cycle_time_p95_h",
                    unit="h",
                    observed=921.0,
                    simulated=Interval(mean=820.0, low=795.0, high=845.0),
                    relative_error=0.11,
                    tolerance=0.1,
                    passed=False,
                ),
            ),
            indicative=True,
            reason="The 95th percentile of the cycle time is 11% off",
            replications=30,
            cases_per_replication=1_000,
            seed=1,
            assumptions={"cases_per_week": _assumed(19.0, "per_week", "Mean of the log")},
        ),
        redesigns=(runs, check, nothing),
        recommended=("daily-payments", "check-at-entry"),
        joint=(
            _effect("cycle_time_mean_h", "h", 345.0, 239.8, 7.1),
            _effect("cycle_time_p95_h", "h", 820.0, 690.0, 24.0),
            _effect("rejection_share", "share", 0.148, 0.074, 0.008),
        ),
        hours_saved_per_year=Figure(
            value=51_023.7,
            unit="h",
            provenance=Provenance.INFERRED,
            origin="simulated difference times 485 cases per year",
            low=48_100.0,
            high=53_900.0,
        ),
        quality_score=0.7,
    )


@cache
def _measured_facts() -> Facts:
    return measured(facts_of(synthetic_cases()))


def results(
    edition: OutputFormat = OutputFormat.DETAILED_ANALYSIS, name: str = "Travel declarations"
) -> Results:
    facts = _measured_facts()
    return Results(
        request=Request(output_format=edition),
        workflow=workflow_of(facts, name),
        quality=quality(),
        facts=facts,
        assessment=assessment(),
        portfolio=portfolio(),
    )


def stated_results() -> Results:
    """A process that somebody told, without a log and without most numbers."""

    def said(value: float, unit: str, quote: str) -> Figure:
        return Figure.model_validate(
            {"value": value, "unit": unit, "provenance": "stated", "origin": f"“{quote}”"}
        )

    workflow = Workflow(
        name="Purchase approval",
        activities=(
            Activity(id="a1", name="Write the request", role="r1"),
            Activity(
                id="a2",
                name="Approve the request",
                role="r2",
                waiting_h=said(72, "h", "usually lies there for three days"),
                rejection_share=said(0.2, "share", "one in five goes back"),
            ),
            Activity(
                id="a3",
                name="Order the goods",
                role="r3",
                processing_h=said(0.5, "h", "half an hour"),
            ),
        ),
        flows=(
            Flow(source="start", target="a1"),
            Flow(source="a1", target="a2"),
            Flow(source="a2", target="a1", probability=said(0.2, "share", "one in five")),
            Flow(source="a2", target="a3", probability=said(0.8, "share", "the others")),
            Flow(source="a3", target="end"),
        ),
        roles=(
            Role(id="r1", name="Requester"),
            Role(id="r2", name="Manager"),
            Role(id="r3", name="Purchasing"),
        ),
    )
    return Results(
        request=Request(),
        workflow=workflow,
        quality=Quality(
            source="text", format="plain text", completeness=0.3, parts=(), missing=("No log.",)
        ),
        facts=Facts(source="stated", provenance=Provenance.STATED, activity_count=3),
        assessment=Assessment(
            inefficiency_score=3.0,
            optimization_potential=0.0,
            parts=(ScorePart(name="time", score=0.0, weight=1.0, basis="Unknown", known=False),),
            formula="1 + 9 × the weighted mean of the parts that are known",
            quality_score=0.3,
        ),
        portfolio=Portfolio(quality_score=0.0),
    )
