"""The travel declarations with all that an optimization can say: plan, money, front, guards."""

from dataclasses import replace
from typing import Any

from common.model.assessment import Place, Sensitivity, View
from common.model.figure import Figure, Provenance
from common.model.portfolio import (
    Advice,
    BusinessCase,
    CashFlow,
    ChangeCost,
    Difference,
    Flexibility,
    FrontPoint,
    Interval,
    Measure,
    Portfolio,
    RoadmapItem,
    RolloutStep,
    Stop,
    Swing,
    ToBe,
)
from common.model.submission import OutputFormat
from functions.output.dossier.results import Results
from tests.unit.dossier_fixture import PAY, REQUEST, SUBMIT, results

RUNS, CHECK, PARALLEL = "daily-payments", "check-at-entry", "parallel-approval"


def _figure(value: float, unit: str, low: float | None = None, high: float | None = None) -> Figure:
    given = {"value": value, "unit": unit, "low": low, "high": high}
    return Figure.model_validate(given | {"provenance": Provenance.ASSUMED, "origin": "By hand"})


def _interval(mean: float, half: float = 0.0) -> Interval:
    return Interval(mean=mean, low=mean - half, high=mean + half)


def _point(cycle_h: float, cost: float, *redesigns: str, chosen: bool = False) -> FrontPoint:
    objectives = {"cycle_time_mean_h": _interval(cycle_h, 6.5), "cost_per_case": _interval(cost, 1)}
    return FrontPoint(redesigns=redesigns, objectives=objectives, recommended=chosen)


def _flexibility(name: str, as_is: float, to_be: float) -> Flexibility:
    measured = _figure(as_is, "share").model_copy(update={"provenance": Provenance.MEASURED})
    made = _figure(to_be, "share", to_be - 0.125, to_be + 0.125)
    return Flexibility.model_validate({"metric": name, "as_is": measured, "to_be": made})


def _swing(name: str, redesign: str | None, unit: str, low: float, high: float,
           flips_at: float | None = None) -> Swing:  # fmt: skip
    money = unit == "money"
    return Swing(
        input=name,
        redesign=redesign,
        figure=_figure(24.0, "h", 12.0, 48.5),
        metric="net_present_value" if money else "cycle_time_mean_h",
        unit=unit,
        at_low=_interval(low, 3.25),
        at_high=_interval(high, 3.25),
        flips_at=flips_at,
    )


def business_case() -> BusinessCase:
    return BusinessCase(
        currency="EUR",
        cases_per_year=_figure(485, "per_year"),
        discount_rate=_figure(0.08, "share", 0.04, 0.12),
        years=3,
        costs=(
            ChangeCost(
                redesign=RUNS,
                effort_days=_figure(12, "person_days", 8, 20),
                one_off=_figure(6_720, "money", 4_480, 11_200),
                running_per_year=_figure(1_248, "money_per_year"),
                benefit_per_year=_figure(15_345.5, "money_per_year"),
            ),
            ChangeCost(
                redesign=CHECK,
                effort_days=_figure(30, "person_days", 20, 60),
                one_off=_figure(16_800, "money"),
                running_per_year=_figure(840, "money_per_year"),
            ),
        ),
        one_off=_figure(23_520, "money", 17_000, 41_000),
        running_per_year=_figure(2_088, "money_per_year"),
        benefit_per_year=_figure(21_900, "money_per_year", 15_100, 28_800),
        net_present_value=_figure(27_543.21, "money", -4_812.9, 58_020.4),
        payback_months=_figure(17, "months", 11, 31),
        profitable_share=0.912,
        cash_flow=tuple(
            CashFlow(month=m, cumulative=_interval(-23_520 + 1_651.5 * m, 300.0 * m))
            for m in range(37)
        ),
        swings=(
            _swing("benefit_per_year", None, "money", 3_100.5, 51_200.5, 14.5),
            _swing("effort_days", CHECK, "money", 33_000.5, 12_300.5),
        ),
        method="Monte Carlo, 5,000 futures, seed 1.",
        not_counted=("Employees get their money sooner",),
    )


def roadmap() -> tuple[RoadmapItem, ...]:
    measure = Measure(
        metric="cycle_time_mean_h",
        unit="h",
        today=345.25,
        target=258.75,
        how="Monthly from the log, by the process owner",
    )
    return (
        RoadmapItem(
            redesign=RUNS,
            wave="quick_win",
            begins_week=0,
            weeks=3,
            effort_days=_figure(12, "person_days", 8, 20),
            owner="Finance",
            steps=("Tell Finance what changes and why", "Ask the bank for daily runs"),
            risks=("Bank charges per run rise",),
            measures=(measure,),
        ),
        RoadmapItem(
            redesign=CHECK,
            wave="project",
            begins_week=3,
            weeks=9,
            effort_days=_figure(30, "person_days", 20, 60),
            owner="Administration",
            after=(RUNS,),
            steps=("Collect the reasons of rejections", "Build the form", "Try it in one team"),
            measures=(Measure(metric="rejection_share", unit="share", how="From the log"),),
        ),
    )


def planned(portfolio: Portfolio, made: Results) -> Portfolio:
    """Return the portfolio with every part filled."""
    runs, check = portfolio.redesigns[:2]
    return portfolio.model_copy(
        update={
            "rollout": (
                RolloutStep(redesign=RUNS, marginal=runs.effects),
                RolloutStep(redesign=CHECK, marginal=check.effects),
            ),
            "front": (
                _point(239.75, 41.5, RUNS, CHECK, chosen=True),
                _point(258.5, 40.25, RUNS),
                _point(250.5, 40.75, RUNS, PARALLEL),
                _point(345.0, 38.5),
            ),
            "flexibility": (
                _flexibility("variants_handled_share", 1.0, 0.75),
                _flexibility("fast_lane_share", 0.125, 0.5),
            ),
            "sensitivity": (
                _swing("wait_h", RUNS, "h", -120.5, -61.25, 61.5),
                _swing("cases_per_week", None, "h", -110.5, -99.5),
            ),
            "stopped": (
                Stop(
                    operator="empower",
                    title="Let the employee approve",
                    where=Place(activity=SUBMIT),
                    guard="separation-request-approval",
                    reason="Who submits must not approve",
                    forgone=check.effects[0],
                ),
            ),
            "advice": (
                Advice(
                    heuristic="case_manager",
                    title="One contact for a traveller",
                    text="Somebody answers for the whole case",
                    needed="Who is free to be that contact",
                ),
            ),
            "business_case": business_case(),
            "roadmap": roadmap(),
            "to_be": ToBe(
                workflow=made.workflow,
                differences=(
                    Difference(kind="changed", element=_id(made, PAY), redesign=RUNS,
                               text="Runs every working day"),
                    Difference(kind="added", element="check", redesign=CHECK,
                               text="The form checks for receipts"),
                    Difference(
                        kind="moved",
                        element=f"{_id(made, REQUEST)}->{_id(made, PAY)}",
                        redesign=RUNS,
                        text="Waits a day at most",
                    ),
                ),
            ),
        }
    )  # fmt: skip


def _id(made: Results, name: str) -> str:
    return next(a.id for a in made.workflow.activities if a.name == name)


def planned_results(edition: OutputFormat = OutputFormat.DETAILED_ANALYSIS) -> Results:
    """Return results in which nothing is absent."""
    made = results(edition)
    view = View(
        rule="constraints_longest_queue",
        framework="constraints",
        principle="Identify the constraint",
        severity=made.assessment.findings[0].severity,
        statement="The payment run is where most time is spent",
    )
    first = made.assessment.findings[0]
    update: dict[str, Any] = {"views": (view,), "cost_at_stake_per_year": _figure(310.5, "money")}
    assessment = made.assessment.model_copy(
        update={
            "findings": (first.model_copy(update=update), *made.assessment.findings[1:]),
            "sensitivity": (
                Sensitivity(
                    metric="rework_share", end="bad", threshold=0.35, if_lower=0.31, if_higher=-0.22
                ),
            ),
        }
    )
    workflow = made.workflow.model_copy(update={"currency": "EUR"})
    return replace(
        made,
        workflow=workflow,
        assessment=assessment,
        portfolio=planned(made.portfolio, made),
    )
