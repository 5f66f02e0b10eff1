"""functions/input/text/story.py, graph.py and functions/input/reading/told_order.py"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.figure import Provenance
from common.model.workflow import END, START
from functions.input.reading.written import text_reading
from functions.input.text.graph import Graph, is_sound
from functions.input.text.steps import MAX_SENTENCE, prose
from functions.input.text.story import Story, story

ORDER = """Every purchase request is entered by the employee in the portal. We get about thirty a
day. The team lead approves or rejects the request; it waits two to three working days for this.
If the amount exceeds €10,000, the board must approve the purchase as well, which happens in one of
eight cases. Then the buyer orders the goods in SAP, which takes half an hour. At the same time,
the accounting department creates the budget entry. Finally, the warehouse receives the goods and
informs the employee. Three buyers do this work.""".replace("\n", " ")


def workflow(text: str):
    return text_reading(text).workflow


def names(text: str) -> list[str]:
    return [activity.name for activity in workflow(text).activities]


def ways(text: str) -> set[tuple[str, str]]:
    """The flows by the names of their steps; gateways by their kind."""
    found = workflow(text)
    called = {a.id: a.name for a in found.activities}
    called |= {g.id: g.kind for g in found.gateways}
    return {(called.get(f.source, f.source), called.get(f.target, f.target)) for f in found.flows}


def conditions(text: str) -> dict[str, str | None]:
    found = workflow(text)
    called = {a.id: a.name for a in found.activities} | {END: END}
    gates = {g.id for g in found.gateways if g.kind == "exclusive"}
    return {called.get(f.target, "gateway"): f.condition for f in found.flows if f.source in gates}


def test_names_activities_in_the_imperative_whoever_does_them():
    text = "The invoice is checked by the clerk. Then the manager signs it and sends it back."

    assert names(text) == ["Check the invoice", "Sign the invoice", "Send back the invoice"]


def test_pronouns_stand_for_who_acted_last():
    found = workflow("The buyer compares the offers. She orders the goods. They are packed.")

    roles = {role.id: role.name for role in found.roles}
    assert [roles.get(a.role or "") for a in found.activities] == ["Buyer", "Buyer", None]


def test_a_choice_has_a_gateway_with_its_conditions():
    text = (
        "The clerk checks the claim. If the claim is valid, the clerk pays the customer. "
        "Otherwise, the clerk writes a letter. Then the clerk files the claim."
    )

    assert conditions(text) == {
        "Pay the customer": "the claim is valid",
        "Write a letter": "otherwise",
    }
    assert ("Pay the customer", "File the claim") in ways(text)
    assert ("Write a letter", "File the claim") in ways(text)


def test_a_choice_without_another_way_can_be_passed_by():
    text = "The clerk checks the claim. If it is large, an expert inspects the car. It is paid."

    assert ("exclusive", "Inspect the car") in ways(text)
    assert any(
        source == "exclusive" and target != "Inspect the car" for source, target in ways(text)
    )


def test_contrary_conditions_are_ways_of_one_decision():
    text = (
        "The manager reviews the request. If the request is approved, the clerk books the trip. "
        "If the request is not approved, the clerk informs the employee."
    )

    assert [gateway.kind for gateway in workflow(text).gateways] == ["exclusive"]


def test_a_condition_after_its_activity_is_a_condition_of_it():
    text = "The clerk checks the invoice and pays it if it is correct."

    assert conditions(text)["Pay the invoice"] == "it is correct"


def test_a_stated_share_is_the_probability_of_its_way_and_the_rest_is_inferred():
    found = workflow(ORDER)
    shares = {flow.condition: flow.probability for flow in found.flows}

    assert shares["the amount exceeds €10,000"].value == 0.125
    assert shares["the amount exceeds €10,000"].origin == '"one of eight"'
    assert shares["otherwise"].value == 0.875
    assert shares["otherwise"].provenance is Provenance.INFERRED


def test_a_share_that_is_not_stated_is_asked_for():
    reading = text_reading(
        "The clerk checks the claim. If it is large, an expert inspects the car."
    )

    assert any("it is large" in question.text for question in reading.quality.questions)
    unknown = [flow for flow in reading.workflow.flows if flow.probability is None]
    assert len(unknown) == 2


def test_figures_of_a_paragraph_reach_their_steps_roles_and_the_process():
    found = workflow(ORDER)
    steps = {activity.name: activity for activity in found.activities}
    roles = {role.name: role for role in found.roles}

    waited = steps["Approve or reject the request"].waiting_h
    assert waited.value == pytest.approx(84)
    assert (waited.low, waited.high) == pytest.approx((67.2, 100.8))
    assert "7/5" in waited.origin
    assert steps["Order the goods in SAP"].processing_h.value == 0.5
    assert steps["Order the goods in SAP"].systems == ("SAP",)
    assert roles["Buyer"].headcount.value == 3
    assert found.figures["cases_per_week"].value == 150


def test_what_happens_at_the_same_time_is_parallel():
    found = ways(ORDER)

    assert {
        ("parallel", "Order the goods in SAP"),
        ("parallel", "Create the budget entry"),
    } <= found
    assert ("Order the goods in SAP", "parallel") in found
    assert ("parallel", "Receive the goods") in found


@pytest.mark.parametrize(
    "text",
    [
        "The nurse takes the sample. Meanwhile, the doctor examines the patient. The lab reports.",
        "While the nurse takes the sample, the doctor examines the patient.",
        "The nurse takes the sample and, at the same time, the doctor examines the patient.",
    ],
)
def test_reads_parallel_work_however_it_is_told(text):
    assert [gateway.kind for gateway in workflow(text).gateways] == ["parallel", "parallel"]
    assert ("parallel", "Examine the patient") in ways(text)


def test_what_is_sent_back_goes_to_who_had_it():
    text = (
        "The clerk writes the report. The manager checks the report. If the report is incomplete, "
        "it is sent back to the clerk. Otherwise, the manager signs the report."
    )

    assert ("Send back the report", "Write the report") in ways(text)


def test_a_share_that_is_sent_back_is_a_way_back_with_its_probability():
    text = (
        "The clerk enters the claim. The expert checks the claim. One in eight is sent back to the "
        "clerk for correction. The manager signs the claim."
    )
    found = workflow(text)
    back = [flow for flow in found.flows if flow.target == "enter_the_claim"]

    assert [flow.probability.value for flow in back if flow.source != START] == [0.125]
    check = next(a for a in found.activities if a.name == "Check the claim")
    assert check.rejection_share.value == 0.125


def test_rejected_cases_end_where_others_go_on():
    text = (
        "The manager reviews the request. If the request is rejected, the clerk informs the "
        "employee. Otherwise, the clerk books the trip. The employee travels."
    )

    assert ("Inform the employee", END) in ways(text)


def test_a_way_that_ends_the_process_ends():
    text = (
        "The clerk checks the form. If it is a duplicate, the clerk deletes the form and the "
        "process ends. The clerk files the form."
    )

    assert ("Delete the form", END) in ways(text)


def test_what_is_done_before_comes_before():
    text = "Before the manager signs the contract, the lawyer checks the contract."

    assert names(text) == ["Check the contract", "Sign the contract"]


def test_a_clause_that_repeats_a_step_is_no_further_step():
    text = (
        "The clerk registers the claim. After the clerk registers the claim, an expert checks it."
    )

    assert names(text) == ["Register the claim", "Check the claim"]


def test_a_limit_that_is_set_is_not_the_time_that_a_step_takes():
    text = "The agent solves the ticket. Tickets must be closed within five working days."
    found = workflow(text)

    assert found.figures["target_h"].value == pytest.approx(168)
    assert all(a.elapsed_h is None and a.waiting_h is None for a in found.activities)


def test_vague_words_are_circumstances_and_no_numbers():
    found = workflow("The clerk checks the form. Applications are hardly ever refused.")

    assert "Applications are hardly ever refused." in found.circumstances
    assert "rejection_share" not in found.figures


def test_a_step_keeps_the_sentence_it_was_read_from():
    assert (
        workflow("The clerk checks the form.").activities[0].notes == "The clerk checks the form."
    )


def test_the_same_text_gives_the_same_bytes():
    assert workflow(ORDER).to_json() == workflow(ORDER).to_json()


PARTS = st.sampled_from(
    [
        "The clerk checks the form.",
        "If the form is wrong, the clerk returns it to the employee for correction.",
        "If it is not wrong, the manager signs it.",
        "Otherwise, the manager rejects the form and the process ends.",
        "Meanwhile, the buyer orders the goods.",
        "In parallel, accounting books the amount.",
        "While the lab tests the sample, the nurse writes a note.",
        "One in eight is sent back to the clerk for correction.",
        "This is repeated until all is correct.",
        "Before the manager signs the form, the lawyer reads it.",
        "It is sent back to the clerk if it is late.",
        "Sometimes the goods are lost.",
        "The process ends.",
        "In the latter case, the case is closed.",
    ]
)


def tokens_can_finish(graph: Graph | Story) -> bool:
    """Play the graph: from every state that can be reached, the end can be reached alone."""
    kinds = {gate.id: gate.kind for gate in graph.gateways}
    into = {n: [e for e in graph.edges if e.target == n] for n in {e.target for e in graph.edges}}
    out = {n: [e for e in graph.edges if e.source == n] for n in {e.source for e in graph.edges}}
    following = {}
    open_ = [frozenset({out["start"][0]})]
    while open_:
        state = open_.pop()
        if state in following:
            continue
        following[state] = nexts = []
        for edge in state:
            node = edge.target
            if node == "end":
                continue
            waits = kinds.get(node) == "parallel"
            taken = set(into[node]) if waits else {edge}
            if not taken <= state:
                continue
            rest = state - taken
            produced = [out[node]] if waits else [[one] for one in out[node]]
            nexts += [frozenset({*rest, *new}) for new in produced]
        open_ += nexts
    good = {s for s in following if len(s) == 1 and next(iter(s)).target == "end"}
    while more := {s for s in following if s not in good and good & set(following[s])}:
        good |= more
    return good == set(following)


@settings(max_examples=80, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=9))
def test_whatever_is_told_every_step_is_reached_and_can_end(parts):
    found = story(["The employee fills in the form.", *parts])

    assert is_sound(found.edges, len(found.written.steps))
    assert tokens_can_finish(found)


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "decide", "otherwise", "end", "back", "down", "beside", "together"]
        ),
        st.integers(0, 5),
    ),
    max_size=14,
)


class Teller:
    """Tells steps in any order; remembers what stands in parallel blocks."""

    def __init__(self):
        self.graph, self.count, self.inside = Graph(), 0, {}
        self.add()

    def add(self):
        self.graph.add(self.count)
        self.count += 1

    def tell(self, what: str, number: int) -> None:
        if what == "decide":
            self.graph.decide("x")
        elif what == "otherwise":
            self.graph.otherwise(None)
        elif what == "back" and number < self.count:
            self.graph.back_to(self.inside.get(number, number))
        elif what == "beside":
            self.beside(self.count - 1)
        elif what == "together":
            self.graph.together([self.count, self.count + 1])
            self.count += 2
            self.inside |= dict.fromkeys([self.count - 2, self.count - 1], self.graph.split)
        else:
            {"end": self.graph.end, "down": self.graph.turn_down}.get(what, self.add)()

    def beside(self, last: int) -> None:
        if self.graph.again_alongside():
            self.add()
            self.graph.rejoin()
            self.inside[self.count - 1] = self.graph.split
            return
        place = next((i for i, edge in enumerate(self.graph.edges) if edge.target == last), 0)
        if last not in self.inside and self.graph.alongside(last, place):
            self.add()
            self.graph.rejoin()
            self.inside |= dict.fromkeys([last, self.count - 1], self.graph.split)


@settings(max_examples=250, deadline=None)
@given(ACTIONS)
def test_no_order_of_telling_makes_a_graph_that_gets_stuck(actions):
    teller = Teller()
    for what, number in actions:
        teller.tell(what, number)
    teller.graph.finish()

    assert is_sound(teller.graph.edges, teller.count)
    assert tokens_can_finish(teller.graph)


HOSTILE = [
    "if " * 300_000,
    "a" * 1_000_000,
    "every " * 150_000,
    "1 - " * 250_000,
    "up to " * 160_000,
    "otherwise, " * 90_000,
    "(" * 1_000_000,
    "the clerk checks and " * 40_000,
    "in " + "x " * 400_000 + "cases",
    "." * 900_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:8])
def test_a_sentence_of_a_megabyte_is_read_within_bounds(text):

    title, parts = prose(text)
    found = story(parts[:20], title)

    assert all(len(part) <= MAX_SENTENCE for part in parts)
    assert len(found.written.steps) <= 20 * MAX_SENTENCE
