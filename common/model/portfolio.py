"""Redesigns and what simulation says they bring."""

from typing import Literal

from pydantic import Field

from common.model.assessment import Place
from common.model.base import Value
from common.model.figure import Figure
from common.model.workflow import Workflow


class Interval(Value):
    """A mean over replications with its 95% confidence interval."""

    mean: float
    low: float
    high: float


class Effect(Value):
    """One metric before and after, from paired replications with common random numbers."""

    metric: str = Field(description="Such as cycle_time_mean_h, rework_share, cost_per_case.")
    unit: str
    as_is: Interval
    to_be: Interval
    difference: Interval = Field(description="To-be minus as-is, paired by replication.")
    relative: float | None = Field(default=None, description="Mean difference over as-is mean.")
    relative_interval: tuple[float, float] | None = Field(
        default=None, description="The ends of the difference over the as-is mean."
    )


class Stop(Value):
    """A change, or a set of changes, that a guard did not let through: it was never proposed."""

    operator: str
    heuristic: str | None = None
    title: str
    where: Place = Place()
    guard: str = Field(description="Id in framework_knowledge/guards.json.")
    reason: str = Field(description="What it would have broken, and how that is known.")
    redesigns: tuple[str, ...] = Field(
        default=(),
        description="Ids of changes that are allowed alone and break it together; none: a change "
        "that breaks it alone.",
    )
    forgone: Effect | None = Field(
        default=None, description="What simulation says the change would have brought, if tried."
    )


class Redesign(Value):
    """A change of the workflow, tried by simulation."""

    id: str
    operator: str = Field(description="Name of the operator that made it.")
    heuristic: str | None = Field(default=None, description="Id in framework_knowledge/.")
    title: str
    description: str = Field(description="What changes, for whom, in one or two sentences.")
    where: Place = Place()
    parameters: dict[str, Figure] = Field(default_factory=dict)
    answers: tuple[str, ...] = Field(default=(), description="Ids of the findings it answers.")
    effects: tuple[Effect, ...] = ()
    verdict: Literal["beneficial", "no_effect", "harmful"]
    cautious_h: float | None = Field(
        default=None,
        description="Change of the mean cycle time with every assumption at its unfavourable end.",
    )
    day_price: Figure | None = Field(
        default=None,
        description="What a case that ends a day sooner has to be worth for this change alone to "
        "be worth its effort, its assumptions at their unfavourable ends; zero: it is by the work "
        "that it saves; absent: no case ends sooner, or costs are not known.",
    )
    risks: tuple[str, ...] = ()


class Advice(Value):
    """A heuristic that fits a finding but whose effect cannot be simulated from what is known."""

    heuristic: str = Field(description="Id in framework_knowledge/.")
    title: str
    text: str
    answers: tuple[str, ...] = Field(default=(), description="Ids of findings.")
    needed: str = Field(description="What would have to be known to simulate it.")


class FrontPoint(Value):
    """Changes that were simulated together and that no other tried set of changes dominates."""

    redesigns: tuple[str, ...] = Field(description="Ids; none: the process as it is.")
    objectives: dict[str, Interval] = Field(
        description="Metric to its value, such as cycle_time_mean_h, cost_per_case, rework_share, "
        "added_headcount."
    )
    recommended: bool = False


class Flexibility(Value):
    """A share of today's cases that the process can treat in some way, as it is and changed.

    It follows from the steps of today's cases and the parameters of the recommended changes.
    """

    metric: Literal["variants_handled_share", "fast_lane_share"]
    as_is: Figure
    to_be: Figure


class RolloutStep(Value):
    """One recommended change in the order of roll-out, and what it adds to those before it."""

    redesign: str
    marginal: tuple[Effect, ...] = Field(description="Against the process with those before it.")


class Swing(Value):
    """What the recommendation brings with one uncertain input at either end of its range."""

    input: str = Field(description="Name of the figure, such as automated_share.")
    redesign: str | None = Field(default=None, description="Id; absent: about the whole process.")
    figure: Figure = Field(description="The value that was used, with its range.")
    metric: str
    unit: str
    at_low: Interval = Field(description="Change of the metric by all recommended changes.")
    at_high: Interval
    flips_at: float | None = Field(
        default=None, description="Value from which on the recommendation would be another."
    )


class TwinCheck(Value):
    """One metric of the log beside the same metric of the as-is simulation."""

    metric: str
    unit: str
    observed: float
    simulated: Interval
    relative_error: float
    tolerance: float
    passed: bool


class Distance(Value):
    """How far simulated cases are from later ones that the simulation has not seen.

    An earth mover's distance; for n-grams the share of sequences that differ.
    """

    measure: str = Field(description="Such as two_grams, cycle_time_h.")
    unit: str
    distance: float = Field(description="From runs of the simulation to the later cases.")
    floor: float = Field(description="Between random halves of the later cases: chance alone.")
    change: float | None = Field(
        default=None,
        description="From as many cases just before: how much the process itself has changed.",
    )


class Judgement(Value):
    """A simulation of the earlier cases, compared with the later ones."""

    fitted_cases: int
    judged_cases: int
    distances: tuple[Distance, ...]


class Twin(Value):
    """How the as-is simulation was built, and whether it reproduces what was observed."""

    method: str
    checks: tuple[TwinCheck, ...] = ()
    indicative: bool = Field(description="True: benefits are indicative only.")
    reason: str = Field(description="Why benefits may be relied on, or why they may not.")
    replications: int
    cases_per_replication: int
    seed: int
    assumptions: dict[str, Figure] = Field(default_factory=dict)
    judgement: Judgement | None = Field(
        default=None, description="Absent where the cases are too few, or not all is measured."
    )
    limits: tuple[str, ...] = Field(
        default=(), description="What cannot be changed in it, or is not known of it."
    )


class ChangeCost(Value):
    """What one recommended change costs and brings in money."""

    redesign: str
    effort_days: Figure = Field(description="Person-days to put it in place.")
    one_off: Figure
    running_per_year: Figure
    benefit_per_year: Figure | None = Field(
        default=None, description="Beside the changes rolled out before it; absent: not in money."
    )
    net_present_value: Figure | None = Field(
        default=None, description="Of this change alone, at its time in the roadmap."
    )
    break_even_delay_cost: Figure | None = Field(
        default=None,
        description="What one case that takes one day longer has to cost for this change to pay; "
        "absent where it pays anyway, or saves no delay.",
    )


class CashFlow(Value):
    """Benefit less cost up to the end of a month after the start, with its 90% interval."""

    month: int = Field(ge=0)
    cumulative: Interval


class BusinessCase(Value):
    """Whether the recommended changes pay, in the workflow's currency."""

    currency: str | None = None
    cases_per_year: Figure
    discount_rate: Figure
    years: int = 3
    costs: tuple[ChangeCost, ...]
    effort_days: Figure | None = Field(default=None, description="Person-days of all changes.")
    one_off: Figure
    running_per_year: Figure
    benefit_per_year: Figure
    work_saved_h_per_year: Figure | None = Field(
        default=None, description="Hours of work; absent where the saving is known in money only."
    )
    net_present_value: Figure = Field(description="low and high: 90% interval by Monte Carlo.")
    payback_months: Figure | None = Field(default=None, description="Absent: never, in that time.")
    profitable_share: float = Field(ge=0, le=1, description="Of the Monte-Carlo runs.")
    break_even_delay_cost: Figure | None = Field(
        default=None,
        description="What one case that takes one day longer has to cost for the planned value to "
        "be zero; absent where it is above zero anyway, or no delay is saved.",
    )
    cash_flow: tuple[CashFlow, ...] = ()
    swings: tuple[Swing, ...] = Field(
        default=(), description="Of the net present value, widest first."
    )
    method: str
    not_counted: tuple[str, ...] = Field(
        default=(), description="Benefits and costs that are real but not in money here."
    )


class Measure(Value):
    """What will show whether a change succeeds."""

    metric: str
    unit: str
    today: float | None = None
    target: float | None = None
    how: str = Field(description="Where it is read off, how often, and by whom.")


class RoadmapItem(Value):
    """One recommended change in the plan."""

    redesign: str
    wave: Literal["quick_win", "project", "structural"]
    begins_week: int = Field(ge=0)
    weeks: int = Field(ge=1)
    effort_days: Figure
    owner: str = Field(description="The role that answers for it.")
    after: tuple[str, ...] = Field(default=(), description="Ids of redesigns it has to wait for.")
    steps: tuple[str, ...] = Field(description="Of putting it in place, people first.")
    risks: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()


class Difference(Value):
    """One place at which the to-be process differs from the process as it is."""

    kind: Literal["added", "removed", "changed", "moved"]
    element: str = Field(description="Id of an activity, gateway, flow or role in either process.")
    redesign: str = Field(description="Id of the redesign that brings it.")
    text: str


class ToBe(Value):
    """The process with all recommended changes, for people: to_be.bpmn draws it."""

    workflow: Workflow
    differences: tuple[Difference, ...] = ()


class Portfolio(Value):
    """What the optimization agent recommends."""

    schema_version: str = "1.0"
    twin: Twin | None = Field(default=None, description="Absent where nothing can be simulated.")
    redesigns: tuple[Redesign, ...] = Field(default=(), description="All that were tried.")
    recommended: tuple[str, ...] = Field(
        default=(), description="Ids in the order of roll-out, by marginal simulated gain."
    )
    joint: tuple[Effect, ...] = Field(
        default=(), description="The recommended redesigns simulated together, not summed."
    )
    hours_saved_per_year: Figure | None = Field(
        default=None, description="Case-hours of cycle time, not of work."
    )
    rollout: tuple[RolloutStep, ...] = Field(
        default=(), description="The recommended ones in order, each beside those before it."
    )
    front: tuple[FrontPoint, ...] = Field(default=(), description="Pareto front of what was tried.")
    flexibility: tuple[Flexibility, ...] = Field(
        default=(), description="Absent where nothing was simulated."
    )
    sensitivity: tuple[Swing, ...] = Field(default=(), description="Widest swing first.")
    stopped: tuple[Stop, ...] = ()
    advice: tuple[Advice, ...] = Field(default=(), description="Not simulated, and why.")
    day_worth: Figure | None = Field(
        default=None,
        description="What a day less of one case's cycle time was taken to be worth when changes "
        "were chosen; absent where what they cost is not known.",
    )
    business_case: BusinessCase | None = None
    roadmap: tuple[RoadmapItem, ...] = ()
    to_be: ToBe | None = None
    notes: tuple[str, ...] = ()
    sets_simulated: int | None = Field(
        default=None, description="Sets of changes that were simulated to choose by."
    )
    confidence_level: float | None = Field(
        default=None, description="Of the intervals behind verdicts, corrected for all claims."
    )
    claims: int | None = Field(
        default=None, description="About sets of changes, each made on every metric judged by."
    )
    quality_score: float = Field(ge=0, le=1)
