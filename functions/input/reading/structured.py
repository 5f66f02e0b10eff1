"""The JSON of the API: steps, roles and stated figures, however they are spelt."""

from collections.abc import Callable, Mapping
from typing import Any

from common.language import say
from common.model.figure import Figure
from common.model.workflow import Role
from functions.input.reading.csv_columns import pointer_token
from functions.input.reading.kpis import read_figure
from functions.input.reading.outcome import Reading, unreadable, warning
from functions.input.reading.stated import Draft, Next, Step, clean, drawn_up, stated
from functions.input.reading.stated_quality import stated_quality
from functions.input.reading.step_times import Taken
from functions.input.reading.values import (
    duration_figure,
    plain_number,
    share_figure,
    text_of,
    with_unit,
    wrong,
)
from functions.input.reading.written import quoted_share, quoted_taken, quoted_time
from functions.input.text.steps import circumstances, written_step

NAME_KEYS = ("name", "step", "activity", "title", "task")
ROLE_KEYS = ("role", "performer", "responsible", "owner", "actor", "by", "department")
PROCESSING = {"processing", "processing_time", "work", "work_time", "working_time", "effort"} | {
    "touch_time",
    "hands_on",
    "hands_on_time",
}
DURATION = {"duration", "takes", "time"}  # work alone, or with waiting
ELAPSED = {"elapsed", "elapsed_time"}
WAITING = {"wait", "waiting", "wait_time", "waiting_time", "queue_time", "delay"}
REJECTION = {"rejection_rate", "rejection_share", "reject_rate", "rejected", "rework_rate"}
STEP_LISTS = ("steps", "activities")
GROUPS = ("metrics", "kpis", "current_metrics", "performance", "figures")
COSTS_PER_H = ("cost_per_h", "cost_per_hour", "hourly_cost", "hourly_rate", "rate")
HEADCOUNTS = ("headcount", "count", "people", "staff", "fte", "capacity")
PROBLEMS = ("problems", "pain_points", "issues", "circumstances", "complaints")
OWN = {*STEP_LISTS, *GROUPS, *PROBLEMS, "roles", "name", "title", "process", "process_name"} | {
    "workflow_name",
    "description",
    "currency",
    "context",
    "id",
    "schema_version",
}


def structured_reading(data: Any, context: str | None = None) -> Reading:
    """Return what a JSON workflow says.

    Raises:
        PermanentError: not an object with steps, or a value cannot be used; with JSON pointers.
    """
    base = "/workflow_data"
    if isinstance(data, Mapping) and "workflow_data" in data and not _has_steps(data):
        data = data["workflow_data"]
    if isinstance(data, list):
        data = {"steps": data}
    if not isinstance(data, Mapping) or not _has_steps(data):
        raise unreadable(
            "missing-steps",
            "The workflow has no steps",
            'Give them as a list: {"steps": ["Submit request", "Approve request"]}.',
            base,
            "an object with a list 'steps' is expected",
        )
    draft = Draft()
    _about(data, base, draft)
    key = next(key for key in STEP_LISTS if isinstance(data.get(key), list) and data[key])
    draft.steps = [
        _step(item, f"{base}/{key}/{at}", draft) for at, item in enumerate(data[key][:1001])
    ]
    _roles(data.get("roles"), f"{base}/roles", draft)
    _figures(data, base, draft)
    _circumstances(data, context, draft)
    workflow = drawn_up(draft)
    quality = stated_quality(workflow, "structured", "JSON", draft.warnings, draft.questions)
    return Reading(workflow, quality)


def _has_steps(data: Mapping[str, Any]) -> bool:
    return any(isinstance(data.get(key), list) and data[key] for key in STEP_LISTS)


def _about(data: Mapping[str, Any], base: str, draft: Draft) -> None:
    for key in ("name", "title", "process_name", "workflow_name", "process"):
        if isinstance(data.get(key), str) and data[key].strip():
            draft.name = text_of(data[key], f"{base}/{key}")
            break
    if isinstance(data.get("description"), str):
        draft.description = clean(data["description"], 20_000) or None
    currency = data.get("currency")
    if isinstance(currency, str) and len(currency) == 3 and currency.isascii():
        draft.currency = currency.upper() if currency.isalpha() else None
    if currency is not None and draft.currency is None:
        text = say("The currency is no code of three letters such as EUR; it was left out.")
        draft.warnings.append(warning("unknown_currency", text, 1, [f"{base}/currency"]))


def _step(item: Any, pointer: str, draft: Draft) -> Step:
    if isinstance(item, str):
        return _phrase(text_of(item, pointer))
    if not isinstance(item, Mapping):
        raise wrong(pointer, "a step is a text or an object with a name")
    name_key = next((key for key in NAME_KEYS if key in item), None)
    if name_key is None:
        raise wrong(pointer, "the step has no 'name'")
    step = Step(name=text_of(item[name_key], f"{pointer}/{name_key}"))
    for key, value in item.items():
        if key != name_key and value is not None:
            _step_value(step, str(key), value, f"{pointer}/{pointer_token(key)}", draft)
    return step


def _phrase(text: str) -> Step:
    """A step given as words: its name as written, and what the words tell beside it."""
    told = written_step(text)
    step = Step(name=text)
    if told is not None:
        step.role = told.role
        step.processing_h = quoted_time(told.processing) if told.processing else None
        step.taken = quoted_taken(told)
        step.waiting_h = quoted_time(told.waiting) if told.waiting else None
        step.rejection_share = quoted_share(told.rejection) if told.rejection else None
    return step


def _step_value(step: Step, key: str, value: Any, pointer: str, draft: Draft) -> None:
    name, _ = with_unit(key)
    lower = key.lower()
    if lower in ROLE_KEYS:
        step.role = text_of(value, pointer)
    elif name in PROCESSING:
        step.processing_h = duration_figure(value, key, pointer, "hour", draft, of_work=True)
    elif name in DURATION | ELAPSED:
        step.taken = _taken(value, key, pointer, draft)
    elif name in WAITING:
        step.waiting_h = duration_figure(value, key, pointer, "hour", draft)
    elif lower in REJECTION:
        step.rejection_share = share_figure(value, key, pointer, draft)
    elif lower in STEP_READERS:
        STEP_READERS[lower](step, value, pointer, draft)
    else:
        text = say("Fields of steps that are not known were left out.")
        draft.warnings.append(warning("unknown_field", text, 1, [pointer]))


def _taken(value: Any, key: str, pointer: str, draft: Draft) -> Taken:
    elapsed = duration_figure(value, key, pointer, "hour", draft)
    if with_unit(key)[0] in ELAPSED:
        return Taken(elapsed)
    of_work = duration_figure(value, key, pointer, "hour", Draft(), of_work=True)
    return Taken(elapsed, of_work)


def _cost(step: Step, value: Any, pointer: str, draft: Draft) -> None:
    step.cost = stated(plain_number(value, pointer, "a cost"), "money", f"cost: {value}")


def _systems(step: Step, value: Any, pointer: str, draft: Draft) -> None:
    listed = value if isinstance(value, list) else [value]
    step.systems = tuple(
        text_of(system, f"{pointer}/{at}") for at, system in enumerate(listed[:50])
    )


def _notes(step: Step, value: Any, pointer: str, draft: Draft) -> None:
    step.notes = text_of(value, pointer, 2000)


def _next(step: Step, value: Any, pointer: str, draft: Draft) -> None:
    listed = value if isinstance(value, list) else [value]
    step.following = [
        _branch(item, f"{pointer}/{at}" if isinstance(value, list) else pointer, draft)
        for at, item in enumerate(listed[:200])
    ]


def _branch(item: Any, pointer: str, draft: Draft) -> Next:
    if not isinstance(item, Mapping):
        return Next(text_of(item, pointer), pointer=pointer)
    key = next((key for key in ("to", "target", "step", "name") if key in item), None)
    if key is None:
        raise wrong(pointer, "the way on has no 'to'")
    probability = None
    if item.get("probability") is not None:
        place = f"{pointer}/probability"
        probability = share_figure(item["probability"], "probability", place, draft)
    condition = item.get("condition")
    return Next(
        text_of(item[key], f"{pointer}/{key}"),
        probability,
        text_of(condition, f"{pointer}/condition") if condition is not None else None,
        f"{pointer}/{key}",
    )


STEP_READERS: dict[str, Callable[[Step, Any, str, Draft], None]] = {
    "cost": _cost,
    "cost_per_execution": _cost,
    "systems": _systems,
    "system": _systems,
    "next": _next,
    "notes": _notes,
    "description": _notes,
}


def _roles(roles: Any, pointer: str, draft: Draft) -> None:
    if roles is None:
        return
    if isinstance(roles, Mapping):
        items = [(str(n), v, f"{pointer}/{pointer_token(n)}") for n, v in roles.items()]
    elif isinstance(roles, list):
        items = [("", value, f"{pointer}/{at}") for at, value in enumerate(roles)]
    else:
        raise wrong(pointer, "roles are a list, or an object by name")
    for name, value, place in items[:200]:
        role = _role(name, value, place)
        draft.roles.setdefault(role.name, role)


def _role(given: str, value: Any, pointer: str) -> Role:
    if not isinstance(value, Mapping):
        if not given:
            return Role(id="pending", name=text_of(value, pointer))
        return Role(id="pending", name=text_of(given, pointer), headcount=_count(value, pointer))
    called = text_of(given or value.get("name") or value.get("role"), pointer)
    people = next((key for key in HEADCOUNTS if value.get(key) is not None), None)
    rate = next((key for key in COSTS_PER_H if value.get(key) is not None), None)
    return Role(
        id="pending",
        name=called,
        headcount=_count(value[people], f"{pointer}/{people}") if people else None,
        cost_per_h=_money_per_h(value[rate], f"{pointer}/{rate}") if rate else None,
    )


def _count(value: Any, pointer: str) -> Figure:
    return stated(
        plain_number(value, pointer, "a number of people"), "count", f"headcount: {value}"
    )


def _money_per_h(value: Any, pointer: str) -> Figure:
    amount = plain_number(value, pointer, "a cost per hour")
    return stated(amount, "money_per_h", say("cost per hour: {value}", value=value))


def _figures(data: Mapping[str, Any], base: str, draft: Draft) -> None:
    for key, value in data.items():
        pointer = f"{base}/{pointer_token(key)}"
        if key in GROUPS and isinstance(value, Mapping):
            for inner, figure in value.items():
                read_figure(str(inner), figure, f"{pointer}/{pointer_token(inner)}", draft)
        elif key not in OWN and value is not None:
            read_figure(str(key), value, pointer, draft)


def _circumstances(data: Mapping[str, Any], context: str | None, draft: Draft) -> None:
    for key in PROBLEMS:
        listed = data.get(key)
        for phrase in listed if isinstance(listed, list) else [listed]:
            if isinstance(phrase, str) and (text := clean(phrase, 500)):
                draft.circumstances.append(text)
    inner = data.get("context")
    for told in (context, inner if isinstance(inner, str) else None, draft.description):
        draft.circumstances += circumstances(told or "")
