"""The sections that tell what mining measured: cycle time, arrivals, people, decisions, drivers."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from common.model.facts import ActivityFacts, Facts
from common.model.figure import Figure, Provenance
from common.model.measurements import ChangePoint, Period
from common.model.quality import QualityPart, Question
from common.model.staffing import Calendar, Shift
from common.model.submission import OutputFormat
from functions.output.dossier.arrival_section import arrivals
from functions.output.dossier.content import Bullets, Cell, Picture, Section, Table, Text
from functions.output.dossier.cycle_time_blocks import cycle_time_blocks
from functions.output.dossier.decision_section import decisions
from functions.output.dossier.document import document
from functions.output.dossier.driver_section import drivers
from functions.output.dossier.html import report_html
from functions.output.dossier.loop_blocks import loop_blocks
from functions.output.dossier.pdf import report_pdf
from functions.output.dossier.people_section import people
from functions.output.dossier.repetition_sections import handoffs
from functions.output.dossier.results import Results
from functions.output.dossier.unknown_section import unknown, unknown_in_brief
from functions.output.dossier.week_words import calendar_words, hours_words, worked_hours
from tests.unit.dossier_fixture import results, stated_results
from tests.unit.dossier_measurements import flow, resources

HOSTILE = "<script>alert(1)</script>\u202e=cmd|' /C calc'!A0"


def with_facts(made: Results | None = None, **update: Any) -> Results:
    made = made or results()
    return dataclasses.replace(made, facts=made.facts.model_copy(update=update))


def told(blocks: Any) -> str:
    """Return all sentences of the blocks."""
    parts: list[str] = []
    for block in blocks.blocks if isinstance(blocks, Section) else blocks:
        if isinstance(block, Text):
            parts.append(block.text)
        if isinstance(block, Bullets):
            parts += block.items
    return " ".join(parts)


def table(blocks: Any, caption: str) -> Table:
    found = blocks.blocks if isinstance(blocks, Section) else blocks
    return next(b for b in found if isinstance(b, Table) and b.caption.startswith(caption))


def tables_of(section: Section | None, caption: str) -> list[Table]:
    assert section is not None
    blocks = section.blocks
    return [b for b in blocks if isinstance(b, Table) and b.caption.startswith(caption)]


def picture(section: Section | None, title: str) -> Picture:
    assert section is not None
    blocks = section.blocks
    return next(b for b in blocks if isinstance(b, Picture) and b.title.startswith(title))


def number(cell: Cell) -> float:
    """Return the number that a cell shows first; none is 0."""
    shown = cell.text.split(" ·")[0].replace(",", "")
    return float(shown) if shown[0].isdigit() else 0.0


def test_cycle_time_is_told_by_the_clock_and_in_working_time_with_its_calendar():
    made = results()
    blocks = cycle_time_blocks(made)
    assert made.facts.cycle_time is not None
    days = f"{made.facts.cycle_time.mean_h / 24:.1f} days"

    text = told(blocks)
    assert text.startswith(f"Of a mean cycle time of {days}, ")
    assert "(60%) are waiting inside" in text
    assert "(30%) waiting for somebody outside" in text
    assert "(10%) work. In working time it is 82.0 h." in text
    assert "Working time (inferred): Monday to Friday, 9:00 to 17:00, without 2 closed days" in text


def test_the_main_cause_of_waiting_is_told_with_the_step_it_lies_before():
    text = told(cycle_time_blocks(results()))

    assert "60% of the waiting inside is due to batching" in text
    assert "75% of that lies before “Payment handled”." in text


def test_the_parts_of_the_cycle_time_add_up_and_the_causes_to_the_waiting():
    rows = table(cycle_time_blocks(results()), "Parts of the mean cycle time").rows
    shares = {row[0].text.split(":")[0]: float(row[2].text.rstrip("%")) for row in rows}

    causes = [share for name, share in shares.items() if name.startswith("– ")]
    outer = [share for name, share in shares.items() if not name.startswith("– ")]
    assert len(causes) == 4  # prioritisation caused none
    assert sum(causes) == pytest.approx(shares["Waiting inside"])
    assert outer == pytest.approx([60, 30, 10, 100])
    assert rows[0][1].provenance is Provenance.INFERRED


def test_without_start_times_inside_and_outside_are_told_apart_and_work_is_not():
    inside = Figure(value=100.0, unit="h", provenance=Provenance.INFERRED, origin="a rule")
    made = with_facts(time_parts=None, waiting_causes=None, figures={"inside_h": inside})
    blocks = cycle_time_blocks(made)

    assert "4.2 days (25.5%) are waiting and work inside" in told(blocks)
    assert "no start times" in told(blocks)
    (picture,) = [b for b in blocks if isinstance(b, Picture)]
    assert "Working time" not in picture.svg


def test_sections_are_absent_where_nothing_was_measured():
    made = stated_results()

    assert cycle_time_blocks(made) == []
    assert loop_blocks(made) == []
    assert [build(made) for build in (arrivals, people, decisions, drivers)] == [None] * 4


def test_arrivals_completions_and_open_cases_with_little_s_law():
    text = told(arrivals(results()))

    assert text.startswith("9.4 cases arrive and 9.3 are completed per week; 30.5 are open")
    assert "Little's law" in text
    assert "1.02 times" in text
    assert "in balance" in text
    unbalanced = told(arrivals(with_facts(flow=flow().model_copy(update={"littles_law_ratio": 2}))))
    assert "was not in balance, or the log cuts cases off" in unbalanced


def test_a_change_is_told_with_its_date_and_marked_in_the_picture():
    section = arrivals(results())
    assert section is not None

    assert "From 8 January 2018 on, 16.5 cases arrive per week instead of 8" in told(section)
    picture = next(b for b in section.blocks if isinstance(b, Picture))
    assert picture.svg.count('class="mark"') == 1
    assert "arrivals per week: 8 → 16.5" in picture.svg


def test_a_change_of_the_cycle_time_keeps_one_unit():
    slower = ChangePoint(
        figure="cycle_time", at=datetime(2018, 3, 5, tzinfo=UTC), before=40.0, after=96.0,
        p_value=0.012,
    )  # fmt: skip
    text = told(arrivals(with_facts(changes=(slower,))))

    assert "Cases that begin from 5 March 2018 on take 4.0 days instead of 1.7 days" in text
    assert "p = 0.012" in text


def test_a_timetable_and_its_batches_are_sentences():
    text = told(arrivals(results()))

    assert "“Payment handled” is done only on Monday and Thursday, 15:00 to 17:00: 98.5%" in text
    assert "900 executions (95%) in 40 batches of 22.5 on average; a case waits 2.9 days" in text
    assert "Most cases begin on Monday (1.60 times as many as on average), none on Saturday" in text


def test_many_periods_are_put_together_in_the_table_and_none_is_lost():
    made = arrivals(with_facts(flow=flow(200)))
    found = table(made, "Arrivals, completions and open cases, in steps of 15 × week")

    assert len(found.rows) == 14
    assert sum(number(row[1]) for row in found.rows) == sum(p.arrivals for p in flow(200).periods)


def test_one_period_and_no_arrivals_are_drawn_all_the_same():
    period = Period(begins_at=datetime(2020, 1, 1, tzinfo=UTC), arrivals=0, completions=0,
                    open_cases=0)  # fmt: skip
    one = flow().model_copy(update={"periods": (period,)})

    assert arrivals(with_facts(flow=one, changes=())) is not None


def test_utilisation_names_the_busiest_and_says_what_it_rests_on():
    section = people(results())
    text = told(section)

    assert text.startswith("Clerk 7 (Finance) is the busiest: 91% of the available time")
    assert "Busy for 85% or more, where queues grow fast: 1 person or machine." in text
    picture = next(b for b in section.blocks if isinstance(b, Picture)) if section else None
    assert picture is not None
    assert "Work that this log does not hold is not in it." in picture.caption


def test_a_name_in_many_roles_is_not_taken_for_one_person():
    shared = resources()[0].model_copy(update={"roles": ("A", "B", "C", "D")})

    assert "acts in 4 roles: the name may stand for several" in told(
        people(with_facts(resources=(shared,)))
    )


def many_roles() -> Facts:
    facts = results().facts
    done = tuple(
        ActivityFacts(
            activity=f"step {n}", name=f"step {n}", executions=90 - n, cases=50, repeated=0,
            roles={f"role {n % 14}": 80 - n, "role 0": 10} if n % 14 else {"role 0": 90 - n},
        )
        for n in range(20)
    )  # fmt: skip
    return facts.model_copy(update={"activities": done})


def test_steps_by_role_puts_together_what_does_not_fit_and_says_so():
    facts = many_roles()
    section = people(dataclasses.replace(results(), facts=facts))
    tables = tables_of(section, "How often which role")

    assert "5 rarer steps are put together" in picture(section, "How often which role").caption
    assert "2 roles that do less are put together" in picture(section, "How often").caption
    assert [part.caption.split(", ")[1] for part in tables] == [
        "columns 1 to 8 of 13",
        "columns 9 to 13 of 13",
    ]
    assert tables[-1].columns[-1].text == "Other roles (2)"
    wanted = [sum(step.roles.values()) for step in facts.activities]
    wanted[15:] = [sum(wanted[15:])]
    rows = [[*a[1:], *b[1:]] for a, b in zip(tables[0].rows, tables[1].rows, strict=True)]
    assert [sum(map(number, row)) for row in rows] == wanted


def test_a_hand_off_matrix_of_many_roles_keeps_every_hand_off():
    few = results().facts.handoffs
    many = tuple(
        few[0].model_copy(update={"source_role": f"r{n}", "target_role": f"r{n + 1}", "count": n})
        for n in range(1, 18)
    )
    section = handoffs(with_facts(handoffs=many))
    tables = tables_of(section, "Hand-offs")

    assert "The 6 roles with fewest hand-offs are put" in picture(section, "Hand-offs").caption
    assert tables[-1].columns[-1].text == "Others"
    cells = [cell for part in tables for row in part.rows for cell in row[1:]]
    assert sum(map(number, cells)) == sum(range(1, 18))


def test_decisions_tell_shares_where_they_are_known():
    section = decisions(results())
    text = told(section)

    assert "“Declaration by administration” rejects most: 78 of 985 times (7.9%)" in text
    assert "60 times the case goes on afterwards; 18 cases ended there" in text
    rows = table(section, "Decisions").rows
    assert [row[3].text for row in rows] == ["7.9%", "not known"]
    assert rows[1][3].value is None


def test_loops_and_ping_pong_are_told_with_counts():
    text = told(loop_blocks(results()))

    assert "“Declaration submitted” is done again most often: 125 times in 125 cases" in text
    assert "mostly after several other steps (119)" in text
    assert "from Employee to Administration and straight back 60 times, in 58 cases" in text


def test_drivers_are_told_in_plain_words_and_never_as_causes():
    text = told(drivers(results()))

    assert "Cases with “amount eur” above 87.1, up to 3,293 (242 cases) are slower" in text
    assert "about 65 times in 100: a small effect" in text
    assert "Cases with “department”: Sales (120 cases) are rejected more often: 25%" in text
    assert "nearly always comes along with “manager”" in text
    assert "p ≤ 0.004" in text
    assert "none is shown to be a cause" in text


def test_what_comes_along_with_a_stronger_driver_is_in_the_table_only():
    first, second = results().facts.drivers
    same = first.model_copy(update={"attribute": "unit", "confounded_with": (first.attribute,)})
    section = drivers(with_facts(drivers=(first, same, second)))

    assert "“unit”" not in told(section)
    assert "1 more comparison in the table" in told(section)
    assert len(table(section, "Attributes").rows) == 3


def test_what_is_not_known_is_one_list_with_reasons_and_remedies():
    reason = "needs start times: the log tells completions only"
    made = with_facts(
        not_known={
            "time_parts": reason,
            "waiting_causes": reason,
            "roles": "the log names no roles",
        },
        settled_by={
            "time_parts": "start_times",
            "waiting_causes": "start_times",
            "roles": "roles",
        },
    )
    costs = Question(about="costs", text="What does an hour cost?", unlocks="savings in money")
    gaps = {"start times": "Start times: not there.", "costs": "Costs: savings are given in time."}
    parts = tuple(
        QualityPart(name=name, score=0, weight=0.1, note="Nothing.", lack=lack)
        for name, lack in gaps.items()
    )
    asked = made.quality.model_copy(update={"parts": parts, "questions": (costs,)})
    section = unknown(dataclasses.replace(made, quality=asked))

    rows = [[cell.text for cell in row] for row in table(section, "What is not known").rows]
    assert len(rows) == 3
    assert rows[0][:2] == ["What each role does", "The log names no roles."]
    assert rows[1][0] == "How cycle time divides into work and waiting and why cases wait"
    assert rows[1][2] == "The time at which each step was started"
    assert rows[2] == ["Costs", "Savings are given in time.", "An answer to question 1 below"]
    (question,) = table(section, "Answers").rows
    assert [cell.text for cell in question] == ["1", "What does an hour cost?", "Savings in money"]


def test_the_executive_summary_stays_short_and_says_how_much_is_left_out():
    many = {f"field_{n}": f"reason {n}" for n in range(9)}
    section = unknown_in_brief(with_facts(not_known=many))
    assert section is not None

    bullets = next(b for b in section.blocks if isinstance(b, Bullets))
    assert len(bullets.items) == 4
    assert "more gaps: see the detailed analysis." in told(section)
    names = {s.name for s in document(results(OutputFormat.EXECUTIVE_SUMMARY)).sections}
    assert names == {"recommendation", "findings", "unknown"}


def test_calendars_and_hours_in_words():
    split = [Shift(weekday=5, begins_s=a * 3600, ends_s=b * 3600) for a, b in ((8, 12), (13, 17))]
    weekly = Calendar(id="c", shifts=(*split, Shift(weekday=6, begins_s=0, ends_s=86_400)))

    assert calendar_words(weekly) == (
        "Saturday, 8:00 to 12:00 and 13:00 to 17:00; Sunday, round the clock"
    )
    assert calendar_words(Calendar(id="c", shifts=())) == "no hours"
    assert len(worked_hours(weekly)) == 8 + 24
    assert hours_words((15, 16, 87, 88)) == "Monday and Thursday, 15:00 to 17:00"
    assert hours_words((23, 24, 100)) == (
        "Monday, 23:00 to 24:00 and Tuesday, 0:00 to 1:00 and Friday, 4:00 to 5:00"
    )


def test_hostile_names_are_text_in_page_and_pdf():
    facts = results().facts
    hostile = {
        "resources": tuple(r.model_copy(update={"resource": HOSTILE}) for r in facts.resources),
        "decisions": tuple(d.model_copy(update={"name": HOSTILE}) for d in facts.decisions),
        "drivers": tuple(
            d.model_copy(update={"attribute": HOSTILE, "value": HOSTILE * 200})
            for d in facts.drivers
        ),
        "external_waits": tuple(
            w.model_copy(update={"reason": HOSTILE * 50}) for w in facts.external_waits
        ),
        "not_known": {HOSTILE: HOSTILE},
    }
    pages = document(with_facts(**hostile))
    page = report_html(pages).decode()

    assert page.count("<script") == 1  # the page's own
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert report_pdf(pages).startswith(b"%PDF")


def test_a_wide_matrix_keeps_the_pdf_accessible():
    few = results().facts.handoffs
    roles = [f"HEAD_OF_DEPARTMENT_{n}" for n in range(7)]
    many = tuple(
        few[0].model_copy(update={"source_role": a, "target_role": b, "count": 9_999})
        for a in roles
        for b in roles
    )

    assert b"pdfuaid:part" in report_pdf(document(with_facts(handoffs=many)))
