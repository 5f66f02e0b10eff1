"""What a step decides: the ways after it that turn a case down, send it back or end it."""

from functions.optimization.redesign.process import Process
from functions.optimization.redesign.transitions import mean
from functions.optimization.simulation.engine.model import END, Flow

Way = tuple[str, str]  # source and target of a flow


def refusing_ways(process: Process, activity: str) -> dict[Way, float]:
    """Return the ways right after an activity that do not accept the case, with their shares.

    They lead to a rejection, back to the activity itself, or to the end where others lead on.
    """
    found: dict[Way, float] = {}
    for node in process.nodes(activity):
        ways = choice_after(process, node)
        going_on = [way for way in ways if not _ends(process, way)]
        for way in ways:
            ends = _ends(process, way) and bool(going_on)
            if ends or _rejects(process, way) or returns(process, way.target, activity):
                found[way.source, way.target] = way.probability or 0.0
    return found


def returning_ways(process: Process, activity: str) -> dict[Way, float]:
    """Return those of the refusing ways that send a case back instead of ending it."""
    return {
        way: share
        for way, share in refusing_ways(process, activity).items()
        if returns(process, way[1], activity)
        or any(process.shown.get(node) in process.rejecting for node in process.next(way[1]))
    }


def choice_after(process: Process, node: str) -> list[Flow]:
    """Return the ways of the choice right after a node, each with its probability."""
    (out,) = process.model.ways_out[node]
    return [way for way in process.model.ways_out.get(out.target, ()) if way.probability]


def refused_share(process: Process, activity: str) -> float:
    """Return the share of an activity's executions after which a case is not accepted."""
    ways = refusing_ways(process, activity)
    refused = often = 0.0
    for node in process.nodes(activity):
        times = mean(process.outcome.activities[node]["executions_per_case"])
        (out,) = process.model.ways_out[node]
        often += times
        refused += times * sum(share for way, share in ways.items() if way[0] == out.target)
    return refused / often if often > 0 else 0.0


def returns(process: Process, node: str, activity: str) -> bool:
    """Whether everything that follows, until the activity, leads to the activity."""
    left, seen = [node], set()
    while left:
        following = process.next(left.pop())
        if not following <= process.shown.keys():  # it may end
            return False
        for each in following:
            if process.shown[each] == activity:
                seen.add(each)
            elif each not in seen:
                seen.add(each)
                left.append(process.model.ways_out[each][0].target)
    return bool(seen)


def _then(process: Process, way: Flow) -> set[str]:
    return {process.shown.get(node, END) for node in process.next(way.target)}


def _rejects(process: Process, way: Flow) -> bool:
    if way.target in process.twin.sends_back | process.twin.turns_down:
        return True
    then = _then(process, way)
    return bool(then) and then <= process.rejecting


def _ends(process: Process, way: Flow) -> bool:
    return not _then(process, way) & set(process.activities)
