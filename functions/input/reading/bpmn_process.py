"""Which process of a BPMN file is read, and who its partners are."""

from collections.abc import Iterator
from dataclasses import dataclass

from common.language import say
from common.model.quality import DataWarning
from functions.input.bpmn.model import BpmnDocument, FlowNode, Process
from functions.input.reading.outcome import unreadable, warning
from functions.input.reading.stated import clean

MOST = 20  # processes named in a message


@dataclass(frozen=True)
class Chosen:
    """A process of the file, its pool, and the pools it gets messages from, by node."""

    process: Process
    pool: str | None
    partners: dict[str, str]
    warnings: tuple[DataWarning, ...]


def choose_process(document: BpmnDocument, wanted: str | None = None) -> Chosen:
    """Return the process that ``wanted`` names (its id, its name or its pool's), or the main one.

    The main one has most steps, not counting processes that others call; of several such, one
    that starts on its own accord, without a message from another pool; then the first. The others
    are partners: what they send is waited for, what they do is left out.

    Raises:
        PermanentError: there is no process with a step, or none of the wanted name.
    """
    pools = {
        pool.process: clean(pool.name or "", 200)
        for collaboration in document.collaborations
        for pool in reversed(collaboration.participants)
        if pool.process
    }
    candidates = [process for process in document.processes if steps_of(process)]
    if not candidates:
        raise unreadable(
            "no-activities",
            "The model has no step",
            "No process of the BPMN model holds a task, a call or a sub-process. Submit the model "
            "of a process, not of a collaboration or a choreography alone.",
            "line 1",
        )
    named = wanted is not None
    chosen = _named(wanted or "", candidates, pools) if named else _main(document, candidates)
    left_out = [process for process in candidates if process is not chosen]
    return Chosen(
        chosen,
        pools.get(chosen.id) or None,
        dict(_partners(document, chosen, pools)),
        tuple(_left_out(document, chosen, left_out, pools)),
    )


def steps_of(process: Process) -> int:
    """Return how many tasks, calls and empty sub-processes the process has."""
    return sum(is_step(node) for node in process.nodes())


def is_step(node: FlowNode) -> bool:
    """Whether something is done here, rather than in what the node holds."""
    return node.category == "activity" and not (node.scope and node.scope.nodes)


def _main(document: BpmnDocument, candidates: list[Process]) -> Process:
    called = {node.called_element for p in document.processes for node in p.nodes()}
    own = [process for process in candidates if process.id not in called] or candidates
    messaged = {
        flow.target
        for collaboration in document.collaborations
        for flow in collaboration.message_flows
    }

    def rank(process: Process) -> tuple[int, bool]:
        starts = [n for n in process.scope.nodes if n.kind == "startEvent" or n.instantiates]
        triggered = bool(starts) and all(n.id in messaged for n in starts)
        return -steps_of(process), triggered

    return min(own, key=rank)


def _named(wanted: str, candidates: list[Process], pools: dict[str, str]) -> Process:
    key = wanted.strip().casefold()
    for process in candidates:
        names = (process.id, process.name or "", pools.get(process.id, ""))
        if key in {name.strip().casefold() for name in names if name}:
            return process
    known = ", ".join(f"'{called(process, pools)}'" for process in candidates[:MOST])
    raise unreadable(
        "unknown-process",
        "The model has no process of that name",
        f"There is no process '{clean(wanted, 80)}' with steps. Name one of: {known}.",
        "/workflow_data/process",
    )


def called(process: Process, pools: dict[str, str]) -> str:
    """Return the name that a reader of the model knows the process by."""
    return clean(pools.get(process.id) or process.name or process.id, 80)


def _partners(
    document: BpmnDocument, chosen: Process, pools: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the nodes of the process that get messages, with who sends them."""
    own = {node.id for node in chosen.nodes()}
    senders = {node.id: process for process in document.processes for node in process.nodes()}
    for collaboration in document.collaborations:
        names = {pool.id: clean(pool.name or "", 200) for pool in collaboration.participants}
        for flow in collaboration.message_flows:
            if flow.target in own and flow.source and flow.source not in own:
                process = senders.get(flow.source)
                sender = called(process, pools) if process else names.get(flow.source)
                if sender:
                    yield flow.target, sender


def _left_out(
    document: BpmnDocument, chosen: Process, left_out: list[Process], pools: dict[str, str]
) -> Iterator[DataWarning]:
    if not left_out:
        return
    calls = {node.called_element for p in document.processes for node in p.nodes()}
    places = [
        say(
            "{process} ({process_2} steps)",
            process=called(process, pools),
            process_2=steps_of(process),
        )
        + (say(", called by another process") if process.id in calls else "")
        for process in left_out
    ]
    yield warning(
        "processes_left_out",
        f"The file holds several processes. '{called(chosen, pools)}' was read because it has most "
        "steps of those that no other calls; a step that calls another process stands for it, and "
        'messages of other pools are waited for. To read another one, submit {"bpmn": …, '
        '"process": its name}.',
        len(left_out),
        places,
    )
