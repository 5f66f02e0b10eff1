"""Reading an event log as CSV: this project beside pandas and pm4py, in turn, each on its own.

    python -m benchmarks.event_log_csv [XES file…]

Files: the arguments, else the public logs beside the repository, else the example log. Each is
written as CSV with all its columns by pm4py first. Two ways of the peers' users are compared:
``read_csv`` with ``format_dataframe``, and the same with the conversion to an event log. Prints
the medians of five rounds, the ratio, and the lowest and highest ratio of a round.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.event_log import PEERS_PYTHON, REAL, ROOT, timed
from benchmarks.example_xes import example_as_xes

ROUNDS = 5
HERE = [sys.executable, "-m", "benchmarks.ours_table"]
PEER = [PEERS_PYTHON, str(ROOT / "benchmarks" / "peer_pm4py_csv.py")]
WAYS = {
    "table_s": ("table_s", "read_csv, format_dataframe"),
    "table_cpu_s": ("table_cpu_s", "the same in processor time"),
    "log_s": ("table_s", "and convert_to_event_log"),
}


def compare(source: Path, folder: Path) -> None:
    """Print the rows of one log; raises ``SystemExit`` where the counts disagree."""
    path = folder / source.name.replace(".xes.gz", ".csv").replace(".xes", ".csv")
    subprocess.run([*PEER, str(source), str(path)], check=True, cwd=ROOT, capture_output=True)
    rounds = [(timed(HERE, path), timed(PEER, path)) for _ in range(ROUNDS)]
    ours, theirs = rounds[0]
    for fact in ("events", "cases"):
        if ours[fact] != theirs[fact]:
            raise SystemExit(f"{path.name}: {fact} {ours[fact]} here, {theirs[fact]} there")
    for way, (own_way, name) in WAYS.items():
        mine = statistics.median(one[own_way] for one, _ in rounds)
        peer = statistics.median(one[way] for _, one in rounds)
        ratios = sorted(one[way] / own[own_way] for own, one in rounds)
        print(
            f"{path.name:28} {int(ours['events']):>7,} {name:32} {mine:7.3f} {peer:7.3f} "
            f"{peer / mine:6.1f} {ratios[0]:6.1f} {ratios[-1]:6.1f}",
            flush=True,
        )


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]] or sorted(REAL.glob("*.xes.gz"))
    print(
        f"{'table':28} {'events':>7} {'peer':32} {'here, s':>7} {'peer, s':>7}  ratio    min    max"
    )
    with tempfile.TemporaryDirectory() as folder:
        for path in files or [example_as_xes()]:
            compare(path, Path(folder))


if __name__ == "__main__":
    main()
