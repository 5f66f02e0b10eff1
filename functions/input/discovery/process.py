"""A log to a process model: mined, measured, drawn."""

from collections import Counter
from dataclasses import dataclass

import polars as pl

from common.language import say
from common.model.figure import Figure, Provenance, Unit
from common.model.process_model import Attempt, ProcessModel, Repetition
from common.model.quality import DataWarning
from common.model.workflow import END, START, Flow, Gateway, Workflow
from common.numerals import exact, grouped, share
from common.process_tree.decisions import decisions
from functions.input.discovery.blocks import Block, blocks
from functions.input.discovery.candidates import (
    CASE_SHARES,
    COMMON_SHARE,
    MIN_FITNESS,
    NOISE_THRESHOLDS,
    Candidate,
    candidates,
    chosen,
)
from functions.input.discovery.diagram import bpmn
from functions.input.discovery.drawing import Connection, Drawing
from functions.input.discovery.layout import layout
from functions.input.discovery.variants import Variants, limited, variants


@dataclass(frozen=True)
class Discovered:
    """A process model, its BPMN 2.0 file, and what to warn of."""

    model: ProcessModel
    bpmn: bytes
    warnings: tuple[DataWarning, ...] = ()


def discovered_process(log: pl.DataFrame, workflow: Workflow) -> Discovered | None:
    """Return the model of a canonical log; ``workflow`` is what its activities are taken from.

    None where every case is too long or has too many different activities.
    """
    everything = variants(log)
    used = limited(everything)
    if not used:
        return None
    found = candidates(used)
    best = chosen(found, used)
    runs: Counter[tuple[str, ...]] = Counter()
    for variant, count in used.items():
        runs[best.fit.alignments[variant].run] += count
    ids = {activity.name: activity.id for activity in workflow.activities}
    block = blocks(best.tree, decisions(best.tree, runs), ids)
    drawing = layout(block, START, END)
    model = _model(workflow, best, found, block, drawing)
    return Discovered(model, bpmn(model, drawing), _warnings(everything, used))


def model_warnings(found: Discovered | None) -> tuple[DataWarning, ...]:
    """Return what to warn of; that there is no model, if there is none."""
    if found is not None:
        return found.warnings
    text = say("No process model: every case is too long or has too many different activities.")
    return (DataWarning(code="no_process_model", message=text),)


def _model(
    workflow: Workflow,
    best: Candidate,
    found: list[Candidate],
    block: Block,
    drawing: Drawing,
) -> ProcessModel:
    kept = set(best.tree.labels())
    fit = best.fit
    precision = None
    if fit.precision is not None:
        precision = _measured(
            fit.precision, "share", say("escaping edges after optimal alignments")
        )
    return ProcessModel(
        workflow=_workflow(workflow, kept, drawing),
        tree=str(best.tree),
        fitness=_measured(fit.fitness, "share", say("mean over the cases, by optimal alignments")),
        precision=precision,
        fitting_cases=_measured(
            fit.fitting_share, "share", say("cases whose alignment costs nothing")
        ),
        noise_threshold=best.noise_threshold,
        case_share=best.case_share,
        repetitions=_repetitions(block),
        left_out=tuple(a.name for a in workflow.activities if a.name not in kept),
        attempts=tuple(_attempt(one) for one in found),
        method=_method(),
    )


def _workflow(workflow: Workflow, kept: set[str], drawing: Drawing) -> Workflow:
    return Workflow(
        name=workflow.name,
        activities=tuple(a for a in workflow.activities if a.name in kept),
        gateways=tuple(
            Gateway(id=node.id, kind=node.kind)
            for node in drawing.nodes
            if node.kind in ("exclusive", "parallel")
        ),
        flows=tuple(_flow(one) for one in drawing.connections),
        roles=workflow.roles,
        currency=workflow.currency,
        first_at=workflow.first_at,
        last_at=workflow.last_at,
    )


def _flow(connection: Connection) -> Flow:
    share = connection.share
    return Flow(
        source=connection.source,
        target=connection.target,
        count=_measured(
            connection.count, "count", say("executions in the cases as aligned with the model")
        ),
        probability=None
        if share is None
        else _measured(
            share,
            "share",
            say("share of the executions in the cases as aligned with the model that go this way"),
        ),
    )


def _method() -> str:
    return say(
        "Inductive Miner – infrequent (Leemans, Fahland, van der Aalst 2014) at noise thresholds "
        "{thresholds} on the most frequent variants with {shares} of the cases. Chosen: the "
        "highest F-measure of fitness and precision among models with a fitness of at least "
        "{fitness} and every activity that {common} of the cases do, else the highest fitness. "
        "Fitness by optimal alignments, precision by escaping edges, both over all cases that the "
        "model was compared with.",
        thresholds=", ".join(exact(noise) for noise in NOISE_THRESHOLDS),
        shares=", ".join(share(part) for part in CASE_SHARES),
        fitness=exact(MIN_FITNESS),
        common=share(COMMON_SHARE),
    )


def _repetitions(block: Block) -> tuple[Repetition, ...]:
    own: tuple[Repetition, ...] = ()
    if block.kind == "loop" and block.count:
        again = block.children[1].count
        origin = say(
            "{again} repetitions in {count} executions of the loop",
            again=grouped(again),
            count=grouped(block.count),
        )
        mean = _measured(again / block.count, "count", origin)
        own = (Repetition(gateway=block.closing, executions=block.count, mean_repeats=mean),)
    return own + tuple(one for child in block.children for one in _repetitions(child))


def _attempt(one: Candidate) -> Attempt:
    return Attempt(
        noise_threshold=one.noise_threshold,
        case_share=one.case_share,
        fitness=one.fit.fitness,
        precision=one.fit.precision,
        f_measure=one.f_measure,
        activities=len(one.tree.labels()),
    )


def _measured(value: float, unit: Unit, origin: str) -> Figure:
    return Figure(value=value, unit=unit, provenance=Provenance.MEASURED, origin=origin)


def _warnings(everything: Variants, used: Variants) -> tuple[DataWarning, ...]:
    if len(used) == len(everything):
        return ()
    cases, of = sum(used.values()), sum(everything.values())
    text = say(
        "The process model was discovered from the {used} most frequent of {everything} "
        "variants: {cases} of the cases.",
        used=grouped(len(used)),
        everything=grouped(len(everything)),
        cases=share(cases / of),
    )
    return (DataWarning(code="model_of_frequent_variants", message=text, count=of - cases),)
