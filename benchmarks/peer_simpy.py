"""M/M/3 and a tandem of five with simpy: peer_simpy.py SYSTEM CASES. Prints one line of JSON."""

import json
import random
import sys
import time

import simpy

MEANS = {"mm3": ((3, 3.0),), "tandem": ((1, 0.5), (1, 0.8), (1, 0.6), (1, 0.75), (1, 0.7))}
BETWEEN = {"mm3": 1.25, "tandem": 1.0}


def simulate(system: str, cases: int) -> float:
    """Return the mean cycle time."""
    rng = random.Random(1)  # noqa: S311
    env = simpy.Environment()
    stations = [(simpy.Resource(env, people), mean) for people, mean in MEANS[system]]
    total = 0.0

    def case():
        nonlocal total
        came = env.now
        for people, mean in stations:
            with people.request() as turn:
                yield turn
                yield env.timeout(rng.expovariate(1 / mean))
        total += env.now - came

    def arrivals():
        for _ in range(cases):
            yield env.timeout(rng.expovariate(1 / BETWEEN[system]))
            env.process(case())

    env.process(arrivals())
    env.run()
    return total / cases


if __name__ == "__main__":
    began = time.process_time()
    mean = simulate(sys.argv[1], int(sys.argv[2]))
    print(json.dumps({"seconds": time.process_time() - began, "cycle": mean}))
