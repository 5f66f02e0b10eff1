"""What an hour of work costs: stated, else measured, else assumed."""

from collections import defaultdict

from common.language import say, term
from common.metric_words import cited
from common.model.economics import Economics
from common.model.facts import Facts
from common.model.figure import Provenance
from common.model.workflow import Activity, Role, Workflow
from functions.optimization.business_case.efforts import Assumptions
from functions.optimization.business_case.inputs import Input, known

# Where 10 to 55 in an hour is a wage; in others an assumed rate would be nonsense.
COMPARABLE = ("EUR", "USD", "GBP", "CHF")
OTHERS = "default"
PRECEDENCE = (Provenance.ASSUMED, Provenance.INFERRED, Provenance.STATED, Provenance.MEASURED)


def with_stated_rates(workflow: Workflow, economics: Economics) -> Workflow:
    """Return the workflow with the rates that the organisation states, so that they are simulated.

    Roles are meant by name or id, in any case.
    """
    if not economics.hourly_rates:
        return workflow
    stated = {name.strip().lower(): rate for name, rate in economics.hourly_rates.items()}
    return workflow.model_copy(
        update={"roles": tuple(_with_rate(role, stated) for role in workflow.roles)}
    )


def not_roles(workflow: Workflow, economics: Economics) -> tuple[str, ...]:
    """Return the names with a stated rate that are no role of the workflow."""
    roles = {text.strip().lower() for role in workflow.roles for text in (role.id, role.name)}
    return tuple(
        name for name in economics.hourly_rates if name.strip().lower() not in {*roles, OTHERS}
    )


def _with_rate(role: Role, stated: dict[str, float]) -> Role:
    for name in (role.name.strip().lower(), role.id.strip().lower(), OTHERS):
        if name in stated:
            origin = say("organization_context: hourly_rates")
            rate = known(name, stated[name], "money_per_h", Provenance.STATED, origin)
            return role.model_copy(update={"cost_per_h": rate.figure})
    return role


def hours_by_role(workflow: Workflow, facts: Facts) -> dict[str | None, float]:
    """Return the hours worked per role, as far as executions and times are known."""
    facts_of = {each.activity: each for each in facts.activities}
    hours: dict[str | None, float] = defaultdict(float)
    for activity in workflow.activities:
        fact = facts_of.get(activity.id)
        mean = fact.processing.mean_h if fact is not None and fact.processing else None
        if mean is None and activity.processing_h is not None:
            mean = activity.processing_h.value
        times = fact.executions if fact is not None else _executions(activity)
        hours[activity.role] += times * (mean or 0.0)
    return hours


def _executions(activity: Activity) -> float:
    return activity.executions.value if activity.executions is not None else 1.0


def hourly_rate(
    workflow: Workflow, facts: Facts, economics: Economics, assumptions: Assumptions
) -> Input | None:
    """Return the mean cost of an hour of the process; ``None`` where assuming it makes no sense."""
    hours = hours_by_role(workflow, facts)
    rates = {role.id: role.cost_per_h for role in workflow.roles if role.cost_per_h is not None}
    if rates:
        weights = {name: hours.get(name, 0.0) for name in rates}
        if not sum(weights.values()):
            weights = dict.fromkeys(rates, 1.0)
        total = sum(weights.values())
        mean = sum(weights[name] * rate.value for name, rate in rates.items()) / total
        weakest = min((rate.provenance for rate in rates.values()), key=PRECEDENCE.index)
        origin = say("Mean of the rates of {roles} roles, by hours worked.", roles=len(rates))
        return known("hourly_rate", mean, "money_per_h", weakest, origin)
    if OTHERS in economics.hourly_rates:
        origin = say("organization_context: hourly_rates")
        rate = economics.hourly_rates[OTHERS]
        return known("hourly_rate", rate, "money_per_h", Provenance.STATED, origin)
    measured = _from_costs(workflow)
    if measured is not None:
        origin = say("Cost per execution over hours of work, of the steps that have both.")
        return known("hourly_rate", measured, "money_per_h", Provenance.INFERRED, origin)
    currency = economics.currency or workflow.currency
    if currency not in (None, *COMPARABLE):
        return None
    assumed = assumptions.rate_per_h
    origin = f"{term(assumed.reason)} {say('Source: {source}.', source=cited(assumed.source))}"
    if currency not in (None, "EUR"):
        origin += " " + say("Taken one to one as {currency}.", currency=currency)
    return Input(
        name="hourly_rate",
        planned=assumed.likely,
        low=assumed.low,
        likely=assumed.likely,
        high=assumed.high,
        unit="money_per_h",
        provenance=Provenance.ASSUMED,
        origin=origin,
    )


def _from_costs(workflow: Workflow) -> float | None:
    cost = hours = 0.0
    for activity in workflow.activities:
        if activity.cost is not None and activity.processing_h is not None:
            times = _executions(activity)
            cost += times * activity.cost.value
            hours += times * activity.processing_h.value
    return cost / hours if cost > 0 and hours > 0 else None
