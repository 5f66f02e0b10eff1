"""Mining alone, from the canonical log: this project beside pm4py, in turn, each on its own.

    python -m benchmarks.mining [COPIES…]

Takes the public Domestic Declarations log beside the repository, else the example log, and
multiplies it: each copy has cases of its own and begins a week after the one before (default:
1, 10 and 100 copies). Both compute the directly-follows graph with counts and times, the variants,
the case durations and the rework; their results are compared first. Medians of three rounds.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.event_log import PEERS_PYTHON, REAL, ROOT, Measures
from benchmarks.example_xes import example_as_xes
from common.model.artifact import Artifact
from common.model.submission import Submission
from functions.input.reading.submission import read

ROUNDS = 3
SAME = ("cases", "events", "variants", "edges", "reworked")
NEARLY_SAME = ("edge_h", "duration_h")  # sums of floats over there


def canonical(folder: Path) -> tuple[pl.DataFrame, Path]:
    """Return the log, and where its workflow has been written."""
    real = REAL / "DomesticDeclarations.xes.gz"
    path = real if real.is_file() else example_as_xes()
    file = Artifact(key=path.name, sha256="0" * 64, size_bytes=path.stat().st_size)
    reading = read(Submission(file=file, filename=path.name), path.read_bytes())
    if reading.log is None:
        raise SystemExit(f"{path} is not an event log")
    workflow = folder / "workflow.json"
    workflow.write_bytes(reading.workflow.to_json())
    return reading.log, workflow


def copies(log: pl.DataFrame, number: int) -> pl.DataFrame:
    """Return the log so many times over, with cases of their own."""
    times = [name for name in ("start_at", "complete_at") if name in log.columns]
    return pl.concat(
        log.with_columns(pl.col("case_id") + f"-{copy}", pl.col(times) + pl.duration(days=7 * copy))
        for copy in range(number)
    )


def _run(command: list[str]) -> Measures:
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    result: Measures = json.loads(done.stdout.splitlines()[-1])
    return result


def compare(log: pl.DataFrame, workflow: Path, number: int, folder: Path) -> None:
    """Print one row; raises ``SystemExit`` where the results differ."""
    path = folder / f"{number}.parquet"
    copies(log, number).write_parquet(path)
    runs = "20" if number < 10 else "3" if number < 100 else "1"
    here = [sys.executable, "-m", "benchmarks.ours_mining", str(path), str(workflow), runs]
    peer = [PEERS_PYTHON, str(ROOT / "benchmarks" / "peer_pm4py_mining.py"), str(path), runs]
    rounds = [(_run([*here, "set"]), _run([*here, "facts"]), _run(peer)) for _ in range(ROUNDS)]
    ours, facts, theirs = rounds[0]
    for name in SAME + NEARLY_SAME:
        allowed = 0 if name in SAME else 1e-6 * theirs[name]
        if abs(ours[name] - theirs[name]) > allowed:
            raise SystemExit(f"{number} copies: {name} {ours[name]} here, {theirs[name]} there")
    set_s = statistics.median(one["set_s"] for one, _, _ in rounds)
    facts_s = statistics.median(one["facts_s"] for _, one, _ in rounds)
    peer_s = statistics.median(one["set_s"] for _, _, one in rounds)
    print(
        f"{int(ours['events']):>10,} {set_s:9.3f} {peer_s:9.3f} {peer_s / set_s:7.1f} "
        f"{ours['peak_mb']:8,.0f} {facts_s:9.3f} {facts['peak_mb']:8,.0f} "
        f"{1e6 * facts_s / ours['events']:9.2f}",
        flush=True,
    )


def main() -> None:
    numbers = [int(number) for number in sys.argv[1:]] or [1, 10, 100]
    print("    events   set, s  pm4py, s  ratio  MiB      facts, s      MiB  us/event")
    with tempfile.TemporaryDirectory() as name:
        log, workflow = canonical(Path(name))
        for number in numbers:
            compare(log, workflow, number, Path(name))


if __name__ == "__main__":
    main()
