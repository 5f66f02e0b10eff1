"""functions/optimization/assistance: what a model proposes is simulated or refused, and counted"""

from dataclasses import replace

import numpy as np
import pytest

from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from functions.optimization.assistance.proposing import proposed
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from functions.optimization.simulation.engine.model import (
    END,
    START,
    Activity,
    Arrivals,
    Flow,
    Model,
    Performer,
    Resource,
)
from tests.fakes import Says

AS_IS = Model(
    activities=(Activity("check", times.fixed(600.0), (Performer("clerk"),)),),
    flows=(Flow(START, "check"), Flow("check", END)),
    arrivals=Arrivals(at_s=(0.0,)),
    resources=(Resource("clerk", 1),),
)


def people(model, values):
    clerk = model.resources[0]
    return model.with_resource(replace(clerk, amount=clerk.amount + round(values["heads"])))


def faster(model, values):
    return model.with_activity(replace(model.activities[0], duration=times.fixed(300.0)))


def offer(operator, edit, **more):
    return Proposal(
        operator, None, "clerk", operator.title(), f"{operator} is done.", Place(),
        frozenset({"check"}), edit, **more,
    )  # fmt: skip


HEADS = Figure(value=1, unit="count", provenance=Provenance.ASSUMED, origin="ours")
OFFERED = (
    offer("hire", people, parameters={"heads": HEADS}, choices={"heads": (1.0, 2.0)}),
    offer("hurry", faster),
)
TOLD = {"findings": "Cases wait.", "recommended": "nothing"}


def simulate(model):
    """Two replications whose cycle time falls with people and with speed."""
    base = 10.0 / model.resources[0].amount + model.activities[0].duration.mean_s / 600.0
    return {"cycle_time_mean_h": np.array([base, base + 0.1, base + 0.05])}


def ask(*sets, allowed=lambda proposal: True, simulated=simulate):
    answer = {
        "proposed": [
            {
                "changes": [
                    {"id": i, "values": [{"name": n, "value": v} for n, v in values.items()]}
                    for i, values in one
                ]
            }
            for one in sets
        ]
    }
    model = Says(answer)
    return proposed(model, OFFERED, TOLD, allowed, AS_IS, simulated), model.counts


def test_a_set_is_simulated_together_and_says_what_it_brings():
    [found], counts = ask([("hire:clerk", {"heads": 2.0}), ("hurry:clerk", {})])
    assert found.title == "Hire + Hurry"
    assert found.effects[0].difference.mean == pytest.approx(10 / 3 + 0.5 - 11.0)
    assert found.verdict == "beneficial"
    assert found.parameters["heads"].value == 2.0
    assert counts == {"accepted": 1}


@pytest.mark.parametrize(
    ("sets", "caught_by"),
    [
        ([[("bribe:auditor", {})]], "change that is not in the catalogue"),
        ([[("hurry:clerk", {"speed": 9.0})]], "parameter that nobody may choose"),
        ([[("hire:clerk", {"heads": 99.0})]], "value that is not in the catalogue"),
        ([[("hire:clerk", {"heads": -1.0})]], "value that is not in the catalogue"),
        ([[("hurry:clerk", {}), ("hurry:clerk", {})]], "proposed twice"),
    ],
)
def test_what_is_not_in_the_catalogue_is_refused_and_counted(sets, caught_by):
    found, counts = ask(*sets)
    assert found == ()
    assert counts == {"accepted": 0, caught_by: 1}


def test_the_same_set_is_simulated_once_and_no_more_than_five():
    sets = [[("hurry:clerk", {})], [("hurry:clerk", {})]]
    assert ask(*sets)[1] == {"accepted": 1, "proposed twice": 1}


def test_a_guard_stops_what_a_model_proposes():
    found, counts = ask([("hire:clerk", {"heads": 2.0})], allowed=lambda p: p.values["heads"] < 2)
    assert found == ()
    assert counts == {"accepted": 0, "stopped by a guard": 1}


def test_what_cannot_be_simulated_is_counted():
    def refuses(model):
        if model is not AS_IS:
            raise CannotRunError("overloaded")
        return simulate(model)

    assert ask([("hurry:clerk", {})], simulated=refuses)[1] == {
        "accepted": 0,
        "cannot be simulated": 1,
    }


def test_without_an_answer_or_a_catalogue_nothing_is_simulated():
    def never(model):
        raise AssertionError

    assert proposed(Says(None), OFFERED, TOLD, lambda p: True, AS_IS, never) == ()
    assert proposed(Says({"proposed": []}), (), TOLD, lambda p: True, AS_IS, never) == ()
