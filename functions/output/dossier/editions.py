"""Which sections an edition holds, in which order."""

from collections.abc import Callable

from common.language import say
from common.model.submission import OutputFormat
from functions.output.dossier.arrival_section import arrivals
from functions.output.dossier.assistance_section import assistance
from functions.output.dossier.content import Section
from functions.output.dossier.decision_section import decisions
from functions.output.dossier.driver_section import drivers
from functions.output.dossier.finding_cards import findings, findings_in_brief
from functions.output.dossier.people_section import people
from functions.output.dossier.process_section import process
from functions.output.dossier.proof_sections import data_quality, method, simulation
from functions.output.dossier.recommendation import recommendation, recommendation_in_brief
from functions.output.dossier.repetition_sections import handoffs, repetition
from functions.output.dossier.results import Results
from functions.output.dossier.time_sections import time, variants
from functions.output.dossier.unknown_section import unknown, unknown_in_brief

Builder = Callable[[Results], Section | None]

SECTIONS: dict[OutputFormat, tuple[Builder, ...]] = {
    OutputFormat.EXECUTIVE_SUMMARY: (
        assistance,
        recommendation_in_brief,
        process,
        findings_in_brief,
        unknown_in_brief,
        method,
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
        simulation,
        data_quality,
        method,
        unknown,
    ),
    OutputFormat.IMPLEMENTATION_GUIDE: (
        assistance,
        recommendation,
        simulation,
        findings,
        process,
        people,
        handoffs,
        decisions,
        repetition,
        time,
        arrivals,
        unknown,
        data_quality,
        method,
    ),
    OutputFormat.BUSINESS_CASE: (
        assistance,
        recommendation,
        simulation,
        time,
        arrivals,
        decisions,
        repetition,
        drivers,
        findings,
        process,
        unknown,
        data_quality,
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
