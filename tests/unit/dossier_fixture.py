"""A travel declaration process with rejections, as the stages before would describe it."""

from functools import cache

from common.model.assessment import Assessment, Evidence, Finding, Place, ScorePart, Severity
from common.model.facts import Facts
from common.model.figure import Figure, Provenance
from common.model.portfolio import Effect, Interval, Portfolio, Redesign, Twin, TwinCheck
from common.model.quality import DataWarning, Quality, QualityPart, Question
from common.model.submission import OutputFormat, Request
from common.model.workflow import Activity, Flow, Role, Workflow
from functions.output.dossier.results import Results
from tests.unit.declarations_fixture import (
    BUDGET,
    NO_CHECK,
    PAY,
    REQUEST,
    SUBMIT,
    SUPERVISOR,
    facts_of,
    synthetic_cases,
    workflow_of,
)
from tests.unit.dossier_measurements import measured


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
            reason="Benefits are indicative: the 95th percentile of the cycle time is 11% off",
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
