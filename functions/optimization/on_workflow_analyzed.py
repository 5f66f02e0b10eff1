"""WorkflowAnalyzed -> redesign, simulate, recommend -> WorkflowOptimized."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from common.aws.knowledge import knowledge_files
from common.consumer import consumer
from common.events import Event, WorkflowAnalyzed, WorkflowOptimized
from common.model.artifact import Artifact
from common.model.assessment import Assessment
from common.model.assistance import Assistance
from common.model.facts import Facts
from common.model.ports import Ports
from common.model.process_model import ProcessModel
from common.model.submission import Submission
from common.model.workflow import Workflow
from functions.optimization.assistance.assisting import with_proposals
from functions.optimization.business_case.efforts import efforts_of
from functions.optimization.business_case.plan import planned
from functions.optimization.business_case.pricing import worth_of
from functions.optimization.business_case.rates import with_stated_rates
from functions.optimization.business_case.savings import recommended
from functions.optimization.redesign.catalogue import Rules
from functions.optimization.redesign.guards import guards_of
from functions.optimization.redesign.portfolio import Analysed, WorkedOut, worked_out
from functions.optimization.redesign.remedies import Adviser
from functions.optimization.search.journal import Journal, resuming
from functions.optimization.to_be.bpmn import as_is_bpmn, to_be_bpmn
from functions.optimization.to_be.process import to_be

PROGRESS = "search.json"

Files = Callable[[], Mapping[str, bytes]]


def react(event: WorkflowAnalyzed, ports: Ports, knowledge: Files) -> Iterator[Event]:
    """Store ``portfolio.json`` and announce it; ``knowledge``: files of the knowledge base."""
    submission = Submission.from_json(ports.artifacts.get(event.submission))
    files, economics = knowledge(), submission.economics
    facts = Facts.from_json(ports.artifacts.get(event.facts))
    workflow = with_stated_rates(Workflow.from_json(ports.artifacts.get(event.workflow)), economics)
    efforts = efforts_of(files)
    rules = Rules(guards_of(files), submission.limits, Adviser(files))
    kept = ports.artifacts.kept(PROGRESS)
    with resuming(Journal(store=partial(ports.artifacts.keep, PROGRESS), stored=kept)):
        made = worked_out(
            Analysed(
                workflow,
                facts,
                Assessment.from_json(ports.artifacts.get(event.assessment)),
                None if event.log_arrays is None else ports.artifacts.get(event.log_arrays),
            ),
            event.request,
            ports.configuration.number("thresholds", "max_processing_time"),
            rules,
            worth_of(workflow, facts, economics, efforts),
        )
    portfolio = planned(
        made.portfolio,
        workflow,
        facts,
        economics,
        efforts,
        event.request.seed,
        submission.limits,
    )
    as_is = _as_is(event, workflow, ports)
    if portfolio.recommended:
        portfolio = portfolio.model_copy(update={"to_be": to_be(as_is, recommended(portfolio))})
    yield event.answer(
        WorkflowOptimized,
        submission=event.submission,
        workflow=event.workflow,
        quality=event.quality,
        log=event.log,
        model=event.model,
        model_bpmn=event.model_bpmn,
        log_arrays=event.log_arrays,
        facts=event.facts,
        assessment=event.assessment,
        assistance=_assistance(event, ports, made, rules),
        portfolio=ports.artifacts.put("portfolio.json", portfolio.to_json()),
        as_is_bpmn=None
        if event.model_bpmn is not None
        else _stored("as_is.bpmn", as_is_bpmn(as_is), ports),
        to_be_bpmn=None
        if portfolio.to_be is None
        else _stored("to_be.bpmn", to_be_bpmn(portfolio.to_be), ports),
        inefficiency_score=event.inefficiency_score,
        optimization_potential=event.optimization_potential,
        quality_score=portfolio.quality_score,
    )


def _as_is(event: WorkflowAnalyzed, workflow: Workflow, ports: Ports) -> Workflow:
    """Return the process for people: of a log the model that was discovered from it."""
    if event.model is None:
        return workflow
    return ProcessModel.from_json(ports.artifacts.get(event.model)).workflow


def _assistance(
    event: WorkflowAnalyzed, ports: Ports, made: WorkedOut, rules: Rules
) -> Artifact | None:
    """Store what a language model contributed, with the redesigns that it proposes."""
    stored = event.assistance
    before = None if stored is None else Assistance.from_json(ports.artifacts.get(stored))
    found = with_proposals(before, ports.language_model, made, rules, event.request.seed)
    if found is None or found == before:
        return stored
    return ports.artifacts.put("assistance.json", found.to_json())


def _stored(name: str, body: bytes | None, ports: Ports) -> Artifact | None:
    return None if body is None else ports.artifacts.put(name, body)


handler = consumer(WorkflowAnalyzed, partial(react, knowledge=knowledge_files))
