"""functions/optimization/search/hidden.py: changes that help only several together"""

from string import ascii_lowercase

import pytest

from common.model.submission import AnalysisType
from functions.optimization.search import search as module
from functions.optimization.search.effects import GOAL
from functions.optimization.search.experiments import Experiments, samples
from functions.optimization.search.exploring import explore
from functions.optimization.search.hidden import try_hidden
from functions.optimization.search.plan import plan_of
from functions.optimization.search.pool import Pool
from functions.optimization.search.search import search
from functions.optimization.simulation.engine import kernel
from tests.unit.search_fixture import PLAN, ToyLaboratory, gains, pool
from validation_scripts.generated_redesigns import relieved_together
from validation_scripts.known_optimum import recommended

NAMES = ascii_lowercase[:20]
SHORT = plan_of(AnalysisType.QUICK, 60)
TABLE = {"g_j_l": 15.0, "d": 3.0, "e": 8.0}


def helping(result) -> set[str]:
    return {each[0] for each in result.recommended} & {"d", "e", "g", "j", "l"}


@pytest.mark.parametrize("seed", range(3))
def test_three_changes_among_many_that_help_only_together_are_found_in_a_short_search(seed):
    result = search(ToyLaboratory(gains(**TABLE)), pool(*NAMES), SHORT, seed)

    assert helping(result) == {"d", "e", "g", "j", "l"}
    assert result.explored.experiments.sets < 150  # of 1,140 threes


def test_the_search_around_the_best_sets_alone_does_not_find_them(monkeypatch):
    monkeypatch.setattr(module, "try_hidden", lambda explored, base: None)
    result = search(ToyLaboratory(gains(**TABLE)), pool(*NAMES), SHORT, 1)

    assert helping(result) == {"d", "e"}


def explored_with(table: dict[str, float], names: str, seed: int = 1):
    experiments = Experiments(ToyLaboratory(gains(**table)), pool(*names))
    return explore(experiments, samples(seed)[0], PLAN)


@pytest.mark.parametrize("seed", range(5))
def test_where_nothing_is_hidden_one_set_is_simulated_and_none_more_is_considered(seed):
    explored = explored_with({"a": 5, "c": 2, "c_d": -3}, "abcdefghij", seed)
    before, sets = dict(explored.shown), explored.experiments.sets
    try_hidden(explored, ("a:x",))

    assert explored.shown.keys() == before.keys()
    assert explored.experiments.sets - sets <= 1


def test_many_small_effects_are_no_surprise():
    explored = explored_with(dict.fromkeys("bcdefghij", 0.4), "abcdefghij")
    sets = explored.experiments.sets
    try_hidden(explored, ())

    assert explored.experiments.sets - sets <= 1


def test_four_that_help_only_together_are_found_beside_the_best_set():
    explored = explored_with({"a": 5, "d_f_g_i": 9}, "abcdefghijkl")
    try_hidden(explored, ("a:x",))

    found = min(explored.shown, key=lambda each: explored.shown[each][GOAL].mean())
    assert {"a:x", "d:x", "f:x", "g:x", "i:x"} <= set(found)


@pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)
@pytest.mark.parametrize("seed", [0, 3])
def test_three_branches_and_three_stations_are_relieved_together(seed):
    generated, three = relieved_together(seed, idle=10)
    plan = plan_of(AnalysisType.TARGETED, 30)

    assert recommended(Pool(generated.model, generated.proposals), plan, seed) == three
