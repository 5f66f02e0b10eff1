"""What each redesign operator changes in the workflow that people see."""

from collections.abc import Callable

from common.language import say
from common.model.figure import Figure
from common.model.portfolio import Difference, Redesign
from common.numerals import share as percent
from functions.optimization.to_be.draft import CannotEditError, Draft, share_of

ALL = 0.999  # a share from which on there is no other way any more


class Editor:
    """Applies one redesign to a draft."""

    def __init__(self, draft: Draft, redesign: Redesign) -> None:
        self.draft = draft
        self.redesign = redesign

    # Places

    @property
    def step(self) -> str:
        """The activity that the redesign is about; raises ``CannotEditError``."""
        place = self.redesign.where
        for step in (place.activity, place.flow[1] if place.flow else None):
            if step in self.draft.activities:
                return str(step)
        raise CannotEditError("no activity of the process")

    @property
    def pair(self) -> tuple[str, str]:
        """The two activities that the redesign is about; raises ``CannotEditError``."""
        flow = self.redesign.where.flow
        if flow is None or not set(flow) <= self.draft.activities.keys() or flow[0] == flow[1]:
            raise CannotEditError("no two activities of the process")
        return flow

    def share(self, *names: str) -> tuple[float, Figure | None]:
        """Return the first of these parameters that there is; else a whole."""
        for name in names:
            if name in self.redesign.parameters:
                figure = self.redesign.parameters[name]
                return min(max(figure.value, 0.0), 1.0), figure
        return 1.0, None

    def note(self, kind: str, element: str, text: str) -> None:
        """Say what differs at an element."""
        self.draft.differences.append(
            Difference.model_validate(
                {"kind": kind, "element": element, "redesign": self.redesign.id, "text": text}
            )
        )

    def name(self, step: str) -> str:
        """Return what people call an activity."""
        return self.draft.activities[step].name

    # Edits

    def left_out(self) -> None:
        """Leave a step out, of all cases or of a share of them."""
        step, (share, figure) = self.step, self.share("exempt_share", "omitted_share")
        if share >= ALL:
            self._remove(step)
            return
        draft, name = self.draft, self.name(step)
        draft.no_event_before(step)
        accepted = draft.accepted(step)
        if accepted.target == step:
            raise CannotEditError("the most frequent way leads back")
        asks = draft.gateway(f"whether_{step}", "exclusive", say("{step} needed?", step=name))
        draft.reroute(draft.into(step), target=asks)
        meets = draft.merge_on(accepted, f"on_after_{step}")
        draft.link(asks, step, share_of(1 - share, figure))
        draft.link(asks, meets, share_of(share, figure))
        self.note(
            "added",
            asks,
            say("{share} of the cases go on without {step}.", share=percent(share), step=name),
        )
        self.note("added", meets, say("The ways with and without {step} meet.", step=name))
        self.note("changed", step, self.redesign.title)

    def _remove(self, step: str) -> None:
        draft, name = self.draft, self.name(step)
        if len(draft.activities) == 1:
            raise CannotEditError("nothing would be left")
        draft.no_event_before(step)
        self._pass_over(step)
        self.note("removed", step, say("{step} is left out.", step=name))

    def _pass_over(self, step: str) -> None:
        """Take an activity out; where its ways cannot be joined a gateway stays in its place."""
        draft = self.draft
        draft.no_limit(step)
        into, out = draft.into(step), draft.only_out(step)
        ends = {(flow.source, flow.target) for flow in draft.flows}
        del draft.activities[step]
        alone = len(into) == 1 and into[0].source not in (step, out.target)
        if alone and (into[0].source, out.target) not in ends:
            draft.flows.remove(out)
            draft.reroute(into, target=out.target)
            return
        stays = draft.gateway(f"instead_of_{step}", "exclusive")
        draft.reroute(into, target=stays)
        draft.reroute([f for f in draft.flows if f.source == step], source=stays)
        self.note("added", stays, say("The ways to the step that is left out meet here."))

    def automated(self) -> None:
        """Let a machine do a step, for all cases or for a share of them."""
        step, (share, figure) = self.step, self.share("automated_share")
        name, draft = self.name(step), self.draft
        if share >= ALL:
            self.note("changed", step, say("A machine does {step}.", step=name))
            return
        draft.no_event_before(step)
        asks = draft.gateway(f"rules_for_{step}", "exclusive", say("Do rules suffice?"))
        machine = draft.activity(f"automatic_{step}", say("{step} by rules", step=name))
        draft.reroute(draft.into(step), target=asks)
        meets = draft.merge_on(draft.only_out(step), f"done_{step}")
        draft.link(asks, machine, share_of(share, figure))
        draft.link(asks, step, share_of(1 - share, figure))
        draft.link(machine, meets)
        part = f"{share:.0%}"
        self.note("added", asks, say("Rules decide on {share} of {step}.", share=part, step=name))
        self.note("added", machine, say("A machine does {share} of {step}.", share=part, step=name))
        self.note("added", meets, say("Both ways of {step} meet.", step=name))
        self.note("changed", step, say("People do only what rules cannot decide."))

    def side_by_side(self) -> None:
        """Begin two consecutive steps together."""
        (first, second), draft = self.pair, self.draft
        on = draft.accepted(first)
        if on.target != second or draft.into(second) != [on]:
            raise CannotEditError("they do not always follow each other")
        draft.no_event_before(first)
        into, behind = draft.into(first), draft.only_out(second)
        fork = draft.gateway(f"fork_{first}", "parallel")
        join = draft.gateway(f"join_{first}", "parallel")
        names = {"first": self.name(first), "second": self.name(second)}
        if len(into) > 1:  # a parallel gateway would wait for all of them
            before = draft.gateway(f"before_{first}", "exclusive")
            draft.link(before, fork)
            self.note("added", before, say("The ways to {first} meet.", first=names["first"]))
        draft.reroute(into, target=fork if len(into) == 1 else before)
        if on.source == first:
            draft.reroute([on], source=join, target=behind.target)
        else:  # what was decided between the two is decided when both are done
            draft.reroute([on], target=behind.target)
            draft.reroute(draft.out(first), source=join)
        draft.flows.remove(behind)
        for step in (first, second):
            draft.link(fork, step)
            draft.link(step, join)
        self.note("added", fork, say("{first} and {second} begin together.", **names))
        self.note("added", join, say("The case goes on when both are done."))
        self.note("moved", second, say("{second} no longer waits for {first}.", **names))

    def check_first(self) -> None:
        """Let the second of two checks come before the first, each with its choice after it."""
        (first, second), draft = self.pair, self.draft
        on, further = draft.accepted(first), draft.accepted(second)
        if on.target != second or further.target == first:
            raise CannotEditError("they do not follow each other")
        for step in (first, second):
            draft.no_event_before(step)
        into, behind = draft.into(first), further.target
        draft.reroute(into, target=second)
        draft.reroute([further], target=first)
        draft.reroute([on], target=behind)
        names = {"first": self.name(first), "second": self.name(second)}
        self.note("moved", second, say("{second} comes before {first}.", **names))
        self.note("moved", first, say("{first} comes after {second}.", **names))

    def later(self) -> None:
        """Move the first of two steps behind the acceptance by the second."""
        (first, second), draft = self.pair, self.draft
        if draft.decision_after(first) is not None:
            raise CannotEditError("what follows the first depends on its outcome")
        for step in (first, second):
            draft.no_event_before(step)
        into, out = draft.into(first), draft.only_out(first)
        ends = {(flow.source, flow.target) for flow in draft.flows}
        if len(into) != 1 or (into[0].source, out.target) in ends or into[0].source == out.target:
            raise CannotEditError("the ways around the first cannot be joined")
        draft.flows.remove(out)
        draft.reroute(into, target=out.target)
        accepted = draft.accepted(second)
        draft.reroute([accepted], target=first)
        draft.link(first, accepted.target)
        names = {"first": self.name(first), "second": self.name(second)}
        self.note("moved", first, say("{first} comes only after {second} has accepted.", **names))

    def merged(self) -> None:
        """Make one step of two."""
        (first, second), draft = self.pair, self.draft
        if not draft.follows(first, second):
            raise CannotEditError("they do not always follow each other")
        names = {"first": self.name(first), "second": self.name(second)}
        both = say("{first} and {second}", **names)[:500]
        self._pass_over(second)
        draft.activities[first] = draft.activities[first].model_copy(update={"name": both})
        self.note("changed", first, say("One hand does {first} and {second} in one go.", **names))
        self.note("removed", second, say("{second} is done together with {first}.", **names))

    def in_two(self) -> None:
        """Cut a step in two; the second part is for the cases that need it."""
        step, (share, figure) = self.step, self.share("needing_share")
        name, draft = self.name(step), self.draft
        out = draft.only_out(step)
        part = draft.activity(
            f"second_part_of_{step}", say("{step}, second part", step=name),
            draft.activities[step].role,
        )  # fmt: skip
        if share >= ALL:
            draft.reroute([out], target=part)
            draft.link(part, out.target)
        else:
            asks = draft.gateway(f"more_of_{step}", "exclusive", say("More needed?"))
            draft.reroute([out], target=asks)
            meets = draft.gateway(f"enough_of_{step}", "exclusive")
            draft.link(meets, out.target)
            draft.link(asks, part, share_of(share, figure))
            draft.link(asks, meets, share_of(1 - share, figure))
            draft.link(part, meets)
            self.note(
                "added", asks, say("Only some cases need the second part of {step}.", step=name)
            )
            self.note("added", meets, say("Both ways of {step} meet.", step=name))
        self.note("added", part, say("The second part of {step}.", step=name))
        self.note("changed", step, say("Only what every case needs."))

    def checked_before(self) -> None:
        """Add a check before a step."""
        name = self.name(self.step)
        self._added_before(say("Check completeness before {step}", step=name), "check")

    def sorted_before(self) -> None:
        """Add the sorting of cases before a step."""
        self._added_before(say("Sort cases before {step}", step=self.name(self.step)), "sort")

    def _added_before(self, name: str, wanted: str) -> None:
        step, draft = self.step, self.draft
        draft.no_event_before(step)
        added = draft.activity(f"{wanted}_before_{step}", name)
        draft.reroute(draft.into(step), target=added)
        draft.link(added, step)
        self.note("added", added, self.redesign.title)

    def more_people(self) -> None:
        """Add people to a role."""
        role = self.draft.roles.get(self.redesign.where.role or "")
        added = self.redesign.parameters.get("added_headcount")
        if role is None or added is None:
            raise CannotEditError("no role of the process")
        if role.headcount is not None:
            more = role.headcount.model_copy(
                update={"value": role.headcount.value + added.value, "low": None, "high": None}
            )
            self.draft.roles[role.id] = role.model_copy(update={"headcount": more})
        self.note("changed", role.id, self.redesign.title)

    def marked(self) -> None:
        """Mark the place of a change that no arrow or box shows."""
        draft, place = self.draft, self.redesign.where
        flow = place.flow or ("", "")
        for element in (place.activity, flow[1], flow[0], place.role):
            if element in draft.activities or element in draft.roles:
                self.note("changed", str(element), self.redesign.title)
                return
        self.note("changed", next(iter(draft.activities)), self.redesign.title)


EDITS: dict[str, Callable[[Editor], None]] = {
    "eliminate": Editor.left_out,
    "empower": Editor.left_out,
    "automate": Editor.automated,
    "parallelise": Editor.side_by_side,
    "parallel_approvals": Editor.side_by_side,
    "knock_out": Editor.check_first,
    "resequence": Editor.later,
    "compose": Editor.merged,
    "split": Editor.in_two,
    "add_control": Editor.checked_before,
    "pre_validation": Editor.checked_before,
    "triage": Editor.sorted_before,
    "case_types": Editor.sorted_before,
    "extra_resource": Editor.more_people,
}
