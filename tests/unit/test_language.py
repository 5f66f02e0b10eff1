"""common/language: sentences by their English template."""

import json
from string import Formatter

import pytest

from common import language
from common.language import CATALOGUES, LANGUAGES, catalogue, say, speaking, spoken


def test_english_is_spoken_unless_another_language_is_asked_for():
    assert spoken() == "en"
    assert say("{cases} cases are late", cases=3) == "3 cases are late"


def test_a_template_of_another_language_takes_the_place_of_the_english_one(monkeypatch):
    monkeypatch.setattr(
        language, "catalogue", lambda spoken: {"{n} late": "{n} zu spät"} if spoken == "de" else {}
    )
    with speaking("de"):
        assert say("{n} late", n="{x}") == "{x} zu spät"
        assert say("not in it") == "not in it"
    assert say("{n} late", n=1) == "1 late"


def test_the_language_before_returns_also_after_an_error():
    with pytest.raises(KeyError), speaking("de"):
        say("{missing}")
    assert spoken() == "en"


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_translations_fill_in_what_their_english_template_does(spoken):
    def fields(template):
        return {name for _, name, _, _ in Formatter().parse(template) if name is not None}

    assert all(fields(english) == fields(other) for english, other in catalogue(spoken).items())


def test_no_sentence_has_two_translations():
    for folder in CATALOGUES.iterdir():
        found: dict[str, set[str]] = {}
        for path in folder.glob("*.json"):
            for english, other in json.loads(path.read_bytes()).items():
                found.setdefault(english, set()).add(other)
        assert [english for english, others in found.items() if len(others) > 1] == []
