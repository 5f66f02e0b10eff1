"""functions/api/documents.py: request bodies and places in them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.problem import PermanentError
from functions.api.documents import MAX_DEPTH, canonical, digest, document, pointer

NAMES = st.text(max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def problem_of(text: str):
    with pytest.raises(PermanentError) as caught:
        document(text)
    return caught.value.problem


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_an_object_is_read_as_it_was_written(value):
    assert document(json.dumps(value)) == value


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", "[1,]", '{"a": Infinity}', '{"a": 1e400}'])
def test_what_is_not_json_is_malformed(text):
    assert problem_of(text).status == 400


def test_a_syntax_error_is_located():
    assert "line 2, column 3" in problem_of('{"a": 1,\n  }').detail


def test_half_of_a_surrogate_pair_is_malformed():
    assert problem_of('{"a": "\\ud800"}').status == 400


@pytest.mark.parametrize("text", ["[]", "1", '"a"', "null"])
def test_anything_but_an_object_is_invalid(text):
    trouble = problem_of(text)
    assert (trouble.status, trouble.errors[0].pointer) == (422, "")


def test_depth_counts_objects_and_arrays():
    def nested(levels: int) -> str:
        return '{"a": ' + "[" * (levels - 1) + "]" * (levels - 1) + "}"

    assert document(nested(MAX_DEPTH))
    assert problem_of(nested(MAX_DEPTH + 1)).status == 422
    assert problem_of(nested(100_000)).status == 400


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
def test_the_digest_does_not_depend_on_the_order_of_keys(value):
    assert digest(value) == digest(dict(reversed(value.items())))


@given(VALUES)
def test_the_canonical_form_loses_nothing(value):
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize(
    ("location", "missing", "expected"),
    [
        ((), None, ""),
        (("a",), None, "/a"),
        (("a", "list[any]", 1, "b"), None, "/a/1/b"),
        (("x~y/z",), None, "/x~0y~1z"),
        (("a", 0, "c"), "c", "/a/0/c"),
        (("new",), "new", "/new"),
    ],
)
def test_a_pointer_names_places_of_the_document_only(location, missing, expected):
    body = {"a": [{}, {"b": 2}], "x~y/z": 1}
    assert pointer(location, body, missing) == expected
