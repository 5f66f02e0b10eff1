"""Reads and mines one XES file with this project, and prints what it took and found.

``table_s`` is the time to the canonical table, which is what the peers' readers give; ``read_s``
includes the discovered workflow and the quality report. Each is the better of two.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from common.model.artifact import Artifact
from common.model.submission import Submission
from functions.analysis.mining.facts import measured_facts
from functions.input.reading.document import Document
from functions.input.reading.event_log import canonical_log
from functions.input.reading.submission import read
from functions.input.reading.xes import read_xes
from functions.input.scanning.scanner import COMPILED

KB_PER_MB = 1024


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return the time of the better of two runs, and the processor time of the better one."""
    taken, cpu = [], []
    for _ in range(2):
        started, cpu_started = time.perf_counter(), time.process_time()
        work()
        taken.append(time.perf_counter() - started)
        cpu.append(time.process_time() - cpu_started)
    return min(taken), min(cpu)


def main(path: Path) -> dict[str, float]:
    submission = Submission(
        file=Artifact(key=path.name, sha256="0" * 64, size_bytes=path.stat().st_size),
        filename=path.name,
    )
    table_s, table_cpu_s = seconds(
        lambda: canonical_log(read_xes(Document(path.read_bytes())).events)
    )
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB
    read_s, _ = seconds(lambda: read(submission, path.read_bytes()))
    reading = read(submission, path.read_bytes())
    if reading.log is None:
        raise SystemExit(f"{path} is not an event log")
    started = time.perf_counter()
    facts = measured_facts(reading.log, reading.workflow)
    mine_s = time.perf_counter() - started
    inner = [t for t in facts.transitions if t.elapsed is not None]
    return {
        "compiled": COMPILED,
        "table_s": table_s,
        "table_cpu_s": table_cpu_s,
        "peak_mb": peak_mb,
        "read_s": read_s,
        "mine_s": mine_s,
        "cases": facts.cases or 0,
        "events": facts.events or 0,
        "variants": facts.variant_count or 0,
        "edges": len(inner),
        "reworked": facts.rework.cases if facts.rework else 0,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
