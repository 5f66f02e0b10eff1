"""BPMN 2.0, with simulation parameters where there are any, to a reading."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from common.language import say
from common.model.problem import PermanentError
from common.model.quality import DataWarning
from common.model.workflow import Workflow
from common.numerals import exact
from functions.input.bpmn.graph import flow_graph
from functions.input.bpmn.model import BpmnDocument
from functions.input.bpmn.prosimos import parameter_warnings, read_simulation_parameters
from functions.input.bpmn.qbp import embedded_parameters
from functions.input.bpmn.reader import read_bpmn
from functions.input.bpmn.simulation import SimulationParameters
from functions.input.reading.bpmn_flow import ProcessNet
from functions.input.reading.bpmn_process import Chosen, choose_process, steps_of
from functions.input.reading.bpmn_quality import bpmn_quality
from functions.input.reading.bpmn_staffing import staffing_of
from functions.input.reading.bpmn_steps import StepReader, plain
from functions.input.reading.bpmn_timers import boundary_timers, interval_of
from functions.input.reading.bpmn_workflow import Assembly
from functions.input.reading.kpis import read_figure
from functions.input.reading.outcome import Reading, unreadable, warning
from functions.input.reading.stated import MAX_CIRCUMSTANCES, MAX_STEPS, Draft, clean, stated
from functions.input.reading.values import wrong
from functions.input.text.steps import circumstances

DEFINITIONS = re.compile(r"<(?:[\w.-]{1,80}:)?definitions[\s>]")
ENCODING = re.compile(r"\A(\s*<\?xml[^>]{0,200}?)\s+encoding=[\"'][^\"'>]{0,40}[\"']")
HOURS_PER_WEEK = 168.0
MAX_NODES = 5_000  # of one process, with gateways and events
MAX_GATEWAYS = 300  # beyond, what follows what may be any pair of steps
MODEL, SIMULATION, PROCESS = "bpmn", "simulation", "process"  # keys beside each other in JSON
ALONE = {"task_resource_distribution", "resource_profiles", "gateway_branching_probabilities"}
WORDS = ("name", "title", "description", "context", "schema_version", "currency")
GROUPS = ("metrics", "kpis", "figures")


def looks_like_model(start: str) -> bool:
    """Whether an XML document begins as a BPMN model does."""
    return start.startswith("<") and "bpmn" in start.lower() and bool(DEFINITIONS.search(start))


def is_model_with_parameters(data: Any) -> bool:
    """Whether a JSON document holds a BPMN model."""
    return isinstance(data, Mapping) and isinstance(data.get(MODEL), str)


@dataclass
class _Beside:
    """What is said beside the model itself."""

    title: str = ""  # of the file
    name: str = ""  # chosen by the submitter
    process: str | None = None  # the one to read
    parameters: SimulationParameters | None = None
    draft: Draft = field(default_factory=Draft)
    context: str | None = None


def refuse_parameters_alone(data: Any) -> None:
    """Raise ``PermanentError`` where a JSON document is simulation parameters without a model."""
    if isinstance(data, Mapping) and ALONE & data.keys():
        raise unreadable(
            "parameters-without-model",
            "Simulation parameters need their model",
            "These are simulation parameters of a BPMN model. Submit both as "
            '{"bpmn": "<the XML>", "simulation": {…}}, or with '
            "`wfo run model.bpmn --parameters parameters.json`.",
        )


def model_with_parameters(data: Mapping[str, Any], context: str | None) -> Reading:
    """Return what ``{"bpmn": …, "simulation": …, "process": …}`` says.

    Any other key states a figure about the whole process, as with steps in JSON.

    Raises:
        PermanentError: the model or its parameters cannot be read; names the place.
    """
    beside = _Beside(context=context)
    for key in (PROCESS, "name", "title"):
        if not isinstance(data.get(key, ""), str):
            raise wrong(f"/workflow_data/{key}", "a name is expected")
    beside.process = data.get(PROCESS)
    beside.name, beside.title = data.get("name", ""), data.get("title", "")
    beside.parameters = _parameters(data.get(SIMULATION))
    for key, value in data.items():
        if key in GROUPS and isinstance(value, Mapping):
            for inner, figure in value.items():
                read_figure(str(inner), figure, f"/workflow_data/{key}/{inner}", beside.draft)
        elif key not in (MODEL, SIMULATION, PROCESS, *WORDS) and value is not None:
            read_figure(str(key), value, f"/workflow_data/{key}", beside.draft)
    text = ENCODING.sub(r"\1", data[MODEL], count=1)  # it was that of the file, not of this text
    return _reading(text.encode("utf-8", "surrogatepass"), beside)


def bpmn_reading(body: bytes, title: str, context: str | None) -> Reading:
    """Return what a BPMN file says; ``title`` names what the model leaves without a name.

    Raises:
        PermanentError: it is no BPMN 2.0 or holds no process; names the place and the cure.
    """
    return _reading(body, _Beside(title=title, context=context))


def _reading(body: bytes, beside: _Beside) -> Reading:
    document = read_bpmn(body)
    chosen = choose_process(document, beside.process)
    _check_size(chosen)
    embedded = embedded_parameters(document)
    parameters = beside.parameters or next(iter(embedded), None)
    staffing = staffing_of(parameters) if parameters else None
    source = staffing.source if staffing else ""
    timers = boundary_timers(chosen.process.nodes(), parameters, source)
    graph = flow_graph(document, chosen.process.id, "flattened")
    building = ProcessNet(chosen.process, graph, timers)
    net = building.built()
    kinds = list(net.kinds.values())
    if "step" not in kinds:
        raise _nothing_reached(chosen)
    if len(kinds) - kinds.count("step") > MAX_GATEWAYS:
        raise _too_large(chosen, f"{len(kinds) - kinds.count('step')} gateways", f"{MAX_GATEWAYS}")
    assembly = Assembly(
        net,
        {node.id: node for node in chosen.process.nodes()},
        StepReader(chosen, graph),
        parameters,
        staffing,
        timers,
    )
    workflow = _with_figures(assembly, _title(document, chosen, beside), chosen, beside)
    warnings: list[DataWarning] = [*document.warnings, *chosen.warnings]
    warnings += [each for each in graph.warnings if each.code != "unreachable_node"]
    warnings += building.warnings.all()
    if len(embedded) + bool(beside.parameters) > 1:
        text = say(
            "Several sets of simulation parameters are given; those beside the model, else the "
            "first in it, were used."
        )
        warnings.append(warning("several_parameters", text, len(embedded)))
    if parameters is not None:
        warnings += [*parameters.warnings, *parameter_warnings(parameters, document)]
    warnings += [*assembly.told(), *beside.draft.warnings]
    return Reading(workflow, bpmn_quality(workflow, _format(document, parameters), warnings))


def _parameters(given: Any) -> SimulationParameters | None:
    if given is None:
        return None
    try:
        body = given.encode() if isinstance(given, str) else json.dumps(given).encode()
    except (RecursionError, UnicodeEncodeError, ValueError):
        raise unreadable(
            "malformed-json",
            "The parameters are no JSON",
            "They are nested too deeply or hold half a character. Export them again.",
            f"/workflow_data/{SIMULATION}",
        ) from None
    return read_simulation_parameters(body)


def _check_size(chosen: Chosen) -> None:
    steps, nodes = steps_of(chosen.process), sum(1 for _ in chosen.process.nodes())
    if steps > MAX_STEPS or nodes > MAX_NODES:
        raise _too_large(
            chosen, f"{steps:,} steps among {nodes:,} nodes", f"{MAX_STEPS} and {MAX_NODES:,}"
        )


def _too_large(chosen: Chosen, what: str, most: str) -> PermanentError:
    return unreadable(
        "too-many-steps",
        "The workflow has too many steps",
        f"The process has {what}; at most {most} are read. Submit a part of it, with its "
        "sub-processes collapsed.",
        f"line {chosen.process.xml.line}",
    )


def _nothing_reached(chosen: Chosen) -> PermanentError:
    return unreadable(
        "no-activities",
        "No step can be reached",
        "Nothing leads from a start of the process to a step. Connect the start event with the "
        "first task.",
        f"line {chosen.process.xml.line}",
    )


def _title(document: BpmnDocument, chosen: Chosen, beside: _Beside) -> str:
    """The process's name, else its pool's, the model's or the file's."""
    names = (beside.name, chosen.process.name, chosen.pool, document.name, beside.title, "Process")
    return next(name for each in names if (name := clean(each or "", 200)))


def _with_figures(assembly: Assembly, name: str, chosen: Chosen, beside: _Beside) -> Workflow:
    draft, figures = beside.draft, dict(beside.draft.figures)
    volume = assembly.staffing.cases_per_week if assembly.staffing else None
    timer = interval_of(chosen.process.scope)
    if volume is not None:
        figures.setdefault("cases_per_week", volume)
    elif timer is not None:
        start, hours = timer
        origin = say(
            "timer '{name}': a case every {hours} h",
            name=clean(start.name or start.id, 200),
            hours=exact(hours),
        )
        figures.setdefault("cases_per_week", stated(HOURS_PER_WEEK / hours, "per_week", origin))
    description = " ".join(plain(text, 5000) for text in chosen.process.documentation)
    phrases = (clean(phrase, 500) for phrase in circumstances(beside.context or ""))
    return assembly.workflow(name).model_copy(
        update={
            "description": description[:20_000] or None,
            "figures": dict(sorted(figures.items())),
            "circumstances": tuple(dict.fromkeys(phrases))[:MAX_CIRCUMSTANCES],
            "currency": _currency(assembly.parameters, draft),
        }
    )


def _currency(parameters: SimulationParameters | None, draft: Draft) -> str | None:
    written = (parameters.currency or "").strip().upper() if parameters else ""
    if len(written) == 3 and written.isascii() and written.isalpha():
        return written
    if written:
        text = say("The currency is no code of three letters such as EUR; it was left out.")
        draft.warnings.append(warning("unknown_currency", text, 1, [written[:80]]))
    return None


def _format(document: BpmnDocument, parameters: SimulationParameters | None) -> str:
    exporter = f" ({clean(document.exporter, 100)})" if document.exporter else ""
    beside = {"bimp": say(" with BIMP parameters"), "prosimos": say(" with Prosimos parameters")}
    return f"BPMN 2.0{exporter}" + (beside[parameters.source] if parameters else "")
