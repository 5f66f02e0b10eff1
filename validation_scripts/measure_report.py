"""Measure what all editions and formats of a report cost: time on one core, memory, size.

    python -m validation_scripts.measure_report log.xes.gz

Runs the stages in memory up to the report, then writes the report twice: the first time warms up,
the second is measured. Bars: less than 3 s of processor time, less than 512 MiB, and less than
1.5 MB per page.
"""

import os
import resource
import sys
import time
from pathlib import Path

from common.events import WorkflowOptimized
from common.model.submission import Submission
from functions.output.dossier.files import report_files
from functions.output.on_workflow_optimized import read_results
from tests.fakes import in_memory_ports
from tests.pipeline import optimized

LONGEST_S, MOST_MIB, HEAVIEST_PAGE_B = 3.0, 512.0, 1_500_000


def main(file: Path) -> int:
    """Print the measures and return 1 where a bar is missed."""
    ports = in_memory_ports()
    stored = ports.artifacts.put(file.name, file.read_bytes())
    submission = Submission(file=stored, filename=file.name)
    event = WorkflowOptimized.model_validate(optimized(submission, ports).model_dump())
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    results = read_results(event, ports.artifacts)
    report_files(results)
    began_s, used_s = time.perf_counter(), time.process_time()
    _, files = report_files(results)
    elapsed_s, taken_s = time.perf_counter() - began_s, time.process_time() - used_s
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{file.name}: {taken_s:.2f} s of processor time, {elapsed_s:.2f} s elapsed")
    print(f"peak of the whole process, all stages included: {peak_mib:.0f} MiB")
    for made in files:
        print(f"{made.name:<28}{len(made.body):>12,} bytes")
    heaviest = max(len(made.body) for made in files if made.name.endswith(".html"))
    met = taken_s < LONGEST_S and peak_mib < MOST_MIB and heaviest < HEAVIEST_PAGE_B
    print("bars met" if met else "BARS MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
