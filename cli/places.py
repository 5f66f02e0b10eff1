"""Where things stand on this machine."""

import os
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]  # the tree that Lambda workers run the code from
TEMPLATE = SOURCE / "template.yaml"
KNOWLEDGE = SOURCE / "framework_knowledge"
TRAINING_DATA = SOURCE / "training_data"
SEED = SOURCE / "configuration" / "seed.json"


def home() -> Path:
    """Return the directory of the laptop's cloud: its state, its log and how to reach it.

    $WFO_HOME, else `.wfo` in the source tree, else (a tree that is read-only) the platform's
    directory for user data.
    """
    named = os.environ.get("WFO_HOME")
    if named:
        return Path(named).expanduser().resolve()
    if os.access(SOURCE, os.W_OK):
        return SOURCE / ".wfo"
    return _user_data() / "wfo"


def _user_data() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    named = os.environ.get("XDG_DATA_HOME")
    return Path(named) if named else Path.home() / ".local" / "share"
