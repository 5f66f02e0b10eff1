"""functions/analysis/mining against what reports on the BPI Challenge 2020 have published."""

import pytest

from tests.paths import SHARED_DATA, needs_shared_data
from validation_scripts.compare_with_published import Compared, compared

pytestmark = needs_shared_data


@pytest.fixture(scope="module")
def rows() -> list[Compared]:
    return list(compared(SHARED_DATA / "bpic2020"))


def test_repeats_every_published_figure_that_facts_cover(rows):
    covered = [row for row in rows if row.here is not None]

    assert [row for row in covered if not row.agrees] == []
    assert len(covered) == 62


def test_covers_all_but_a_few_that_need_counts_within_a_case(rows):
    missing = {row.what for row in rows if row.here is None}

    assert len(missing) == 6
    assert all(
        "submission" in each or "rejections" in each or "without" in each for each in missing
    )
