"""validation_scripts/planted_truth.py on few of its processes"""

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from validation_scripts.planted_processes import (
    batched,
    growing,
    healthy,
    planted_processes,
    sent_back,
    starved,
    unavailable,
    understaffed,
)
from validation_scripts.planted_runs import generated_log
from validation_scripts.planted_truth import Tally, tally


@cache
def told() -> Tally:
    return tally(planted_processes(18, seed=5))


def test_finds_nine_of_ten_plants_and_is_right_nine_times_of_ten():
    assert told().planted.total() >= 15
    assert told().recall >= 0.9, told().planted - told().found
    assert told().precision >= 0.9, told().wrong


def test_a_healthy_process_has_no_finding_above_low_and_scores_about_two():
    scores = told().scores["0 planted"]

    assert told().healthy == len(scores) == 3
    assert told().healthy_disturbed == 0
    assert sum(scores) / len(scores) <= 2.3
    assert max(scores) <= 3.5


def test_two_plants_score_worse_than_one_and_one_worse_than_none():
    mean = {kind: sum(all_) / len(all_) for kind, all_ in told().scores.items()}

    assert mean["0 planted"] < mean["1 planted"] < mean["2 planted"]


@pytest.mark.parametrize(
    ("plant", "cause"),
    [
        (understaffed, "contention"),
        (growing, "contention"),
        (batched, "batching"),
        (starved, "prioritisation"),
        (unavailable, "unavailability"),
    ],
)
def test_tells_the_planted_cause_of_waiting(plant, cause):
    random = Random(3)  # noqa: S311
    process = plant(replace(healthy(random), has_start_times=True), random)

    assert tally([process]).causes == {(cause, cause): 1}


def test_a_second_plant_leaves_the_first_as_it_was():
    random = Random(8)  # noqa: S311
    process = sent_back(healthy(random), random)
    again = starved(process, random)
    [rejection] = [task for task in process.tasks if task.name.startswith("Request rejected")]

    assert [plant.kind for plant in again.plants] == ["sent_back", "starved"]
    assert again.task(rejection.name).routes == rejection.routes
    log = generated_log(again, seed=1)
    rejected = log.filter(log["activity"] == rejection.name)["case_id"].n_unique()
    assert 0.1 < rejected / again.cases < 0.45
