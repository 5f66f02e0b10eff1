"""Which sections an edition holds, in which order."""

from collections.abc import Callable

from common.language import say
from common.model.submission import OutputFormat
from functions.output.dossier.arrival_section import arrivals
from functions.output.dossier.assistance_section import assistance
from functions.output.dossier.business_section import (
    business,
    business_in_brief,
    business_or_why_not,
)
from functions.output.dossier.choice_section import choice
from functions.output.dossier.content import Section
from functions.output.dossier.decision_section import decisions
from functions.output.dossier.driver_section import drivers
from functions.output.dossier.finding_cards import findings, findings_in_brief
from functions.output.dossier.people_section import people
from functions.output.dossier.process_section import process
from functions.output.dossier.proof_sections import data_quality, method, provenance, simulation
from functions.output.dossier.recommendation import (
    recommendation,
    recommendation_cards,
    recommendation_in_brief,
    recommendation_summary,
)
from functions.output.dossier.repetition_sections import handoffs, repetition
from functions.output.dossier.results import Results
from functions.output.dossier.roadmap_section import roadmap, roadmap_in_brief
from functions.output.dossier.set_aside_section import set_aside
from functions.output.dossier.time_sections import time, variants
from functions.output.dossier.to_be_section import to_be
from functions.output.dossier.unknown_section import unknown, unknown_in_brief

Builder = Callable[[Results], Section | None]

SECTIONS: dict[OutputFormat, tuple[Builder, ...]] = {
    OutputFormat.EXECUTIVE_SUMMARY: (
        assistance,
        recommendation_summary,
        business_in_brief,
        findings_in_brief,
        unknown_in_brief,
    ),
    OutputFormat.DETAILED_ANALYSIS: (
        assistance,
        recommendation,
        process,
        findings,
        time,
        arrivals,
        variants,
        decisions,
        repetition,
        people,
        handoffs,
        drivers,
        choice,
        set_aside,
        business,
        roadmap_in_brief,
        to_be,
        simulation,
        data_quality,
        provenance,
        method,
        unknown,
    ),
    OutputFormat.IMPLEMENTATION_GUIDE: (
        assistance,
        recommendation_in_brief,
        roadmap,
        to_be,
        recommendation_cards,
        process,
        choice,
        set_aside,
        findings_in_brief,
        people,
        handoffs,
        simulation,
        unknown,
        method,
    ),
    OutputFormat.BUSINESS_CASE: (
        assistance,
        business_or_why_not,
        recommendation_in_brief,
        choice,
        roadmap_in_brief,
        findings_in_brief,
        time,
        set_aside,
        simulation,
        unknown,
        method,
    ),
}


def title_of(edition: OutputFormat) -> str:
    """Return the edition's name as its readers know it."""
    return {
        OutputFormat.EXECUTIVE_SUMMARY: say("Executive summary"),
        OutputFormat.DETAILED_ANALYSIS: say("Detailed analysis"),
        OutputFormat.IMPLEMENTATION_GUIDE: say("Implementation guide"),
        OutputFormat.BUSINESS_CASE: say("Business case"),
    }[edition]


def stem(edition: OutputFormat, asked_for: OutputFormat) -> str:
    """Return what the files of an edition are called: the one asked for is ``report``."""
    return "report" if edition is asked_for else edition.value
