"""Whether it pays: costs, benefits, payback, cash flow, what it hangs on and what is not in it."""

from collections.abc import Iterable, Iterator

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.portfolio import BusinessCase, CashFlow, ChangeCost
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Block,
    Bullets,
    Cell,
    Picture,
    Section,
    Table,
    Text,
    head,
    not_known,
    row_head,
    value,
    words,
)
from functions.output.dossier.results import Results
from functions.output.dossier.swing_blocks import swing_blocks
from functions.output.dossier.wording import sentence
from functions.output.pictures.axis import Axis
from functions.output.pictures.cash_flow import Balance, cash_flow

BRIEF = 4  # sums in a summary
MONTHS_SHOWN = 12  # rows of the table: a year month by month says little


def business(results: Results) -> Section | None:
    """Return the business case; where there is none, say what it would need."""
    case = results.portfolio.business_case
    if case is None:
        return None
    blocks: list[Block] = [
        Text(business_lead(case), "lead"),
        _whole(case, results.portfolio.day_worth),
        _changes(results, case),
        *_cash_flow(case),
        *swing_blocks(results, case.swings, key="value-swings"),
    ]
    if case.not_counted:
        blocks.append(Text(say("Not counted, because it has no price here:")))
        blocks.append(Bullets(tuple(sentence(one) for one in case.not_counted)))
    blocks.append(Text(sentence(case.method), "note"))
    return Section("business", say("Whether it pays"), tuple(blocks))


def business_in_brief(results: Results) -> Section | None:
    """Return the main sums; the verdict tells the answer."""
    case = results.portfolio.business_case
    if case is None:
        return None
    return Section("business", say("Whether it pays"), (_sums(case),))


def business_or_why_not(results: Results) -> Section:
    """Return the business case, or that no money is known: a reader of this edition asks for it."""
    text = say(
        "There is no business case: what work and changes cost is not known. What would have to be "
        "known stands at the end of this report."
    )
    return business(results) or Section("business", say("Whether it pays"), (Text(text, "lead"),))


def business_lead(case: BusinessCase) -> str:
    """Return ``Over 3 years the changes are worth EUR 12,300 (90% interval …)``.

    Where no benefit has a price, only costs are known, and no value is claimed.
    """
    text = _worth(case) if case.benefit_per_year.value > 0 else _costs_alone(case)
    if case.net_present_value.provenance is Provenance.ASSUMED:
        text = say("{text}; these amounts rest on assumed prices", text=text)
    return text + "."


def _costs_alone(case: BusinessCase) -> str:
    running = case.running_per_year
    text = say(
        "No benefit of the recommended changes could be put in money, so whether they pay is not "
        "known: putting them in place costs {one_off}, running them {running}",
        one_off=figures.money(case.one_off.value, case.currency),
        running=figures.quantity(running.value, running.unit, case.currency),
    )
    if case.break_even_delay_cost is None:
        return text
    return say(
        "{text}; they pay as soon as a case that ends a day sooner is worth {price}",
        text=text,
        price=figures.money(case.break_even_delay_cost.value, case.currency),
    )


def _worth(case: BusinessCase) -> str:
    worth = case.net_present_value
    told = [
        say(
            "Over {years} years, discounted, the recommended changes are worth {value}",
            years=case.years,
            value=figures.money(worth.value, case.currency),
        )
    ]
    if worth.low is not None and worth.high is not None:
        told[0] += " " + say(
            "(90% interval {low} to {high})",
            low=figures.money(worth.low, case.currency),
            high=figures.money(worth.high, case.currency),
        )
    if case.payback_months is None and case.break_even_delay_cost is not None:
        told.append(
            say(
                "by money alone they do not pay back in that time, but they do as soon as a case "
                "that ends a day sooner is worth {price}",
                price=figures.money(case.break_even_delay_cost.value, case.currency),
            )
        )
    elif case.payback_months is None:
        told.append(say("they do not pay back in that time"))
    else:
        months = figures.quantity(case.payback_months.value, "months")
        told.append(say("they have paid back after {months}", months=months))
    share = figures.share(case.profitable_share)
    told.append(
        say("in {share} of the simulated futures they are worth more than they cost", share=share)
    )
    return "; ".join(told)


def _whole(case: BusinessCase, day_worth: Figure | None) -> Table:
    rows = (*_figures(case), *_days(case, day_worth))
    return Table(say("The sums"), head("Figure", "#Value", "#Low", "#High", "Rests on"), rows)


def _sums(case: BusinessCase) -> Table:
    rows = tuple(row[:-1] for row in _figures(case))
    return Table(say("The sums"), head("Figure", "#Value", "#Low", "#High"), rows[:BRIEF])


def _days(case: BusinessCase, day_worth: Figure | None) -> Iterator[tuple[Cell, ...]]:
    named = (
        (say("A day sooner pays from"), case.break_even_delay_cost),
        (say("A day sooner, as changes were chosen by"), day_worth),
    )
    yield from _rows(case, named)


def _figures(case: BusinessCase) -> Iterator[tuple[Cell, ...]]:
    named = (
        (say("One-off cost"), case.one_off),
        (say("Running cost"), case.running_per_year),
        (say("Benefit"), case.benefit_per_year),
        (say("Net present value"), case.net_present_value),
        (say("Payback"), case.payback_months),
        (say("Cases per year"), case.cases_per_year),
        (say("Discount rate"), case.discount_rate),
    )
    yield from _rows(case, named)


def _rows(
    case: BusinessCase, named: Iterable[tuple[str, Figure | None]]
) -> Iterator[tuple[Cell, ...]]:
    for name, figure in named:
        if figure is not None:
            yield (row_head(name), *_cells(case, figure), words(sentence(figure.origin)))


def _cells(case: BusinessCase, figure: Figure) -> tuple[Cell, Cell, Cell]:
    def end(number: float | None) -> Cell:
        if number is None:
            return Cell("–", numeric=True)
        return value(figures.quantity(number, figure.unit, case.currency), number)

    middle = figures.quantity(figure.value, figure.unit, case.currency)
    return (value(middle, figure.value, figure.provenance), end(figure.low), end(figure.high))


def _changes(results: Results, case: BusinessCase) -> Table:
    rows = tuple(_change(results, case, one) for one in case.costs)
    columns = head(
        *("Change", "#Effort", "#One-off", "#Running", "#Benefit", "#A day sooner pays from")
    )
    return Table(say("What each change costs and brings"), columns, rows)


def _change(results: Results, case: BusinessCase, one: ChangeCost) -> tuple[Cell, ...]:
    def shown(figure: Figure | None) -> Cell:
        if figure is None:
            return not_known()
        text = figures.quantity(figure.value, figure.unit, case.currency)
        return value(text, figure.value, figure.provenance)

    return (
        row_head(results.redesign(one.redesign)),
        shown(one.effort_days),
        shown(one.one_off),
        shown(one.running_per_year),
        shown(one.benefit_per_year),
        _pays_from(case, one),
    )


def _pays_from(case: BusinessCase, one: ChangeCost) -> Cell:
    """Return the price of a day at which a change pays; it may pay at none, or never."""
    price, worth = one.break_even_delay_cost, one.net_present_value
    if price is not None:
        return value(figures.money(price.value, case.currency), price.value)
    if worth is None:
        return not_known()
    return words(say("pays anyway") if worth.value >= 0 else say("saves no time"))


def _cash_flow(case: BusinessCase) -> list[Block]:
    if len(case.cash_flow) < 2:
        return []
    title = say("Benefit less cost, added up")
    first, last = case.cash_flow[0], case.cash_flow[-1]
    description = say(
        "From {first} at the start to {last} after {months} months.",
        first=figures.money(first.cumulative.mean, case.currency),
        last=figures.money(last.cumulative.mean, case.currency),
        months=last.month,
    )
    balances = [
        Balance(one.month, one.cumulative.mean, one.cumulative.low, one.cumulative.high)
        for one in case.cash_flow
    ]
    payback = case.payback_months.value if case.payback_months is not None else None
    svg = cash_flow(
        balances,
        Axis(say("Cumulative cash flow"), lambda number: figures.money(number, case.currency)),
        payback,
        key="cash-flow",
        title=title,
        description=description,
    )
    caption = say("The band holds 90% of the simulated futures.")
    return [Picture(svg, title, description, caption), _months(case)]


def _months(case: BusinessCase) -> Table:
    step = max(1, -(-(len(case.cash_flow) - 1) // MONTHS_SHOWN))
    kept = [one for one in case.cash_flow if one.month % step == 0 or one is case.cash_flow[-1]]
    rows = tuple(_month(case, one) for one in kept)
    columns = head("#Month", "#Cumulative", "#Low", "#High")
    return Table(say("Cumulative cash flow"), columns, rows, folded=True)


def _month(case: BusinessCase, one: CashFlow) -> tuple[Cell, ...]:
    ends = (one.cumulative.mean, one.cumulative.low, one.cumulative.high)
    return (
        value(str(one.month), one.month),
        *(value(figures.money(number, case.currency), number) for number in ends),
    )
