"""Random numbers with an address, so that two models can meet the same luck.

A number belongs to (purpose, name, visit, case) and depends on nothing else. A model that
changes one step therefore leaves every other number in place (common random numbers;
Law, *Simulation Modeling and Analysis*, section 11.2).
"""

from hashlib import sha256

import numpy as np

from functions.optimization.simulation.sampling import Floats


class Streams:
    """Uniform numbers in [0, 1) for a fixed number of cases, made when first asked for."""

    def __init__(self, seed: int, cases: int) -> None:
        self.seed = seed
        self.cases = cases
        self._blocks: dict[tuple[str, str, int], Floats] = {}

    def block(self, purpose: str, name: str, visit: int) -> Floats:
        """Return one number per case for the ``visit``-th use of a stream (first: 0)."""
        key = (purpose, name, visit)
        if key not in self._blocks:
            digest = sha256(f"{purpose}\0{name}".encode()).digest()
            words = [int.from_bytes(digest[i : i + 4], "big") for i in range(0, 16, 4)]
            sequence = np.random.SeedSequence(self.seed, spawn_key=(*words, visit))
            self._blocks[key] = np.random.Generator(np.random.Philox(sequence)).random(self.cases)
        return self._blocks[key]
