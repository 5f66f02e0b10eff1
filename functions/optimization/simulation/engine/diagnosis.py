"""Refuses to simulate what cannot be simulated, and says where it is wrong."""

from common.language import say
from common.numerals import share
from functions.optimization.simulation.engine.compilation import Compiled
from functions.optimization.simulation.engine.load import Load, overload
from functions.optimization.simulation.engine.soundness import TokenGame, Unsound


class CannotRunError(ValueError):
    """A model is refused or runs without end; ``str`` says why."""


class UnsoundModelError(ValueError):
    """Some case could never end; ``problems`` say what and where."""

    def __init__(self, problems: tuple[Unsound, ...]) -> None:
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in problems))
        self.problems = problems


class UnstableModelError(ValueError):
    """More work arrives than can be done: queues grow for ever, there is nothing to measure."""

    def __init__(self, found: Load) -> None:
        who = ", ".join(found.resources)
        super().__init__(
            say(
                "{at_least} of the working time of {who} is asked for: queues would grow "
                "for ever. More capacity, less work or fewer arrivals are needed.",
                at_least=share(found.at_least),
                who=who,
            )
        )
        self.load = found


def check_sound(compiled: Compiled) -> None:
    """Raise ``UnsoundModelError`` unless every case can end."""
    problems = TokenGame(compiled.graph).play()
    if problems:
        raise UnsoundModelError(problems)


def check_load(compiled: Compiled) -> None:
    """Raise ``UnstableModelError`` where somebody would have to work all the time or more."""
    found = overload(compiled)
    if found is not None:
        raise UnstableModelError(found)
