"""Small logs for the tests of the twin."""

import numpy as np

from functions.optimization.calibration.twin.event_table import EventTable, event_table

HOUR = 3_600.0
MONDAY = 4 * 86_400.0 + 2_800 * 7 * 86_400.0  # 2023-09-04, midnight UTC


def table_of(cases, begin: float = MONDAY, starts: bool = True) -> EventTable:
    """Return a log of cases, each a list of (activity, start, end) or (…, resource), in hours."""
    rows = [(number, *event) for number, case in enumerate(cases) for event in case]
    names = sorted({row[1] for row in rows})
    people = sorted({row[4] for row in rows if len(row) > 4})
    columns = {
        "case": np.array([row[0] for row in rows]),
        "activity": np.array([names.index(row[1]) for row in rows]),
        "end_s": begin + HOUR * np.array([row[3] for row in rows], dtype=np.float64),
    }
    if starts:
        columns["start_s"] = begin + HOUR * np.array([row[2] for row in rows], dtype=np.float64)
    if people:
        who = [people.index(row[4]) if len(row) > 4 else -1 for row in rows]
        columns["resource"] = np.array(who)
    return event_table(columns, tuple(names), tuple(people))
