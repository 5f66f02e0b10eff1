"""WorkflowParsed -> measure, find, score -> WorkflowAnalyzed."""

import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import polars as pl

from common.aws.knowledge import knowledge_files
from common.consumer import consumer
from common.events import Event, WorkflowAnalyzed, WorkflowParsed
from common.model.facts import Facts
from common.model.ports import Ports
from common.model.process_model import ProcessModel, ReferenceModel
from common.model.quality import Quality
from common.model.workflow import Workflow
from functions.analysis.assistance.assisting import assistance
from functions.analysis.frameworks.assess import assess
from functions.analysis.frameworks.knowledge import load
from functions.analysis.mining.event_arrays import event_arrays
from functions.analysis.mining.facts import measured_facts
from functions.analysis.mining.stated import stated_facts

Files = Callable[[], Mapping[str, bytes]]


def react(event: WorkflowParsed, ports: Ports, knowledge: Files) -> Iterator[Event]:
    """Yield the analysis of the workflow; ``knowledge`` gives the files of the knowledge base."""
    artifacts = ports.artifacts
    workflow = Workflow.from_json(artifacts.get(event.workflow))
    quality = Quality.from_json(artifacts.get(event.quality))
    log = _log(event, ports)
    facts = _facts(event, ports, workflow, log)
    rules = load(knowledge())
    assessment = assess(facts, workflow, quality, rules, ports.configuration.numbers("thresholds"))
    assisted = assistance(ports.language_model, workflow, rules, assessment)
    yield event.answer(
        WorkflowAnalyzed,
        submission=event.submission,
        workflow=event.workflow,
        quality=event.quality,
        log=event.log,
        model=event.model,
        model_bpmn=event.model_bpmn,
        log_arrays=None
        if log is None
        else artifacts.put("log_arrays.npz", event_arrays(log, workflow)),
        facts=artifacts.put("facts.json", facts.to_json()),
        assessment=artifacts.put("assessment.json", assessment.to_json()),
        assistance=assisted and artifacts.put("assistance.json", assisted.to_json()),
        inefficiency_score=assessment.inefficiency_score,
        optimization_potential=assessment.optimization_potential,
        quality_score=assessment.quality_score,
    )


def loaded_knowledge(knowledge: Files = knowledge_files) -> dict[str, Any]:
    """Return what the knowledge base holds; raises ``KnowledgeError`` if it is at fault."""
    loaded = load(knowledge())
    return {
        "rules": {each.framework: len(each.rules) for each in loaded.frameworks},
        "tenets": {each.framework: len(each.tenets) for each in loaded.frameworks},
        "heuristics": len(loaded.heuristics),
        "sources": len(loaded.sources),
        "sha256": loaded.digests,
    }


def _log(event: WorkflowParsed, ports: Ports) -> pl.LazyFrame | None:
    if event.log is None:
        return None
    return pl.scan_parquet(io.BytesIO(ports.artifacts.get(event.log)))


def _facts(
    event: WorkflowParsed, ports: Ports, workflow: Workflow, log: pl.LazyFrame | None
) -> Facts:
    if log is None:
        return stated_facts(workflow)
    get = ports.artifacts.get
    model = ProcessModel.from_json(get(event.model)) if event.model else None
    reference = event.reference_model
    meant = ReferenceModel.from_json(get(reference)) if reference else None
    return measured_facts(log, workflow, model, meant)


handler = consumer(
    WorkflowParsed,
    partial(react, knowledge=knowledge_files),
    actions={"test_framework_loading": lambda _: loaded_knowledge()},
)
