"""Plain text to a reading: what was found, with the quoted phrase behind every number."""

from common.model.figure import Figure
from functions.input.reading.outcome import Reading, unreadable
from functions.input.reading.stated import Draft, Step, clean, drawn_up, stated
from functions.input.reading.stated_quality import stated_quality
from functions.input.reading.step_times import Taken
from functions.input.reading.values import MAX_HOURS, from_duration
from functions.input.text.quantities import Duration, Quantity
from functions.input.text.steps import WrittenStep, circumstances, written_steps

MAX_CHARACTERS = 200_000


def text_reading(text: str, context: str | None = None) -> Reading:
    """Return what a description of steps says.

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
    found = written_steps(text)
    if not found.steps:
        raise unreadable(
            "no-steps",
            "No steps were found in the text",
            "Write one step per line, such as '1. The clerk checks the request (20 minutes)', "
            "or join steps with arrows: Submit request -> Approve request.",
            "line 1",
        )
    draft = Draft(name=clean(found.title or "", 200) or "Process")
    draft.steps = [_step(step) for step in found.steps]
    if found.cycle_time is not None:
        draft.figures["cycle_time_h"] = quoted_time(found.cycle_time)
    if found.volume is not None:
        rule = f" ({found.volume.rule})" if found.volume.rule else ""
        origin = f'"{found.volume.quote}"{rule}'
        draft.figures["cases_per_week"] = stated(found.volume.value, "per_week", origin)
    if found.rejection is not None:
        draft.figures["rejection_share"] = quoted_share(found.rejection)
    draft.circumstances = [clean(one, 500) for one in found.circumstances]
    draft.circumstances += [clean(one, 500) for one in circumstances(context or "")]
    workflow = drawn_up(draft)
    return Reading(
        workflow, stated_quality(workflow, "text", "plain text", draft.warnings, draft.questions)
    )


def _step(step: WrittenStep) -> Step:
    return Step(
        name=clean(step.name, 200),
        role=clean(step.role, 100) if step.role else None,
        processing_h=quoted_time(step.processing) if step.processing else None,
        waiting_h=quoted_time(step.waiting) if step.waiting else None,
        taken=quoted_taken(step),
        rejection_share=quoted_share(step.rejection) if step.rejection else None,
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
    return stated(share.value, "share", f'"{share.quote}"')
