"""Plays a workflow with gateways as a token game: one token starts, and tokens move along flows."""

from collections import Counter, defaultdict

from common.model.workflow import END, START, Workflow

Marking = tuple[tuple[int, int], ...]  # flow -> tokens on it


class Game:
    def __init__(self, workflow: Workflow) -> None:
        self.kinds = {gateway.id: gateway.kind for gateway in workflow.gateways}
        self.incoming: dict[str, list[int]] = defaultdict(list)
        self.outgoing: dict[str, list[int]] = defaultdict(list)
        for at, flow in enumerate(workflow.flows):
            self.outgoing[flow.source].append(at)
            self.incoming[flow.target].append(at)
        self.activities = {a.id: a.name for a in workflow.activities}
        self.start = _marking(Counter(self.outgoing[START]))
        self.done = _marking(Counter(self.incoming[END]))

    def moves(self, marking: Marking) -> list[tuple[str, Marking]]:
        """Every node that can be executed, with the marking after it."""
        found = []
        for node in [*self.activities, *self.kinds]:
            for taken, given in self._ways(node):
                tokens = Counter(dict(marking))
                if all(tokens[flow] >= 1 for flow in taken):
                    tokens.subtract(taken)
                    tokens.update(given)
                    found.append((node, _marking(tokens)))
        return found

    def _ways(self, node: str) -> list[tuple[list[int], list[int]]]:
        inward, outward = self.incoming[node], self.outgoing[node]
        if self.kinds.get(node) == "parallel":
            return [(inward, outward)]
        return [([one], [other]) for one in inward for other in outward]

    def explore(self, bound: int) -> tuple[dict[Marking, list[tuple[str, Marking]]], bool]:
        """Every marking that is reached, and whether all were seen."""
        seen: dict[Marking, list[tuple[str, Marking]]] = {}
        pending = [self.start]
        while pending and len(seen) < bound:
            marking = pending.pop()
            if marking not in seen:
                seen[marking] = self.moves(marking)
                pending += [after for _, after in seen[marking]]
        return seen, not pending

    def language(self, longest: int) -> set[tuple[str, ...]]:
        """The sequences of at most so many activities from start to end."""
        seen = {((), self.start)}
        pending = [((), self.start)]
        words = set()
        while pending:
            word, marking = pending.pop()
            if marking == self.done:
                words.add(word)
            for node, after in self.moves(marking):
                longer = (*word, self.activities[node]) if node in self.activities else word
                if len(longer) <= longest and (longer, after) not in seen:
                    seen.add((longer, after))
                    pending.append((longer, after))
        return words


def _marking(tokens: Counter[int]) -> Marking:
    return tuple(sorted((flow, count) for flow, count in tokens.items() if count))
