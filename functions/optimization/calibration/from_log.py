"""A semi-Markov elapsed-time twin from the facts of a log (docs/decisions/0003).

Routing: cases of the frequent variants are replayed by their last four steps; all other
cases by the directly-follows counts that the variants leave over. Both parts keep the log's
counts, so the expected cycle time is exactly the measured one. Elapsed times are drawn from
the measured strata of their transition.
"""

from collections import Counter, defaultdict
from itertools import pairwise

from common.model.facts import Facts, Transition
from common.model.workflow import END as END_ID
from common.model.workflow import START as START_ID
from common.model.workflow import Activity, Workflow
from functions.optimization.calibration.as_is import MOST_STATES, NotSimulableError, OlderAsIs
from functions.optimization.simulation.model import END, Delay, Model, Route, State, Step
from functions.optimization.simulation.sampling import Strata

ORDER = 4  # steps of the past that decide the next one; measured in docs/decisions/0003
FEW_CASES = 30

Context = tuple[str, ...]  # "variant" or "rest", then the last steps, the latest last
Counts = dict[Context, Counter[str]]

METHOD = (
    "Semi-Markov twin of elapsed times: routing by the last {order} steps for cases of the "
    "{variants} most frequent variants ({share:.1%} of cases) and by directly-follows counts for "
    "the rest; the time of each transition is drawn from its measured distribution."
)
LIMITS = (
    "Elapsed times hold waiting and work together: changes of staffing, working hours or "
    "priorities cannot be simulated in this twin.",
    "Cases do not influence each other in this twin: it shows no effect of a change on queues.",
)


def twin_of_log(facts: Facts, workflow: Workflow) -> OlderAsIs:
    """Return the as-is model; raises ``NotSimulableError`` where the facts hold no transitions."""
    if not facts.transitions or facts.cycle_time is None or not facts.cases:
        raise NotSimulableError(
            "The log gives no elapsed times between activities: complete timestamps of at least "
            "two activities per case are needed."
        )
    covered, share = _covered(facts)
    order, counts = _routing(facts, covered)
    model = _model(facts, workflow, counts, order)
    doubts = []
    if facts.cases < FEW_CASES:
        doubts.append(f"only {facts.cases} cases were observed")
    variants = len(facts.variants) if covered else 0
    return OlderAsIs(
        model=model,
        method=METHOD.format(order=order, variants=variants, share=share),
        observed=_observed(facts),
        doubts=tuple(doubts),
        limits=LIMITS,
    )


def _covered(facts: Facts) -> tuple[Counter[Context], float]:
    """Return the variants by cases and their share; none if they contradict the transitions."""
    covered = Counter({variant.activities: variant.cases for variant in facts.variants})
    left = Counter({(t.source, t.target): t.count for t in facts.transitions})
    for activities, cases in covered.items():
        path = (START_ID, *activities, END_ID)
        for flow in pairwise(path):
            left[flow] -= cases
    if any(count < 0 for count in left.values()):
        return Counter(), 0.0
    return covered, sum(covered.values()) / (facts.cases or 1)


def _routing(facts: Facts, covered: Counter[Context]) -> tuple[int, Counts]:
    """Return the longest past, up to ``ORDER`` steps, that keeps the model small; its counts."""
    for order in range(ORDER, 0, -1):
        counts = _split(facts, covered, order)
        if len(counts) <= MOST_STATES:
            return order, counts
    raise NotSimulableError(
        f"The log has {facts.activity_count} different activities, too many to simulate: please "
        "group activities that are alike under one name."
    )


def _split(facts: Facts, covered: Counter[Context], order: int) -> Counts:
    """Return how often each context was followed by each activity."""
    counts: Counts = defaultdict(Counter)
    left = Counter({(t.source, t.target): t.count for t in facts.transitions})
    for activities, cases in sorted(covered.items()):
        path = (START_ID, *activities, END_ID)
        for position in range(1, len(path)):
            past = path[max(0, position - order) : position]
            counts["variant", *past][path[position]] += cases
            left[path[position - 1], path[position]] -= cases
    for (source, target), count in sorted(left.items()):
        if count > 0:
            counts["rest", source][target] += count
    return counts


def _model(facts: Facts, workflow: Workflow, counts: Counts, order: int) -> Model:
    start: list[tuple[Context, int]] = []
    for part in ("variant", "rest"):
        first = counts.pop((part, START_ID), Counter())
        start += [(_next((part, START_ID), name, order), n) for name, n in sorted(first.items())]
    contexts = sorted(counts)
    number = {context: index + 1 for index, context in enumerate(contexts)}
    cases = sum(count for _, count in start)
    states = [State(START_ID, tuple(Route(number[c], n / cases) for c, n in start))]
    for context in contexts:
        total = counts[context].total()
        routes = tuple(
            Route(END if name == END_ID else number[_next(context, name, order)], count / total)
            for name, count in sorted(counts[context].items())
        )
        states.append(State(context[-1], routes))
    rejecting = set(facts.rejections.by_activity) if facts.rejections else set()
    names = sorted({context[-1] for context in contexts})
    steps = {START_ID: Step(START_ID)}
    for name in names:
        steps[name] = Step(name, cost=_cost(facts, workflow, name), rejects=name in rejecting)
    return Model(steps=steps, states=tuple(states), delays=_delays(facts))


def _next(context: Context, name: str, order: int) -> Context:
    if context[0] == "rest":
        return ("rest", name)
    return ("variant", *(*context[1:], name)[-order:])


def _delays(facts: Facts) -> dict[tuple[str, str], Delay]:
    """Return elapsed times by transition; a case's first step takes its own work, if known."""
    work = {activity.activity: activity.processing_strata_h for activity in facts.activities}
    delays = {}
    for transition in facts.transitions:
        strata = _strata(transition)
        if transition.source == START_ID:
            strata = work.get(transition.target, ())
        if strata:
            values = tuple(sorted(max(0.0, value) for value in strata))
            delays[transition.source, transition.target] = Delay(Strata(values))
    return delays


def _strata(transition: Transition) -> tuple[float, ...]:
    if transition.elapsed_strata_h or transition.elapsed is None:
        return transition.elapsed_strata_h
    return (transition.elapsed.mean_h,)


def _cost(facts: Facts, workflow: Workflow, name: str) -> float | None:
    """Return the mean cost per execution: given, or mean work at the role's cost per hour."""
    activity: Activity | None = next((a for a in workflow.activities if a.id == name), None)
    if activity is None:
        return None
    if activity.cost is not None:
        return activity.cost.value
    role = next((role for role in workflow.roles if role.id == activity.role), None)
    fact = next((fact for fact in facts.activities if fact.activity == name), None)
    if role is None or role.cost_per_h is None or fact is None or fact.processing is None:
        return None
    return fact.processing.mean_h * role.cost_per_h.value


def _observed(facts: Facts) -> dict[str, float]:
    observed: dict[str, float] = {}
    if facts.cycle_time is not None:
        observed["cycle_time_mean_h"] = facts.cycle_time.mean_h
        observed["cycle_time_median_h"] = facts.cycle_time.median_h
        observed["cycle_time_p95_h"] = facts.cycle_time.p95_h
    if facts.events is not None and facts.cases:
        observed["events_per_case"] = facts.events / facts.cases
    if facts.rejections is not None and facts.rejections.by_activity:
        observed["rejection_share"] = facts.rejections.share
    if facts.rework is not None:
        observed["rework_share"] = facts.rework.share
    return observed
