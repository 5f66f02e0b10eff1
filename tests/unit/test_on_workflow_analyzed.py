"""functions/optimization/on_workflow_analyzed.py"""

from dataclasses import replace
from uuid import UUID

import pytest

from common.events import Metadata, WorkflowAnalyzed, WorkflowOptimized
from common.model.portfolio import Portfolio
from common.model.submission import AnalysisType, Request, Submission
from functions.optimization.on_workflow_analyzed import react
from functions.optimization.search import journal
from functions.optimization.simulation.engine import kernel
from tests.fakes import InMemoryArtifacts, InMemoryConfiguration, in_memory_ports
from tests.paths import ROOT
from tests.unit import staffed_fixture
from tests.unit.calibration_fixture import (
    CLAIM_ROLES,
    NOTHING_FOUND,
    claims,
    facts_of,
    workflow_of,
)


def knowledge() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")}


def analyzed(ports, seed=1):
    facts = facts_of(claims(cases=60), CLAIM_ROLES)
    put = ports.artifacts.put
    return WorkflowAnalyzed(
        metadata=Metadata(
            event_id=UUID(int=1), session_id=UUID(int=2), workflow_id="claims",
            owner="o" + "0" * 20, correlation_id=UUID(int=2),
        ),
        request=Request(analysis_type=AnalysisType.QUICK, seed=seed),
        submission=put("submission.json", Submission(workflow_data="claims").to_json()),
        workflow=put("workflow.json", workflow_of(facts).to_json()),
        quality=put("quality.json", b"{}"),
        log=put("log.parquet", b"PAR1"),
        facts=put("facts.json", facts.to_json()),
        assessment=put("assessment.json", NOTHING_FOUND.to_json()),
        inefficiency_score=5.0,
        optimization_potential=0.5,
        quality_score=0.9,
    )  # fmt: skip


def test_answers_with_the_portfolio_and_everything_that_came_before():
    ports = in_memory_ports()
    event = analyzed(ports)

    [optimized] = react(event, ports, knowledge)

    assert isinstance(optimized, WorkflowOptimized)
    portfolio = Portfolio.from_json(ports.artifacts.get(optimized.portfolio))
    assert portfolio.recommended
    assert portfolio.twin.seed == 1
    assert optimized.quality_score == portfolio.quality_score
    for field in ("submission", "workflow", "quality", "log", "facts", "assessment"):
        assert getattr(optimized, field) == getattr(event, field)
    assert (optimized.inefficiency_score, optimized.optimization_potential) == (5.0, 0.5)


def test_a_retry_stores_the_same_bytes_under_the_same_event_id():
    ports = in_memory_ports()
    event = analyzed(ports)

    [first], [again] = react(event, ports, knowledge), react(event, ports, knowledge)

    assert first.portfolio == again.portfolio
    assert first.metadata.event_id == again.metadata.event_id


def test_the_seed_comes_from_the_request():
    ports = in_memory_ports()

    [first], [other] = (
        react(analyzed(ports), ports, knowledge),
        react(analyzed(ports, seed=2), ports, knowledge),
    )

    assert first.portfolio.sha256 != other.portfolio.sha256


def test_a_missing_time_box_is_an_error_and_not_a_guess():
    ports = in_memory_ports()
    event = analyzed(ports)
    unconfigured = type(ports)(ports.artifacts, InMemoryConfiguration({"thresholds": {}}))

    with pytest.raises(KeyError):
        list(react(event, unconfigured, knowledge))


def staffed(ports):
    put = ports.artifacts.put
    return analyzed(ports).model_copy(
        update={
            "workflow": put("workflow.json", staffed_fixture.WORKFLOW.to_json()),
            "facts": put("facts.json", staffed_fixture.facts().to_json()),
            "log_arrays": put(
                "log_arrays.npz", staffed_fixture.events_of(staffed_fixture.claims())
            ),
        }
    )


@pytest.mark.skipif(not kernel.COMPILED, reason="too slow uncompiled (make kernel)")
def test_events_that_tell_who_worked_when_are_simulated_with_people():
    ports = in_memory_ports()

    [optimized] = react(staffed(ports), ports, knowledge)

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


@pytest.mark.skipif(not kernel.COMPILED, reason="too slow uncompiled (make kernel)")
def test_an_interrupted_search_goes_on_where_it_was_and_stores_the_same_bytes(monkeypatch):
    monkeypatch.setattr(journal, "EVERY", 200_000.0)
    whole = in_memory_ports()
    [expected] = react(staffed(whole), whole, knowledge)
    ports = replace(in_memory_ports(), artifacts=Interrupted())
    event = staffed(ports)

    with pytest.raises(FullError):
        list(react(event, ports, knowledge))
    kept = ports.artifacts.kept("search.json")
    [optimized] = react(event, ports, knowledge)

    assert kept is not None
    assert ports.artifacts.times > 3
    assert optimized.portfolio == expected.portfolio
