"""How the cases differ from a process model: discovered from the log, or submitted beside it.

Source: Adriansyah, *Aligning Observed and Modeled Behavior* (2014): optimal alignments, fitness as
in section 5.2. What the model was not mined from is compared too.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from common.language import say
from common.model.conformance import Conformance, Deviation
from common.model.figure import Figure, Provenance
from common.model.process_model import ProcessModel, ReferenceModel
from common.numerals import grouped
from common.process_tree.alignment import BOTH, LOG, Aligner, Alignment
from common.process_tree.notation import tree_of
from functions.analysis.mining.durations import US_PER_HOUR, distribution_of
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.variants import Variants

LISTED = 20
MAX_LENGTH = 300  # events of one variant
MAX_EVENTS = 100_000  # of the variants together
MAX_VARIANT_EFFORT = 50_000  # to align one variant, in moves tried
MAX_EFFORT = 300_000  # to align all of them
AMBIGUOUS = (
    "names of activities differ by quotes or blanks only: the model does not tell them apart"
)
TOO_LONG = "every case is too long to be compared with the model"


@dataclass(frozen=True)
class Compared:
    """Variants, by their place in ``Variants.frame``, with their cases and optimal alignments."""

    cases: Mapping[int, int]
    alignments: Mapping[int, Alignment]

    @property
    def deviating(self) -> list[int]:
        """Those that the model does not allow as they are."""
        return [variant for variant, found in self.alignments.items() if found.cost]


def conformance(
    steps: Steps, ways: Variants, cases: pl.DataFrame, model: ProcessModel
) -> Conformance | str:
    """Return how the log fits the model, or why that cannot be said.

    The most frequent variants are compared first. One that takes too long is left out, and so are
    all others once all together have taken too long: the effort is bounded, whatever the log.
    """
    names = {each.name: each.id for each in model.workflow.activities}
    found = _aligned(steps, ways, model.tree, names)
    if isinstance(found, str):
        return found
    return _told(found, ways, cases, say("the model discovered from the log"))


def reference_conformance(
    steps: Steps, ways: Variants, cases: pl.DataFrame, model: ReferenceModel
) -> Conformance | str:
    """Return how the log fits the model that was submitted beside it, or why it is not known."""
    if model.tree is None:
        return model.not_compared or AMBIGUOUS
    found = _aligned(steps, ways, model.tree, model.activities)
    if isinstance(found, str):
        return found
    told = _told(found, ways, cases, say("the submitted model '{name}'", name=model.name[:200]))
    return told.model_copy(
        update={
            "model": "submitted",
            "model_name": model.name,
            "only_in_model": model.only_in_model,
        }
    )


def _aligned(
    steps: Steps, ways: Variants, notation: str, names: Mapping[str, str]
) -> Compared | str:
    try:
        aligner = Aligner(tree_of(notation, names), MAX_VARIANT_EFFORT, MAX_EFFORT)
    except ValueError:
        return AMBIGUOUS
    compared = _compared(aligner, steps, ways)
    return compared if compared.alignments else TOO_LONG


def _compared(aligner: Aligner, steps: Steps, ways: Variants) -> Compared:
    cases: dict[int, int] = {}
    alignments: dict[int, Alignment] = {}
    for variant, codes, count in _chosen(ways).iter_rows():
        if aligner.effort >= MAX_EFFORT:
            break
        found = aligner.align([steps.activities[code] for code in codes])
        if found.optimal:
            cases[variant], alignments[variant] = count, found
    return Compared(cases, alignments)


def _chosen(ways: Variants) -> pl.DataFrame:
    """Return ``variant, activity`` (the sequence) and ``cases``, the most frequent first."""
    short = ways.frame.with_row_index("variant").filter(pl.col("events") <= MAX_LENGTH)
    few = short.filter(pl.col("events").cum_sum() <= MAX_EVENTS)["variant"]
    events = ways.events.filter(pl.col("variant").is_in(few.implode()))
    return events.group_by("variant", maintain_order=True).agg("activity", pl.col("cases").first())


def _told(compared: Compared, ways: Variants, cases: pl.DataFrame, against: str) -> Conformance:
    known = pl.Series(list(compared.alignments), dtype=pl.UInt32)
    deviating = pl.Series(compared.deviating, dtype=pl.UInt32)
    timed = cases.select("cycle_us").with_columns(variant=ways.of_case)
    timed = timed.filter(pl.col("variant").is_in(known.implode())).with_columns(
        deviates=pl.col("variant").is_in(deviating.implode())
    )
    deviations = _deviations(compared, timed)
    left_out = cases.height - timed.height
    fits = sum(n * compared.alignments[variant].fitness for variant, n in compared.cases.items())
    fitting = timed.height - int(timed["deviates"].sum())
    return Conformance(
        cases=timed.height,
        left_out_cases=left_out,
        left_out_variants=ways.frame.height - len(known),
        fitness=_share(
            fits,
            timed.height,
            left_out,
            say("mean over the cases, by optimal alignments; {against}", against=against),
        ),
        fitting_cases=_share(
            fitting,
            timed.height,
            left_out,
            say("cases whose alignment is free; {against}", against=against),
        ),
        fitting_cycle_time=distribution_of(timed.filter(~pl.col("deviates"))["cycle_us"]),
        deviating_cycle_time=distribution_of(timed.filter("deviates")["cycle_us"]),
        deviations=deviations[:LISTED],
        unlisted_deviations=max(0, len(deviations) - LISTED),
    )


def _share(part: float, compared: int, left_out: int, origin: str) -> Figure:
    total = compared + left_out
    return Figure(
        value=part / compared,
        unit="share",
        provenance=Provenance.MEASURED,
        origin=say("{origin}, of {compared} cases", origin=origin, compared=grouped(compared)),
        low=part / total if left_out else None,
        high=(part + left_out) / total if left_out else None,
    )


def _deviations(compared: Compared, timed: pl.DataFrame) -> tuple[Deviation, ...]:
    """Return all deviations, those of most cases first."""
    counts: Counter[tuple[str, bool]] = Counter()
    where: dict[tuple[str, bool], set[int]] = defaultdict(set)
    for variant in compared.deviating:
        for step in compared.alignments[variant].steps:
            if step.kind != BOTH:
                which = step.label, step.kind == LOG
                counts[which] += compared.cases[variant]
                where[which].add(variant)
    total_us = _total_us(timed)
    found = []
    for (activity, inserted), count in counts.items():
        variants = where[activity, inserted]
        cases = sum(compared.cases[variant] for variant in variants)
        mean_us = sum(total_us[variant] for variant in variants) / cases
        found.append(
            Deviation(
                activity=activity,
                kind="inserted" if inserted else "skipped",
                count=count,
                cases=cases,
                share=cases / timed.height,
                mean_cycle_h=mean_us / US_PER_HOUR,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.cases, -one.count, one.activity, one.kind)))


def _total_us(timed: pl.DataFrame) -> dict[int, int]:
    """Return the exact sum of the cycle times of each deviating variant."""
    sums = timed.filter("deviates").group_by("variant")
    return dict(sums.agg(pl.col("cycle_us").cast(pl.Int128).sum()).iter_rows())
