"""How much room texts take, estimated: renderers choose the font."""

NARROW = frozenset("fijlrtI.,:;'|!()[] -1")
WIDE = frozenset("mwMW@%")
FONT = 12.0
LINE_HEIGHT = 15.0
MAX_LINE = 132.0  # of a task's text
MAX_LETTERS = 120  # of a name in the diagram; the whole of it stands in the documentation


def text_width(text: str) -> float:
    """Return the width of a line in a common sans serif font of 12 px."""
    return sum(_width(letter) for letter in text)


def wrapped(text: str) -> list[str]:
    """Return the lines of a text that is at most as wide as a task; long words are cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for part in _cut(word):
            longer = f"{line} {part}" if line else part
            if line and text_width(longer) > MAX_LINE:
                lines.append(line)
                line = part
            else:
                line = longer
    return [*lines, line]


def shortened(text: str) -> str:
    """Return at most 120 letters of a name."""
    return text if len(text) <= MAX_LETTERS else text[: MAX_LETTERS - 1].rstrip() + "…"


def _cut(word: str) -> list[str]:
    parts, part = [], ""
    for letter in word:
        if part and text_width(part + letter) > MAX_LINE:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]


def _width(letter: str) -> float:
    if letter in NARROW:
        return 0.36 * FONT
    if letter in WIDE:
        return 0.9 * FONT
    if ord(letter) > 0x2E7F:  # Chinese, Japanese, Korean and the like
        return FONT
    return 0.7 * FONT if letter.isupper() else 0.58 * FONT
