"""What the name of an activity or role says about it. English words, any case.

A name is all that most logs offer: a rejection that is not called one is not seen.
"""

import re
from collections.abc import Iterable

from common.model.workflow import NOBODY, Workflow

# A letter before the word would make it another one; "_" and digits separate words too.
_REJECTION = re.compile(
    r"(?<![a-z])(reject|refus|declin|denied|den(?:y|ies)\b|(?:sen[dt]|sends) back"
    r"|(?<!tax )return(?! (?:trip|flight|journey|date)))"
    r"|(?-i:(?<=[a-z])(?:Reject|Refus|Declin|Denied|Return))",
    re.IGNORECASE,
)
_APPROVAL = re.compile(
    r"(?<![a-z])(approv|authori[sz]|sign(?:ed|s)?[ -]?off|countersign|endors|ratif)"
    r"|(?-i:(?<=[a-z])(?:Approv|Authori[sz]))",
    re.IGNORECASE,
)
_SUBMISSION = re.compile(
    r"(?<![a-z])(re-?submi[st]|submi[st]|appl(?:y|ies|ied)\b|(?:start|end) trip\b)", re.IGNORECASE
)
_RECEIPT = re.compile(
    r"^\W*(?:receive|await)\b|^\W*(?:wait for|receipt of)\b"
    r"|(?<![a-z])(?:goods|delivery|documents?) (?:receipt|received|arrived?)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"(?<![a-z])(employee|customer|client|applicant|student|citizen|patient|requester|requestor"
    r"|claimant|supplier|vendor|traveller|traveler|borrower)s?(?![a-z])",
    re.IGNORECASE,
)


def says_rejection(name: str) -> bool:
    """Tell whether the activity turns a case down or sends it back."""
    return _REJECTION.search(name) is not None


def says_approval(name: str) -> bool:
    """Tell whether the activity approves a case."""
    return _APPROVAL.search(name) is not None and not says_rejection(name)


def is_outside(role: str) -> bool:
    """Tell whether a role's name is that of the party the process works for or with."""
    return _OUTSIDE.search(role) is not None


def is_nobody(role: str) -> bool:
    """Tell whether a role's name stands for no group of people, such as "UNDEFINED"."""
    return NOBODY.match(role) is not None


def waits_for_outside(name: str, role: str | None) -> bool:
    """Tell whether the step comes when someone whom the process cannot hurry lets it.

    That is a submission by the customer or employee, a journey, or the receipt of something.
    """
    if _RECEIPT.search(name):
        return True
    submission = _SUBMISSION.search(name)
    if submission is None:
        return False
    return is_outside(f"{name} / {role or ''}") or "trip" in submission.group().lower()


def rejecting(workflow: Workflow, ids: Iterable[str]) -> list[str]:
    """Return those of the activity ids whose names say a rejection, sorted."""
    names = {activity.id: activity.name for activity in workflow.activities}
    return sorted(each for each in ids if says_rejection(names.get(each, each)))


def approving(workflow: Workflow, ids: Iterable[str]) -> list[str]:
    """Return those of the activity ids whose names say an approval, sorted."""
    names = {activity.id: activity.name for activity in workflow.activities}
    return sorted(each for each in ids if says_approval(names.get(each, each)))
