"""XES event logs (IEEE 1849-2016, also versions 1.0 and 2.0), read as a stream."""

from xml.parsers import expat

from functions.input.reading.document import Document
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
    parser = elements.parser
    try:
        for chunk in document.chunks():
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise malformed(error.lineno, expat.ErrorString(error.code)) from None
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        raise malformed(parser.CurrentLineNumber, str(error)[:200]) from None
    return elements
