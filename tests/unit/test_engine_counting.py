"""functions/optimization/simulation/engine: what counts as an activity, and whose luck it has"""

from dataclasses import replace

import numpy as np
import pytest

from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.model import (
    END,
    START,
    Activity,
    Arrivals,
    Flow,
    Gateway,
    Model,
    Performer,
    Resource,
)
from functions.optimization.simulation.engine.simulation import Size, simulate

SIZE = Size(replications=2, cases=400)


def chain(*activities: Activity) -> Model:
    """Return a model in which every case does the activities one after another."""
    names = [START, *(activity.id for activity in activities), END]
    return Model(
        activities=activities,
        flows=tuple(map(Flow, names, names[1:])),
        arrivals=Arrivals(interarrival=times.exponential(100.0)),
        resources=(Resource("Ann", 1000),),
    )


def counted(model: Model, metric: str) -> float:
    return float(simulate(model, SIZE, warm_up=0).process[metric].mean())


def test_a_wait_is_no_work_unless_it_counts_as_some():
    wait, work = Activity("wait", times.fixed(1)), Activity("ask", times.fixed(1), counts_as="ask")
    assert counted(chain(wait, work), "executions_per_case") == 1


def test_work_of_nobody_is_not_counted():
    hidden = Activity("hours", times.fixed(1), (Performer("Ann"),), counts_as="")
    assert counted(chain(hidden), "executions_per_case") == 0


def test_nodes_of_one_activity_are_repeats_of_each_other():
    by_ann = Activity("check #1", times.fixed(1), (Performer("Ann"),), counts_as="check")
    machine = Activity("check #2", times.fixed(1), counts_as="check")
    other = Activity("pay", times.fixed(1), (Performer("Ann"),))
    assert counted(chain(by_ann, other, machine), "rework_share") == 1
    assert counted(chain(by_ann, other, replace(machine, counts_as="post")), "rework_share") == 0


def test_a_wait_that_rejects_is_a_rejection():
    assert counted(chain(Activity("no", times.fixed(1), rejects=True)), "rejection_share") == 1


@pytest.mark.parametrize("luck_of", ["work", None])
def test_a_copy_has_the_luck_of_its_original(luck_of):
    original = Activity("work", times.exponential(50.0))
    copy = replace(original, id="copy", luck_of=luck_of)
    cycle = [simulate(chain(each), SIZE).process["cycle_time_mean_h"] for each in (original, copy)]
    assert np.array_equal(*cycle) == (luck_of is not None)


def test_a_copied_gateway_chooses_as_its_original():
    def choosing(name: str, luck_of: str | None) -> Model:
        first = Flow(START, name)
        ways = (Flow(name, "quick", 0.5), Flow(name, "slow", 0.5))
        ends = (Flow("quick", END), Flow("slow", END))
        return replace(
            chain(Activity("quick", times.fixed(1)), Activity("slow", times.fixed(90))),
            flows=(first, *ways, *ends),
            gateways=(Gateway(name, "exclusive", luck_of),),
        )

    models = choosing("way", None), choosing("copy", "way"), choosing("copy", None)
    way, copy, other = (simulate(m, SIZE).process["cycle_time_mean_h"] for m in models)
    assert np.array_equal(way, copy)
    assert not np.array_equal(way, other)
