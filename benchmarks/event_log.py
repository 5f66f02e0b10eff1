"""Reading and mining an event log: this project beside pm4py and r4pm, in turn, each on its own.

Run with ``make bench``. Files: the arguments, else the public logs beside the repository, else
the example log written as XES. Prints a row per file, task and peer with the median seconds of
both, the ratio, and the lowest and highest ratio of a round; the counts that all arrive at are
compared first.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.example_xes import example_as_xes

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "data" / "bpic2020"
PEERS_PYTHON = str(ROOT / ".venv-peers" / "bin" / "python")
COMMANDS = {
    "here": [sys.executable, "-m", "benchmarks.ours_event_log"],
    "pm4py": [PEERS_PYTHON, str(ROOT / "benchmarks" / "peer_pm4py.py")],
    "r4pm": [PEERS_PYTHON, str(ROOT / "benchmarks" / "peer_r4pm.py")],
}
ROUNDS = 5
TASKS = {
    "table_s": "read all attributes into a table",
    "table_cpu_s": "the same in processor time",
    "read_s": "the same, with workflow and quality",
    "mine_s": "DFG, durations, variants, rework",
}
FACTS = ("cases", "events", "variants", "edges", "reworked")
Measures = dict[str, float]


def timed(command: list[str], path: Path) -> Measures:
    """Return what one process reports of one file, as its last line of JSON."""
    done = subprocess.run(
        [*command, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    result: Measures = json.loads(done.stdout.splitlines()[-1])
    return result


def compare(path: Path) -> None:
    """Print the rows of one file; raises ``SystemExit`` where two disagree."""
    rounds = [
        {name: timed(command, path) for name, command in COMMANDS.items()} for _ in range(ROUNDS)
    ]
    ours = rounds[0]["here"]
    for peer in ("pm4py", "r4pm"):
        _check(path, peer, ours, rounds[0][peer])
        for task, name in TASKS.items():
            if task not in rounds[0][peer]:
                continue
            mine = statistics.median(one["here"][task] for one in rounds)
            theirs = statistics.median(one[peer][task] for one in rounds)
            ratios = sorted(one[peer][task] / one["here"][task] for one in rounds)
            print(
                f"{path.name:32} {int(ours['events']):>9,} {name:36} {mine:7.3f} s "
                f"{peer:>6} {theirs:7.3f} s {theirs / mine:7.1f} "
                f"{ratios[0]:7.1f} {ratios[-1]:6.1f}",
                flush=True,
            )
    compiled = "compiled" if ours["compiled"] else "not compiled"
    print(f"{path.name:32} peak memory {ours['peak_mb']:,.0f} MiB, the scanner is {compiled}")


def _check(path: Path, peer: str, ours: Measures, theirs: Measures) -> None:
    for fact in FACTS:
        if fact in theirs and ours[fact] != theirs[fact]:
            raise SystemExit(f"{path.name}: {fact} {ours[fact]} here, {theirs[fact]} by {peer}")


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]] or sorted(REAL.glob("*.xes.gz"))
    head = f"{'log':32} {'events':>9} {'task':36} {'here':>9} {'peer':>16} {'ratio':>7}"
    print(f"{head} {'min':>7} {'max':>6}")
    for path in files or [example_as_xes()]:
        compare(path)


if __name__ == "__main__":
    main()
