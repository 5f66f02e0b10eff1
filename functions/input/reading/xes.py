"""XES event logs (IEEE 1849-2016, also versions 1.0 and 2.0), read as a stream."""

from functions.input.reading.document import Document
from functions.input.reading.untrusted_xml import feed
from functions.input.reading.xes_elements import XesElements, XesLog, malformed
from functions.input.reading.xes_scanned import scanned


def read_xes(document: Document) -> XesLog:
    """Return the events of an XES document.

    The compiled scanner reads the common subset; expat reads whatever else there is, and says
    what is wrong with a document.

    Raises:
        PermanentError: no well-formed XES, with a document type or entities, too deeply nested
            or too large; the place is given as a line.
    """
    elements = scanned(document) or parsed(document)
    return elements.log()


def parsed(document: Document) -> XesElements:
    """Return the elements of a document as expat reports them; raises as ``read_xes`` does."""
    elements = XesElements()
    feed(elements.parser, document, malformed)
    return elements
