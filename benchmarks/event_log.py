"""Reading and mining an event log: this project beside pm4py, in turn, each in its own process.

Run with ``make bench``. Files: the arguments, else the public logs beside the repository, else
the example log written as XES. Prints a row per file and task with the median seconds of both
and the ratio; the counts that both arrive at are compared first.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.example_xes import example_as_xes

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "data" / "bpic2020"
OURS = [sys.executable, "-m", "benchmarks.ours_event_log"]
PEER = [str(ROOT / ".venv-peers" / "bin" / "python"), str(ROOT / "benchmarks" / "peer_pm4py.py")]
ROUNDS = 3
TASKS = {"read_s": "read all attributes", "mine_s": "DFG, durations, variants, rework"}


def timed(command: list[str], path: Path) -> dict[str, float]:
    """Return what one process reports of one file, as its last line of JSON."""
    done = subprocess.run(
        [*command, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def compare(path: Path) -> None:
    """Print the rows of one file; raises ``SystemExit`` where the two disagree."""
    rounds = [(timed(OURS, path), timed(PEER, path)) for _ in range(ROUNDS)]
    ours, peer = rounds[0]
    for fact in ("cases", "events", "variants", "edges", "reworked"):
        if ours[fact] != peer[fact]:
            raise SystemExit(f"{path.name}: {fact} {ours[fact]} here, {peer[fact]} by pm4py")
    for task, name in TASKS.items():
        mine = statistics.median(one[task] for one, _ in rounds)
        theirs = statistics.median(other[task] for _, other in rounds)
        print(
            f"{path.name:32} {int(ours['events']):>8,} {name:34} "
            f"{mine:7.2f} s {theirs:7.2f} s {theirs / mine:7.1f}"
        )


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]] or sorted(REAL.glob("*.xes.gz"))
    print(f"{'log':32} {'events':>8} {'task':34} {'here':>9} {'pm4py':>9} {'ratio':>7}")
    for path in files or [example_as_xes()]:
        compare(path)


if __name__ == "__main__":
    main()
