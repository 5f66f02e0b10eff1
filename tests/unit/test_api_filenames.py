"""functions/api/filenames.py: keys of the intake."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.api.filenames import answer_key, intake_key, is_file, parsed, sanitised

OWNER = "o" + "a" * 20
SESSION = UUID(int=7)


@given(st.text(min_size=1, max_size=300))
def test_a_sanitised_name_is_safe_and_names_a_file(name):
    safe = sanitised(name)
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,200}", safe)
    assert safe not in (".", "..")
    assert not safe.startswith((".", "-"))


@given(st.text(min_size=1, max_size=300))
def test_a_reserved_key_leads_back_to_its_owner_and_session(name):
    found = parsed(intake_key(OWNER, SESSION, name))
    assert (found.owner, found.reservation) == (OWNER, SESSION)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("log.xes.gz", "log.xes.gz"),
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\my log.csv", "my_log.csv"),
        ("...", "file"),
        ("Prüfung.csv", "Pr_fung.csv"),
    ],
)
def test_names_keep_their_extensions(name, safe):
    assert sanitised(name) == safe


def test_a_long_name_keeps_its_end():
    assert sanitised("x" * 250 + ".xes.gz").endswith("x.xes.gz")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (f"intake/{OWNER}/a.csv", True),
        (f"intake/{OWNER}/a.csv.answer.json", False),
        (f"intake/{OWNER}/folder/", False),
        ("reports/a.csv", False),
    ],
)
def test_answers_and_folders_are_no_files(key, expected):
    assert is_file(key) is expected


@pytest.mark.parametrize("key", ["intake/a", "intake/" + OWNER, f"intake/{OWNER}a/b", "intake//b"])
def test_a_key_below_no_owner_says_nothing(key):
    assert parsed(key) is None


@pytest.mark.parametrize(
    "path", ["a.csv", f"{SESSION}", f"{SESSION}/deeper/a.csv", "not-an-id/a.csv"]
)
def test_only_a_file_right_below_a_session_is_a_reservation(path):
    assert parsed(f"intake/{OWNER}/{path}").reservation is None


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=1024))
def test_an_answer_has_a_key_that_s3_accepts_and_intake_ignores(path):
    key = f"intake/{OWNER}/{path}".encode()[:1024].decode(errors="ignore")
    assert len(answer_key(key).encode()) <= 1024
    assert not is_file(answer_key(key))
    assert answer_key(key).startswith(f"intake/{OWNER}/")
