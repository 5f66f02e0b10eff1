"""A model of the canonical workflow. What it leaves open is filled in and listed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from common.model import workflow as canonical
from common.model.staffing import Resource as CanonicalResource
from functions.optimization.simulation.engine.distribution import (
    HOUR_S,
    Distribution,
    exponential,
    fixed,
)
from functions.optimization.simulation.engine.model import (
    MONDAY,
    START,
    Activity,
    Arrivals,
    Flow,
    Gateway,
    Model,
    Performer,
    Resource,
    TimeLimit,
)

WEEK_S = 168 * HOUR_S


@dataclass(frozen=True)
class Assumption:
    """Something that the workflow does not say and the model needs."""

    place: str
    text: str


class NoArrivalsError(ValueError):
    """The workflow does not say how cases come, and no arrivals were given."""


@dataclass
class Builder:
    """Builds the model part by part."""

    workflow: canonical.Workflow
    assumptions: list[Assumption] = field(default_factory=list)

    def assume(self, place: str, text: str) -> None:
        """Note what is filled in."""
        self.assumptions.append(Assumption(place, text))

    def model(self, arrivals: Arrivals | None) -> Model:
        """Return the model; raises ``NoArrivalsError``."""
        workflow = self.workflow
        staff = self._staff()
        return Model(
            activities=tuple(self._activity(activity, staff) for activity in workflow.activities),
            flows=self._flows(),
            arrivals=arrivals or self._arrivals(),
            gateways=tuple(Gateway(g.id, g.kind) for g in workflow.gateways),
            resources=tuple(staff.values()),
            calendars=workflow.calendars,
            starts_at=workflow.first_at or MONDAY,
        )

    def _staff(self) -> dict[str, Resource]:
        """Return resources by id; a role with a headcount and no members is a pool."""
        roles = {role.id: role for role in self.workflow.roles}
        staff = {r.id: self._resource(r, roles) for r in self.workflow.resources}
        manned = {r.role for r in self.workflow.resources}
        for role in self.workflow.roles:
            if role.id not in manned and role.headcount is not None:
                cost = role.cost_per_h.value if role.cost_per_h else None
                amount = max(1, round(role.headcount.value))
                staff[f"role:{role.id}"] = Resource(f"role:{role.id}", amount, None, cost, role.id)
                self.assume(role.id, "always on duty: no working hours are known")
        return staff

    def _resource(self, given: CanonicalResource, roles: dict[str, canonical.Role]) -> Resource:
        cost = given.cost_per_h
        if cost is None and given.role is not None:
            cost = roles[given.role].cost_per_h
        return Resource(
            given.id, given.amount, given.calendar, cost.value if cost else None, given.role
        )

    def _activity(self, given: canonical.Activity, staff: dict[str, Resource]) -> Activity:
        performers = tuple(
            Performer(p.resource, Distribution.of(p.duration))
            for p in self.workflow.performances
            if p.activity == given.id
        )
        if not performers and given.kind == "work":
            performers = self._by_role(given, staff)
        duration = self._duration(given, known=any(p.duration for p in performers))
        made = Activity(
            given.id,
            duration,
            performers if given.kind == "work" else (),
            cost=given.cost.value if given.cost else None,
            time_limit=time_limit_of(given),
        )
        return with_instances(made, given)

    def _by_role(
        self, given: canonical.Activity, staff: dict[str, Resource]
    ) -> tuple[Performer, ...]:
        members = [r.id for r in self.workflow.resources if r.role == given.role and given.role]
        pool = f"role:{given.role}"
        found = tuple(Performer(name) for name in ([pool] if pool in staff else members))
        if not found:
            self.assume(given.id, "nobody is ever missing: who does it is not known")
        return found

    def _duration(self, given: canonical.Activity, known: bool) -> Distribution:
        spread = given.processing
        if spread is None and (given.kind == "wait" or not (given.processing_h or given.elapsed_h)):
            spread = given.waiting
        if spread is not None:
            return Distribution.of(spread)
        figures = (given.processing_h, given.elapsed_h, given.waiting_h)
        mean = next((figure.value for figure in figures if figure is not None), None)
        if mean is not None:
            if not known:
                self.assume(given.id, "times are exponential: only a mean is known")
            return exponential(mean * HOUR_S)
        if not known:
            self.assume(given.id, "takes no time: none is known")
        return fixed(0.0)

    def _flows(self) -> tuple[Flow, ...]:
        by_source: dict[str, list[canonical.Flow]] = {}
        late = {(name, limit.to) for name, limit in self.workflow.late_ways().items()}
        for flow in self.workflow.flows:
            if (flow.source, flow.target) in late:
                continue  # the time limit leads there, and no share
            by_source.setdefault(flow.source, []).append(flow)
        kinds = {gateway.id: gateway.kind for gateway in self.workflow.gateways}
        flows: list[Flow] = []
        for source, ways in by_source.items():
            shares = self._shares(source, ways, kinds.get(source, "exclusive"))
            flows += [
                Flow(way.source, way.target, share) for way, share in zip(ways, shares, strict=True)
            ]
        return tuple(flows)

    def _shares(
        self, source: str, ways: list[canonical.Flow], kind: str
    ) -> list[float] | list[None]:
        if len(ways) == 1 or kind in {"parallel", "event_based"}:
            return [None] * len(ways)
        given = [way.probability.value for way in ways if way.probability is not None]
        if len(given) < len(ways):
            given = [way.count.value for way in ways if way.count is not None]
        if len(given) < len(ways) or sum(given) <= 0:
            self.assume(source, "every way is equally likely: no shares are known")
            given = [1.0] * len(ways)
        if kind == "inclusive":
            most = max(given)
            return [share / most if most > 1 else share for share in given]
        return [share / sum(given) for share in given]

    def _arrivals(self) -> Arrivals:
        arrivals = self.workflow.arrivals
        if arrivals is not None:
            return Arrivals(Distribution.of(arrivals.interarrival), arrivals.calendar)
        per_week = self.workflow.figures.get("cases_per_week")
        if per_week is None or per_week.value <= 0:
            raise NoArrivalsError("the workflow does not say how often cases come")
        self.assume(START, "cases come independently of each other, at any hour")
        return Arrivals(exponential(WEEK_S / per_week.value))


def time_limit_of(
    given: canonical.Activity, entries: Mapping[str, str] | None = None
) -> TimeLimit | None:
    """Return the time limit of an activity; ``entries``: waits by which activities are come to."""
    limit = given.time_limit
    if limit is None:
        return None
    after = Distribution.of(limit.after) if limit.after else fixed(limit.after_h.value * HOUR_S)
    return TimeLimit(after, (entries or {}).get(limit.to, limit.to), limit.breaks_off)


def with_instances(made: Activity, given: canonical.Activity) -> Activity:
    """Return the activity, done as often per visit as is stated."""
    if given.instances is None:
        return made
    number = max(1, round(given.instances.number.value))
    return replace(made, instances=number, in_turn=given.instances.order == "sequential")


def model_of(
    workflow: canonical.Workflow, arrivals: Arrivals | None = None
) -> tuple[Model, tuple[Assumption, ...]]:
    """Return a model of the workflow and what had to be assumed for it.

    Flows without figures from a parallel or an event-based gateway are complete as they are.
    Raises ``NoArrivalsError`` where neither says how cases come.
    """
    builder = Builder(workflow)
    model = builder.model(arrivals)
    return model, tuple(builder.assumptions)
