"""The model that is submitted beside a log, as a process tree over the log's activities."""

from typing import Any

from common.language import say
from common.model.process_model import ReferenceModel
from common.model.submission import Submission
from common.model.workflow import Workflow
from common.process_tree.structure import NoBlocksError, tree_of_workflow
from common.process_tree.tree import Tree, leaf
from functions.input.reading.outcome import unreadable
from functions.input.reading.submission import read


def reference_model(data: str | dict[str, Any] | list[Any], log: Workflow) -> ReferenceModel:
    """Return the submitted model; ``log`` is the workflow whose activities the log has.

    Names are compared without regard to case and blanks. A model that is not made of blocks, or
    has two activities of one name, cannot be aligned with; it then says why.

    Raises:
        PermanentError: the model cannot be read, or is itself an event log.
    """
    reading = read(Submission(workflow_data=data), None)
    if reading.log is not None:
        raise unreadable(
            "reference-model-is-a-log",
            "The reference model is an event log",
            "Submit the model as BPMN 2.0 or as steps; the log is what it is compared with.",
        )
    model = reading.workflow
    known = {_plain(each.name): each.id for each in log.activities}
    names = [each.name for each in model.activities]
    ours = {_plain(name) for name in names}
    found = ReferenceModel(
        name=model.name,
        activities={name: known.get(_plain(name), name) for name in names},
        only_in_model=tuple(sorted(name for name in names if _plain(name) not in known)),
        only_in_log=tuple(sorted(a.name for a in log.activities if _plain(a.name) not in ours)),
    )
    if len(ours) < len(names):
        why = say("two of its activities have the same name")
        return found.model_copy(update={"not_compared": why})
    if len(found.only_in_model) == len(names):
        why = say("none of its activities has the name of one in the log")
        return found.model_copy(update={"not_compared": why})
    try:
        tree = tree_of_workflow(model)
    except NoBlocksError as error:
        why = say("it is not made of blocks: {reason}", reason=error)
        return found.model_copy(update={"not_compared": why})
    named = _named(tree, {each.id: each.name for each in model.activities})
    return found.model_copy(update={"tree": str(named)})


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _named(tree: Tree, names: dict[str, str]) -> Tree:
    if tree.label is not None:
        return leaf(names[tree.label])
    return Tree(tree.operator, tuple(_named(child, names) for child in tree.children))
