"""What runs leave: the same bytes every time, warm-up, intervals, logs, bounded memory."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.engine import kernel, run, state
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.distribution import (
    empirical,
    exponential,
    fixed,
    gamma_of,
    lognormal,
    normal,
    triangular,
    uniform,
    weibull,
)
from functions.optimization.simulation.engine.event_log import event_log
from functions.optimization.simulation.engine.model import (
    Activity,
    Arrivals,
    Attribute,
    Batching,
    Condition,
    Flow,
    Gateway,
    Model,
    Performer,
    Resource,
    TimeLimit,
)
from functions.optimization.simulation.engine.run import Cases, Length, Replication, Runner
from functions.optimization.simulation.engine.simulation import Precision, Size, simulate
from functions.optimization.simulation.engine.warm_up import mser
from tests.unit.engine_fixture import chain, daily, uncompiled, work

HOUR = 3600.0


def rich(discipline: str = "first_come") -> Model:
    """Return a model that uses everything."""
    people = (Performer("p", gamma_of(400.0, 300.0)), Performer("q", lognormal(500.0, 800.0)))
    return Model(
        (
            Activity("take in", normal(300.0, 200.0), people, patience=exponential(90_000.0)),
            Activity(
                "check",
                triangular(60.0, 100.0, 900.0),
                people,
                priority=1.0,
                time_limit=TimeLimit(exponential(9000.0), "note", breaks_off=False),
            ),
            Activity("note", exponential(100.0), hours="evening"),
            Activity("file", weibull(1.4, 500.0), people[:1], interruptible=False, cost=2.0),
            Activity("post", uniform(60.0, 600.0), people, batching=Batching(3, 7200.0)),
            Activity("sign", exponential(200.0), people, instances=2, setup=exponential(60.0)),
            Activity(
                "meet",
                exponential(300.0),
                people[1:],
                assisted_by=(("room",),),
                time_limit=TimeLimit(exponential(5000.0), "asked"),
            ),
            Activity("answer", exponential(30_000.0), hours="office"),
            Activity("lie", exponential(300.0), time_limit=TimeLimit(fixed(500.0), "again")),
            Activity(
                "stamp",
                exponential(200.0),
                people,
                time_limit=TimeLimit(fixed(500.0), "again", since="lie"),
            ),
            Activity("copy", exponential(50.0), people[:1], instances=3, in_turn=True),
            Activity(
                "remind",
                empirical((40_000.0, 80_000.0), (2.0, 1.0)),
                rejects=True,
                resumes="office",
            ),
        ),
        (
            Flow("start", "take in"),
            Flow("take in", "split"),
            Flow("split", "check", 0.7),
            Flow("split", "file", 0.6),
            Flow("split", "post", 0.3),
            *(Flow(name, "united") for name in ("check", "file", "post")),
            Flow("united", "size"),
            Flow("size", "meet", conditions=(Condition("amount", ">", 70.0),)),
            Flow("size", "sign"),
            Flow("sign", "asked"),
            Flow("meet", "asked"),
            Flow("asked", "answer"),
            Flow("asked", "remind"),
            *chain("remind", "lie", "stamp", "copy", "again"),
            Flow("again", "take in", 0.4),
            Flow("again", "lost", 0.6),
            Flow("answer", "end"),
            Flow("note", "end"),
        ),
        Arrivals(gamma_of(4000.0, 5000.0), calendar="office"),
        (
            Gateway("split", "inclusive"),
            Gateway("united", "inclusive"),
            Gateway("size", "exclusive"),
            Gateway("asked", "event_based"),
            Gateway("again", "exclusive"),
        ),
        (
            Resource("p", 2, "office", 40.0),
            Resource("q", 1, "evening", 50.0),
            Resource("room"),
        ),
        (
            daily("office", 8, 17, time_zone="Europe/Berlin", holidays=("2024-01-06",)),
            daily("evening", 12.5, 21.25),
        ),
        attributes=(Attribute("amount", distribution=uniform(0.0, 100.0)),),
        ends=("end", "lost"),
        discipline=discipline,
        priority_attribute="amount",
        due_after=uniform(50_000.0, 500_000.0),
        wip_cap=60,
    )


RICH = Runner(compile_model(rich()))


def left(result: Replication) -> bytes:
    arrays = (result.row_at, result.row_sums, result.closing, result.final, result.cycle_s)
    return b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)


@pytest.mark.parametrize("discipline", ["first_come", "shortest", "due_date", "oldest_case"])
def test_the_same_bytes_come_out_compiled_or_not(discipline: str, monkeypatch):
    compiled = compile_model(rich(discipline))
    parts: list[run.Executions] = []
    first = Runner(compiled, (HOUR,)).replication(7, 3, Length(120), on_log=parts.append)
    monkeypatch.setattr(run, "loop", uncompiled())
    plain = Runner(compiled, (HOUR,)).replication(7, 3, Length(120), on_log=parts.append)
    assert left(first) == left(plain)
    assert parts[0].ends_s.tobytes() == parts[1].ends_s.tobytes()
    assert first.final.sum() > 0


def test_where_the_kernel_is_not_compiled_one_warning_says_so(monkeypatch, caplog):
    monkeypatch.setattr(run, "loop", uncompiled())
    run.warn_once.cache_clear()
    for _ in range(3):
        Runner(compile_model(rich()))
    assert [record.getMessage() for record in caplog.records] == [run.UNCOMPILED]


def test_a_replication_is_the_same_whatever_was_run_before_it():
    compiled = compile_model(rich())
    runner = Runner(compiled)
    runner.replication(1, 0, Length(horizon_s=500_000.0))  # leaves work half done
    runner.replication(1, 1, Length(300))
    alone = Runner(compiled).replication(1, 2, Length(300))
    assert left(runner.replication(1, 2, Length(300))) == left(alone)


def test_other_seeds_and_other_replications_have_other_luck():
    runner = Runner(compile_model(rich()))
    runs = [runner.replication(s, n, Length(50)) for s in (1, 2, 1 << 40) for n in (0, 1)]
    assert len({left(one) for one in runs}) == 6


def test_arrays_grow_and_nothing_changes(monkeypatch):
    model = Model(
        (Activity("a", exponential(1e6)), work("b", exponential(5.0), "p")),
        chain("start", "a", "b", "end"),
        Arrivals(exponential(100.0)),
        resources=(Resource("p"),),
    )
    compiled = compile_model(model)
    small = Runner(compiled)
    assert small._kernel.capacity_slots < 5000  # about 10,000 cases are in process at once
    first = small.replication(1, 0, Length(30_000))
    assert small._kernel.capacity_slots > 8000
    assert left(small.replication(1, 0, Length(30_000))) == left(first)
    assert first.final[15] == 30_000


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**63), st.integers(1, 60))
def test_everything_that_comes_goes_and_the_area_is_the_sum_of_the_cycle_times(seed, cases):
    """Little's law without its limit: an identity of every run that begins and ends empty."""
    done: list[Cases] = []
    result = RICH.replication(seed, 0, Length(cases), on_cases=done.append)
    sums = dict(zip((*state.layout.CASE_SUMS, *state.layout.RUN_SUMS), result.final, strict=False))
    assert sums["arrived"] == sums["completed"] == cases == sum(part.case.size for part in done)
    assert sums["wip_s"] == pytest.approx(sums["cycle_s"], rel=1e-9)
    assert result.in_process == 0
    table = np.concatenate([part.done_s - part.arrived_s for part in done])
    assert table.sum() == pytest.approx(sums["cycle_s"], rel=1e-9)
    parts = np.concatenate([part.sums for part in done])
    assert parts[:, 0].sum() == pytest.approx(sums["processing_s"], rel=1e-9)
    assert (parts >= -1e-6).all()


def test_the_time_of_a_case_without_branches_is_its_parts():
    model = Model(
        (work("a", exponential(600.0), "p"), Activity("b", exponential(900.0))),
        chain("start", "a", "b", "end"),
        Arrivals(exponential(3000.0)),
        resources=(Resource("p", calendar="office"),),
        calendars=(daily("office", 9, 17),),
    )
    done: list[Cases] = []
    Runner(compile_model(model)).replication(1, 0, Length(500), on_cases=done.append)
    (table,) = done
    names = state.layout.CASE_SUMS
    parts = ("processing_s", "contention_s", "off_shift_s", "pause_s", "external_s")
    total = sum(table.sums[:, names.index(name)] for name in parts)
    assert np.allclose(total, table.done_s - table.arrived_s, rtol=1e-9, atol=1e-5)


def test_the_log_has_every_execution_in_the_canonical_columns():
    log = event_log(compile_model(rich()), 1, Length(80))
    assert set(log) >= {"case_id", "activity", "start_at", "complete_at", "resource"}
    assert log["start_at"].dtype == np.dtype("datetime64[us]")
    assert (log["complete_at"] >= log["start_at"]).all()
    assert (log["start_at"] >= log["event:enabled_at"]).all()
    assert set(log["case_id"]) == {f"case {k}" for k in range(80)}
    assert set(log["resource"][log["activity"] == "answer"]) == {""}
    order = np.lexsort((log["complete_at"], log["case:number"]))
    assert (order == np.arange(order.size)).all()


def test_memory_is_bounded_however_long_a_run_is():
    model = Model(
        (Activity("a", exponential(1.0)),), chain("start", "a", "end"), Arrivals(exponential(1.0))
    )
    compiled = compile_model(model)
    few = Runner(compiled).replication(1, 0, Length(1_000))
    many = Runner(compiled).replication(1, 0, Length(100_000))
    assert few.row_every == 5
    assert many.row_at.size <= state.ROWS
    assert many.row_at.size * many.row_every == pytest.approx(100_000, rel=0.01)
    assert many.cycle_s.size <= state.SAMPLE
    assert many.sample_every == 2
    assert np.quantile(many.cycle_s, 0.5) == pytest.approx(np.log(2), rel=0.03)


def test_the_warm_up_is_found_where_the_start_is_unlike_the_rest():
    rng = np.random.default_rng(1)
    means = np.concatenate([np.linspace(0.0, 10.0, 40), np.full(360, 10.0)])
    assert 20 <= mser(means + rng.normal(0.0, 0.5, 400)) <= 50
    assert mser(rng.normal(0.0, 1.0, 400)) < 60


def test_the_warm_up_is_left_out_and_reported():
    model = Model(
        (work("a", exponential(600.0), "p"),),
        chain("start", "a", "end"),
        Arrivals(exponential(1000.0)),
        resources=(Resource("p"),),
    )
    cut = simulate(model, Size(10, 4000))
    whole = simulate(model, Size(10, 4000), warm_up=0)
    assert cut.warm_up.method == "mser-5"
    assert cut.warm_up.settled
    assert 0 <= cut.warm_up.cases < 2000
    assert whole.warm_up.cases == 0
    given_ = simulate(model, Size(10, 4000), warm_up=500)
    assert given_.warm_up.cases == 500
    assert all(hours > 0 for hours in given_.warm_up.hours)


def test_replications_go_on_until_the_mean_is_as_precise_as_wanted():
    model = Model(
        (work("a", exponential(6.0), "p"),),
        chain("start", "a", "end"),
        Arrivals(exponential(8.0)),
        resources=(Resource("p"),),
    )
    few = simulate(model, Size(5, 1000))
    mean, low, high = few.interval("cycle_time_mean_h")
    assert (high - low) / 2 > 0.03 * mean
    wanted = Precision("cycle_time_mean_h", 0.03)
    many = simulate(model, Size(5, 1000), precision=wanted)
    mean, low, high = many.interval("cycle_time_mean_h")
    assert (high - low) / 2 <= 0.03 * mean
    assert many.replications > 5
    first = few.process["cycle_time_median_h"]
    assert (
        many.warm_up.cases != few.warm_up.cases
        or (many.process["cycle_time_median_h"][:5] == first).all()
    )


def test_shares_within_limits_and_on_time_are_counted():
    outcome = simulate(rich(), Size(5, 500), within_h=(1.0, 48.0, 1e6))
    assert (outcome.within[1.0] <= outcome.within[48.0]).all()
    assert (outcome.within[1e6] == 1.0).all()
    assert 0 < outcome.process["on_time_share"].mean() < 1


def test_a_horizon_ends_a_run_and_counts_who_is_still_in_process():
    model = Model(
        (Activity("a", exponential(10 * HOUR)),),
        chain("start", "a", "end"),
        Arrivals(exponential(HOUR)),
    )
    outcome = simulate(model, Size(20, None, horizon_h=1000.0), warm_up=300)
    assert outcome.process["in_process_mean"].mean() == pytest.approx(10.0, rel=0.05)
    assert outcome.unfinished / 20 == pytest.approx(10.0, rel=0.25)
    assert outcome.process["throughput_per_h"].mean() == pytest.approx(1.0, rel=0.03)
    periods = [mean for _, mean in outcome.in_process_over_time]
    assert len(periods) == 60
    assert periods[0] < 10  # it began empty
    assert np.mean(periods[20:]) == pytest.approx(10.0, rel=0.05)


def test_the_kernel_says_whether_it_is_compiled():
    assert (not kernel.__file__.endswith(".py")) == kernel.COMPILED


@pytest.mark.skipif(not kernel.COMPILED, reason="a kernel that is not compiled is never stale")
def test_a_library_of_an_older_kernel_says_how_to_get_the_new_one():
    compiled = compile_model(rich())
    newer = replace(compiled, tables={**compiled.tables, "node_of_tomorrow": 1})

    with pytest.raises(run.StaleKernelError, match="make kernel"):
        Runner(newer)


def test_a_group_is_as_busy_as_its_members_together():
    people = (Resource("ann", group="desk"), Resource("bob", 2, "day", group="desk"))
    model = Model(
        (work("a", exponential(900.0), "ann", "bob"), work("b", exponential(60.0), "cid")),
        chain("start", "a", "b", "end"),
        Arrivals(exponential(900.0)),
        resources=(*people, Resource("cid")),
        calendars=(daily("day", 0, 12),),
    )
    outcome = simulate(model, Size(4, 2000), warm_up=0)
    assert list(outcome.groups) == ["desk"]
    desk, ann, bob = outcome.groups["desk"], *(outcome.resources[n] for n in ("ann", "bob"))
    together = ann["executions_per_h"] + bob["executions_per_h"]
    assert desk["executions_per_h"] == pytest.approx(together)
    hours_on_shift = 1 + 2 * 0.5  # per hour of the week
    worked = ann["utilisation"] + bob["utilisation"]  # bob: two people, half of the time
    assert desk["utilisation"] == pytest.approx(worked / hours_on_shift, rel=0.01)


def test_as_many_wait_for_a_pool_as_erlang_says_whatever_they_wait_for():
    """M/M/2 at a load of 0.8; half of the cases come for one activity, half for another."""
    people = (Resource("desk", 2, group="front"), Resource("boss", group="back"))
    model = Model(
        (
            work("a", exponential(1_600.0), "desk"),
            work("b", exponential(1_600.0), "desk"),
            work("c", exponential(10.0), "boss"),
        ),
        (
            *(Flow("start", "x"), Flow("x", "a", 0.5), Flow("x", "b", 0.5)),
            *(Flow("a", "c"), Flow("b", "c"), Flow("c", "end")),
        ),
        Arrivals(exponential(1_000.0)),
        gateways=(Gateway("x", "exclusive"),),
        resources=people,
    )
    outcome = simulate(model, Size(30, 3_000))
    waiting = 2 * 0.8**3 / (1 - 0.8**2)  # rho * C / (1 - rho), C = 2 rho^2 / (1 + rho)
    _, low, high = mean_interval(outcome.groups["front"]["queue_mean"])

    assert low <= waiting <= high
    assert outcome.resources["desk"]["queue_mean"] == pytest.approx(
        outcome.activities["a"]["queue_mean"] + outcome.activities["b"]["queue_mean"]
    )
    assert outcome.groups["back"]["queue_mean"].mean() < 0.01
