"""Links between the editions of a report, where one of them is answered by itself.

In its files the editions lie beside one another and link by the names of their files. An answer to
``/results/{session_id}?format=…`` lies one step above: there the same links would lead nowhere.
"""

import re

from common.model.submission import OutputFormat

_NAMES = "|".join(("report", *(edition.value for edition in OutputFormat)))
_LINKS = {  # only our own markup can hold these: texts from outside are escaped
    "html": re.compile(rf'(<a [^>]*?href=")((?:{_NAMES})\.html(?:#[\w-]*)?")'),
    "md": re.compile(rf"((?<!\\)\]\()((?:{_NAMES})\.md\))"),
}
LINKED = frozenset(_LINKS)


def leading_into(session_id: str, body: str, name: str) -> str:
    """Return the text of a report in which links lead into the folder of its session."""
    return _LINKS[name].sub(rf"\g<1>{session_id}/\g<2>", body)
