"""Time and memory of reading a growing event log, as XES and as CSV, each in a process of its own.

    python -m benchmarks.event_log_scale [COPIES…]

Takes the public Domestic Declarations log beside the repository, else the example log, several
times over (default: 1, 5, 10 and 20), each copy with cases of its own. Prints seconds, microseconds
of processor time per event, and the peak memory of the whole process.
"""

import gzip
import re
import sys
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.event_log import REAL, timed
from benchmarks.example_xes import example_as_xes
from functions.input.reading.document import Document
from functions.input.reading.xes import read_xes

COPIES = (1, 5, 10, 20)
CASE = re.compile(rb'(<trace>\s*<string key="concept:name" value=")')
HERE = [sys.executable, "-m", "benchmarks.ours_table"]


def xes_copies(source: Path, copies: int, folder: Path) -> Path:
    """Write the log several times over as gzip and return the file."""
    text = Document(source.read_bytes()).content()
    begin, end = text.index(b"<trace>"), text.rindex(b"</trace>") + len(b"</trace>")
    target = folder / f"{copies}.xes.gz"
    with gzip.open(target, "wb", compresslevel=6) as out:
        out.write(text[:begin])
        for copy in range(copies):
            out.write(CASE.sub(rb"\g<1>%d-" % copy, text[begin:end]))
        out.write(text[end:])
    return target


def csv_copies(source: Path, copies: int, folder: Path) -> Path:
    """Write the log several times over as a table and return the file."""
    log = read_xes(Document(source.read_bytes())).events.drop("place")
    target = folder / f"{copies}.csv"
    with target.open("wb") as out:
        for copy in range(copies):
            cases = pl.concat_str(pl.lit(f"{copy}-"), "case_id").alias("case_id")
            log.with_columns(cases).write_csv(out, include_header=copy == 0)
    return target


def main() -> None:
    numbers = [int(number) for number in sys.argv[1:]] or COPIES
    real = REAL / "DomesticDeclarations.xes.gz"
    source = real if real.is_file() else example_as_xes()
    print(
        f"{'':4} {'events':>10} {'seconds':>8} {'cpu, s':>8} {'us/event':>8} {'MiB':>6} file, MiB"
    )
    for write in (xes_copies, csv_copies):
        for number in numbers:
            with tempfile.TemporaryDirectory() as folder:
                path = write(source, number, Path(folder))
                found = timed(HERE, path)
                print(
                    f"{write.__name__[:3]:4} {int(found['events']):>10,} {found['table_s']:8.2f} "
                    f"{found['table_cpu_s']:8.2f} "
                    f"{1e6 * found['table_cpu_s'] / found['events']:8.2f} {found['peak_mb']:6,.0f} "
                    f"{path.stat().st_size / (1 << 20):9.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
