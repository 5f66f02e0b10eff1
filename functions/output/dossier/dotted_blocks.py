"""A sample of the cases, dot by dot: what tables of means cannot show."""

from collections import Counter
from datetime import UTC, datetime

from common.language import say
from functions.output.dossier import figures
from functions.output.dossier.case_sample import CaseSample, SampledCase
from functions.output.dossier.content import (
    Block,
    Picture,
    PictureView,
    Table,
    derived,
    head,
    row_head,
)
from functions.output.dossier.results import Results
from functions.output.pictures.axis import scale
from functions.output.pictures.dotted import COLOURS, Row, Tick, dotted

HOUR_S, DAY_S = 3600.0, 86_400.0
MOST_TICKS = 9
FIRST = 1  # of the views: since the begin, which shows rhythms and waits
LONG = 0.95  # share of the cases that the axis since the begin has room for


def dotted_blocks(results: Results) -> list[Block]:
    """Return the picture in both views and its table; [] without events."""
    sample = results.sample
    if sample is None or len(sample.cases) < 2:
        return []
    counts = Counter(name for case in sample.cases for _, name in case.events)
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    own = ranked if len(ranked) <= COLOURS else ranked[: COLOURS - 1]
    kinds = [results.step(name) for name in own]
    if len(own) < len(ranked):
        kinds.append(say("{number} other steps", number=len(ranked) - len(own)))
    place = {name: index for index, name in enumerate(own)}
    title = say("Cases one by one")
    description = say(
        "Each row is a case, each dot the end of a step: {cases} of {all} cases, evenly over the "
        "time, with {events} events.",
        cases=figures.grouped(len(sample.cases)),
        all=figures.grouped(sample.all_cases),
        events=figures.grouped(sum(counts.values())),
    )
    views = (
        _calendar(sample, kinds, place, title, description),
        _since_begin(sample, kinds, place, title, description),
    )
    rows = tuple(
        (row_head(results.step(name)), derived(figures.grouped(counts[name]))) for name in ranked
    )
    return [
        Picture(
            views[FIRST].svg,
            title,
            description,
            description,
            note=views[FIRST].note,
            views=views,
            first_view=FIRST,
        ),
        Table(say("Events that are drawn, by step"), head("Step", "#Events"), rows, folded=True),
    ]


def _calendar(
    sample: CaseSample, kinds: list[str], place: dict[str, int], title: str, description: str
) -> PictureView:
    """Return all cases over the calendar, the first to begin on top."""
    cases = [
        Row([(at, place.get(name, COLOURS - 1)) for at, name in case.events], _told(case))
        for case in sample.cases
    ]
    times = [at for case in cases for at, _ in case.events]
    drawn = dotted(
        cases,
        kinds,
        _dates(min(times), max(times)),
        say("Date"),
        key="dotted-calendar",
        title=title,
        description=description,
    )
    return PictureView(say("Over the calendar"), drawn)


def _since_begin(
    sample: CaseSample, kinds: list[str], place: dict[str, int], title: str, description: str
) -> PictureView:
    """Return the cases from their first event on, the shortest on top; the longest are left out."""
    spans = sorted(sample.cases, key=lambda case: case.events[-1][0] - case.events[0][0])
    kept = spans[: max(int(len(spans) * LONG), 2)]
    longest = kept[-1].events[-1][0] - kept[-1].events[0][0]
    unit, name = (
        (DAY_S, say("Days since the first event"))
        if longest > 3 * DAY_S
        else (HOUR_S, say("Hours since the first event"))
    )
    cases = [
        Row(
            [((at - case.events[0][0]) / unit, place.get(n, COLOURS - 1)) for at, n in case.events],
            _told(case),
        )
        for case in kept
    ]
    ticks = [t for t in scale([0.0, longest / unit], 0, 1, MOST_TICKS).ticks if t <= longest / unit]
    drawn = dotted(
        cases,
        kinds,
        [Tick(tick, figures.count(tick)) for tick in ticks],
        name,
        key="dotted-duration",
        title=title,
        description=description,
    )
    note = ""
    if len(kept) < len(spans):
        note = say(
            "The longest {number} of these cases do not fit and are left out.",
            number=len(spans) - len(kept),
        )
    return PictureView(say("Since the first event"), drawn, note)


def _told(case: SampledCase) -> str:
    first_s, last_s = case.events[0][0], case.events[-1][0]
    return say(
        "Begun {date}: {events}, {time} from the first to the last",
        date=figures.day(datetime.fromtimestamp(first_s, UTC)),
        events=figures.plural(len(case.events), "event"),
        time=figures.duration((last_s - first_s) / HOUR_S),
    )


def _dates(first_s: float, last_s: float) -> list[Tick]:
    """Return the begins of months, or days where the time is short."""
    begin, end = (datetime.fromtimestamp(at, UTC) for at in (first_s, last_s))
    months = (end.year - begin.year) * 12 + end.month - begin.month
    if months < 2:
        days = max(round((last_s - first_s) / DAY_S / MOST_TICKS), 1)
        midnight = first_s - first_s % DAY_S + DAY_S
        many = int((last_s - midnight) // (days * DAY_S)) + 1
        ats = [midnight + n * days * DAY_S for n in range(max(many, 0))]
        return [Tick(at, figures.day(datetime.fromtimestamp(at, UTC))) for at in ats]
    step = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months / n <= MOST_TICKS)
    ticks = []
    for month in range(step - (begin.month - 1) % step, months + 1, step):
        index = begin.year * 12 + begin.month - 1 + month
        at = datetime(index // 12, index % 12 + 1, 1, tzinfo=UTC)
        ticks.append(Tick(at.timestamp(), figures.month(at)))
    return ticks
