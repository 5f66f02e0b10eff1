"""Expected visits of an absorbing Markov chain, by its fundamental matrix.

Source: Kemeny and Snell, *Finite Markov Chains* (1960), chapter 3: N = (I - P)^-1.
"""

import numpy as np

from functions.optimization.simulation.model import END, Model
from functions.optimization.simulation.sampling import Floats


def expected_visits(model: Model) -> Floats:
    """Return the mean number of visits of each state per case; the model must be sound."""
    size = len(model.states)
    inflow = np.eye(size)
    for index in model.reached():
        for route in model.states[index].routes:
            if route.target != END:
                inflow[route.target, index] -= route.probability
    begun = np.zeros(size)
    begun[0] = 1.0
    return np.asarray(np.linalg.solve(inflow, begun), dtype=np.float64)


def expected_executions(model: Model) -> dict[str, float]:
    """Return the mean number of executions of each step per case, by name."""
    executions: dict[str, float] = {}
    for state, visits in zip(model.states[1:], expected_visits(model)[1:], strict=True):
        done = float(visits) * (1 - model.steps[state.step].skipped_share)
        executions[state.step] = executions.get(state.step, 0.0) + done
    return executions


def expected_flows(model: Model) -> dict[tuple[str, str], float]:
    """Return how often per case one step directly follows another, by names, without the end."""
    flows: dict[tuple[str, str], float] = {}
    for state, visits in zip(model.states, expected_visits(model), strict=True):
        for route in state.routes:
            if route.target != END:
                flow = (state.step, model.states[route.target].step)
                flows[flow] = flows.get(flow, 0.0) + float(visits) * route.probability
    return flows


def elapsed_h(model: Model, flow: tuple[str, str]) -> float:
    """Return the mean time from one step to the completion of the next, without queues."""
    target, delay = model.steps[flow[1]], model.delays.get(flow)
    work = target.processing.mean_h if target.processing else 0.0
    return (delay.sampler.mean_h if delay else 0.0) + work + target.added_h


def expected_elapsed_h(model: Model) -> float:
    """Return the mean cycle time where nothing overlaps, is skipped or queues."""
    flows = expected_flows(model)
    return sum(times * elapsed_h(model, flow) for flow, times in flows.items())


def utilisation(model: Model) -> dict[str, float]:
    """Return the share of each pool's working time that the arriving cases ask for."""
    if model.arrivals_per_h is None:
        return {}
    executions = expected_executions(model)
    load = dict.fromkeys(sorted(model.pools), 0.0)
    for name, times in executions.items():
        step = model.steps[name]
        if step.pool in load and step.processing is not None:
            load[step.pool] += model.arrivals_per_h * times * step.processing.mean_h
    return {
        name: hours * model.pools[name].stretch / model.pools[name].capacity
        for name, hours in load.items()
    }
