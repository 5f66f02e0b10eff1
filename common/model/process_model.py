"""A process model that was discovered from a log, and how well the two fit."""

from pydantic import Field

from common.model.base import Value
from common.model.figure import Figure
from common.model.workflow import Workflow


class Repetition(Value):
    """A loop of the model: how often what is in it was done again, per time it was entered."""

    gateway: str = Field(description="Id of the gateway that leads back or on.")
    executions: int = Field(ge=0, description="How often the loop was entered.")
    mean_repeats: Figure


class Attempt(Value):
    """One of the models that were compared."""

    noise_threshold: float = Field(
        ge=0, le=1, description="Share of the strongest way below which another counts as noise."
    )
    case_share: float = Field(
        gt=0, le=1, description="Mined were the most frequent variants with this share of cases."
    )
    fitness: float = Field(ge=0, le=1)
    precision: float | None = Field(default=None, ge=0, le=1)
    f_measure: float = Field(ge=0, le=1, description="Harmonic mean of fitness and precision.")
    activities: int = Field(ge=0)


class ProcessModel(Value):
    """The as-is process as a sound, block-structured model."""

    schema_version: str = "1.0"
    workflow: Workflow = Field(description="With gateways; counts and shares of aligned cases.")
    tree: str = Field(description="The same as a process tree: ->, X, +, *, tau.")
    fitness: Figure
    precision: Figure | None = None
    fitting_cases: Figure = Field(description="Share of cases without any deviation.")
    noise_threshold: float = Field(ge=0, le=1)
    case_share: float = Field(gt=0, le=1)
    repetitions: tuple[Repetition, ...] = ()
    left_out: tuple[str, ...] = Field(
        default=(), description="Names of activities that are too rare to be in the model."
    )
    attempts: tuple[Attempt, ...] = ()
    method: str


class ReferenceModel(Value):
    """A model that was submitted beside a log: how the process is meant to run."""

    schema_version: str = "1.0"
    name: str
    tree: str | None = Field(
        default=None, description="As a process tree: ->, X, +, *, tau. Absent with a reason."
    )
    not_compared: str | None = Field(
        default=None, description="Why the log cannot be compared with it, where it cannot."
    )
    activities: dict[str, str] = Field(
        default_factory=dict,
        description="Name in the tree to id: that of the log's activity of the same name, else "
        "the name itself.",
    )
    only_in_model: tuple[str, ...] = Field(default=(), description="Names that the log lacks.")
    only_in_log: tuple[str, ...] = Field(default=(), description="Names that the model lacks.")
