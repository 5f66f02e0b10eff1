"""Trees that were written are read as they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.process_tree.notation import tree_of
from common.process_tree.tree import SILENT, Tree, exclusive, leaf, loop, sequence
from tests.unit.process_tree_fixture import trees


@settings(max_examples=100, deadline=None)
@given(trees(6))
def test_what_was_written_is_read_with_other_labels(tree: Tree) -> None:
    upper = {name: name.upper() for name in tree.labels()}
    assert str(tree_of(str(tree), upper)) == "".join(
        char.upper() if char in upper and near == "'" else char
        for char, near in zip(str(tree), " " + str(tree), strict=False)
    )


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1), st.text(min_size=1))
def test_any_names_are_read_unless_they_are_written_alike(one: str, other: str) -> None:
    tree = sequence(leaf(one), loop(exclusive(SILENT, leaf(other)), SILENT))
    if str(leaf(one)) == str(leaf(other)):
        if one != other:
            with pytest.raises(ValueError, match="alike"):
                tree_of(str(tree), {one: "1", other: "2"})
    else:
        expected = sequence(leaf("1"), loop(exclusive(SILENT, leaf("2")), SILENT))
        assert tree_of(str(tree), {one: "1", other: "2"}) == expected


@pytest.mark.parametrize(
    "broken", ["", "->('a'", "->", "->'a'", "X('a' 'a')", "'b'", "'a', 'a'", "X(,)", ")"]
)
def test_what_is_no_tree_is_refused(broken: str) -> None:
    with pytest.raises(ValueError):
        tree_of(broken, {"a": "1"})
