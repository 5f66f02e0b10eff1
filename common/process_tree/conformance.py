"""How well a log and a process tree fit each other.

Source: Adriansyah, *Aligning Observed and Modeled Behavior* (2014), section 5.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.process_tree.alignment import Aligner, Alignment
from common.process_tree.precision import precision

Variant = tuple[str, ...]


@dataclass(frozen=True)
class Conformance:
    """Shares of 0 to 1; ``precision`` is None where no case has an event.

    ``fitness`` is the mean over the cases. Variants that could not be aligned within bounds count
    as badly as they can fit: ``unaligned`` says how many cases these are.
    """

    fitness: float
    precision: float | None
    fitting_share: float  # of cases without any deviation
    unaligned: int
    alignments: Mapping[Variant, Alignment] = field(repr=False)


def conformance(aligner: Aligner, variants: Mapping[Variant, int]) -> Conformance:
    """Return how the variants, each with its number of cases, fit the aligner's tree."""
    alignments = {variant: aligner.align(variant) for variant in variants}
    cases = sum(variants.values())
    fits = sum(n * alignments[variant].fitness for variant, n in variants.items())
    clean = sum(n for variant, n in variants.items() if alignments[variant].cost == 0)
    lost = sum(n for variant, n in variants.items() if not alignments[variant].optimal)
    costs = {variant: one.cost for variant, one in alignments.items() if one.optimal}
    aligned = {variant: variants[variant] for variant in costs}
    return Conformance(
        fitness=fits / cases if cases else 1.0,
        precision=precision(aligner.automaton, aligned, costs),
        fitting_share=clean / cases if cases else 1.0,
        unaligned=lost,
        alignments=alignments,
    )
