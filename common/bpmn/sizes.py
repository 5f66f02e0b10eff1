"""How large things are drawn."""

from common.bpmn.lettering import LINE_HEIGHT, shortened, text_width, wrapped

GATEWAY = 50.0
EVENT = 36.0
GAP = 60.0  # between nodes in a row: room for a label
TASK_WIDTH, TASK_HEIGHT = 100.0, 64.0  # at least
MARGIN = 12.0  # around the text of a task


def task_size(name: str) -> tuple[float, float]:
    """Return width and height of a task with this name."""
    lines = wrapped(shortened(name))
    width = max(text_width(line) for line in lines) + 2 * MARGIN
    height = len(lines) * LINE_HEIGHT + 2 * MARGIN
    return max(TASK_WIDTH, float(round(width))), max(TASK_HEIGHT, height)
