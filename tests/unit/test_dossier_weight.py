"""Pages of a real log are light enough to be mailed and opened on a phone."""

import hashlib
from dataclasses import replace

import pytest

from common.model.artifact import Artifact
from common.model.submission import OutputFormat, Submission
from functions.analysis.mining.event_arrays import event_arrays
from functions.analysis.mining.facts import measured_facts
from functions.input.reading.submission import read
from functions.output.dossier.case_sample import case_sample
from functions.output.dossier.document import document
from functions.output.dossier.html import report_html
from functions.output.dossier.results import Results
from tests.paths import SHARED_DATA, needs_shared_data
from tests.unit.dossier_fixture import results

MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def domestic() -> Results:
    path = SHARED_DATA / "bpic2020" / "DomesticDeclarations.xes.gz"
    body = path.read_bytes()
    file = Artifact(key="log", sha256=hashlib.sha256(body).hexdigest(), size_bytes=len(body))
    reading = read(Submission(file=file, filename=path.name), body)
    assert reading.log is not None
    facts = measured_facts(reading.log, reading.workflow)
    sample = case_sample(event_arrays(reading.log, reading.workflow))
    return replace(results(), workflow=reading.workflow, facts=facts, sample=sample)


@needs_shared_data
@pytest.mark.parametrize("edition", list(OutputFormat))
def test_every_edition_of_a_real_log_is_light(domestic: Results, edition: OutputFormat) -> None:
    request = domestic.request.model_copy(update={"output_format": edition})
    page = report_html(document(replace(domestic, request=request)))
    assert 20_000 < len(page) < MOST_BYTES
