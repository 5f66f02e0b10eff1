"""Which sections an edition holds, in which order."""

from collections.abc import Callable

from common.model.submission import OutputFormat
from functions.output.dossier.content import Section
from functions.output.dossier.finding_cards import findings, findings_in_brief
from functions.output.dossier.process_section import process
from functions.output.dossier.proof_sections import data_quality, method, simulation, unknown
from functions.output.dossier.recommendation import recommendation, recommendation_in_brief
from functions.output.dossier.repetition_sections import handoffs, repetition
from functions.output.dossier.results import Results
from functions.output.dossier.time_sections import time, variants

Builder = Callable[[Results], Section | None]

SECTIONS: dict[OutputFormat, tuple[Builder, ...]] = {
    OutputFormat.EXECUTIVE_SUMMARY: (
        recommendation_in_brief,
        process,
        findings_in_brief,
        unknown,
        method,
    ),
    OutputFormat.DETAILED_ANALYSIS: (
        recommendation,
        process,
        findings,
        time,
        variants,
        repetition,
        handoffs,
        simulation,
        data_quality,
        method,
        unknown,
    ),
    OutputFormat.IMPLEMENTATION_GUIDE: (
        recommendation,
        simulation,
        findings,
        process,
        handoffs,
        repetition,
        time,
        unknown,
        data_quality,
        method,
    ),
    OutputFormat.BUSINESS_CASE: (
        recommendation,
        simulation,
        time,
        repetition,
        findings,
        process,
        unknown,
        data_quality,
        method,
    ),
}
TITLES = {
    OutputFormat.EXECUTIVE_SUMMARY: "Executive summary",
    OutputFormat.DETAILED_ANALYSIS: "Detailed analysis",
    OutputFormat.IMPLEMENTATION_GUIDE: "Implementation guide",
    OutputFormat.BUSINESS_CASE: "Business case",
}
