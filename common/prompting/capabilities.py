"""What the families of models can do, and what they cost.

Read off the model cards of Amazon Bedrock and the price table of LiteLLM in November 2026; a model
that is not listed gets the least: a form described in words, no temperature, no cache, no price.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

Structure = Literal["json_schema", "tool", "words"]


@dataclass(frozen=True)
class Capability:
    """How a model is asked for an answer of a given form.

    ``json_schema``: by Converse's output configuration; ``tool``: as the input of a tool that it
    has to use; ``words``: described in the instructions. Prices are USD per million tokens.
    """

    structure: Structure = "words"
    temperature: bool = False
    pictures: bool = False
    cache_from_tokens: int | None = None  # instructions of fewer tokens are not cached
    input_usd: float | None = None
    output_usd: float | None = None


CACHE_READ_SHARE = 0.1  # of the price of input
UNKNOWN = Capability()
FAMILIES: tuple[tuple[str, Capability], ...] = (
    (
        "*anthropic.claude-sonnet-4-6*",
        Capability("json_schema", True, True, 1024, 3.30, 16.50),
    ),
    ("*anthropic.claude-sonnet-5-5*", Capability("words", False, True, 512, 2.20, 11.0)),
    ("*anthropic.claude-haiku-5-5*", Capability("tool", False, True, 512, 0.11, 0.55)),
    ("*anthropic.claude-haiku-4-5*", Capability("json_schema", True, True, 4096, 1.10, 5.50)),
    ("*anthropic.claude-*", Capability("tool", False, True)),
    ("*amazon.nova-*", Capability("tool", True, True)),
    ("*mistral.*", Capability("tool", True)),
    ("*meta.llama*", Capability("words", True)),
)


def capability(model_id: str) -> Capability:
    """Return what a model can do, by its id or inference profile."""
    return next((known for name, known in FAMILIES if fnmatchcase(model_id, name)), UNKNOWN)


def cost_usd(model_id: str, input_tokens: int, cached_tokens: int, output_tokens: int) -> float:
    """Return the price of a call; raises ``LookupError`` where none is known.

    ``cached_tokens`` were read from the cache and are not counted in ``input_tokens``.
    """
    known = capability(model_id)
    if known.input_usd is None or known.output_usd is None:
        raise LookupError(f"no price is known for {model_id}")
    paid = input_tokens + CACHE_READ_SHARE * cached_tokens
    return (paid * known.input_usd + output_tokens * known.output_usd) / 1e6
