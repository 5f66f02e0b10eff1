"""Models at several noise thresholds, and the one that says most without saying what is wrong."""

from dataclasses import dataclass

from common.process_tree.alignment import Aligner
from common.process_tree.conformance import Conformance, conformance
from common.process_tree.tree import Tree
from functions.input.discovery.inductive_miner import inductive_tree
from functions.input.discovery.variants import Variants, most_frequent

NOISE_THRESHOLDS = (0.0, 0.02, 0.04, 0.07, 0.1, 0.2)
CASE_SHARES = (0.8, 0.85, 0.9, 0.95, 1.0)  # of the most frequent variants that are mined
MIN_FITNESS = 0.95
COMMON_SHARE = 0.05  # an activity that so many of the cases do must not be left out
MAX_TRACE_EFFORT = 100_000  # to align one variant, in moves tried
MAX_MODEL_EFFORT = 1_000_000  # to align all variants with one model
MAX_EFFORT = 1_500_000  # for all candidates together, with the events mined


@dataclass(frozen=True)
class Candidate:
    """A model, what it was mined from, and how all variants fit it."""

    tree: Tree
    noise_threshold: float
    case_share: float
    fit: Conformance

    @property
    def f_measure(self) -> float:
        """The harmonic mean of fitness and precision; 0 where precision is not known."""
        fitness, precision = self.fit.fitness, self.fit.precision or 0.0
        return 2 * fitness * precision / (fitness + precision) if precision else 0.0


def candidates(variants: Variants) -> list[Candidate]:
    """Return the different models of the grid, each with the settings that found it first.

    The simplest come first. Once the effort has become too large, the rest of the grid is left
    out, but for its last point: that model allows every case.
    """
    found: dict[Tree, Candidate] = {}
    effort = 0
    grid = [(share, noise) for share in CASE_SHARES for noise in reversed(NOISE_THRESHOLDS)]
    for share, noise in grid:
        if effort > MAX_EFFORT and (share, noise) != grid[-1]:
            continue
        mined = most_frequent(variants, share)
        tree = inductive_tree(mined, noise)
        effort += sum(map(len, mined))
        if tree not in found and tree.labels():
            aligner = Aligner(tree, MAX_TRACE_EFFORT, MAX_MODEL_EFFORT)
            found[tree] = Candidate(tree, noise, share, conformance(aligner, variants))
            effort += aligner.effort
    return list(found.values())


def chosen(found: list[Candidate], variants: Variants) -> Candidate:
    """Return the highest F-measure of those that fit at 0.95, else the one that fits best.

    A model without an activity that is common in the variants is taken only where there is no
    other. Ties go to the smaller model.
    """
    common = _common(variants)
    fitting = [one for one in found if one.fit.fitness >= MIN_FITNESS]
    whole = [one for one in fitting if common <= set(one.tree.labels())]
    if fitting:
        return max(whole or fitting, key=lambda one: (one.f_measure, -_size(one.tree)))
    return max(found, key=lambda one: (one.fit.fitness, one.f_measure, -_size(one.tree)))


def _common(variants: Variants) -> set[str]:
    cases: dict[str, int] = {}
    for variant, count in variants.items():
        for name in set(variant):
            cases[name] = cases.get(name, 0) + count
    least = COMMON_SHARE * sum(variants.values())
    return {name for name, count in cases.items() if count >= least}


def _size(tree: Tree) -> int:
    return sum(1 for _ in tree.walk())
