"""report.json: the whole report as data, for programs."""

import json
from typing import Literal

from pydantic import Field

from common.model.assessment import Assessment
from common.model.assistance import Assistance
from common.model.base import Value
from common.model.facts import Facts
from common.model.figure import Provenance
from common.model.portfolio import Portfolio
from common.model.process_model import ProcessModel
from common.model.quality import Quality
from common.model.submission import Request
from common.model.workflow import Workflow
from functions.output.dossier.results import Results
from functions.output.dossier.summary import key_figures, verdict
from functions.output.pictures.svg import printable


class KeyNumber(Value):
    """One of the numbers that matter, as the report words it."""

    label: str
    text: str = Field(description="The number as it is shown, with its unit.")
    note: str
    provenance: Provenance | None = None


class Summary(Value):
    """What stands on the first page."""

    verdict: tuple[str, ...] = Field(description="Sentences, the most important first.")
    inefficiency_score: float = Field(ge=1, le=10)
    optimization_potential: float = Field(ge=0, le=1)
    quality_score: float = Field(ge=0, le=1, description="The weakest of data, analysis and twin.")
    key_numbers: tuple[KeyNumber, ...] = Field(max_length=3)
    indicative: bool = Field(description="True: simulated benefits are indicative only.")


class Report(Value):
    """A report. It holds no time stamp and no session id: same input and seed, same bytes."""

    schema_version: Literal["1.0"] = "1.0"
    title: str
    summary: Summary
    request: Request
    workflow: Workflow
    quality: Quality
    facts: Facts = Field(description="Without the strata that only the simulation needs.")
    assessment: Assessment
    portfolio: Portfolio
    model: ProcessModel | None = Field(
        default=None, description="As it was discovered from the log; model.bpmn draws it."
    )
    assistance: Assistance | None = Field(
        default=None,
        description="A language model's part. Without it the report is the same, byte for byte.",
    )


def report(results: Results) -> Report:
    """Return the report of these results."""
    assessment = results.assessment
    return Report(
        title=printable(results.workflow.name),
        summary=Summary(
            verdict=tuple(printable(sentence.text) for sentence in verdict(results)),
            inefficiency_score=assessment.inefficiency_score,
            optimization_potential=assessment.optimization_potential,
            quality_score=results.quality_score,
            key_numbers=tuple(
                KeyNumber(
                    label=k.label,
                    text=k.text,
                    note=printable(k.note),
                    provenance=k.provenance,
                )
                for k in key_figures(results)
            ),
            indicative=results.indicative,
        ),
        request=results.request,
        workflow=results.workflow,
        quality=results.quality,
        facts=results.facts,
        assessment=assessment,
        portfolio=results.portfolio,
        model=results.model,
        assistance=results.assistance,
    )


def report_json(made: Report) -> bytes:
    """Return the bytes of report.json: the same report always gives the same bytes."""
    strata = {
        "facts": {
            "transitions": {"__all__": {"elapsed_strata_h"}},
            "activities": {"__all__": {"processing_strata_h"}},
        }
    }
    body = made.model_dump(mode="json", exclude_none=True, exclude=strata)
    return (json.dumps(body, indent=1, ensure_ascii=False) + "\n").encode()


def report_schema() -> str:
    """Return the JSON Schema of report.json as text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Report.model_json_schema(),
    }
    return json.dumps(schema, indent=2) + "\n"
