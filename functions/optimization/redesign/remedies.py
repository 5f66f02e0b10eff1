"""Which proposals answer a finding, and what is advised where none does."""

import json
from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from common.language import term
from common.model.assessment import Finding
from common.model.base import Value
from common.model.portfolio import Advice
from functions.optimization.redesign.asking import ASKING
from functions.optimization.redesign.described import answers
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal


class Operation(Value):
    """An operator as the knowledge base describes it."""

    name: str
    heuristic: str | None = None
    economics: str
    needed: str


class AdviceOnly(Value):
    """A heuristic that no operator carries out."""

    heuristic: str
    needed: str


class _Heuristic(Value):
    id: str
    name: str
    statement: str


class _Heuristics(Value):
    heuristics: tuple[_Heuristic, ...]


class Operations(Value):
    """framework_knowledge/operators.json."""

    about: str
    operators: tuple[Operation, ...]
    advice_only: tuple[AdviceOnly, ...] = ()


class OperationError(ValueError):
    """A file of operators or heuristics is missing or malformed."""


class Adviser:
    """Advises what cannot be simulated, from the files of the knowledge base."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Raise ``OperationError`` where a file is missing or malformed."""
        try:
            operations = Operations.from_json(files["operators.json"])
            known = _Heuristics.from_json(files["heuristics.json"]).heuristics
        except KeyError as error:
            raise OperationError(f"framework_knowledge lacks {error}") from None
        except (ValidationError, json.JSONDecodeError) as error:
            raise OperationError(f"framework_knowledge is malformed: {error}") from error
        self.heuristics = {each.id: each for each in known}
        self.needed: dict[str, str] = {}
        self.needed |= {each.heuristic: each.needed for each in operations.advice_only}
        for operation in operations.operators:
            if operation.heuristic is not None:
                self.needed.setdefault(operation.heuristic, operation.needed)

    def advice(self, process: Process, proposals: Iterable[Proposal]) -> tuple[Advice, ...]:
        """Return advice for what findings ask for and no proposal carries out, by heuristic."""
        carried_out = {each.heuristic for each in proposals}
        asked: dict[str, list[str]] = {}
        for finding in process.assessment.findings:
            for heuristic in finding.remedies if finding.severity in ASKING else ():
                if heuristic not in carried_out and heuristic in self.heuristics:
                    asked.setdefault(heuristic, []).append(finding.id)
        return tuple(
            Advice(
                heuristic=heuristic,
                title=term(self.heuristics[heuristic].name),
                text=term(self.heuristics[heuristic].statement),
                answers=tuple(asked[heuristic]),
                needed=term(self.needed.get(heuristic, "Figures from outside.")),
            )
            for heuristic in sorted(asked)
        )


def remedies(
    process: Process, proposals: Iterable[Proposal], finding: Finding
) -> tuple[Proposal, ...]:
    """Return the proposals that answer a finding, in the order of its remedies."""
    answering = [each for each in proposals if finding.id in answered(process, each)]
    rank = {heuristic: number for number, heuristic in enumerate(finding.remedies)}
    return tuple(sorted(answering, key=lambda each: rank.get(each.heuristic or "", len(rank))))


def answered(process: Process, proposal: Proposal) -> tuple[str, ...]:
    """Return the ids of the findings that a proposal answers."""
    roles = {process.role(step) for step in proposal.steps} | {proposal.where.role}
    return answers(
        process.assessment,
        proposal.heuristic,
        proposal.where,
        proposal.steps,
        {role for role in roles if role is not None},
    )
