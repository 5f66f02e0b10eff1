"""M/M/3 and a tandem of five with ciw: peer_ciw.py SYSTEM CASES. Prints one line of JSON."""

import json
import sys
import time

import ciw
from ciw.dists import Exponential

MEANS = {"mm3": ((3, 3.0),), "tandem": ((1, 0.5), (1, 0.8), (1, 0.6), (1, 0.75), (1, 0.7))}
BETWEEN = {"mm3": 1.25, "tandem": 1.0}


def simulate(system: str, cases: int) -> float:
    """Return the mean cycle time."""
    stations = MEANS[system]
    count = len(stations)
    network = ciw.create_network(
        arrival_distributions=[Exponential(1 / BETWEEN[system])] + [None] * (count - 1),
        service_distributions=[Exponential(1 / mean) for _, mean in stations],
        number_of_servers=[people for people, _ in stations],
        routing=[[1.0 if k == j + 1 else 0.0 for k in range(count)] for j in range(count)],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(cases, method="Finish")
    came: dict[int, float] = {}
    left: dict[int, float] = {}
    for record in simulation.get_all_records():
        who = record.id_number
        came[who] = min(came.get(who, record.arrival_date), record.arrival_date)
        left[who] = max(left.get(who, record.exit_date), record.exit_date)
    return sum(left[who] - came[who] for who in left) / len(left)


if __name__ == "__main__":
    began = time.process_time()
    mean = simulate(sys.argv[1], int(sys.argv[2]))
    print(json.dumps({"seconds": time.process_time() - began, "cycle": mean}))
