"""Makes publishing fail where a test asks for it; Python imports this in every Lambda worker.

Only the end-to-end tests put this folder on PYTHONPATH: the functions know nothing of it. A file
in $FAULTS named like a workflow id holds {"stage", "when", "how", "once"}.
"""

import json
import os
from pathlib import Path


def _install(faults: Path) -> None:
    from common.aws import bus  # noqa: PLC0415  # only workers have what it needs

    publish = bus.publish

    def faulty(*events) -> None:
        fault = _taken(faults, events)
        if fault.get("when") == "before":
            _fail(fault)
        publish(*events)
        if fault.get("when") == "after":
            _fail(fault)

    bus.publish = faulty


def _taken(faults: Path, events) -> dict[str, object]:
    """Return the fault meant for these events, used up if it happens once only."""
    if not events or events[0].detail_type == "WorkflowFailed.v1":
        return {}
    file = faults / events[0].metadata.workflow_id
    try:
        fault = json.loads(file.read_text())
        if fault["stage"] != os.environ["STAGE"]:
            return {}
        if fault["once"]:
            file.unlink()
    except OSError:
        return {}
    return fault


def _fail(fault: dict[str, object]) -> None:
    if fault["how"] == "exit":
        os._exit(1)
    raise RuntimeError("a fault that a test asked for")


if "STAGE" in os.environ and "FAULTS" in os.environ:
    _install(Path(os.environ["FAULTS"]))
