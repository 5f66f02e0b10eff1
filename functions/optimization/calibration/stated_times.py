"""Times of a stated workflow, with an assumption for whatever is not stated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from common.language import say
from common.model.facts import Facts
from common.model.figure import Figure, Provenance
from common.model.workflow import Workflow
from common.numerals import joined

FEW = 5  # names in a sentence
NOT_STATED = {
    "work": "Work is not stated for this step: median of the {values} stated ones.",
    "wait": "The wait is not stated for this step: median of the {values} stated ones.",
}


@dataclass
class Known:
    """What is gathered on the way to the model."""

    assumptions: dict[str, Figure] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)

    def assume(self, name: str, figure: Figure) -> float:
        """List an assumption and return its value."""
        self.assumptions[name] = figure
        return figure.value


@dataclass(frozen=True)
class Times:
    """Mean hours by activity, by the clock but for work.

    ``waits``: before the work, its queue included; all of the time where ``unsplit`` or where
    nobody works. ``shared``: the activities that share what of the cycle time nothing explains.
    """

    work: dict[str, float]
    waits: dict[str, float]
    shared: tuple[str, ...]
    cycle: Figure | None


def stated_cycle_time(facts: Facts, workflow: Workflow) -> Figure | None:
    """Return what the submitter said about the whole; a sum of parts would say nothing new."""
    for figure in (facts.stated_cycle_time, workflow.figures.get("cycle_time_h")):
        if figure is not None and figure.provenance is Provenance.STATED and figure.value > 0:
            return figure
    return None


def stated_times(facts: Facts, workflow: Workflow, queued: set[str], known: Known) -> Times:
    """Return the times; ``queued``: activities before which the simulation makes cases queue."""
    cycle = stated_cycle_time(facts, workflow)
    work = _processing(workflow, known)
    waits = _possible({a.id: a.waiting_h for a in workflow.activities})
    stated = waits | _unsplit(workflow)
    missing = [a.id for a in workflow.activities if a.id not in stated]
    if cycle is not None and missing:
        return Times(work, stated, tuple(missing), cycle)
    stated |= _typical_waits(workflow, waits, missing, known)
    missing = [name for name in missing if name not in stated and name not in queued]
    if missing and (stated or queued):
        few = named(workflow, missing)
        known.doubts.append(say("the waits before {few} are not known and left out", few=few))
    elif missing:
        known.doubts.append(
            say("no waiting times are known: the cycle time is that of the work only")
        )
    return Times(work, stated, (), cycle)


def named(workflow: Workflow, activities: Sequence[str]) -> str:
    """Return the names of the first few activities."""
    names = {each.id: f"“{each.name}”" for each in workflow.activities}
    shown = [names.get(each, each) for each in activities[:FEW]]
    if len(activities) > FEW:
        shown.append(say("{number} more", number=len(activities) - FEW))
    return joined(shown)


def shared_wait(hours: float) -> Figure:
    """Return the assumed wait before each step that shares the unexplained cycle time."""
    return Figure(
        value=hours,
        unit="h",
        provenance=Provenance.ASSUMED,
        origin=say(
            "The part of the cycle time that no stated time and no simulated queue "
            "explains, spread evenly over the executions of the steps without a stated "
            "wait."
        ),
        low=0.0,
        high=2 * hours,
    )


def variation() -> Figure:
    """Return the assumed coefficient of variation of times of which only means are stated."""
    return Figure(
        value=1.0,
        unit="share",
        provenance=Provenance.ASSUMED,
        origin=say("Only means are stated: times are taken as exponentially distributed."),
        low=0.5,
        high=1.5,
    )


def working_week() -> Figure:
    """Return the assumed hours of people whose calendars are not stated."""
    return Figure(
        value=40.0,
        unit="h",
        provenance=Provenance.ASSUMED,
        origin=say(
            "Working hours are not stated: people work, and cases come, from Monday to "
            "Friday from 8 o'clock on, 8 hours a day."
        ),
        low=35.0,
        high=40.0,
    )


def _processing(workflow: Workflow, known: Known) -> dict[str, float]:
    """Return the mean work of every activity; missing ones are the median of the stated ones."""
    stated = _possible({a.id: a.processing_h for a in workflow.activities})
    unsplit = _unsplit(workflow)
    worked = [a for a in workflow.activities if a.kind == "work"]
    missing = [a for a in worked if a.id not in stated and a.id not in unsplit]
    if unsplit:
        known.limits.append(
            say(
                "Waiting and work are not told apart at {unsplit}: the time there is a "
                "delay that needs nobody, whatever the staffing.",
                unsplit=named(workflow, sorted(unsplit)),
            )
        )
    if stated and missing:
        typical = _typical("work", sorted(stated.values()))
        for activity in missing:
            stated[activity.id] = known.assume(f"processing_h:{activity.id}", typical)
    return stated


def _unsplit(workflow: Workflow) -> dict[str, float]:
    """Return the mean elapsed time of the activities of which nothing else is stated."""
    return _possible(
        {
            a.id: a.elapsed_h
            for a in workflow.activities
            if a.processing_h is None and a.waiting_h is None
        }
    )


def _possible(figures: Mapping[str, Figure | None]) -> dict[str, float]:
    """Return the values that a duration can have."""
    return {name: figure.value for name, figure in figures.items() if figure and figure.value >= 0}


def _typical(what: str, values: list[float]) -> Figure:
    return Figure(
        value=median(values),
        unit="h",
        provenance=Provenance.ASSUMED,
        origin=say(
            NOT_STATED[what],
            values=len(values),
        ),
        low=values[0],
        high=values[-1],
    )


def _typical_waits(
    workflow: Workflow, waits: dict[str, float], missing: list[str], known: Known
) -> dict[str, float]:
    """Return the median for missing waits: those before work, and those that are a step."""
    found: dict[str, float] = {}
    for kind in ("work", "wait"):
        alike = {activity.id for activity in workflow.activities if activity.kind == kind}
        values = sorted(wait for name, wait in waits.items() if name in alike)
        open_ = [name for name in missing if name in alike]
        if values and open_:
            typical = _typical("wait", values)
            found |= {name: known.assume(f"waiting_h:{name}", typical) for name in open_}
    return found
