"""report.html: one file that needs no network; its one script adds comfort and no content."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from common.language import Language, say, term
from functions.output.dossier.content import Document
from functions.output.pictures.svg import printable

_PICTURE_ID = re.compile(r'<title id="(.+?)-picture-title"')
TEMPLATES = Path(__file__).parent / "templates"


def report_html(pages: Document) -> bytes:
    """Return the page. Every text is escaped; only the pictures are markup, drawn here."""
    return html_page("report.html.j2", pages.language, document=pages)


def html_page(template: str, language: Language, **values: Any) -> bytes:
    """Return a page with the style sheet and the script of a report."""
    style, script = style_sheet(), (TEMPLATES / "page.js").read_text(encoding="utf-8")
    frame = {
        "language": language,
        "style": style,
        "script": script,
        "policy": content_security_policy(style, script),
    }
    return _environment().get_template(template).render(frame, **values).encode()


def style_sheet() -> str:
    """Return the one style sheet, that of the page and of its pictures."""
    names = ("colours.css", "report.css", "pictures.css", "interaction.css", "print.css")
    return "\n".join((TEMPLATES / name).read_text() for name in names)


def content_security_policy(style: str, script: str) -> str:
    """Return a policy that allows these two by their hashes, data images and nothing else."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


@cache
def _environment() -> Environment:
    """Return what renders pages; it keeps what it has compiled for the next."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawn"] = Markup
    environment.filters["picture_id"] = picture_id
    environment.globals |= {"say": say, "term": term}
    return environment


def picture_id(svg: str) -> str:
    """Return the key of a drawn picture: it stands in the id of its title."""
    found = _PICTURE_ID.search(svg)
    return found[1] if found else "picture"


def _clean(value: Any) -> Any:
    """Drop characters that no text should hold; markup is ours and stays."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
