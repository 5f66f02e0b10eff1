"""Whatever a report says it can say in every language, completely and with the same values."""

import json
import re
from collections.abc import Iterable
from typing import get_args

import pytest

from common import metric_words, numerals
from common.language import LANGUAGES, catalogue
from common.model.assessment import Severity
from common.model.distribution import Family
from common.model.figure import Provenance
from common.model.measurements import ExternalWait
from functions.analysis.frameworks import subject
from functions.analysis.mining import gaps
from functions.input.reading import event_log, log_questions
from functions.input.text.phrase import HOURS
from functions.optimization.redesign.operators import (
    completeness,
    limits,
    periodic,
    priorities,
    steps,
)
from functions.optimization.search import recommendation
from functions.optimization.simulation.engine import soundness
from functions.output.dossier import (
    arrival_section,
    cycle_time_blocks,
    deviation_blocks,
    judgement_blocks,
    results,
    roadmap_section,
    set_aside_section,
    to_be_map,
    unknown_section,
    week_words,
    wording,
)
from functions.output.pictures import gateways
from tests.paths import ROOT
from tests.templates import (
    catalogue_files,
    fields,
    said_too_early,
    templates_of,
    unreadable,
)

# Packages whose sentences are all said through the catalogue; add yours when it is done.
PACKAGES = (
    "common/metric_words.py",
    "common/numerals.py",
    "functions/analysis",
    "functions/input",
    "functions/optimization",
    "functions/output",
)
OPERATORS = json.loads((ROOT / "framework_knowledge" / "operators.json").read_text())
WORDS: dict[str, Iterable[str]] = {  # said by ``term`` from tables
    "answers": [unlocks for *_, unlocks in log_questions.ASKED],
    "columns": [text for *_, text in event_log.NEEDED],
    "units of time": [
        *HOURS,
        *(unit + "s" for unit in HOURS if unit not in {"night", "fortnight", "quarter"}),
    ],
    "gaps": gaps.REASONS,
    "clocks": subject.CLOCKS,
    "operators": [
        each["needed"] for part in ("operators", "advice_only") for each in OPERATORS.get(part, ())
    ],
    "assumptions": [
        figure.origin
        for figure in (
            completeness.EFFECTIVENESS,
            completeness.CHECK_H,
            limits.COMPLIANCE,
            periodic.TIMES_AS_OFTEN,
            steps.AUTOMATED,
            steps.EXEMPT,
        )
    ],
    "rules of priority": [text for _, *texts in priorities.WAYS for text in texts],
    "verdicts": [text for text, _ in recommendation.SORTED],
    "families": get_args(Family),
    "unsound": soundness.MESSAGES.values(),
    "regions": ("Europe", "North America"),
    "metrics": metric_words.METRICS.values(),
    "parameters": metric_words.PARAMETERS.values(),
    "numbers": wording.NUMBERS,
    "terms": wording.TERMS,
    "frameworks": wording.FRAMEWORKS.values(),
    "meanings": wording.PROVENANCE.values(),
    "months": numerals.MONTHS,
    "weekdays": week_words.WEEKDAYS,
    "batches": arrival_section.KINDS.values(),
    "causes": [word for pair in cycle_time_blocks.CAUSES.values() for word in pair],
    "deviations": deviation_blocks.KINDS.values(),
    "distances": judgement_blocks.MEASURES.values(),
    "waves": roadmap_section.WAVES.values(),
    "differences": to_be_map.KINDS.values(),
    "fields": unknown_section.FIELDS.values(),
    "remedies": unknown_section.REMEDIES.values(),
    "unnamed gateways": results.GATEWAYS.values(),
    "signs": gateways.KEY.values(),
    "provenance": [known.value for known in Provenance],
    "guards": set_aside_section.GUARDS.values(),
    "severities": [severity.value for severity in Severity],
    "waits": get_args(ExternalWait.model_fields["waits_for"].annotation),
}
OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_of_a_package_has_its_translation(package: str, language: str) -> None:
    known = catalogue(language)
    missing = {t: place for t, place in templates_of(package).items() if t not in known}
    assert not missing


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_every_word_that_is_said_from_a_table_has_its_translation(
    words: Iterable[str], language: str
) -> None:
    assert not set(words) - set(catalogue(language))


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_uses_the_values_of_its_sentence(language: str) -> None:
    different = {
        template: said
        for template, said in catalogue(language).items()
        if fields(template) != fields(said)
    }
    assert not different


@pytest.mark.parametrize("language", OTHERS)
def test_two_catalogues_do_not_translate_one_sentence_differently(language: str) -> None:
    said: dict[str, dict[str, str]] = {}
    for file in catalogue_files(language):
        for template, translation in json.loads(file.read_text()).items():
            said.setdefault(template, {})[translation] = file.name
    assert not {template: found for template, found in said.items() if len(found) > 1}


def test_every_guard_has_words() -> None:
    knowledge = json.loads((ROOT / "framework_knowledge" / "guards.json").read_text())
    assert {guard["id"] for guard in knowledge["guards"]} == set(set_aside_section.GUARDS)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_sentence_is_put_together_before_it_is_said(package: str) -> None:
    ours = {
        "common/numerals.py": 1,  # ``plural`` makes its template from the noun it is given
        "functions/analysis": 1,  # statements of rules are in the knowledge files
        "functions/optimization": 11,  # so are reasons of guards and steps of efforts
    }
    assert len(unreadable(package)) == ours.get(package, 0)


@pytest.mark.parametrize("package", ["common", "functions", "cli"])
def test_nothing_is_said_before_a_language_is_spoken(package: str) -> None:
    assert not said_too_early(package)


def test_german_has_one_word_for_a_concept() -> None:
    other = re.compile(r"Vorg[aä]ng|\bLogs?\b|Anfangszeit")  # for Fall, Protokoll, Startzeit
    assert not {said for said in catalogue("de").values() if other.search(said)}
