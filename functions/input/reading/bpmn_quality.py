"""What a BPMN model leaves open: the quality report, with questions at the places of the model."""

from collections.abc import Iterator, Sequence

from common.language import say
from common.model.quality import DataWarning, Quality, Question
from common.model.workflow import Flow, Workflow
from functions.input.reading.stated_quality import stated_quality

FIRST = 3  # questions of every description that come before those about the model
MOST = 7
NAMED = 3  # ways named in a question


def bpmn_quality(workflow: Workflow, format_: str, warnings: Sequence[DataWarning]) -> Quality:
    """Return the quality report; models without times are asked for them by name."""
    quality = stated_quality(workflow, "structured", format_, warnings, ())
    own = list(_questions(workflow))
    asked = [*quality.questions[:FIRST], *own, *quality.questions[FIRST:]]
    unique = {question.about: question for question in reversed(asked)}
    ordered = sorted(unique.values(), key=asked.index)
    return quality.model_copy(update={"questions": tuple(ordered[:MOST])})


def _questions(workflow: Workflow) -> Iterator[Question]:
    names = {activity.id: activity.name for activity in workflow.activities}
    names |= {gateway.id: gateway.name or "" for gateway in workflow.gateways}
    open_ways: dict[str, list[Flow]] = {}
    for flow in workflow.flows:
        if flow.probability is None:
            open_ways.setdefault(flow.source, []).append(flow)
    for gateway, flows in list(open_ways.items())[:2]:
        place = f"at '{names[gateway]}'" if names.get(gateway) else _after(workflow, gateway, names)
        ways = ", ".join(f"'{_way(flow, names)}'" for flow in flows[:NAMED])
        text = say("How often is each way taken {place}: {ways}?", place=place, ways=ways)
        yield Question(about=f"ways on from {gateway}"[:200], text=text)
    waits = [a.name for a in workflow.activities if a.kind == "wait" and a.waiting_h is None]
    if waits:
        listed = ", ".join(f"'{name[:60]}'" for name in waits[:4])
        more = say(" and {more} more", more=len(waits) - 4) if len(waits) > 4 else ""
        text = say(
            "How long does it take until this happens: {listed}{more}?", listed=listed, more=more
        )
        yield Question(about="waiting_h of events", text=text)


def _after(workflow: Workflow, gateway: str, names: dict[str, str]) -> str:
    before = [flow.source for flow in workflow.flows if flow.target == gateway]
    known = next((names[source] for source in before if names.get(source)), "")
    return say("after '{known}'", known=known[:60]) if known else say("at the start")


def _way(flow: Flow, names: dict[str, str]) -> str:
    return (flow.condition or names.get(flow.target) or say("the end"))[:60]
