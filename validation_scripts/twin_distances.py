"""How near the twins of real logs come to cases that they have not seen.

    python -m validation_scripts.twin_distances [LOG | TRAIN TEST]

With one log (.csv, .csv.gz, .xes, .xes.gz), a twin of the first 70% of its cases is run against
the last 30%; with two, a twin of the first against the second. Without arguments: the loan
application, train against test, and the three public logs of the BPI Challenge 2020, where they
stand beside the repository. Prints, per measure, the distance of the twin (mean of five runs), of
random halves of the judged cases (the floor), how much the process has changed between the two
parts, and for the loan application what Simod 4 reaches; then the seconds for fitting, running
and judging. Exits with 1 where the twin of the loan application is not nearer than Simod's.
"""

import sys
from pathlib import Path
from time import perf_counter

from common.model.workflow import Activity, Workflow
from functions.analysis.mining.event_arrays import event_arrays
from functions.input.reading.document import Document
from functions.input.reading.event_logs import csv_reading, xes_reading
from functions.optimization.calibration.twin.event_table import EventTable
from functions.optimization.calibration.twin.judgement import Judgement, held_out, judged
from functions.optimization.calibration.twin.stored import stored_event_table
from functions.optimization.calibration.twin.twin import twin

DATA = Path(__file__).parents[2] / "shared" / "data"
LOAN = [DATA / "logs" / f"loan_application_{part}.csv.gz" for part in ("train", "test")]
OTHERS = [
    DATA / "bpic2020" / f"{name}.xes.gz"
    for name in ("DomesticDeclarations", "PrepaidTravelCost", "RequestForPayment")
]
SIMOD = {
    "two_grams": 0.071,
    "three_grams": 0.118,
    "absolute_events_h": 96.2,
    "relative_events_h": 5.24,
    "circadian_events_h": 0.480,
    "case_arrivals_h": 107.9,
    "cycle_time_h": 12.0,
}
UNNAMED = Workflow(name="log", activities=(Activity(id="log", name="log"),), flows=())


def read(path: Path) -> EventTable:
    """Return the events of a file, on the way that they take between the stages."""
    document = Document(path.read_bytes(), path.name)
    reading = csv_reading(document, None) if ".csv" in path.name else xes_reading(document)
    if reading.log is None:
        raise SystemExit(f"{path.name} holds no events")
    return stored_event_table(event_arrays(reading.log, UNNAMED))


def show(name: str, judgement: Judgement, seconds: float) -> None:
    """Print the table of one log."""
    simod = SIMOD if name == LOAN[0].name else {}
    print(
        f"\n{name}: fitted on {judgement.fitted_cases:,} cases, judged on "
        f"{judgement.judged_cases:,}, {seconds:.2f} s"
    )
    print(f"{'':22}{'twin':>10}{'floor':>10}{'change':>10}{'Simod':>10}")
    for one in judgement.deviations:
        figures = (one.distance, one.floor, one.change, simod.get(one.measure))
        shown = "".join(
            f"{figure:10.3f}" if figure is not None else f"{'':10}" for figure in figures
        )
        print(f"{one.measure:22}{shown}")


def compare(train: Path, test: Path) -> Judgement:
    """Fit on one log, judge on another."""
    first, second = read(train), read(test)
    begun = perf_counter()
    judgement = judged(twin(first), second, seed=1)
    show(train.name, judgement, perf_counter() - begun)
    return judgement


def split(path: Path) -> None:
    """Fit on the first part of a log, judge on the last."""
    table = read(path)
    begun = perf_counter()
    judgement = held_out(table, seed=1)
    show(path.name, judgement, perf_counter() - begun)


def main(arguments: list[str]) -> int:
    paths = [Path(argument) for argument in arguments]
    if len(paths) == 2:
        compare(*paths)
        return 0
    for path in paths or [path for path in OTHERS if path.exists()]:
        split(path)
    if paths or not LOAN[0].exists():
        return 0
    found = compare(*LOAN)
    return int(any(one.distance >= SIMOD[one.measure] for one in found.deviations))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
