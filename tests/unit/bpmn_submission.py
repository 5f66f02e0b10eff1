"""BPMN models submitted as files, written in few words."""

from common.model.artifact import Artifact
from common.model.submission import Submission
from common.model.workflow import Workflow
from functions.input.reading.outcome import Reading
from functions.input.reading.submission import read
from tests.unit.bpmn_fixture import written


def submitted(body: bytes, filename: str = "model.bpmn", **more) -> Reading:
    artifact = Artifact(key="intake/model", sha256="0" * 64, size_bytes=len(body))
    return read(Submission(file=artifact, filename=filename, **more), body)


def flow(number: int, ends: str) -> str:
    """``a>b`` or ``a>b:label``, with ``?`` before the label for a condition."""
    route, _, label = ends.partition(":")
    source, _, target = route.partition(">")
    name = f' name="{label.lstrip("?")}"' if label else ""
    inner = f"<conditionExpression>{label[1:]}</conditionExpression>" if "?" in label else ""
    return (
        f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"{name}>{inner}'
        "</sequenceFlow>"
    )


def process(elements: str, flows: str, **attributes: str) -> str:
    """A process of a start ``s``, an end ``e`` and these; flows are separated by blanks."""
    drawn = "".join(flow(number, ends) for number, ends in enumerate(flows.split()))
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<process id="p"{more}><startEvent id="s"/><endEvent id="e"/>{elements}{drawn}</process>'
    )


def tasks(names: str) -> str:
    return "".join(f'<task id="{name}" name="{name}"/>' for name in names.split())


def reading(elements: str, flows: str, **attributes: str) -> Reading:
    return submitted(written(process(elements, flows, **attributes)))


def workflow(elements: str, flows: str, **attributes: str) -> Workflow:
    return reading(elements, flows, **attributes).workflow


def ways(found: Workflow) -> set[tuple[str, str]]:
    return {(flow.source, flow.target) for flow in found.flows}


def share(found: Workflow, source: str, target: str):
    return next(f for f in found.flows if (f.source, f.target) == (source, target)).probability


def codes(found: Reading) -> set[str]:
    return {warning.code for warning in found.quality.warnings}
