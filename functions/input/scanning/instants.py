"""Timestamps as machines write them, a whole column in one pass.

Plain Python that Cython can compile; the types for the compiler stand in instants.pxd.
"""

COMPILED = not __file__.endswith(".py")
MISSING = -(1 << 62)  # the instant of an empty value
NONE = -(1 << 61)  # not a timestamp of this kind
SHORTEST = 19  # YYYY-MM-DDThh:mm:ss
DASH, DOT, COLON, BLANK, TEE, ZED, PLUS = 45, 46, 58, 32, 84, 90, 43
DAYS = bytes((0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))


class Instants:
    """Instants in microseconds since 1970, UTC, as little-endian 64-bit integers."""

    def __init__(self, text: bytes) -> None:
        """Read values parted by NULs: ``2026-01-31T14:30:00.250+01:00``.

        A blank may stand for the ``T``; fraction and zone may be missing. ``regular`` says
        whether all values were of this kind: if not, the rest means nothing.
        """
        self.without_zone = 0
        self.zones: set[int] = set()
        self.missing = 0
        self.nothing = MISSING
        self._zone = 0  # of the value before; 0: none
        self.packed = bytearray(8 * (text.count(b"\0") + 1))
        self.regular = self._read(text)

    def _read(self, text: bytes) -> bool:
        data = text
        size = len(text)
        at = row = 0
        while at <= size:
            end = at
            while end < size and data[end] != 0:
                end += 1
            instant = self._instant(data, at, end)
            if instant == NONE:
                return False
            self._put(row, instant)
            row += 1
            at = end + 1
        return True

    def _put(self, row: int, instant: int) -> None:
        into = self.packed
        at = 8 * row
        for n in range(8):
            into[at + n] = instant >> 8 * n & 255

    def _instant(self, data: bytes, at: int, end: int) -> int:
        """Return the instant written from ``at`` to ``end``."""
        if at == end:
            self.missing += 1
            return MISSING
        if end - at < SHORTEST:
            return NONE
        day = _day(data, at)
        second = _second(data, at + 11)
        parted = data[at + 10] == TEE or data[at + 10] == BLANK
        if day == NONE or second < 0 or not parted:
            return NONE
        start = at + SHORTEST
        stop = start
        if start < end and data[start] == DOT:
            stop = start + 1
            while stop < end and 48 <= data[stop] <= 57:
                stop += 1
            if not 2 <= stop - start <= 10:
                return NONE
        offset = self._offset(data, stop, end)
        if offset == NONE:
            return NONE
        return (day * 86_400 + second - offset) * 1_000_000 + _micro(data, start, stop)

    def _offset(self, data: bytes, at: int, end: int) -> int:
        """Return the seconds east of UTC, and count different ways to write a zone."""
        if at == end:
            self.without_zone += 1
            return 0
        sign = data[at]
        if sign == ZED and at + 1 == end:
            zone, offset = 1 << 20, 0
        elif sign in (PLUS, DASH) and at + 6 == end and data[at + 3] == COLON:
            hours, minutes = _two(data, at + 1), _two(data, at + 4)
            if not (0 <= hours <= 19 and 0 <= minutes <= 59):
                return NONE
            offset = hours * 3600 + minutes * 60
            zone = (sign << 20) + offset
            if sign == DASH:
                offset = -offset
        else:
            return NONE
        if zone != self._zone:
            self._zone = zone
            self.zones.add(zone)
        return offset


def _two(data: bytes, at: int) -> int:
    """Return a number of two digits, or something negative."""
    tens, ones = data[at] - 48, data[at + 1] - 48
    return tens * 10 + ones if 0 <= tens <= 9 and 0 <= ones <= 9 else -10_000


def _day(data: bytes, at: int) -> int:
    """Return the days from 1970 to a date of the years 1000 to 2999 (Gregorian)."""
    century, rest = _two(data, at), _two(data, at + 2)
    month, day = _two(data, at + 5), _two(data, at + 8)
    if not (10 <= century <= 29 and rest >= 0 and 1 <= month <= 12):
        return NONE
    year = century * 100 + rest
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if data[at + 4] != DASH or data[at + 7] != DASH or not 1 <= day <= DAYS[month] + leap:
        return NONE
    # Years that begin in March have their leap day at the end.
    if month <= 2:
        year -= 1
        month += 12
    before = year * 365 + year // 4 - year // 100 + year // 400
    return before + (153 * (month - 3) + 2) // 5 + day - 1 - 719_468


def _second(data: bytes, at: int) -> int:
    """Return the second of a day, or something negative."""
    hour, minute, second = _two(data, at), _two(data, at + 3), _two(data, at + 6)
    possible = 0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59
    if not possible or data[at + 2] != COLON or data[at + 5] != COLON:
        return -1
    return hour * 3600 + minute * 60 + second


def _micro(data: bytes, start: int, stop: int) -> int:
    """Return the microseconds of a fraction that begins with its point."""
    micro = 0
    for n in range(1, 7):
        micro = micro * 10
        if start + n < stop:
            micro += data[start + n] - 48
    return micro
