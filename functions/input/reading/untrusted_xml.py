"""What every XML reader here does alike: no document types, and a problem for what is malformed."""

from collections.abc import Callable
from xml.parsers import expat

from functions.input.reading.document import Document
from functions.input.reading.outcome import unreadable

MAX_TOKEN_BYTES = 16 << 20  # of one tag with its attributes, or one comment: expat holds it whole


def untrusting_parser(format_: str) -> expat.XMLParserType:
    """Return a parser that refuses document types, and with them all entities.

    Args:
        format_: ``XES`` or ``OCEL``, for the message.
    """

    def refuse(*_: object) -> None:
        raise unreadable(
            "forbidden-xml",
            f"The {format_} file declares a document type",
            f"Document types and entities are refused for safety; an {format_} log needs none. "
            "Remove the DOCTYPE declaration.",
            f"line {parser.CurrentLineNumber}",
        )

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    return parser


def feed(
    parser: expat.XMLParserType, document: Document, malformed: Callable[[int, str], Exception]
) -> None:
    """Parse a whole document; raises what ``malformed`` makes of a line and a reason."""
    try:
        fed = 0
        for chunk in document.chunks():
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > MAX_TOKEN_BYTES:
                why = f"a value or a comment is longer than {MAX_TOKEN_BYTES >> 20} MB"
                raise malformed(parser.CurrentLineNumber, why)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise malformed(error.lineno, expat.ErrorString(error.code)) from None
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        raise malformed(parser.CurrentLineNumber, str(error)[:200]) from None
