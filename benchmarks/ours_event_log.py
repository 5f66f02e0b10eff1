"""Reads and mines one XES file with this project, and prints what it took and found."""

import json
import sys
import time
from pathlib import Path

from common.model.artifact import Artifact
from common.model.submission import Submission
from functions.analysis.mining.facts import measured_facts
from functions.input.reading.submission import read


def main(path: Path) -> dict[str, float]:
    submission = Submission(
        file=Artifact(key=path.name, sha256="0" * 64, size_bytes=path.stat().st_size),
        filename=path.name,
    )
    started = time.perf_counter()
    reading = read(submission, path.read_bytes())
    read_s = time.perf_counter() - started
    if reading.log is None:
        raise SystemExit(f"{path} is not an event log")
    started = time.perf_counter()
    facts = measured_facts(reading.log, reading.workflow)
    mine_s = time.perf_counter() - started
    inner = [t for t in facts.transitions if t.elapsed is not None]
    return {
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
