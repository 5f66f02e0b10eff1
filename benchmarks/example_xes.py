"""The example log as XES, for benchmarks where no other log is at hand."""

import csv
import gzip
import tempfile
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import quoteattr

EXAMPLE = Path(__file__).parents[1] / "examples" / "purchase_requests.csv.gz"


def example_as_xes() -> Path:
    """Write completions of the example log as plain XES and return the file."""
    with gzip.open(EXAMPLE, "rt", newline="") as table:
        rows = sorted(csv.DictReader(table), key=lambda row: (row["case_id"], row["end_time"]))
    path = Path(tempfile.mkdtemp()) / "purchase_requests.xes"
    with path.open("w") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        for case_id, events in groupby(rows, key=lambda row: row["case_id"]):
            out.write(f'<trace><string key="concept:name" value={quoteattr(case_id)}/>\n')
            for event in events:
                out.write(
                    f'<event><string key="concept:name" value={quoteattr(event["activity"])}/>'
                    f'<date key="time:timestamp" value={quoteattr(event["end_time"])}/>'
                    f'<string key="org:resource" value={quoteattr(event["resource"])}/></event>\n'
                )
            out.write("</trace>\n")
        out.write("</log>\n")
    return path
