"""The process as it runs: the map, with its numbers in a table."""

from dataclasses import replace

from common.language import say, term
from common.model.facts import ActivityFacts
from common.model.figure import Figure
from common.model.workflow import Activity
from functions.output.dossier import figures
from functions.output.dossier.content import (
    Bullets,
    Cell,
    Picture,
    PictureView,
    Section,
    Table,
    Text,
    head,
    not_known,
    row_head,
    value,
)
from functions.output.dossier.model_blocks import model_blocks
from functions.output.dossier.process_maps import (
    Level,
    Source,
    default,
    drawn_flows,
    has_roles,
    levels,
)
from functions.output.dossier.reference_blocks import reference_blocks
from functions.output.dossier.results import Results
from functions.output.dossier.stated_flows import map_gateways
from functions.output.pictures.gateways import KEY


def process(results: Results) -> Section | None:
    """Return the process map, the flows behind it and what the map leaves out."""
    source = map_source(results)
    found = levels(source)
    first = default(found)
    caption = _caption(results, source)
    if has_roles(source) and not any(level.by_role for level in found):
        caption += " " + say(
            "The process is not drawn by role: beside each other the roles would be too wide to "
            "read."
        )
    views = tuple(
        PictureView(level.name, level.drawn.svg, _left_out(results, level, source.counted))
        for level in found
    )
    picture = Picture(
        views[first].svg,
        source.title,
        source.description,
        caption,
        wide=True,
        note=views[first].note,
        views=views if len(views) > 1 else (),
        first_view=first,
    )
    blocks: list[Text | Bullets | Picture | Table] = [picture, _steps_table(results)]
    blocks += model_blocks(results)
    blocks += reference_blocks(results)
    return Section("process", say("How the process runs"), tuple(blocks))


def map_source(results: Results) -> Source:
    """Return what the process map is drawn from."""
    title = say("Process map of {name}", name=results.workflow.name)
    source = Source(results.workflow, results.facts, title, "")
    return replace(source, description=_description(results, source))


def _caption(results: Results, source: Source) -> str:
    sentences = [
        say("Wide lines are frequent, warm lines slow; a label gives how often and the mean time.")
        if source.counted
        else say("As it was stated, without counts from a log.")
    ]
    sentences.append(say("Dashed lines lead back to an earlier step."))
    if any(activity.kind == "wait" for activity in results.workflow.activities):
        sentences.append(say("Dashed boxes are waits."))
    if not source.counted:
        signs = {gateway.kind for gateway in map_gateways(results.workflow)}
        if signs:
            sentences.append(", ".join(term(KEY[kind]) for kind in KEY if kind in signs) + ".")
    return " ".join(sentences)


def _left_out(results: Results, level: Level, counted: bool) -> str:
    """Return what a view of the map does not show."""
    sentences = []
    if level.rare_steps and level.executions_share is not None:
        sentences.append(
            say(
                "{rare} of {all} steps are put together as one; the others make up {share} of all "
                "executions.",
                rare=level.rare_steps,
                all=len(results.workflow.activities),
                share=figures.share(level.executions_share),
            )
        )
    drawn = level.drawn
    if drawn.all_flows > drawn.shown_flows:
        values = {
            "shown": drawn.shown_flows,
            "all": drawn.all_flows,
            "share": figures.share(drawn.coverage),
        }
        sentences.append(
            say(
                "The map shows {shown} of {all} ways from step to step, which make up {share} of "
                "all passages; the boxes say how many go other ways.",
                **values,
            )
            if counted
            else say(
                "The map shows {shown} of {all} ways from step to step, which make up {share} of "
                "the stated probability.",
                **values,
            )
        )
    if drawn.untangled:
        sentences.append(
            say(
                "{number} rare ways would cross many others and are not drawn.",
                number=drawn.untangled,
            )
            if drawn.untangled > 1
            else say("One rare way would cross many others and is not drawn.")
        )
    return " ".join(sentences)


def _description(results: Results, source: Source) -> str:
    ranked = sorted(drawn_flows(source), key=lambda f: (-f.weight, f.source, f.target))[:8]
    ways = "; ".join(
        f"{results.flow(f.source, f.target)}{': ' if f.words else ''}{', '.join(f.words)}"
        for f in ranked
    )
    count = figures.plural(len(results.workflow.activities), "step")
    return say("{steps} from top to bottom. Most frequent ways: {ways}.", steps=count, ways=ways)


def _steps_table(results: Results) -> Table:
    measured = bool(results.facts.activities)
    if measured:
        columns = head(
            "Step", "Role", "#Executions", "#Cases", "#Repeated", "#Mean work", "#Mean wait"
        )
        rows = tuple(_measured_step(results, a) for a in results.facts.activities)
    else:
        columns = head("Step", "Role", "#Work", "#Wait", "#Both", "#Cost", "#Sent back")
        rows = tuple(_stated_step(results, a) for a in results.workflow.activities)
    return Table(say("Steps of the process"), columns, rows, folded=measured)


def _measured_step(results: Results, facts: ActivityFacts) -> tuple[Cell, ...]:
    roles = sorted(facts.roles, key=lambda r: (-facts.roles[r], r))[:2]
    times = [
        value(figures.duration(d.mean_h), d.mean_h) if d is not None else not_known()
        for d in (facts.processing, facts.waiting)
    ]
    return (
        row_head(results.step(facts.activity)),
        Cell(", ".join(results.role(r) for r in roles) or say("not known")),
        value(figures.grouped(facts.executions), facts.executions),
        value(figures.grouped(facts.cases), facts.cases),
        value(figures.grouped(facts.repeated), facts.repeated),
        *times,
    )


def _stated_step(results: Results, activity: Activity) -> tuple[Cell, ...]:
    waits = activity.kind == "wait"

    def shown(figure: Figure | None) -> Cell:
        if figure is None:
            return not_known()
        text = figures.quantity(figure.value, figure.unit, results.currency)
        return value(text, figure.value, figure.provenance)

    return (
        row_head(results.step(activity.id)),
        Cell(_who(results, activity)),
        Cell(say("none")) if waits else shown(activity.processing_h),
        shown(activity.waiting_h),
        shown(activity.elapsed_h),
        shown(activity.cost),
        shown(activity.rejection_share),
    )


def _who(results: Results, activity: Activity) -> str:
    if activity.role:
        return results.role(activity.role)
    return say("nobody") if activity.kind == "wait" else say("not known")
