"""XML written back as it was read, in UTF-8."""

import re

from common.bpmn.xml_tree import (
    CData,
    Comment,
    Instruction,
    Node,
    XmlDocument,
    XmlElement,
)

IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
# a parser turns plain blanks in attributes into spaces, so they are written as references
IN_ATTRIBUTE = IN_TEXT | {'"': "&quot;", "\t": "&#9;", "\n": "&#10;"}


def write_xml(document: XmlDocument) -> bytes:
    """Return the document as UTF-8; reading it again gives an equal document."""
    standalone = {None: "", True: ' standalone="yes"', False: ' standalone="no"'}
    lines = [f'<?xml version="1.0" encoding="UTF-8"{standalone[document.standalone]}?>']
    for node in (*document.before, document.root, *document.after):
        parts: list[str] = []
        _write(node, parts)
        lines.append("".join(parts))
    return ("\n".join(lines) + "\n").encode()


def _write(node: Node, parts: list[str]) -> None:
    if isinstance(node, XmlElement):
        _element(node, parts)
    elif isinstance(node, str):
        parts.append(re.sub(r"[&<>\r]", lambda found: IN_TEXT[found[0]], node))
    elif isinstance(node, CData):
        parts.append(f"<![CDATA[{node.text}]]>")
    elif isinstance(node, Comment):
        parts.append(f"<!--{node.text}-->")
    elif isinstance(node, Instruction):
        parts.append(f"<?{node.target} {node.data}?>" if node.data else f"<?{node.target}?>")


def _element(element: XmlElement, parts: list[str]) -> None:
    parts.append(f"<{element.tag}")
    for key, value in element.attributes:
        escaped = re.sub(r'[&<>\r"\t\n]', lambda found: IN_ATTRIBUTE[found[0]], value)
        parts.append(f' {key}="{escaped}"')
    if not element.children:
        parts.append("/>")
        return
    parts.append(">")
    for child in element.children:
        _write(child, parts)
    parts.append(f"</{element.tag}>")
