"""What the stages before found, with names for ids."""

from dataclasses import dataclass
from functools import cached_property

from common.language import say, term
from common.metric_words import metric
from common.model.assessment import Assessment, Place
from common.model.assistance import Assistance
from common.model.facts import Facts
from common.model.figure import Provenance
from common.model.language_model import ModelUse
from common.model.portfolio import Effect, Portfolio, Redesign
from common.model.process_model import ProcessModel
from common.model.quality import Quality
from common.model.submission import Request
from common.model.workflow import END, START, Workflow
from functions.output.dossier import figures
from functions.output.dossier.case_sample import CaseSample
from functions.output.pictures.svg import shortened

NAME_LIMIT = 80
CYCLE_TIME = "cycle_time_mean_h"
GATEWAYS = {  # what one without a name is called
    "exclusive": "decision or merge",
    "parallel": "parallel split or join",
    "inclusive": "inclusive split or join",
    "event_based": "first event",
}


@dataclass(frozen=True)
class Results:
    """The documents that a WorkflowOptimized event refers to."""

    request: Request
    workflow: Workflow
    quality: Quality
    facts: Facts
    assessment: Assessment
    portfolio: Portfolio
    model: ProcessModel | None = None  # discovered from the log
    assistance: Assistance | None = None  # a language model's part
    model_uses: tuple[ModelUse, ...] = ()  # what language models were asked
    sample: CaseSample | None = None  # of the cases of the log

    @property
    def quality_score(self) -> float:
        """A report is as good as the weakest of its data, its analysis and its twin."""
        return min(
            self.quality.completeness,
            self.assessment.quality_score,
            self.portfolio.quality_score,
        )

    def step(self, activity_id: str) -> str:
        """Return the activity's name, at most 80 characters; an unknown id stands for itself."""
        return shortened(self._steps.get(activity_id, activity_id), NAME_LIMIT)

    def role(self, role_id: str) -> str:
        return shortened(self._roles.get(role_id, role_id), NAME_LIMIT)

    def flow(self, source: str, target: str) -> str:
        return f"{self.step(source)} → {self.step(target)}"

    def figure_name(self, name: str) -> str:
        """Return the name of a parameter such as ``waiting_h:approve`` in words."""
        figure, _, where = name.partition(":")
        if "->" in where and where not in self._steps:  # a share of the ways from one place
            return f"{metric(figure)}: {self.flow(*where.split('->', 1))}"
        return (
            f"{metric(figure)}: {self._roles.get(where) or self.step(where)}"
            if where
            else (metric(figure))
        )

    def place(self, where: Place) -> str:
        """Return where something happens, in names; empty for the whole process."""
        parts = []
        if where.flow is not None:
            parts.append(self.flow(*where.flow))
        if where.activity is not None:
            parts.append(self.step(where.activity))
        if where.role is not None:
            parts.append(self.role(where.role))
        return " · ".join(parts)

    @cached_property
    def _steps(self) -> dict[str, str]:
        names = {START: say("Start"), END: say("End")}
        names |= {g.id: g.name or term(GATEWAYS[g.kind]) for g in self.workflow.gateways}
        names |= {a.activity: a.name for a in self.facts.activities}
        return names | {a.id: a.name for a in self.workflow.activities}

    @cached_property
    def _roles(self) -> dict[str, str]:
        return {role.id: role.name for role in self.workflow.roles}

    @cached_property
    def recommended(self) -> tuple[Redesign, ...]:
        by_id = {redesign.id: redesign for redesign in self.portfolio.redesigns}
        return tuple(by_id[i] for i in self.portfolio.recommended if i in by_id)

    def redesign(self, redesign_id: str) -> str:
        """Return the title of a change; an unknown id stands for itself."""
        return shortened(self._redesigns.get(redesign_id, redesign_id), NAME_LIMIT)

    @cached_property
    def _redesigns(self) -> dict[str, str]:
        return {redesign.id: redesign.title for redesign in self.portfolio.redesigns}

    @property
    def provenance(self) -> Provenance:
        return self.facts.provenance

    @property
    def currency(self) -> str | None:
        """Of the workflow, else of the business case, which may take one for granted."""
        case = self.portfolio.business_case
        return self.workflow.currency or (case.currency if case else None)

    @property
    def indicative(self) -> bool:
        """Whether simulated benefits are indicative only, because the twin is not validated."""
        return self.portfolio.twin is None or self.portfolio.twin.indicative

    @property
    def rests_on_assumptions(self) -> bool:
        """Whether what is recommended has a parameter that nobody measured or stated."""
        return any(
            parameter.provenance is Provenance.ASSUMED
            for redesign in self.recommended
            for parameter in redesign.parameters.values()
        )

    @cached_property
    def period(self) -> str:
        return figures.period(
            self.facts.first_at or self.workflow.first_at,
            self.facts.last_at or self.workflow.last_at,
        )


def main_effect(effects: tuple[Effect, ...]) -> Effect | None:
    """Return the effect on the mean cycle time, else the first one."""
    for effect in effects:
        if effect.metric == CYCLE_TIME:
            return effect
    return effects[0] if effects else None
