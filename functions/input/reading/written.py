"""Plain text to a reading: what was found, with the quoted phrase behind every number."""

from collections.abc import Sequence

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.language_model import LanguageModel, Picture
from common.model.quality import Question
from common.model.workflow import Role, Workflow
from functions.input.assistance.assisted_text import text_of_pictures, told_with_help
from functions.input.reading.outcome import Reading, unreadable, warning
from functions.input.reading.stated import Draft, Step, clean, drawn_up, stated
from functions.input.reading.stated_quality import stated_quality
from functions.input.reading.step_times import Taken
from functions.input.reading.told_order import flows, gateways
from functions.input.reading.values import MAX_HOURS, from_duration
from functions.input.text.figures import Stated, figures
from functions.input.text.quantities import Duration, Quantity
from functions.input.text.steps import (
    Written,
    WrittenStep,
    circumstances,
    is_list,
    listed_steps,
    prose,
    sentences,
    troubled_first,
)
from functions.input.text.story import STATED, Story, story
from functions.input.text.word_classes import lemma

MAX_CHARACTERS = 200_000


def text_reading(
    text: str, context: str | None = None, model: LanguageModel | None = None
) -> Reading:
    """Return what a description says: a list of steps, steps between arrows, or prose.

    ``model`` helps with prose that the rules read poorly; every figure is read by rules.

    Raises:
        PermanentError: no step was found, or the text is too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise unreadable(
            "text-too-long",
            "The text is too long",
            f"It has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read. "
            "Describe one process, step by step. An event log is submitted as XES or CSV.",
        )
    told = _listed(text) if is_list(text) else _told(text, model)
    if not told.written.steps:
        raise unreadable(
            "no-steps",
            "No steps were found in the text",
            "Write one step per line, such as '1. The clerk checks the request (20 minutes)', "
            "or join steps with arrows: Submit request -> Approve request.",
            "line 1",
        )
    return story_reading(told, text, say("plain text"), context)


def picture_reading(
    pictures: Sequence[Picture], context: str | None, model: LanguageModel | None
) -> Reading:
    """Return what a flowchart or a scanned form shows; only a language model can read one.

    Raises:
        PermanentError: no model is there to read it, or it read no steps.
    """
    seen = None if model is None else text_of_pictures(model, pictures)
    if seen is None:
        raise unreadable(
            "picture-not-read",
            "The picture was not read",
            "Pictures are read by a language model, which is not switched on here or found no "
            "steps. Describe the process in words, step by step, or send a model or a log.",
        )
    text, told = seen
    return story_reading(told, text, "picture", context)


def story_reading(told: Story, text: str, source: str, context: str | None) -> Reading:
    """Return the reading of what a text tells."""
    draft = _draft(told)
    beside = [] if is_list(text) else troubled_first(prose(text)[1])
    draft.circumstances += [clean(one, 500) for one in (*circumstances(context or ""), *beside)]
    workflow = _ordered(drawn_up(draft), told, draft)
    return Reading(
        workflow, stated_quality(workflow, "text", source, draft.warnings, draft.questions)
    )


def _listed(text: str) -> Story:
    found = Story(listed_steps(text))
    for sentence in sentences(text):
        found.figures += [(one, None) for one in figures(sentence) if one.kind in STATED]
    return found


def _told(text: str, model: LanguageModel | None) -> Story:
    title, parts = prose(text)
    own = story(parts, title)
    return own if model is None else told_with_help(model, text, own)


def _draft(told: Story) -> Draft:
    written = told.written
    draft = Draft(name=clean(written.title or "", 200) or "Process")
    draft.steps = [_step(step, told, at) for at, step in enumerate(written.steps)]
    draft.figures = _figures(written)
    draft.circumstances = [clean(one, 500) for one in written.circumstances]
    codes = {one.currency for one, _ in told.figures if one.currency}
    draft.currency = codes.pop() if len(codes) == 1 else None
    for one, at in told.figures:
        _place(one, None if at is None else draft.steps[at], draft)
    if told.helped:
        text = say(
            "Which steps there are and in what order was read by a language model; every step "
            "quotes the text, and all figures are read by rules. Please check the order."
        )
        draft.warnings.append(warning("read_by_model", text))
    if told.unclear:
        text = say("How these sentences fit into the order of the steps was not clear.")
        sample = [clean(one, 200) for one in told.unclear]
        draft.warnings.append(warning("order_unclear", text, len(sample), sample))
    if told.unread:
        text = say("Not understood: these sentences tell of work, but gave no step and no figure.")
        sample = [clean(one, 200) for one in told.unread]
        draft.warnings.append(warning("not_understood", text, len(sample), sample))
    return draft


def _figures(written: Written) -> dict[str, Figure]:
    found = {}
    if written.cycle_time is not None:
        found["cycle_time_h"] = quoted_time(written.cycle_time)
    if written.volume is not None:
        rule = f" ({written.volume.rule})" if written.volume.rule else ""
        origin = f'"{written.volume.quote}"{rule}'
        ends = {"low": written.volume.low, "high": written.volume.high}
        found["cases_per_week"] = stated(written.volume.value, "per_week", origin, **ends)
    if written.rejection is not None:
        found["rejection_share"] = quoted_share(written.rejection)
    return found


def _place(one: Stated, step: Step | None, draft: Draft) -> None:
    """Give a figure to the role, the step or the process that it is about."""
    figure = _quoted(one)
    if one.kind == "people":
        _headcount(one, figure, draft)
    elif one.kind == "hourly":
        role = step.role if step is not None else None
        if role is not None:
            draft.roles[role] = _role(role, draft).model_copy(update={"cost_per_h": figure})
        else:
            draft.figures.setdefault("cost_per_h", figure)
    elif one.kind == "money":
        if step is not None and step.cost is None:
            step.cost = figure
    elif one.kind in {"target", "backlog"}:
        name = "target_h" if one.kind == "target" else "backlog"
        draft.figures.setdefault(name, figure)


def _headcount(one: Stated, figure: Figure, draft: Draft) -> None:
    wanted = lemma(one.quote.split()[-1])
    for role in dict.fromkeys(step.role for step in draft.steps if step.role):
        if lemma(role.split()[-1]) == wanted:
            draft.roles[role] = _role(role, draft).model_copy(update={"headcount": figure})
            return
    draft.figures.setdefault("people", figure)


def _role(name: str, draft: Draft) -> Role:
    return draft.roles.get(name) or Role(id="pending", name=name)


def _quoted(one: Stated) -> Figure:
    rule = f" ({one.rule})" if one.rule else ""
    return Figure(
        value=one.value,
        unit=one.measure,
        provenance=Provenance.STATED,
        origin=clean(f'"{one.quote}"{rule}', 500),
        low=one.low,
        high=one.high,
    )


def _ordered(workflow: Workflow, told: Story, draft: Draft) -> Workflow:
    """Return the workflow with the order that prose tells; a list is in the order of its lines."""
    if not told.edges:
        return workflow
    ids = [activity.id for activity in workflow.activities]
    ways, questions = flows(told.edges, told.gateways, ids)
    draft.questions += _first(questions)
    parts = {name: getattr(workflow, name) for name in Workflow.model_fields}
    return Workflow(**{**parts, "flows": ways, "gateways": gateways(told.gateways, ids)})


def _first(questions: Sequence[Question]) -> list[Question]:
    return list(questions[:3])


def _step(step: WrittenStep, told: Story, at: int) -> Step:
    return Step(
        name=clean(step.name, 200),
        role=clean(step.role, 100) if step.role else None,
        processing_h=quoted_time(step.processing) if step.processing else None,
        waiting_h=quoted_time(step.waiting) if step.waiting else None,
        taken=quoted_taken(step),
        rejection_share=quoted_share(step.rejection) if step.rejection else None,
        systems=tuple(clean(one, 100) for one in told.systems.get(at, ())),
        notes=clean(step.sentence, 500),
    )


def quoted_time(time: Duration) -> Figure:
    """Return a time that was read from words, with its quotation."""
    if time.hours > MAX_HOURS:
        raise unreadable(
            "invalid-value",
            "A time in the text is too long",
            f"'{time.quote[:60]}' is longer than a century. Correct it and submit again.",
        )
    return from_duration(time, f'"{time.quote}"')


def quoted_taken(step: WrittenStep) -> Taken | None:
    """Return the time that a step takes, where its words do not say that it is work."""
    if step.taken is None:
        return None
    of_work = step.taken_as_work or step.taken
    return Taken(quoted_time(step.taken), quoted_time(of_work))


def quoted_share(share: Quantity) -> Figure:
    """Return a share that was read from words, with its quotation."""
    return stated(share.value, "share", f'"{share.quote}"', low=share.low, high=share.high)
