"""WorkflowAnalyzed -> redesign, simulate, recommend -> WorkflowOptimized."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from common.aws.knowledge import knowledge_files
from common.consumer import consumer
from common.events import Event, WorkflowAnalyzed, WorkflowOptimized
from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.ports import Ports
from common.model.submission import Submission
from common.model.workflow import Workflow
from functions.optimization.business_case.efforts import efforts_of
from functions.optimization.business_case.plan import planned
from functions.optimization.business_case.rates import with_stated_rates
from functions.optimization.redesign.catalogue import Rules
from functions.optimization.redesign.guards import guards_of
from functions.optimization.redesign.portfolio import recommend
from functions.optimization.redesign.remedies import Adviser
from functions.optimization.search.journal import Journal, resuming

PROGRESS = "search.json"

Files = Callable[[], Mapping[str, bytes]]


def react(event: WorkflowAnalyzed, ports: Ports, knowledge: Files) -> Iterator[Event]:
    """Store ``portfolio.json`` and announce it; ``knowledge``: files of the knowledge base."""
    submission = Submission.from_json(ports.artifacts.get(event.submission))
    files, economics = knowledge(), submission.economics
    facts = Facts.from_json(ports.artifacts.get(event.facts))
    workflow = with_stated_rates(Workflow.from_json(ports.artifacts.get(event.workflow)), economics)
    kept = ports.artifacts.kept(PROGRESS)
    with resuming(Journal(store=partial(ports.artifacts.keep, PROGRESS), stored=kept)):
        portfolio = recommend(
            workflow,
            facts,
            Assessment.from_json(ports.artifacts.get(event.assessment)),
            event.request,
            ports.configuration.number("thresholds", "max_processing_time"),
            None if event.log_arrays is None else ports.artifacts.get(event.log_arrays),
            Rules(guards_of(files), submission.limits, Adviser(files)),
        )
    portfolio = planned(
        portfolio,
        workflow,
        facts,
        economics,
        efforts_of(files),
        event.request.seed,
        submission.limits,
    )
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
        assistance=event.assistance,
        portfolio=ports.artifacts.put("portfolio.json", portfolio.to_json()),
        inefficiency_score=event.inefficiency_score,
        optimization_potential=event.optimization_potential,
        quality_score=portfolio.quality_score,
    )


handler = consumer(WorkflowAnalyzed, partial(react, knowledge=knowledge_files))
