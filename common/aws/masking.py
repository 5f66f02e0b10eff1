"""Secrets and personal data out of what a language model gets, where configuration asks for it."""

from dataclasses import replace
from typing import TypeVar

from aws_lambda_powertools.utilities.data_masking import DataMasking
from pydantic import BaseModel

from common.model.language_model import Question

A = TypeVar("A", bound=BaseModel)

PATTERNS = {
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+": "[e-mail]",
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b": "[access key]",
    r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+": "[token]",
    r"(?i)\b(?:password|passwort|secret|api[ _-]?key|token)\s*[:=]\s*\S+": "[secret]",
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b": "[account]",
    r"\b(?:\d[ -]?){13,19}\b": "[card]",
    r"(?<![\w.,])\+?(?:\(\d{2,5}\)|\d{2,5})(?:[ /-]\d{2,5}){2,4}(?![\w.,]\d)": "[phone]",
}


def masked(question: Question[A]) -> Question[A]:
    """Return the question with what looks like a secret or a person's data masked in its texts.

    Names cannot be told from other words by their form and stay; pictures are left out, for
    nothing in them can be masked.
    """
    hidden = {name: masked_text(text) for name, text in question.material.items()}
    return replace(question, material=hidden, pictures=())


def masked_text(text: str) -> str:
    """Return the text with e-mail addresses, keys, accounts, cards and phone numbers masked."""
    masking = DataMasking()
    for pattern, mask in PATTERNS.items():
        text = str(masking.erase(text, regex_pattern=pattern, mask_format=mask))
    return text
