"""Status, cancelling, results and the list of sessions, with their stores on moto."""

import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from urllib.parse import parse_qs, quote, urljoin, urlsplit
from uuid import uuid4

import boto3
import pytest

from common.aws import sessions
from common.aws.artifacts import S3Artifacts
from common.aws.sessions import queued
from common.model.problem import problem
from common.model.session import AttemptStatus, StageSummary, Status
from common.model.submission import OutputFormat
from functions.api import results, workflows
from functions.output.dossier.document import Drawn, document
from functions.output.dossier.html import report_html
from functions.output.dossier.markdown import report_markdown
from tests.api_cloud import OTHER_KEY, OWNER, api_cloud, bring_to, call, complete, known, submit
from tests.events import submitted
from tests.moto_cloud import BUCKET
from tests.unit.dossier_fixture import results as results_of

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HTML = "<h1>Bericht für ü</h1>"


@pytest.fixture(autouse=True)
def cloud(monkeypatch):
    with api_cloud(monkeypatch):
        yield


def reported(**files: bytes):
    """Return a completed session whose report has these files by format."""
    session_id = submit()
    store = S3Artifacts(known(session_id).submitted.metadata)
    report = {
        name: store.put_report(f"report.{name}", body, "text/plain") for name, body in files.items()
    }
    complete(session_id, report)
    return session_id


def listed_at(number: int, owner: str = OWNER, **scores: float):
    """Create a session of the ``number``-th minute after noon."""
    event = submitted(f"{owner}-{number}", owner)
    metadata = event.metadata.model_copy(
        update={"occurred_at": NOON + timedelta(minutes=number), "workflow_id": f"wf-{number}"}
    )
    session = sessions.create(queued(event.model_copy(update={"metadata": metadata})))
    return sessions.update(session, scores) if scores else session


def names(url: str) -> list[str]:
    return [entry["workflow_id"] for entry in call("GET", url).json["workflows"]]


def test_a_new_session_is_queued_and_says_when_to_ask_again():
    session_id = submit(workflow_id="travel")
    answer = call("GET", f"/status/{session_id}")
    assert answer.status == 200
    assert answer.json["status"] == "queued"
    assert answer.json["workflow_id"] == "travel"
    assert answer.json["progress_percentage"] == 0
    assert answer.json["stages"] == {}
    assert int(answer.headers["Retry-After"]) > 0
    assert "results_url" not in answer.json


def test_status_shows_stages_with_their_times():
    session_id = submit()
    stage = StageSummary(
        status=AttemptStatus.SUCCEEDED,
        attempts=2,
        started_at=NOON,
        ended_at=NOON + timedelta(seconds=1),
        duration_ms=1000,
        quality_score=0.5,
    )
    bring_to(session_id, Status.PROCESSING, current_stage="analysis", stages={"input": stage})
    shown = call("GET", f"/status/{session_id}").json
    assert (shown["status"], shown["current_stage"]) == ("processing", "analysis")
    assert shown["stages"]["input"]["duration_ms"] == 1000
    assert shown["stages"]["input"]["attempts"] == 2


def test_a_completed_session_says_where_its_results_are():
    session_id = submit()
    complete(session_id)
    answer = call("GET", f"/status/{session_id}")
    assert answer.json["results_url"] == f"/v1/results/{session_id}"
    assert "Retry-After" not in answer.headers


def test_a_failed_session_shows_its_problem():
    session_id = submit()
    bring_to(session_id, Status.FAILED, error=problem("unreadable-log", "Unreadable", "line 7"))
    shown = call("GET", f"/status/{session_id}").json
    assert (shown["status"], shown["error"]["detail"]) == ("failed", "line 7")


def test_an_unchanged_status_is_not_sent_again():
    session_id = submit()
    tag = call("GET", f"/status/{session_id}").headers["ETag"]
    again = call("GET", f"/status/{session_id}", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status, again.text, again.headers["ETag"]) == (304, "", tag)
    bring_to(session_id, Status.PROCESSING, current_stage="input")
    assert call("GET", f"/status/{session_id}", headers={"If-None-Match": tag}).status == 200


@pytest.mark.parametrize(
    "path", ["/status/{}", "/status/{}/cancel", "/results/{}", "/results/{}?format=html"]
)
def test_another_keys_session_looks_like_one_that_does_not_exist(path):
    session_id = reported(json=b"{}", html=b"x")
    method = "POST" if path.endswith("cancel") else "GET"
    theirs = call(method, path.format(session_id), key=OTHER_KEY)
    unknown = call(method, path.format(uuid4()), key=OTHER_KEY)
    malformed = call(method, path.format("not-an-id"), key=OTHER_KEY)
    assert theirs.status == unknown.status == malformed.status == 404
    assert theirs.text == unknown.text == malformed.text
    assert known(session_id).cancelled_at is None


def test_another_key_lists_nothing():
    submit()
    assert call("GET", "/workflows", key=OTHER_KEY).json == {"workflows": []}


def test_a_session_id_is_accepted_in_its_canonical_form_only():
    session_id = submit()
    assert call("GET", f"/status/{session_id.hex}").status == 404


def test_a_session_is_cancelled_once_and_for_all():
    session_id = submit()
    first = call("POST", f"/status/{session_id}/cancel")
    cancelled_at = known(session_id).cancelled_at
    second = call("POST", f"/status/{session_id}/cancel")
    assert first.status == second.status == 202
    assert first.json["status"] == second.json["status"] == "cancelled"
    assert known(session_id).cancelled_at == cancelled_at is not None
    assert call("GET", f"/status/{session_id}").json["status"] == "cancelled"
    assert sessions.open_sessions() == []


def test_a_session_under_way_is_cancelled_at_once():
    session_id = submit()
    bring_to(session_id, Status.PROCESSING, current_stage="input")
    assert call("POST", f"/status/{session_id}/cancel").json["status"] == "cancelled"


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED])
def test_a_session_that_is_over_cannot_be_cancelled(status):
    session_id = submit()
    bring_to(session_id, status)
    assert call("POST", f"/status/{session_id}/cancel").status == 409
    assert known(session_id).cancelled_at is None


@pytest.mark.parametrize("status", [Status.QUEUED, Status.PROCESSING])
def test_results_wait_for_the_session(status):
    session_id = submit()
    bring_to(session_id, status)
    answer = call("GET", f"/results/{session_id}")
    assert answer.status == 409
    assert answer.json["type"].endswith("/session-open")
    assert int(answer.headers["Retry-After"]) > 0


def test_results_of_a_failed_session_are_its_failure():
    session_id = submit()
    bring_to(session_id, Status.FAILED, error=problem("unreadable-log", "Unreadable", "line 7"))
    answer = call("GET", f"/results/{session_id}")
    assert answer.status == 409
    assert "line 7" in answer.json["detail"]
    assert "Retry-After" not in answer.headers


def test_results_of_a_cancelled_session_never_come():
    session_id = submit()
    call("POST", f"/status/{session_id}/cancel")
    answer = call("GET", f"/results/{session_id}")
    assert (answer.status, answer.json["title"]) == (409, "The session cancelled")


def test_a_report_is_answered_with_its_digest():
    body = b'{"score": 7}'
    answer = call("GET", f"/results/{reported(json=body)}")
    assert (answer.status, answer.text) == (200, body.decode())
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["ETag"] == f'"{sha256(body).hexdigest()}"'
    digest = b64encode(sha256(body).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"


def test_an_html_report_is_sandboxed():
    session_id = reported(html=HTML.encode())
    answer = call("GET", f"/results/{session_id}?format=html")
    assert answer.text == HTML
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_a_process_model_is_given_out_as_xml_that_cannot_run_scripts():
    session_id = reported(bpmn=b"<definitions/>")
    answer = call("GET", f"/results/{session_id}?format=bpmn")
    assert answer.text == "<definitions/>"
    assert answer.headers["Content-Type"] == "application/xml"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].endswith('.bpmn"')


def test_without_a_log_there_is_no_process_model_to_fetch():
    answer = call("GET", f"/results/{reported(json=b'{}')}?format=bpmn")
    assert answer.status == 406


def test_an_edition_is_fetched_by_its_name():
    session_id = reported(**{"html": b"a", "business_case.html": b"b", "json": b"{}"})
    assert call("GET", f"/results/{session_id}?format=html").text == "a"
    assert call("GET", f"/results/{session_id}?format=html&edition=business_case").text == "b"
    assert call("GET", f"/results/{session_id}?format=json&edition=business_case").text == "{}"
    answer = call("GET", f"/results/{session_id}?format=html&edition=executive_summary")
    assert answer.status == 406
    assert call("GET", f"/results/{session_id}?format=html&edition=novel").status == 422


@cache
def _editions() -> dict[str, bytes]:
    """Return the pages of a real report, by the names of a session's record."""
    made = results_of(OutputFormat.EXECUTIVE_SUMMARY)
    drawn: Drawn = {}
    pages = {edition: document(made, edition, drawn) for edition in OutputFormat}
    files = {f"{edition.value}.html": report_html(page) for edition, page in pages.items()}
    files |= {f"{edition.value}.md": report_markdown(page) for edition, page in pages.items()}
    return files | {form: files[f"executive_summary.{form}"] for form in ("html", "md")}


def _leads(body: str) -> set[str]:
    """Return what a page or a text links to, without what lies in itself."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"', body) + re.findall(r"(?<!\\)\]\(([^)]*)\)", body)
    return {link.split("#")[0] for link in found if not link.startswith("#")}


@pytest.mark.parametrize("form", ["html", "md"])
def test_links_between_editions_lead_to_editions_wherever_one_is_answered(form):
    session_id = reported(**_editions())
    urls = [f"/results/{session_id}?format={form}"]
    urls += [f"/results/{session_id}?format={form}&edition={edition}" for edition in OutputFormat]
    urls += [f"/results/{session_id}/report.{form}"]
    for url in urls:
        answer = call("GET", url)
        assert answer.status == 200, url
        leads = {urljoin(url, link) for link in _leads(answer.text)}
        assert len(leads) >= 3, url
        for lead in leads:
            there = call("GET", lead)
            assert (there.status, there.headers["Content-Type"]) == (
                200,
                answer.headers["Content-Type"],
            )
            assert _leads(there.text)


def test_anchors_stay_where_a_link_leads_into_another_edition():
    session_id = reported(**_editions())
    text = call("GET", f"/results/{session_id}?format=html").text
    [anchor] = set(re.findall(rf'href="{session_id}/detailed_analysis.html#(finding-1)"', text))
    there = call("GET", f"/results/{session_id}/detailed_analysis.html").text
    assert f'id="{anchor}"' in there


def test_a_file_is_answered_byte_for_byte_with_its_digest():
    files = _editions()
    session_id = reported(**files)
    answer = call("GET", f"/results/{session_id}/report.html")
    assert answer.text.encode() == files["html"]
    assert answer.headers["ETag"] == f'"{sha256(files["html"]).hexdigest()}"'
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    alone = call("GET", f"/results/{session_id}?format=html")
    assert alone.headers["ETag"] != answer.headers["ETag"]
    digest = b64encode(sha256(alone.text.encode()).digest()).decode()
    assert alone.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    for found in (answer, alone):
        url = f"/results/{session_id}/report.html" if found is answer else None
        url = url or f"/results/{session_id}?format=html"
        again = call("GET", url, headers={"If-None-Match": found.headers["ETag"]})
        assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize("file", ["novel.html", "html", "report.exe", "json", "..", "report.pdf"])
def test_a_file_that_a_report_does_not_have_is_not_found(file):
    assert call("GET", f"/results/{reported(json=b'{}', html=b'x')}/{file}").status == 404


def test_a_text_that_looks_like_a_link_to_an_edition_stays_a_text():
    text = 'href="report.html" <p>&lt;a href="report.html"</p>'
    session_id = reported(html=text.encode(), md=rb"\[x\](report.md)")
    assert call("GET", f"/results/{session_id}?format=html").text == text
    assert call("GET", f"/results/{session_id}?format=md").text == r"\[x\](report.md)"


def test_tables_and_processes_have_names_that_programs_know():
    session_id = reported(csv=b"PK", to_be_bpmn=b"<definitions/>", md=b"# x")
    answer = call("GET", f"/results/{session_id}?format=to_be_bpmn")
    assert answer.headers["Content-Disposition"].endswith('.to_be.bpmn"')
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    location = call("GET", f"/results/{session_id}?format=csv").headers["Location"]
    query = parse_qs(urlsplit(location).query)
    assert query["response-content-type"] == ["application/zip"]
    assert query["response-content-disposition"][0].endswith('.zip"')
    markdown = call("GET", f"/results/{session_id}?format=md").headers["Content-Type"]
    assert markdown == "text/markdown; charset=utf-8"


def test_an_unchanged_report_is_not_sent_again():
    session_id = reported(json=b"{}")
    tag = call("GET", f"/results/{session_id}").headers["ETag"]
    answer = call("GET", f"/results/{session_id}", headers={"If-None-Match": tag})
    assert (answer.status, answer.text) == (304, "")


@pytest.mark.parametrize("name", ["html", "pdf"])
def test_large_and_binary_files_are_fetched_from_the_bucket(name, monkeypatch):
    monkeypatch.setattr(results, "MAX_INLINE_BYTES", 10)
    session_id = reported(**{name: b"x" * 11})
    answer = call("GET", f"/results/{session_id}?format={name}")
    assert (answer.status, answer.text) == (303, "")
    url = urlsplit(answer.headers["Location"])
    query = parse_qs(url.query)
    assert url.path.endswith(f"/{session_id}/report.{name}")
    assert query["X-Amz-Expires"] == ["300"]
    assert query["response-content-type"][0].startswith(results.CONTENT_TYPES[name])


def test_a_format_that_was_not_made_is_answered_with_those_that_were():
    answer = call("GET", f"/results/{reported(json=b'{}', html=b'x')}?format=pdf")
    assert answer.status == 406
    assert "json, html" in answer.json["detail"]


def test_an_unknown_format_is_refused():
    answer = call("GET", f"/results/{reported(json=b'{}')}?format=docx")
    assert answer.status == 422
    assert answer.json["errors"][0]["pointer"] == "query format"


def test_a_report_that_was_changed_is_not_given_out():
    session_id = reported(json=b"{}")
    key = known(session_id).report["json"].key
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=b"{ }")
    assert call("GET", f"/results/{session_id}").status == 500


def test_the_list_is_newest_first_and_comes_in_pages_without_gaps():
    for number in (2, 0, 4, 1, 3):
        listed_at(number)
    pages, url = [], "/workflows?limit=2"
    while True:
        page = call("GET", url).json
        pages.append([entry["workflow_id"] for entry in page["workflows"]])
        if "next_cursor" not in page:
            break
        url = f"/workflows?limit=2&cursor={page['next_cursor']}"
    assert pages == [["wf-4", "wf-3"], ["wf-2", "wf-1"], ["wf-0"]]


def test_the_list_shows_scores_and_where_to_ask():
    session = listed_at(1, inefficiency_score=7.5, optimization_potential=0.25)
    [entry] = call("GET", "/workflows").json["workflows"]
    assert (entry["inefficiency_score"], entry["optimization_potential"]) == (7.5, 0.25)
    assert entry["status_url"] == f"/v1/status/{session.session_id}"


def test_a_filtered_page_is_full_although_little_passes():
    for number in range(12):
        listed_at(number, inefficiency_score=9.0 if number % 4 == 0 else 2.0)
    url = "/workflows?limit=2&min_inefficiency_score=8"
    page = call("GET", url).json
    assert [entry["workflow_id"] for entry in page["workflows"]] == ["wf-8", "wf-4"]
    assert names(f"{url}&cursor={page['next_cursor']}") == ["wf-0"]


def test_a_filtered_page_may_be_short_when_enough_was_read(monkeypatch):
    monkeypatch.setattr(workflows, "MAX_READS", 2)
    monkeypatch.setattr(workflows, "MAX_READ", 2)
    for number in range(6):
        listed_at(number, optimization_potential=0.5 if number == 0 else 0.1)
    url = "/workflows?min_optimization_potential=0.5"
    page = call("GET", url).json
    assert page["workflows"] == []
    assert names(f"{url}&cursor={page['next_cursor']}") == ["wf-0"]


def test_sessions_without_a_score_do_not_pass_its_filter():
    listed_at(1)
    assert names("/workflows?min_optimization_potential=0") == []


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("from=2026-01-01", ["wf-720", "wf-60", "wf-0"]),
        ("to=2026-01-01", ["wf-60", "wf-0"]),
        ("from=2026-01-02", ["wf-720"]),
        ("from=2026-01-01T13:00:00Z&to=2026-01-01T13:00:00Z", ["wf-60"]),
        ("from=" + quote("2026-01-01T14:00:00+01:00") + "&to=2026-01-01", ["wf-60"]),
        ("from=2027-01-01", []),
        ("from=2026-01-02&to=2026-01-01", []),
    ],
)
def test_dates_bound_the_list_inclusively(span, expected):
    for number in (0, 60, 720):
        listed_at(number)
    assert names(f"/workflows?{span}") == expected


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("cursor=zzzz", "cursor"),
        ("cursor=" + "9" * 101, "cursor"),
        ("cursor=djE6LTE", "cursor"),
        ("from=yesterday", "from"),
        ("to=2026-13-01", "to"),
        ("min_inefficiency_score=11", "min_inefficiency_score"),
        ("min_optimization_potential=nan", "min_optimization_potential"),
    ],
)
def test_a_bad_query_parameter_is_named(query, name):
    answer = call("GET", f"/workflows?{query}")
    assert answer.status == 422
    assert [part["pointer"] for part in answer.json["errors"]] == [f"query {name}"]


def test_progress_is_kept_for_a_retry_of_the_same_session_and_replaced():
    first, other = (S3Artifacts(known(submit()).submitted.metadata) for _ in range(2))

    assert first.kept("search.json") is None
    first.keep("search.json", b"one")
    first.keep("search.json", b"two")

    assert first.kept("search.json") == b"two"
    assert other.kept("search.json") is None
