"""functions/optimization/on_workflow_analyzed.py"""

from dataclasses import replace
from functools import cache
from uuid import UUID

import pytest

from common.events import Metadata, WorkflowAnalyzed, WorkflowOptimized
from common.model.portfolio import Portfolio
from common.model.submission import AnalysisType, Request, Submission
from functions.optimization.on_workflow_analyzed import react
from functions.optimization.search import journal
from functions.optimization.simulation.engine import kernel
from tests.fakes import DEFAULTS, InMemoryArtifacts, InMemoryConfiguration, in_memory_ports
from tests.paths import ROOT
from tests.unit import staffed_fixture
from tests.unit.calibration_fixture import NOTHING_FOUND

compiled = pytest.mark.skipif(not kernel.COMPILED, reason="too slow uncompiled (make kernel)")
SUBMISSION = Submission(
    workflow_data="claims", organization_context={"cases_per_year": 1000, "currency": "EUR"}
)


def knowledge() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")}


def ports_of_little_time():
    """Return ports whose time box lets a search be as small as one can be."""
    little = InMemoryConfiguration(DEFAULTS | {"thresholds": {"max_processing_time": 30.0}})
    return replace(in_memory_ports(), configuration=little)


def analyzed(ports, seed=1):
    put = ports.artifacts.put
    return WorkflowAnalyzed(
        metadata=Metadata(
            event_id=UUID(int=1), session_id=UUID(int=2), workflow_id="claims",
            owner="o" + "0" * 20, correlation_id=UUID(int=2),
        ),
        request=Request(analysis_type=AnalysisType.QUICK, seed=seed),
        submission=put("submission.json", SUBMISSION.to_json()),
        workflow=put("workflow.json", staffed_fixture.WORKFLOW.to_json()),
        quality=put("quality.json", b"{}"),
        log=put("log.parquet", b"PAR1"),
        log_arrays=put("log_arrays.npz", staffed_fixture.events_of(staffed_fixture.claims())),
        facts=put("facts.json", staffed_fixture.facts().to_json()),
        assessment=put("assessment.json", NOTHING_FOUND.to_json()),
        inefficiency_score=5.0,
        optimization_potential=0.5,
        quality_score=0.9,
    )  # fmt: skip


@cache
def answered():
    """Return what the agent was given, with what it answered."""
    ports = ports_of_little_time()
    event = analyzed(ports)
    [optimized] = react(event, ports, knowledge)
    return ports, event, optimized


@compiled
def test_answers_with_the_portfolio_and_everything_that_came_before():
    ports, event, optimized = answered()

    assert isinstance(optimized, WorkflowOptimized)
    portfolio = Portfolio.from_json(ports.artifacts.get(optimized.portfolio))
    assert portfolio.recommended
    assert portfolio.twin.seed == 1
    assert optimized.quality_score == portfolio.quality_score
    for field in ("submission", "workflow", "quality", "log", "facts", "assessment"):
        assert getattr(optimized, field) == getattr(event, field)
    assert (optimized.inefficiency_score, optimized.optimization_potential) == (5.0, 0.5)


@compiled
def test_what_is_recommended_has_a_business_case_a_roadmap_and_drawings():
    ports, _, optimized = answered()

    portfolio = Portfolio.from_json(ports.artifacts.get(optimized.portfolio))
    assert {item.redesign for item in portfolio.roadmap} == set(portfolio.recommended)
    assert [cost.redesign for cost in portfolio.business_case.costs] == list(portfolio.recommended)
    assert {each.redesign for each in portfolio.to_be.differences} == set(portfolio.recommended)
    assert b"<definitions" in ports.artifacts.get(optimized.to_be_bpmn)
    assert optimized.as_is_bpmn.key.endswith("as_is.bpmn")


@compiled
def test_the_model_of_a_log_is_what_is_drawn_and_is_not_drawn_twice():
    ports = ports_of_little_time()
    event = analyzed(ports).model_copy(
        update={"model_bpmn": ports.artifacts.put("model.bpmn", b"<definitions/>")}
    )

    [optimized] = react(event, ports, knowledge)

    assert optimized.as_is_bpmn is None
    assert optimized.to_be_bpmn is not None


@compiled
def test_a_retry_stores_the_same_bytes_under_the_same_event_id():
    ports, event, first = answered()

    [again] = react(event, ports, knowledge)

    assert first.portfolio == again.portfolio
    assert first.metadata.event_id == again.metadata.event_id


@compiled
def test_the_seed_comes_from_the_request():
    ports = ports_of_little_time()

    [other] = react(analyzed(ports, seed=2), ports, knowledge)

    assert answered()[2].portfolio.sha256 != other.portfolio.sha256


def test_a_missing_time_box_is_an_error_and_not_a_guess():
    ports = in_memory_ports()
    event = analyzed(ports)
    unconfigured = type(ports)(ports.artifacts, InMemoryConfiguration({"thresholds": {}}))

    with pytest.raises(KeyError):
        list(react(event, unconfigured, knowledge))


@compiled
def test_events_that_tell_who_worked_when_are_simulated_with_people():
    ports, _, optimized = answered()

    portfolio = Portfolio.from_json(ports.artifacts.get(optimized.portfolio))
    assert portfolio.twin.judgement is not None
    assert "daily_availability:Cashier" in portfolio.recommended


class FullError(Exception):
    """There is no room for more progress."""


class Interrupted(InMemoryArtifacts):
    """Stops the work when it wants to keep its progress for the third time."""

    times = 0

    def keep(self, name, body):
        self.times += 1
        if self.times == 3:
            raise FullError
        super().keep(name, body)


@compiled
def test_an_interrupted_search_goes_on_where_it_was_and_stores_the_same_bytes(monkeypatch):
    monkeypatch.setattr(journal, "EVERY", 20_000.0)
    _, _, expected = answered()
    ports = replace(ports_of_little_time(), artifacts=Interrupted())
    event = analyzed(ports)

    with pytest.raises(FullError):
        list(react(event, ports, knowledge))
    kept = ports.artifacts.kept("search.json")
    [optimized] = react(event, ports, knowledge)

    assert kept is not None
    assert ports.artifacts.times > 3
    assert optimized.portfolio == expected.portfolio
