"""The process as it runs: the map, with its numbers in a table."""

from collections.abc import Iterator

from common.language import say, term
from common.model.facts import ActivityFacts, Transition
from common.model.figure import Figure
from common.model.routing import visits
from common.model.workflow import END, START, Activity
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Bullets,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    head,
    not_known,
    row_head,
    value,
)
from functions.output.dossier.model_blocks import model_blocks
from functions.output.dossier.results import Results
from functions.output.dossier.stated_flows import map_flows, map_gateways
from functions.output.pictures.gateways import KEY, MapGateway
from functions.output.pictures.process_map import (
    COVERAGE,
    HEATS,
    MapFlow,
    MapNode,
    ProcessMap,
    heats,
    hottest,
    process_map,
)

FEW = 20  # so many flows are drawn without leaving any out
MAP_LIMIT = 60  # activities; beyond, a map is unreadable and only the frequent ones are drawn


def process(results: Results) -> Section | None:
    """Return the process map, the flows behind it and what the map leaves out."""
    activities = _drawn(results)
    flows = _measured_flows(results) or _stated_flows(results)
    counts = bool(results.facts.transitions)
    gateways = [] if counts else map_gateways(results.workflow)
    names = {a.id for a in activities} | {g.id for g in gateways}
    flows = [f for f in flows if {f.source, f.target} <= names | {START, END}]
    used = {end for f in flows for end in (f.source, f.target)}
    gateways = [gateway for gateway in gateways if gateway.id in used]
    nodes: list[MapNode | MapGateway] = [_node(results, activity) for activity in activities]
    nodes += gateways
    title = say("Process map of {name}", name=results.workflow.name)
    description = _description(results, flows)
    drawing = process_map(
        nodes,
        flows,
        (START, END),
        _bounds(flows),
        coverage=COVERAGE if counts and len(flows) > FEW else 1.0,
        title=title,
        description=description,
    )
    caption = _caption(activities, gateways, counts=counts)
    blocks: list[Text | Bullets | Picture | Table] = [
        Picture(drawing.svg, title, description, caption, wide=True)
    ]
    left_out = drawing.all_flows - drawing.shown_flows
    if left_out > 0:
        blocks.append(Text(_coverage(drawing, counts=counts), "note"))
    hidden = len(results.workflow.activities) - len(activities)
    if hidden > 0:
        steps = figures.plural(hidden, "rare step")
        blocks.append(Text(say("Not drawn: {steps}.", steps=steps), "note"))
    blocks.append(_steps_table(results))
    blocks += model_blocks(results)
    return Section("process", say("How the process runs"), tuple(blocks))


def _caption(activities: list[Activity], gateways: list[MapGateway], *, counts: bool) -> str:
    if counts:
        told = [
            say(
                "Wide lines are frequent, warm lines slow; a label gives how often and the mean "
                "time."
            )
        ]
    else:
        told = [say("As it was stated, without counts from a log.")]
    told.append(say("Dashed lines lead back to an earlier step."))
    if any(activity.kind == "wait" for activity in activities):
        told.append(say("Dashed boxes are waits."))
    signs = {gateway.kind for gateway in gateways}
    if signs:
        told.append(f"{', '.join(term(sign) for kind, sign in KEY.items() if kind in signs)}.")
    return " ".join(told)


def _coverage(drawing: ProcessMap, *, counts: bool) -> str:
    values = {
        "shown": drawing.shown_flows,
        "all": drawing.all_flows,
        "share": figures.share(drawing.coverage),
    }
    if counts:
        return say(
            "The map shows {shown} of {all} flows, which make up {share} of all passages; the "
            "rarer ones are left out.",
            **values,
        )
    return say(
        "The map shows {shown} of {all} flows, which make up {share} of the stated probability; "
        "the rarer ones are left out.",
        **values,
    )


def _drawn(results: Results) -> list[Activity]:
    frequent: dict[str, float] = {a.activity: a.executions for a in results.facts.activities}
    if not frequent:
        frequent = visits(results.workflow) or {}
    ranked = sorted(results.workflow.activities, key=lambda a: -frequent.get(a.id, 0))
    kept = {a.id for a in ranked[:MAP_LIMIT]}
    return [a for a in results.workflow.activities if a.id in kept]


def _node(results: Results, activity: Activity) -> MapNode:
    facts = _facts(results, activity.id)
    small = []
    if facts is not None:
        small.append(f"{figures.grouped(facts.executions)}×")
    elif activity.executions is not None:
        small.append(f"{figures.count(activity.executions.value)}×")
    for word, hours in _times(facts, activity):
        small.append(f"{word} {figures.short_duration(hours)}")
    return MapNode(
        id=activity.id,
        name=activity.name,
        small=(" · ".join(small), results.role(activity.role) if activity.role else ""),
        sends_back=_sends_back(results, activity),
        waits=activity.kind == "wait",
    )


def _sends_back(results: Results, activity: Activity) -> bool:
    stated, measured = activity.rejection_share, results.facts.rejections
    if measured is not None and activity.id in measured.by_activity:
        return True
    return stated is not None and stated.value > 0


def _facts(results: Results, activity_id: str) -> ActivityFacts | None:
    return next((a for a in results.facts.activities if a.activity == activity_id), None)


def _times(facts: ActivityFacts | None, activity: Activity) -> Iterator[tuple[str, float]]:
    """Yield how long the work takes and, where no log measured the flows, the wait before it."""
    if facts is not None:
        if facts.processing is not None:
            yield say("work"), facts.processing.mean_h
        return
    if activity.waiting_h is not None:
        yield say("wait"), activity.waiting_h.value
    if activity.processing_h is not None:
        yield say("work"), activity.processing_h.value
    if activity.elapsed_h is not None:
        yield say("takes"), activity.elapsed_h.value


def _measured_flows(results: Results) -> list[MapFlow]:
    return [_measured(t) for t in results.facts.transitions]


def _measured(transition: Transition) -> MapFlow:
    words = [figures.grouped(transition.count)]
    if transition.elapsed is not None:
        words.append(figures.short_duration(transition.elapsed.mean_h))
    return MapFlow(
        transition.source,
        transition.target,
        float(transition.count),
        tuple(words),
        transition.elapsed.mean_h if transition.elapsed is not None else None,
    )


def _stated_flows(results: Results) -> list[MapFlow]:
    return map_flows(results.workflow)


def _bounds(flows: list[MapFlow]) -> tuple[str, ...]:
    """Return the legend of the heat classes; empty where no time is known."""
    top = hottest(flows)
    if not top or max(heats(flows).values(), default=0) == 0:
        return ()
    uppers = [figures.short_duration(top * (i + 1) / HEATS) for i in range(HEATS - 1)]
    return (*(say("up to {upper}", upper=upper) for upper in uppers), say("more"))


def _description(results: Results, flows: list[MapFlow]) -> str:
    ranked = sorted(flows, key=lambda f: (-f.weight, f.source, f.target))[:8]
    ways = "; ".join(
        f"{results.flow(f.source, f.target)}{': ' if f.words else ''}{', '.join(f.words)}"
        for f in ranked
    )
    count = figures.plural(len(results.workflow.activities), "step")
    return say("{steps} from top to bottom. Most frequent flows: {ways}.", steps=count, ways=ways)


def _steps_table(results: Results) -> Table:
    measured = bool(results.facts.activities)
    if measured:
        columns = head(
            "Step", "Role", "#Executions", "#Cases", "#Repeated", "#Mean work", "#Mean wait"
        )
        rows = tuple(_measured_step(results, a) for a in results.facts.activities)
    else:
        columns = head("Step", "Role", "#Work", "#Wait", "#Both", "#Cost", "#Sent back")
        rows = tuple(_stated_step(results, a) for a in results.workflow.activities)
    return Table(say("Steps of the process"), columns, rows, folded=measured)


def _measured_step(results: Results, facts: ActivityFacts) -> tuple[Cell, ...]:
    roles = sorted(facts.roles, key=lambda r: (-facts.roles[r], r))[:2]
    times = [
        value(figures.duration(d.mean_h), d.mean_h) if d is not None else not_known()
        for d in (facts.processing, facts.waiting)
    ]
    return (
        row_head(results.step(facts.activity)),
        Cell(", ".join(results.role(r) for r in roles) or say("not known")),
        value(figures.grouped(facts.executions), facts.executions),
        value(figures.grouped(facts.cases), facts.cases),
        value(figures.grouped(facts.repeated), facts.repeated),
        *times,
    )


def _stated_step(results: Results, activity: Activity) -> tuple[Cell, ...]:
    waits = activity.kind == "wait"

    def shown(figure: Figure | None) -> Cell:
        if figure is None:
            return not_known()
        text = figures.quantity(figure.value, figure.unit, results.currency)
        return value(text, figure.value, figure.provenance)

    return (
        row_head(results.step(activity.id)),
        Cell(_who(results, activity)),
        Cell(say("none")) if waits else shown(activity.processing_h),
        shown(activity.waiting_h),
        shown(activity.elapsed_h),
        shown(activity.cost),
        shown(activity.rejection_share),
    )


def _who(results: Results, activity: Activity) -> str:
    if activity.role:
        return results.role(activity.role)
    return say("nobody") if activity.kind == "wait" else say("not known")
