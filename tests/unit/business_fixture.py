"""A small approval process with a portfolio, as the stages before would tell it."""

from common.model.assessment import Place
from common.model.facts import Facts
from common.model.figure import Figure, Provenance
from common.model.portfolio import Effect, Interval, Portfolio, Redesign, RolloutStep
from common.model.workflow import END, START, Activity, Flow, Role, Workflow
from functions.optimization.business_case.efforts import Efforts, efforts_of
from tests.paths import ROOT


def efforts() -> Efforts:
    body = (ROOT / "framework_knowledge/efforts.json").read_bytes()
    return efforts_of({"efforts.json": body})


def stated(value, unit="h"):
    return Figure(value=value, unit=unit, provenance=Provenance.STATED, origin="said so")


def workflow(rates=True, per_week=100.0, currency="EUR"):
    rate = stated(40.0, "money_per_h") if rates else None
    return Workflow(
        name="Claims",
        activities=tuple(
            Activity(id=name, name=name.capitalize(), role="clerk", processing_h=stated(0.5))
            for name in ("check", "approve", "pay")
        ),
        flows=tuple(
            Flow(source=a, target=b)
            for a, b in ((START, "check"), ("check", "approve"), ("approve", "pay"), ("pay", END))
        ),
        roles=(Role(id="clerk", name="Clerk", cost_per_h=rate),),
        figures={} if per_week is None else {"cases_per_week": stated(per_week, "per_week")},
        currency=currency,
    )


def facts():
    return Facts(source="stated", provenance=Provenance.STATED, activity_count=3)


def effect(metric, saved, half=0.0, before=10.0, unit="h"):
    def interval(mean):
        return Interval(mean=mean, low=mean - half, high=mean + half)

    return Effect(
        metric=metric, unit=unit, as_is=interval(before), to_be=interval(before - saved),
        difference=interval(-saved),
    )  # fmt: skip


def change(operator, place="check", effects=(), **parameters):
    return Redesign(
        id=f"{operator}:{place}", operator=operator, title=f"{operator} {place}",
        description="Something changes.", where=Place(activity=place), verdict="beneficial",
        effects=tuple(effects), parameters=parameters,
    )  # fmt: skip


def portfolio(*changes, rollout=True, joint=()):
    return Portfolio(
        redesigns=changes,
        recommended=tuple(each.id for each in changes),
        joint=tuple(joint),
        rollout=tuple(RolloutStep(redesign=c.id, marginal=c.effects) for c in changes)
        if rollout
        else (),
        quality_score=0.9,
    )
