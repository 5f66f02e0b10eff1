"""Prose to steps in their order: who does what, choices, parallel work, loops and figures.

Sentences are labelled by the model and read one after the other. Where it is not clear how steps
belong together they follow one another, and that is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from functions.input.text import cues, statements
from functions.input.text.attachment import attach, owner, without_conditional_times
from functions.input.text.clauses import Act, Clauses, clauses
from functions.input.text.conditions import Condition, Told
from functions.input.text.contexts import VAGUE
from functions.input.text.figures import Stated
from functions.input.text.graph import Edge, Graph, Node, Split, in_sequence, is_sound
from functions.input.text.labelled import labelled
from functions.input.text.lexicon import REJECTED
from functions.input.text.naming import Cast
from functions.input.text.phrases import WAIT
from functions.input.text.quantities import Quantity, quantity
from functions.input.text.relations import contrary
from functions.input.text.splitting import apart
from functions.input.text.steps import Written, WrittenStep, detail, told_beside, trouble
from functions.input.text.word_classes import lemma

MAX_SENTENCES = 2000
WORD = re.compile(r"[^\W_]+")
STATED = frozenset({"target", "people", "backlog", "hourly", "money", "rhythm", "threshold"})


@dataclass
class Story:
    """Everything that a text tells."""

    written: Written = field(default_factory=Written)
    edges: list[Edge] = field(default_factory=list)
    gateways: list[Split] = field(default_factory=list)
    figures: list[tuple[Stated, int | None]] = field(default_factory=list)  # with their step
    systems: dict[int, list[str]] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # sentences of work that gave nothing
    helped: bool = False  # a language model said which steps there are, and in what order


def story(sentences: Sequence[str], title: str | None = None) -> Story:
    """Return what the sentences of a text tell, in their order."""
    reader = _Reader(Story(Written(title=title)))
    for told in labelled(apart(sentences[:MAX_SENTENCES])):
        reader.read(told)
    return reader.finished()


class _Reader:
    """Reads labelled sentences one after the other."""

    def __init__(self, found: Story) -> None:
        self.story = found
        self.written = found.written
        self.graph = Graph()
        self.cast = Cast()
        self.acts: list[Act] = []  # one per step
        self.parallel: dict[int, str] = {}  # steps in parallel blocks, with where these begin
        self.decided_at = 0  # the number of steps when the decision began
        self.told_condition: list[str] = []
        self.block: tuple[Node, int] | None = None  # the first node of the last sentence

    def read(self, told: Told) -> None:
        """Take in one sentence."""
        self._vague(told)
        trouble(told.text, self.written)
        beside = told_beside(told.text, self.written) or statements.is_staff(told)
        if beside or statements.state_share(told, self.graph):
            self._figures(told, [])
            return
        if statements.is_statement(told):
            detail(told.text, self.written)
            self._figures(told, [], times=False)
            return
        if self._is_detail(told):
            self._detail(told)
            return
        found = clauses(told, self.cast)
        if not self.acts and found.acts and re.match(r"\W*when\b", told.text, re.IGNORECASE):
            found.conditions = [one for one in found.conditions if one.start > 0]
        since = len(self.graph.edges)
        if not (found.acts or found.later or found.earlier or found.conditions):
            self._no_act(told)
            return
        self._told_together(told, found)
        added = [e.target for e in self.graph.edges[since:]]
        self.block = (added[0], since) if added else self.block

    def _vague(self, told: Told) -> None:
        if VAGUE.search(told.text) or any(one.kind == "rhythm" for one in told.figures):
            self.written.circumstances.append(told.text[:500])

    def _is_detail(self, told: Told) -> bool:
        """A wait, or the share of cases that fails: about the step before, no step itself."""
        if cues.IF.match(told.text) or cues.ELSE.match(told.text):
            return False
        if WAIT.search(" ".join(told.text.split()[:4])):
            return len(told.sentence.of("Activity")) <= 1 or " before " in told.text
        rejected = re.search(REJECTED, told.text, re.IGNORECASE)
        shares = [one for one in told.figures if one.kind == "share"]
        return bool(rejected and shares and shares[0].start < 25)

    def _detail(self, told: Told) -> None:
        before = len(self.written.steps)
        rejection = self.written.rejection
        last = self.written.steps[-1].rejection if before else None
        detail(told.text, self.written)
        shares = [one for one in told.figures if one.kind == "share"]
        back = shares and before and cues.BACK.search(told.text)
        at = statements.reworked(told, shares[0], self.acts) if shares else None
        if at is not None:
            self.written.steps[-1].rejection, self.written.rejection = last, rejection
            self.written.steps[at].rejection = quantity(shares[0])
        elif back and self._sent_back(told, shares[0]):
            self._rejecting(before - 1, shares[0], rejection)
        self._figures(told, [], times=False)

    def _rejecting(self, at: int, share: Stated, before: Quantity | None) -> None:
        """A way back is of the step before it, unless parallel steps leave that open."""
        if at not in self.parallel:
            self.written.rejection = before
            self.written.steps[at].rejection = quantity(share)

    def _sent_back(self, told: Told, share: Stated) -> bool:
        """ "One in eight is sent back to the clerk": a way back from the step before."""
        actors = [self.cast.role(told.sentence, one) for one in told.sentence.of("Actor")]
        known = [role for role in actors if role in {step.role for step in self.written.steps}]
        if not known and not cues.CORRECTION.search(told.text):
            return False
        self.graph.decide(f"{told.text[:200].rstrip('.')}", share)
        self.decided_at = len(self.written.steps)
        placed = self._back(known[-1] if known else None, self.decided_at)
        if not placed:
            self.story.unclear.append(told.text[:200])
        self.graph.close()
        self.block = None
        return placed

    def _no_act(self, told: Told) -> None:
        if cues.REPEATED.search(told.text) and self.written.steps:
            self._repeated(told)
            return
        if cues.ENDS.search(told.text) and self.graph.decision is not None:
            self.graph.end()
            self.graph.close()
        detail(told.text, self.written)
        self._figures(told, [], times=False)
        self.story.unread += [told.text[:200]] if statements.tells_work(told) else []

    def _repeated(self, told: Told) -> None:
        until = cues.UNTIL.search(told.text)
        words = f"not yet: {until['what'].strip()[:200]}" if until else told.text[:200]
        last = len(self.written.steps) - 1
        self.graph.decide(words)
        if last in self.parallel or not self.graph.back_to(last):
            self.story.unclear.append(told.text[:200])
        self.graph.close()

    # ---- sentences with activities or conditions

    def _told_together(self, told: Told, found: Clauses) -> None:
        told = without_conditional_times(told, found.conditions)
        steps: list[int] = []
        parallel = cues.PARALLEL.search(told.text)
        if not self._goes_on(found):
            self.graph.close()
        if parallel or found.opener == "while":
            begun = self._in_parallel(told, found, parallel)
            if begun:
                self._figures(told, begun)
                return
            if parallel and self.written.steps:
                self.story.unclear.append(told.text[:200])
        steps += [self._step(act, told) for act in found.earlier if self._is_new(act)]
        steps += self._in_order(told, found)
        for act in found.later:
            before = self._restated(act)
            if before is None:
                steps.append(self._step(act, told))
            elif steps and steps[0] not in self.parallel:
                self._move_before(before, steps)
        self.graph.rejoin()
        self._figures(told, steps)
        self.story.unread += statements.left_out(told, steps)

    def _goes_on(self, found: Clauses) -> bool:
        """Whether a sentence tells another way of the decision before."""
        if not found.conditions or (self.graph.decision or self.graph.closed) is None:
            return False
        first = found.conditions[0]
        if found.acts and found.acts[0].start < first.start:
            return False
        return first.other or self._contrary(first)

    def _contrary(self, condition: Condition) -> bool:
        if self.graph.decision is None or condition.words is None:
            return False
        return contrary(self.told_condition, [lemma(w) for w in WORD.findall(condition.words)])

    def _in_order(self, told: Told, found: Clauses) -> list[int]:
        items: list[tuple[int, Act | Condition]] = [(a.start, a) for a in found.acts]
        items += [(c.start - 0.5 if c.start else -1, c) for c in found.conditions]  # type: ignore[misc]
        steps: list[int] = []
        for _, item in sorted(items, key=lambda pair: pair[0]):
            if isinstance(item, Condition):
                self._way(item)
            elif not self._is_repeat(item, steps):
                steps.append(self._step(item, told))
        if found.conditions:
            self._leads_away(told, found, steps)
        elif cues.BACK.search(told.text) and cues.CORRECTION.search(told.text) and steps:
            self._unconditional_return(told, steps)
        return steps

    def _is_repeat(self, act: Act, steps: Sequence[int]) -> bool:
        if act.verb == "receive" and act.role is None:
            return self._restated(act) is not None
        return any(self.written.steps[at].name == act.name for at in steps)

    def _way(self, condition: Condition) -> None:
        words = condition.words
        lemmas = [lemma(word) for word in WORD.findall(words or "")]
        if condition.other or self._contrary(condition):
            exhaustive = words is None or not condition.other
            if self.graph.otherwise(words, condition.share, exhaustive=exhaustive):
                self.told_condition = lemmas or self.told_condition
                return
            if condition.other and words is None:
                self.story.unclear.append("otherwise")
                return
        self.graph.decide(words, condition.share)
        self.decided_at = len(self.written.steps)
        self.told_condition = lemmas

    def _leads_away(self, told: Told, found: Clauses, steps: Sequence[int]) -> None:
        """A way of a decision may go back, end, or turn the case down."""
        last = found.conditions[-1]
        tail = told.text[last.end if last.end < len(told.text) - 2 else 0 :]
        acts = [self.acts[at] for at in steps]
        if cues.BACK.search(tail) and not self.graph.inside:
            recipient = next((a.recipient for a in reversed(acts) if a.recipient), None)
            named = recipient or self._named(told, last.end)
            had_it = named is not None and any(s.role == named for s in self.written.steps)
            if statements.goes_back(tail, had_it=had_it) and self._back(named, self.decided_at):
                return
        if cues.ENDS.search(tail):
            self.graph.end()
        elif cues.REFUSAL.search(last.words or "") or any(a.verb in cues.REFUSED for a in acts):
            self.graph.turn_down()

    def _named(self, told: Told, since: int) -> str | None:
        actors = [a for a in told.sentence.of("Actor") if told.chars(a)[0] >= since]
        return self.cast.role(told.sentence, actors[-1]) if actors else None

    def _unconditional_return(self, told: Told, steps: Sequence[int]) -> None:
        """ "He returns the form to the clerk for correction": not every time, or it never ends."""
        at = steps[-1]
        act = self.acts[at]
        if act.verb not in {"return", "send", "hand", "give", "pass"} or at < 1:
            return
        if self.graph.inside or len(steps) > 1:
            return
        entering = [edge for edge in self.graph.edges if edge.target == at]
        self.graph.edges = [edge for edge in self.graph.edges if edge.target != at]
        self.graph.frontier = entering
        self.graph.decide(None)
        self.graph.add(at)
        self._back(act.recipient, at)
        self.graph.close()

    def _back(self, role: str | None, until: int) -> bool:
        """Lead back to the role's last step before ``until`` from which it is decided again.

        A parallel block is entered again at its beginning.
        """
        own = [at for at in range(until) if role and self.written.steps[at].role == role]
        earlier = [at for at in range(until) if at not in self.parallel]
        others = [earlier[-2] if len(earlier) > 1 else earlier[0]] if earlier else []
        targets = [self.parallel.get(at, at) for at in reversed(own)] + others
        return any(self.graph.back_to(target) for target in targets)

    # ---- parallel work

    def _in_parallel(self, told: Told, found: Clauses, cue: re.Match[str] | None) -> list[int]:
        acts = [*found.earlier, *found.acts]
        if found.opener == "while":
            acts = [act for act in acts if self._restated(act) is None]
            found.acts = [act for act in found.acts if act in acts]
        roles = {act.role for act in acts}
        each_other = found.opener == "while" or (
            cue is not None and cues.TOGETHER.match(cue.group()) and cue.start() > 15
        )
        between = cue is not None and any(act.end < cue.start() for act in acts)
        between = between and len(acts) == 2 and cue is not None and acts[1].start > cue.start()
        apart = between or (each_other and len(acts) > 1 and len(roles) > 1)
        if apart and not found.conditions:
            steps = [self._new(act, told) for act in acts]
            self.graph.together(steps)
            self.parallel |= dict.fromkeys(steps, self.graph.split)
            return steps
        if not acts or (cue is None and found.opener != "while"):
            return []
        return self._beside_before(told, found, acts)

    def _beside_before(self, told: Told, found: Clauses, acts: Sequence[Act]) -> list[int]:
        since = len(self.written.steps)
        if not self.graph.again_alongside():
            if self.block is None or not self.graph.alongside(*self.block):
                return []
            first = self.block[0]
            begun = [e.target for e in self.graph.edges[self.block[1] :]]
            inside = [at for at in [first, *begun] if isinstance(at, int)]
            self.parallel |= dict.fromkeys(inside, self.graph.split)
        steps = self._in_order(told, found) if found.acts else []
        if not steps:
            steps = [self._step(act, told) for act in acts[:1]]
        self.graph.rejoin()
        told_now = range(since, len(self.written.steps))
        self.parallel |= dict.fromkeys(told_now, self.graph.split)
        return steps

    # ---- steps

    def _step(self, act: Act, told: Told) -> int:
        at = self._new(act, told)
        self.graph.add(at)
        return at

    def _new(self, act: Act, told: Told) -> int:
        step = WrittenStep(name=act.name, sentence=told.text, role=act.role)
        step.waiting, self.written.next_wait = self.written.next_wait, None
        self.written.steps.append(step)
        self.acts.append(act)
        at = len(self.acts) - 1
        found = [match["name"].strip() for match in cues.SYSTEM.finditer(told.text[act.start :])]
        known = {role.lower() for role in self.cast.roles}
        systems = [one for one in found[:3] if one.lower() not in known]
        if systems:
            self.story.systems[at] = systems
        return at

    def _is_new(self, act: Act) -> bool:
        """Whether "after the clerk checks the form" tells a step that was not told yet."""
        passed = act.verb in {"receive", "complete", "finish"} or act.role is None
        return not passed and self._restated(act) is None

    def _restated(self, act: Act) -> int | None:
        for at in range(len(self.acts) - 1, max(-1, len(self.acts) - 9), -1):
            other = self.acts[at]
            if act.verb and other.verb == act.verb and (not act.head or other.head == act.head):
                return at
        return None

    def _move_before(self, at: int, steps: Sequence[int]) -> None:
        """ "Before he signs, the clerk checks": where the signing was told already."""
        if len(steps) != 1 or at in self.parallel:
            return
        new = steps[0]
        entering = [edge for edge in self.graph.edges if edge.target == new]
        alone = [edge.source for edge in self.graph.frontier] == [new]
        if len(entering) != 1 or not alone or self.graph.decision is not None:
            return
        self.graph.edges.remove(entering[0])
        self.graph.frontier = [Edge(entering[0].source, "?", entering[0].condition)]
        self.graph.insert_before(at, new)

    # ---- figures

    def _figures(self, told: Told, steps: Sequence[int], *, times: bool = True) -> None:
        for one in told.figures:
            at = owner(one, steps, self.acts)
            if one.kind in STATED:
                self.story.figures.append((one, at))
            elif at is not None and times:
                attach(one, at, self.acts[at], told, self.written)
        if re.search(REJECTED, told.text, re.IGNORECASE) and len(steps) == 1:
            shares = [one for one in told.figures if one.kind == "share"]
            step = self.written.steps[steps[0]]
            if shares and step.rejection is None and self.graph.decision is None:
                step.rejection = quantity(shares[0])

    def finished(self) -> Story:
        """Return the story, its graph closed and checked."""
        self.graph.finish()
        count = len(self.written.steps)
        found = self.story
        if is_sound(self.graph.edges, count):
            found.edges, found.gateways = self.graph.edges, self.graph.gateways
        else:
            found.edges, found.gateways = in_sequence(count), []
            found.unclear.append("the whole text")
        found.unclear += self.graph.unclear
        return found
