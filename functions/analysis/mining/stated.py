"""Facts of a workflow that comes without a log: what was stated, and what follows from it."""

from collections.abc import Iterable

from common.language import say
from common.model import routing
from common.model.facts import Facts
from common.model.figure import WEEKS_PER_YEAR, Figure, Provenance, Unit
from common.model.workflow import END, START, Activity, Workflow
from common.numerals import exact
from functions.analysis.mining.words import says_approval

# Names under which a figure may have been stated, best first.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "cycle_time_h": (
        "cycle_time_h",
        "average_cycle_time_h",
        "mean_cycle_time_h",
        "lead_time_h",
        "average_lead_time_h",
        "throughput_time_h",
    ),
    "rejection_share": ("rejection_share", "rejection_rate", "rejected_share"),
    "rework_share": ("rework_share", "rework_rate", "reworked_share"),
    "approval_levels": ("approval_levels", "approval_layers"),
    "open_cases": ("open_cases", "backlog", "backlog_cases", "work_in_progress", "wip"),
    "cases_per_week": ("cases_per_week", "volume_per_week", "weekly_volume", "volume"),
    "cases_per_year": ("cases_per_year", "volume_per_year", "annual_volume", "volume"),
}
UNITS: dict[str, Unit] = {
    "cycle_time_h": "h",
    "rejection_share": "share",
    "rework_share": "share",
    "approval_levels": "count",
    "open_cases": "count",
    "cases_per_week": "per_week",
    "cases_per_year": "per_year",
}


def stated_facts(workflow: Workflow) -> Facts:
    """Return the facts that the workflow's own figures give; the rest stays absent."""
    executions = visits(workflow)
    figures = dict(workflow.figures)
    figures |= {name: f for name in UNITS if (f := _stated(workflow, name)) is not None}
    for name, derived in _derived(workflow, executions).items():
        figures.setdefault(name, derived)
    cycle_time = figures.get("cycle_time_h") or _sum_of_parts(workflow, executions)
    return Facts(
        source="stated",
        provenance=Provenance.STATED,
        activity_count=len(workflow.activities),
        cases_per_week=_cases_per_week(figures),
        stated_cycle_time=cycle_time,
        figures=dict(sorted(figures.items())),
    )


def visits(workflow: Workflow) -> dict[str, float]:
    """Return the expected executions of each activity per case.

    Cases follow the flows from the start (``common.model.routing``). Where nothing leaves it, or
    a loop is never left, each activity counts once.
    """
    expected = routing.visits(workflow)
    names = [activity.id for activity in workflow.activities]
    if expected is None or not any(expected[name] for name in names):
        return dict.fromkeys(names, 1.0)
    return {name: expected[name] for name in names}


def _stated(workflow: Workflow, name: str) -> Figure | None:
    for synonym in SYNONYMS[name]:
        figure = workflow.figures.get(synonym)
        if figure is not None and figure.unit == UNITS[name] and _possible(figure):
            return figure
    return None


def _possible(figure: Figure) -> bool:
    return figure.value >= 0 and (figure.unit != "share" or figure.value <= 1)


def _inferred(value: float, unit: Unit, origin: str) -> Figure:
    return Figure(value=value, unit=unit, provenance=Provenance.INFERRED, origin=origin)


def _cases_per_week(figures: dict[str, Figure]) -> Figure | None:
    if "cases_per_week" in figures:
        return figures["cases_per_week"]
    yearly = figures.get("cases_per_year")
    if yearly is None:
        return None
    origin = say(
        "{value} cases per year over 52 weeks; {origin}",
        value=exact(yearly.value),
        origin=yearly.origin,
    )
    return _inferred(yearly.value / WEEKS_PER_YEAR, "per_week", origin[:500])


def _sum_of_parts(workflow: Workflow, executions: dict[str, float]) -> Figure | None:
    timed = [a for a in workflow.activities if a.processing_h or a.waiting_h or a.elapsed_h]
    if not timed:
        return None
    total = sum(executions[each.id] * _elapsed(each) for each in timed)
    origin = say(
        "sum of processing and waiting of {timed} of {activities} activities, each as "
        "often as the flows lead to it; parallel work counts in full",
        timed=len(timed),
        activities=len(workflow.activities),
    )
    return _inferred(total, "h", origin)


def _elapsed(activity: Activity) -> float:
    """Hours from arrival at the step until it is done: as stated, else the sum of the parts."""
    if activity.elapsed_h:
        return activity.elapsed_h.value
    waiting = activity.waiting_h.value if activity.waiting_h else 0.0
    return _work(activity) + waiting


def _work(activity: Activity) -> float:
    return activity.per_visit * activity.processing_h.value if activity.processing_h else 0.0


def _derived(workflow: Workflow, executions: dict[str, float]) -> dict[str, Figure]:
    """Return what follows from the parts, for figures that were not stated as a whole."""
    derived = {
        "processing_h": _processing(workflow, executions),
        "rejection_share": _any_rejection(workflow.activities),
        "approval_levels": _approval_levels(workflow),
        "handoffs_per_case": _handoffs(workflow, executions),
        "systems": _systems(workflow),
    }
    return {name: figure for name, figure in derived.items() if figure is not None}


def _processing(workflow: Workflow, executions: dict[str, float]) -> Figure | None:
    if not all(each.processing_h for each in workflow.activities if each.kind == "work"):
        return None
    total = sum(executions[each.id] * _work(each) for each in workflow.activities)
    return _inferred(
        total, "h", say("sum of the processing times of all activities along the flows")
    )


def _any_rejection(activities: Iterable[Activity]) -> Figure | None:
    shares = [a.rejection_share.value for a in activities if a.rejection_share]
    if not shares or not all(0 <= share <= 1 for share in shares):
        return None
    passed = 1.0
    for share in shares:
        passed *= 1 - share
    origin = say(
        "at least one of {shares} stated rejections, if they are independent", shares=len(shares)
    )
    return _inferred(1 - passed, "share", origin)


def _approval_levels(workflow: Workflow) -> Figure | None:
    levels = {each.role or each.id for each in workflow.activities if says_approval(each.name)}
    if not levels:
        return None
    origin = say("different approving roles among the activities, some of which a case may skip")
    return _inferred(len(levels), "count", origin)


def _handoffs(workflow: Workflow, executions: dict[str, float]) -> Figure | None:
    roles = {each.id: each.role for each in workflow.activities if each.kind == "work"}
    if not all(roles.values()) or not workflow.flows:
        return None
    changes = sum(
        executions[source] * share
        for source, targets in routing.following(workflow, roles).items()
        for target, share in targets.items()
        if source != START and target != END and roles[source] != roles[target]
    )
    return _inferred(changes, "count", say("expected changes of role along the flows"))


def _systems(workflow: Workflow) -> Figure | None:
    systems = {system.casefold() for each in workflow.activities for system in each.systems}
    if not systems:
        return None
    return _inferred(len(systems), "count", say("different systems named at the activities"))
