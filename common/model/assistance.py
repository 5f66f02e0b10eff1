"""What a language model contributed. It stands apart: nothing that is computed depends on it."""

from pydantic import Field

from common.model.base import Value
from common.model.portfolio import Redesign


class Suspicion(Value):
    """A rule that a sentence may tell of: no finding, for nothing but a model's word proves it."""

    rule: str = Field(description="Id of the rule in framework_knowledge/.")
    framework: str
    principle: str
    title: str
    quote: str = Field(max_length=500, description="The submitter's words, verbatim.")
    needed: str = Field(description="The evidence that would make it a finding.")
    remedies: tuple[str, ...] = ()


class Explanation(Value):
    """How a finding may come about, from the facts that were computed."""

    finding: str = Field(description="Id of the finding.")
    text: str = Field(max_length=1_000, description="Every number in it is one of the facts'.")


class Sentence(Value):
    """A sentence of a narrative, and whose it is."""

    text: str
    by: str = Field(description="'model', or 'rules' where the model's own did not hold a check.")
    dropped_for: str | None = Field(default=None, description="The check that the model's failed.")


class Narrative(Value):
    """The running text of an edition."""

    edition: str
    sentences: tuple[Sentence, ...]


class Assistance(Value):
    """All that a language model contributed to a report."""

    schema_version: str = "1.0"
    suspicions: tuple[Suspicion, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    proposed: tuple[Redesign, ...] = Field(
        default=(), description="Redesigns that a model thought of, simulated like any other."
    )
    narrative: Narrative | None = None
