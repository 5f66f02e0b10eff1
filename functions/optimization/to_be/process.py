"""The process with all recommended changes, and where it differs from the process as it is."""

from collections.abc import Sequence
from copy import copy

from common.model.portfolio import Difference, Redesign, ToBe
from common.model.workflow import Workflow
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.diagnosis import UnsoundModelError, check_sound
from functions.optimization.simulation.engine.distribution import fixed
from functions.optimization.simulation.engine.from_workflow import model_of
from functions.optimization.simulation.engine.graph import ModelError
from functions.optimization.simulation.engine.model import Arrivals
from functions.optimization.to_be.draft import CannotEditError, Draft, node_ids, with_choices_shown
from functions.optimization.to_be.edits import EDITS, Editor

ANY_ARRIVALS = Arrivals(fixed(3600.0))


def to_be(workflow: Workflow, changes: Sequence[Redesign]) -> ToBe:
    """Return the workflow with the changes made one after the other.

    A change whose place has another structure than it needs, or after which some case could never
    end, is marked at its place instead. Every activity has one way out at most: choices after
    activities are gateways.
    """
    draft = Draft(with_choices_shown(workflow))
    sound = is_sound(draft.finished())
    for change in changes:
        draft = _changed(draft, change, sound)
    return ToBe(
        workflow=Workflow.model_validate(draft.finished().model_dump()),
        differences=_lasting(draft),
    )


def _changed(draft: Draft, change: Redesign, sound: bool) -> Draft:
    edit = EDITS.get(change.operator, Editor.marked)
    tried = _copied(draft)
    try:
        edit(Editor(tried, change))
        if not sound or is_sound(tried.finished()):
            return tried
    except CannotEditError:
        pass
    marked = _copied(draft)
    Editor(marked, change).marked()
    return marked


def _copied(draft: Draft) -> Draft:
    made = copy(draft)
    made.activities, made.gateways = dict(draft.activities), dict(draft.gateways)
    made.roles, made.flows = dict(draft.roles), list(draft.flows)
    made.differences = list(draft.differences)
    return made


def _lasting(draft: Draft) -> tuple[Difference, ...]:
    """Return the differences at elements that are there at the end, or were at the beginning.

    What was changed at a step that is left out afterwards is told where it was left out.
    """
    before = node_ids(draft.workflow)
    there = draft.activities.keys() | draft.gateways.keys() | draft.roles.keys()
    return tuple(
        each if each.element in there else each.model_copy(update={"kind": "removed"})
        for each in draft.differences
        if each.element in there | before
    )


def is_sound(workflow: Workflow) -> bool:
    """Whether every case can end, whichever ways it takes."""
    try:
        check_sound(compile_model(model_of(workflow, ANY_ARRIVALS)[0]))
    except (ModelError, UnsoundModelError):
        return False
    return True
