"""Reads one XES or CSV file into the canonical table, and prints what it took.

The better of two runs counts; ``peak_mb`` is of the first.
"""

import json
import resource
import sys
from pathlib import Path

import polars as pl

from benchmarks.ours_event_log import seconds
from functions.input.reading.csv import read_csv
from functions.input.reading.document import Document
from functions.input.reading.event_log import canonical_log
from functions.input.reading.xes import read_xes
from functions.input.scanning.scanner import COMPILED

KB_PER_MB = 1024


def table(path: Path) -> pl.DataFrame:
    """Return the canonical table of a file."""
    document = Document(path.read_bytes(), path.name)
    read = read_csv if ".csv" in path.suffixes else read_xes
    return canonical_log(read(document).events)[0]


def main(path: Path) -> dict[str, float]:
    log = table(path)
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    table_s, table_cpu_s = seconds(lambda: table(path))
    return {
        "compiled": COMPILED,
        "table_s": table_s,
        "table_cpu_s": table_cpu_s,
        "peak_mb": peak_kb / KB_PER_MB,
        "events": len(log),
        "cases": log["case_id"].n_unique(),
        "columns": log.width,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
