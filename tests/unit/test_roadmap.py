"""functions/optimization/business_case: the roadmap."""

from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.assessment import Place
from common.model.economics import Economics
from functions.optimization.business_case.plan import planned
from tests.unit.business_fixture import change, effect, efforts, facts, portfolio, workflow

TIME = effect("cycle_time_mean_h", 24.0, 4.0, 100.0)
OPERATORS = sorted(set(efforts().operators) - {"default"})


def roadmap(*changes, context=None, process=None):
    economics, process = Economics.of(context or {}), process or workflow()
    return planned(portfolio(*changes), process, facts(), economics, efforts(), 1).roadmap


def by_id(*changes, **more):
    return {item.redesign: item for item in roadmap(*changes, **more)}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(OPERATORS), min_size=1, max_size=9, unique=True), st.integers(1, 4))
def test_a_plan_holds_all_changes_after_what_they_build_on_and_never_too_many_at_once(names, most):
    changes = [change(name, effects=[TIME]) for name in names]
    unpriced = workflow(per_week=None)  # a plan alone: the law is not about money
    items = by_id(*changes, context={"parallel_changes": most}, process=unpriced)
    assert set(items) == {each.id for each in changes}
    waves = ("quick_win", "project", "structural")
    for item in items.values():
        for before in item.after:
            assert items[before].begins_week + items[before].weeks <= item.begins_week
            assert waves.index(items[before].wave) <= waves.index(item.wave)
        at_once = [
            other
            for other in items.values()
            if other.begins_week <= item.begins_week < other.begins_week + other.weeks
        ]
        assert len(at_once) <= most
    assert list(items) == [
        r.id for r in sorted(changes, key=lambda c: items[c.id].begins_week)
    ] or ([i.begins_week for i in items.values()] == sorted(i.begins_week for i in items.values()))


def test_quick_wins_come_before_projects_and_both_before_what_changes_the_organisation():
    items = roadmap(*(change(n, effects=[TIME]) for n in ("centralise", "automate", "prioritise")))
    assert [item.wave for item in items] == ["quick_win", "structural", "structural"]
    assert items[0].begins_week == 0


def test_stated_effort_decides_about_the_wave():
    quick = {"implementation": {"automate": {"days": [2, 3, 4], "weeks": 2}}}
    [item] = roadmap(change("automate", effects=[TIME]), context=quick)
    assert (item.wave, item.weeks) == ("quick_win", 2)


def test_automation_waits_for_templates_and_checks():
    items = by_id(change("automate", effects=[TIME]), change("pre_validation", effects=[TIME]))
    assert items["automate:check"].after == ("pre_validation:check",)


def test_the_owner_is_a_role_of_the_workflow_where_that_fits():
    items = by_id(*(change(n) for n in ("add_control", "extra_resource", "automate", "prioritise")))
    assert items["add_control:check"].owner == "Clerk"
    assert items["extra_resource:check"].owner == "Line manager of Clerk"
    assert items["automate:check"].owner == "IT, with Clerk"
    assert items["prioritise:check"].owner == "Process owner"


def test_a_machine_answers_for_nothing():
    base = workflow()
    role = base.roles[0].model_copy(update={"name": "Payment system"})
    machine = base.model_copy(update={"roles": (role,)})
    found = planned(
        portfolio(change("daily_availability")), machine, facts(), Economics(), efforts(), 1
    )
    assert found.roadmap[0].owner == "Process owner"


def test_who_is_called_undefined_answers_for_nothing():
    process = workflow()
    (clerk,) = process.roles
    for name in ("UNDEFINED", "n/a", "MISSING"):
        nobody = process.model_copy(update={"roles": (clerk.model_copy(update={"name": name}),)})
        [item] = roadmap(change("add_control"), process=nobody)

        assert item.owner == "Process owner"


def test_where_staffing_changes_the_works_council_is_consulted_before_anybody_is_trained():
    for name, effort in efforts().operators.items():
        if not effort.staffing or name == "default":
            continue
        [item] = roadmap(change(name))
        council = next(n for n, step in enumerate(item.steps) if "works council" in step)
        trained = [n for n, step in enumerate(item.steps) if step.startswith("Train ")]
        assert all(council < n for n in trained)


def test_measures_say_today_and_target_as_simulated():
    [item] = roadmap(change("empower", effects=[TIME, effect("cycle_time_p95_h", 50.0, 0, 300.0)]))
    assert [(m.metric, m.today, m.target) for m in item.measures] == [
        ("cycle_time_p95_h", 300, 250), ("cycle_time_mean_h", 100, 76),
    ]  # fmt: skip
    assert all(m.how for m in item.measures)


def test_a_change_of_the_whole_process_trains_everybody():
    whole = change("specialise").model_copy(update={"where": Place()})
    [item] = roadmap(whole)
    assert "Train everybody whose work changes before it starts." in item.steps
    assert not any("None" in step for step in item.steps)
