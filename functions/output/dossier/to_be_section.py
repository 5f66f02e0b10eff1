"""The process with all recommended changes: every place where it differs from today's."""

from common.language import say, term
from common.model.portfolio import Difference, ToBe
from functions.output.dossier import figures
from functions.output.dossier.content import Cell, Section, Table, Text, head, row_head, words
from functions.output.dossier.results import GATEWAYS, Results
from functions.output.dossier.to_be_map import KINDS, to_be_picture
from functions.output.dossier.wording import sentence


def to_be(results: Results) -> Section | None:
    """Return the differences; nothing where no to-be process was made."""
    made = results.portfolio.to_be
    if made is None:
        return None
    lead = say(
        "With all recommended changes the process differs from today's at {places}. The file "
        "to_be.bpmn beside this report draws it, with the same marks.",
        places=figures.plural(len(made.differences), "place"),
    )
    rows = tuple(_row(results, made, one) for one in made.differences)
    columns = head("Place", "Difference", "What changes", "Change")
    table = Table(say("Differences between the process as it is and as it will be"), columns, rows)
    picture = to_be_picture(results)
    drawn = (picture,) if picture is not None else ()
    return Section("to_be", say("The process as it will be"), (Text(lead, "lead"), *drawn, table))


def _row(results: Results, made: ToBe, one: Difference) -> tuple[Cell, ...]:
    return (
        row_head(_place(results, made, one.element)),
        words(term(KINDS[one.kind])),
        words(sentence(one.text)),
        words(results.redesign(one.redesign)),
    )


def _place(results: Results, made: ToBe, element: str) -> str:
    """Return the name of what differs, in the process that has it."""
    names = {role.id: role.name for role in made.workflow.roles}
    names |= {
        gateway.id: gateway.name or term(GATEWAYS[gateway.kind])
        for gateway in made.workflow.gateways
    }
    names |= {activity.id: activity.name for activity in made.workflow.activities}
    if element in names:
        return names[element]
    if "->" in element:
        source, _, target = element.partition("->")
        return (
            f"{names.get(source, results.step(source))} → {names.get(target, results.step(target))}"
        )
    step = results.step(element)
    return results.role(element) if step == element else step
