"""Evaluates a model on an XES log with pm4py, and mines the log with it, and prints both.

Arguments: the log, and a folder with the model as ``tree.txt`` and as ``model.bpmn``. Runs in an
environment of its own (requirements/peers.txt).
"""

import json
import sys
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import pm4py  # noqa: E402
from pm4py.objects.process_tree.utils.generic import parse  # noqa: E402

pm4py.util.constants.SHOW_PROGRESS_BAR = False


def main(path: str, folder: Path) -> dict[str, float]:
    log = pm4py.read_xes(path, variant=pm4py.util.constants.DEFAULT_XES_PARSER)
    net = pm4py.convert_to_petri_net(parse((folder / "tree.txt").read_text(encoding="utf-8")))
    drawn = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(folder / "model.bpmn")))
    started = time.perf_counter()
    aligned = pm4py.fitness_alignments(log, *net)
    align_s = time.perf_counter() - started
    started = time.perf_counter()
    pm4py.discover_process_tree_inductive(log, noise_threshold=0.1)
    mine_s = time.perf_counter() - started
    replayed = pm4py.fitness_token_based_replay(log, *net)
    return {
        "align_s": align_s,
        "mine_s": mine_s,
        "fitness": aligned["averageFitness"],
        "fitting_share": aligned["percFitTraces"] / 100,
        "bpmn_fitness": pm4py.fitness_alignments(log, *drawn)["averageFitness"],
        "bpmn_sound": pm4py.check_soundness(*drawn)[0],
        "replay_fitness": replayed["average_trace_fitness"],
        "precision": pm4py.precision_alignments(log, *net),
        "replay_precision": pm4py.precision_token_based_replay(log, *net),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
