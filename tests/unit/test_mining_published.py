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


def test_repeats_the_published_working_years_of_the_two_bottlenecks(rows):
    """24.9 and 31.4 years, each hour from 8 to 18 on working days counting."""
    years = [
        row for row in rows if row.what.startswith("total") and "NL public holidays" in row.what
    ]

    assert [round(row.here, 4) for row in years] == [24.9172, 31.4236]
    assert [round(row.here, 1) for row in years] == [row.published for row in years]
