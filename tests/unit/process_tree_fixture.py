"""Random process trees, and what they allow, by brute force."""

from itertools import product

from hypothesis import strategies as st

from common.process_tree.tree import SILENT, Tree, exclusive, leaf, loop, parallel, sequence

Word = tuple[str, ...]


def trees(max_activities: int = 6) -> st.SearchStrategy[Tree]:
    """Trees without repeated labels."""
    return st.integers(1, max_activities).flatmap(lambda n: _tree([chr(97 + i) for i in range(n)]))


def _tree(labels: list[str]) -> st.SearchStrategy[Tree]:
    if not labels:
        return st.just(SILENT)
    if len(labels) == 1:
        alone = leaf(labels[0])
        return st.sampled_from(
            [alone, alone, exclusive(SILENT, alone), loop(alone, SILENT), loop(SILENT, alone)]
        )
    return st.integers(1, len(labels) - 1).flatmap(
        lambda at: st.builds(
            lambda make, left, right: make(left, right),
            st.sampled_from([sequence, exclusive, parallel, loop]),
            _tree(labels[:at]),
            _tree(labels[at:]),
        )
    )


def language(tree: Tree, longest: int) -> set[Word]:
    """Return every sequence of at most so many activities that the tree allows."""
    if tree.operator is None:
        return {()} if tree.label is None else {(tree.label,)}
    parts = [language(child, longest) for child in tree.children]
    if tree.operator == "exclusive":
        return set().union(*parts)
    if tree.operator == "loop":
        return _looped(*parts, longest)
    words: set[Word] = {()}
    for part in parts:
        join = _follow if tree.operator == "sequence" else _interleaved
        words = {
            word
            for left, right in product(words, part)
            for word in join(left, right)
            if len(left) + len(right) <= longest
        }
    return words


def _looped(body: set[Word], redo: set[Word], longest: int) -> set[Word]:
    words = {word for word in body if len(word) <= longest}
    rounds = {back + again for back in redo for again in body if len(back + again) <= longest}
    latest = words
    while latest:
        longer = {word + more for word in latest for more in rounds if len(word + more) <= longest}
        latest = longer - words
        words = words | longer
    return words


def _follow(left: Word, right: Word) -> set[Word]:
    return {left + right}


def _interleaved(left: Word, right: Word) -> set[Word]:
    if not left or not right:
        return {left + right}
    first = {left[:1] + rest for rest in _interleaved(left[1:], right)}
    return first | {right[:1] + rest for rest in _interleaved(left, right[1:])}
