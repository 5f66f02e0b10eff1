"""What a cut does to the log: a log for each part, with what does not fit left out.

Source: Leemans, Fahland, van der Aalst, *Discovering Block-Structured Process Models from Event
Logs Containing Infrequent Behaviour* (2014), section 3.2.
"""

from itertools import pairwise

from functions.input.discovery.graph import Log, Trace


def exclusive_split(log: Log, parts: list[int]) -> list[Log]:
    """Give each trace to the part that most of its events belong to."""
    logs: list[Log] = [{} for _ in parts]
    for trace, count in log.items():
        pieces = [_projected(trace, part) for part in parts]
        most = max(range(len(parts)), key=lambda at: len(pieces[at]))  # the first of equals
        _add(logs[most], pieces[most], count)
    return logs


def parallel_split(log: Log, parts: list[int]) -> list[Log]:
    """Give each part the events that are its own."""
    logs: list[Log] = [{} for _ in parts]
    for trace, count in log.items():
        for at, part in enumerate(parts):
            _add(logs[at], _projected(trace, part), count)
    return logs


def sequence_split(log: Log, parts: list[int]) -> list[Log]:
    """Cut each trace into one piece per part so that the fewest events are left out."""
    logs: list[Log] = [{} for _ in parts]
    place = {
        a: at for at, part in enumerate(parts) for a in range(part.bit_length()) if part >> a & 1
    }
    for trace, count in log.items():
        places = [place[activity] for activity in trace]
        ends = _ends(places, len(parts))
        begin = 0
        for at, end in enumerate(ends):
            kept = tuple(
                a for a, own in zip(trace[begin:end], places[begin:end], strict=True) if own == at
            )
            _add(logs[at], kept, count)
            begin = end
    return logs


def _ends(places: list[int], parts: int) -> list[int]:
    """Return where the piece of each part ends."""
    if all(a <= b for a, b in pairwise(places)):
        return [sum(own <= at for own in places) for at in range(parts)]
    # kept[i]: most events kept of the first i, for the parts so far; from where the last one began
    kept = [0] * (len(places) + 1)
    begins: list[list[int]] = []
    for at in range(parts):
        own = 0
        best, begin, row = -1, 0, []
        now = []
        for end in range(len(places) + 1):
            own += end > 0 and places[end - 1] == at
            if kept[end] - own > best or end == 0:
                best, begin = kept[end] - own, end
            row.append(begin)
            now.append(best + own)
        begins.append(row)
        kept = now
    ends, end = [], len(places)
    for row in reversed(begins):
        ends.append(end)
        end = row[end]
    return ends[::-1]


def loop_split(log: Log, parts: list[int]) -> list[Log]:
    """Cut each trace wherever it goes from the body to another part or back."""
    logs: list[Log] = [{} for _ in parts]
    for trace, count in log.items():
        piece: list[int] = []
        inside = 0  # a trace begins and ends in the body, perhaps with nothing done in it
        for activity in trace:
            part = next(at for at, part in enumerate(parts) if part >> activity & 1)
            if part != inside:
                _add(logs[inside], tuple(piece), count)
                if part and inside:
                    _add(logs[0], (), count)
                piece, inside = [], part
            piece.append(activity)
        _add(logs[inside], tuple(piece), count)
        if inside:
            _add(logs[0], (), count)
    return logs


def _projected(trace: Trace, part: int) -> Trace:
    return tuple(activity for activity in trace if part >> activity & 1)


def _add(log: Log, trace: Trace, count: int) -> None:
    log[trace] = log.get(trace, 0) + count
