"""Models discovered here, evaluated here and by pm4py: equal figures, and how long both take.

Run with ``python -m benchmarks.discovery``. Files: the arguments, else the public logs beside the
repository, else the example log written as XES. Ends with an error where a fitness differs by
more than 1e-6, pm4py finds the BPMN file unsound, or the fitness to a public log is below 0.95.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.event_log import PEERS_PYTHON, REAL, ROOT, Measures, timed
from benchmarks.example_xes import example_as_xes
from common.process_tree.alignment import Aligner
from common.process_tree.conformance import Conformance, conformance
from functions.input.discovery.candidates import MIN_FITNESS, Candidate, candidates, chosen
from functions.input.discovery.inductive_miner import inductive_tree
from functions.input.discovery.process import discovered_process
from functions.input.discovery.variants import variants
from functions.input.reading.discovery import discovered
from functions.input.reading.document import Document
from functions.input.reading.event_log import canonical_log
from functions.input.reading.xes import read_xes

PEER = [PEERS_PYTHON, str(ROOT / "benchmarks" / "peer_pm4py_conformance.py")]
ROUNDS = 3
TIMES = 20  # a log so many times as large
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Ours:
    """What this project finds in one log, and the seconds it takes."""

    best: Candidate
    bpmn: bytes
    fit: Conformance
    tried: int
    gateways: int
    mine_s: float
    align_s: float
    whole_s: float
    whole_large_s: float


def median_s(work: Callable[[], object]) -> float:
    """Return the median of three runs."""
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def ours(path: Path) -> Ours:
    log, _ = canonical_log(read_xes(Document(path.read_bytes())).events)
    workflow = discovered(log, path.name)
    found = variants(log)
    tried = candidates(found)
    best = chosen(tried, found)
    whole = discovered_process(log, workflow)
    if whole is None:
        raise SystemExit(f"{path} has no model")
    large = pl.concat([log.with_columns(pl.col("case_id") + f"#{at}") for at in range(TIMES)])
    return Ours(
        best=best,
        bpmn=whole.bpmn,
        fit=best.fit,
        tried=len(tried),
        gateways=len(whole.model.workflow.gateways),
        mine_s=median_s(lambda: inductive_tree(variants(log), 0.1)),
        align_s=median_s(lambda: conformance(Aligner(best.tree), variants(log))),
        whole_s=median_s(lambda: discovered_process(log, workflow)),
        whole_large_s=median_s(lambda: discovered_process(large, workflow)),
    )


def compare(path: Path) -> None:
    """Print what both say of one log; raises ``SystemExit`` where they disagree."""
    mine = ours(path)
    theirs = _peer(path, mine)
    fitness, precision = mine.fit.fitness, mine.fit.precision or 0.0
    print(f"\n{path.name}: {mine.best.tree}")
    print(
        f"  chosen of {mine.tried}: noise threshold {mine.best.noise_threshold:g} on "
        f"{mine.best.case_share:.0%} of the cases; {len(mine.best.tree.labels())} activities, "
        f"{mine.gateways} gateways"
    )
    print(f"  {'':38} {'here':>9} {'pm4py':>9}")
    _row("fitness, alignments", fitness, theirs["fitness"])
    _row("the same, of the BPMN file", None, theirs["bpmn_fitness"])
    _row("cases without deviation", mine.fit.fitting_share, theirs["fitting_share"])
    _row("fitness, token replay", None, theirs["replay_fitness"])
    _row("precision, escaping edges, alignments", precision, theirs["precision"])
    _row("precision, escaping edges, replay", None, theirs["replay_precision"])
    _seconds("fitness and precision / fitness alone", mine.align_s, theirs["align_s"])
    _seconds("mining at one threshold", mine.mine_s, theirs["mine_s"])
    print(
        f"  whole discovery {mine.whole_s:.3f} s; of the log {TIMES} times over "
        f"{mine.whole_large_s:.3f} s"
    )
    for measure in ("fitness", "bpmn_fitness"):
        if abs(fitness - theirs[measure]) > TOLERANCE:
            raise SystemExit(f"{path.name}: {measure} {fitness} here, {theirs[measure]} by pm4py")
    if not theirs["bpmn_sound"]:
        raise SystemExit(f"{path.name}: pm4py finds that the BPMN model is not sound")
    if path.parent == REAL and fitness < MIN_FITNESS:
        raise SystemExit(f"{path.name}: fitness {fitness} is below {MIN_FITNESS}")


def _peer(path: Path, mine: Ours) -> Measures:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "tree.txt").write_text(str(mine.best.tree), encoding="utf-8")
        Path(folder, "model.bpmn").write_bytes(mine.bpmn)
        try:
            return timed([*PEER, str(path)], Path(folder))
        except subprocess.CalledProcessError as error:
            raise SystemExit(error.stderr) from error


def _row(name: str, here: float | None, there: float) -> None:
    shown = "–" if here is None else f"{here:.6f}"
    print(f"  {name:38} {shown:>9} {there:>9.6f}")


def _seconds(name: str, here: float, there: float) -> None:
    print(f"  {name:38} {here:>7.3f} s {there:>7.3f} s   {there / here:.0f} times")


def main() -> None:
    for path in [Path(name) for name in sys.argv[1:]] or sorted(REAL.glob("*.xes.gz")):
        compare(path)
    if len(sys.argv) == 1 and not REAL.is_dir():
        compare(example_as_xes())


if __name__ == "__main__":
    main()
