"""Event tables as they are stored between stages (``common.model.event_arrays``)."""

import json
import zipfile
import zlib
from io import BytesIO

import numpy as np

from common.model.event_arrays import CODES, LISTS, NAMES, TIMES_S
from functions.optimization.calibration.twin.event_table import EventTable, event_table

MOST_BYTES = 2 << 30  # of all arrays together, unpacked


def stored_event_table(body: bytes) -> EventTable:
    """Return the events of an archive; raises ``ValueError`` where it is none or too large."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MOST_BYTES:
            raise ValueError(
                f"the event arrays are {size:,} bytes, at most {MOST_BYTES:,} are read"
            )
        with np.load(BytesIO(body), allow_pickle=False) as arrays:
            columns = {name: arrays[name] for name in CODES + TIMES_S if name in arrays.files}
            names = json.loads(arrays[NAMES].tobytes())
            activities, resources, roles = (tuple(map(str, names[key])) for key in LISTS)
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, EOFError) as error:
        raise ValueError(f"these are no event arrays: {error}") from error
    return event_table(columns, activities, resources, roles)
