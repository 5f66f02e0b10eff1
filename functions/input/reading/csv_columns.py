"""Which column of a table holds the case, the activity, the times and the people."""

import re
from collections.abc import Mapping, Sequence

from common.model.log_columns import (
    ACTIVITY,
    CASE_ID,
    COMPLETE_AT,
    COST,
    RESOURCE,
    ROLE,
    START_AT,
)
from functions.input.reading.lifecycle import LIFECYCLE
from functions.input.reading.outcome import unreadable

# Usual names, lower case without punctuation; the first that a table has is taken.
_USUAL = {
    CASE_ID: (
        "caseid case caseconceptname casename caseno casenumber casekey casenr traceid trace "
        "processinstanceid processinstance instanceid ticketid ticket requestid orderid "
        "incidentid applicationid caso vorgang fall fallid"
    ),
    ACTIVITY: (
        "activity activityname conceptname activityid task taskname step stepname event "
        "eventname action operation aktivitat aktivitaet actividad activite"
    ),
    START_AT: (
        "starttimestamp starttime start startdate startdatetime startedat started startat "
        "begintimestamp begintime begin begindate timestampstart"
    ),
    COMPLETE_AT: (
        "endtimestamp endtime end enddate enddatetime endedat completetimestamp completetime "
        "completiontime completedat completed completeat complete finishtimestamp finishtime "
        "finishedat finish timestampend timetimestamp timestamp eventtime eventtimestamp "
        "eventdate datetime time date zeitstempel"
    ),
    RESOURCE: (
        "resource orgresource resourcename user username userid performer employee agent "
        "worker actor assignee"
    ),
    ROLE: "role orgrole resourcerole department group orggroup team",
    COST: "cost costtotal totalcost costs activitycost",
    LIFECYCLE: "lifecycletransition lifecycle transition eventtype",
}
NAMES = {role: tuple(names.split()) for role, names in _USUAL.items()}
NEEDED = (CASE_ID, ACTIVITY)


def column_roles(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return the position of the column for each role that the table fills.

    Args:
        mapping: Column names by role, where the submitter named them.

    Raises:
        PermanentError: ``mapping`` names an unknown role or column, or a needed column is
            missing.
    """
    roles = _mapped(header, mapping or {})
    normal = [re.sub(r"[\W_]", "", name.lower()) for name in header]
    for role, names in NAMES.items():
        if role in roles:
            continue
        free = {n: at for at, n in reversed(list(enumerate(normal))) if at not in roles.values()}
        found = next((free[name] for name in names if name in free), None)
        if found is not None:
            roles[role] = found
    if COMPLETE_AT not in roles and START_AT in roles:  # one time per event, whatever its name
        roles[COMPLETE_AT] = roles.pop(START_AT)
    missing = [role for role in (*NEEDED, COMPLETE_AT) if role not in roles]
    if missing:
        raise unreadable(
            "missing-columns",
            "Columns of the event log were not found",
            f"No column was recognised for {', '.join(missing)} among: {_shown(header)}. "
            f"Rename the columns to {', '.join(missing)}, or name them in 'columns', "
            f'such as {{"{missing[0]}": "{header[0][:40]}"}}.',
            "line 1",
        )
    return roles


def is_event_log(header: Sequence[str]) -> bool:
    """Whether these column names look like an event log's."""
    normal = {re.sub(r"[\W_]", "", name.lower()) for name in header}
    times = {*NAMES[START_AT], *NAMES[COMPLETE_AT]}
    return all(normal & set(names) for names in (NAMES[CASE_ID], NAMES[ACTIVITY], times))


def _mapped(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    roles = {}
    for role, name in sorted(mapping.items()):
        if role not in NAMES:
            raise unreadable(
                "unknown-column-role",
                "The column mapping names an unknown role",
                f"'{role[:60]}' is no role. Use one of: {', '.join(NAMES)}.",
                f"/columns/{pointer_token(role)}",
            )
        if name not in header:
            raise unreadable(
                "missing-columns",
                "The column mapping names a column that the file does not have",
                f"There is no column '{name[:60]}'. Use one of: {_shown(header)}.",
                f"/columns/{role}",
            )
        roles[role] = list(header).index(name)
    return roles


def pointer_token(key: object) -> str:
    """Return one escaped part of a JSON Pointer (RFC 6901)."""
    return str(key)[:100].replace("~", "~0").replace("/", "~1")


def _shown(header: Sequence[str]) -> str:
    return ", ".join(name[:40] for name in header[:20])
