"""The columns of ``log.parquet``, one row per activity instance.

Rows are in case order of the file, within a case by ``complete_at``, ties in file order.
Any further attribute keeps its name behind ``case:`` (one value per case) or ``event:``.
"""

CASE_ID = "case_id"  # string
ACTIVITY = "activity"  # string
START_AT = "start_at"  # datetime[us, UTC], null where the log has no start
COMPLETE_AT = "complete_at"  # datetime[us, UTC], never null
RESOURCE = "resource"  # string, may be null or absent
ROLE = "role"  # string, may be null or absent
COST = "cost"  # float64 in the workflow's currency, may be null or absent

REQUIRED = (CASE_ID, ACTIVITY, START_AT, COMPLETE_AT)
OPTIONAL = (RESOURCE, ROLE, COST)
CASE_PREFIX, EVENT_PREFIX = "case:", "event:"
