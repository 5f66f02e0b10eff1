"""functions/output/dossier/stated_flows.py and functions/output/pictures/gateways.py"""

from dataclasses import replace
from itertools import pairwise

import pytest
from defusedxml import ElementTree

from common.model.facts import Facts
from common.model.figure import Figure, Provenance
from common.model.workflow import END, START, Activity, Flow, Gateway, Workflow
from functions.output.dossier.content import Picture, Table
from functions.output.dossier.process_section import process
from functions.output.dossier.results import Results
from functions.output.dossier.stated_flows import map_flows, map_gateways
from functions.output.pictures.gateways import MapGateway
from functions.output.pictures.process_map import MapFlow, MapNode, process_map
from tests.unit.dossier_fixture import stated_results


def share(value: float, provenance: Provenance = Provenance.STATED) -> Figure:
    return Figure(value=value, unit="share", provenance=provenance, origin="said so")


CLAIMS = Workflow(
    name="Claims",
    activities=tuple(Activity(id=n, name=n) for n in ("A", "B", "C")),
    gateways=(
        Gateway(id="merge", kind="exclusive"),
        Gateway(id="ok", kind="exclusive", name="In order?"),
        Gateway(id="both", kind="parallel"),
    ),
    flows=(
        Flow(source=START, target="merge", probability=share(1)),
        Flow(source="merge", target="A", probability=share(1)),
        Flow(source="A", target="ok", probability=share(1)),
        Flow(source="ok", target="merge", probability=share(0.2), condition="no"),
        Flow(source="ok", target="both", condition="yes"),
        Flow(source="both", target="B", probability=share(1)),
        Flow(source="both", target="C", probability=share(1)),
        Flow(source="B", target=END, probability=share(1)),
        Flow(source="C", target=END, probability=share(1)),
    ),
)


def test_gateways_that_only_merge_are_not_drawn():
    assert [gateway.id for gateway in map_gateways(CLAIMS)] == ["ok", "both"]
    ends = {(flow.source, flow.target) for flow in map_flows(CLAIMS)}
    assert {(START, "A"), ("ok", "A"), ("ok", "both"), ("both", "B")} <= ends
    assert not any("merge" in pair for pair in ends)


def test_lines_are_as_wide_as_cases_are_expected_to_come_that_way():
    weights = {(f.source, f.target): round(f.weight, 6) for f in map_flows(CLAIMS)}

    assert weights["A", "ok"] == 1.25
    assert weights["ok", "A"] == 0.25
    assert weights["both", "B"] == weights["both", "C"] == 1


def test_labels_give_conditions_and_shares_that_are_known_and_say_which_are_assumed():
    words = {(f.source, f.target): f.words for f in map_flows(CLAIMS)}
    guessed = tuple(
        f.model_copy(update={"probability": share(0.05, Provenance.ASSUMED)})
        if f.condition == "no"
        else f
        for f in CLAIMS.flows
    )
    assumed = map_flows(CLAIMS.model_copy(update={"flows": guessed}))

    assert words["ok", "A"] == ("20%", "no")
    assert words["ok", "both"] == ("yes",)
    assert words["both", "B"] == ()
    assert ("5% assumed", "no") in [f.words for f in assumed]


def test_merges_that_only_lead_to_each_other_are_left_out():
    circling = CLAIMS.model_copy(
        update={
            "gateways": (Gateway(id="x", kind="exclusive"), Gateway(id="y", kind="exclusive")),
            "flows": (
                Flow(source="A", target="x"),
                Flow(source="x", target="y"),
                Flow(source="y", target="x"),
            ),
        }
    )

    assert map_flows(circling) == []


def test_a_map_shows_every_kind_of_gateway_with_its_sign_and_name_escaped():
    kinds = ("exclusive", "parallel", "inclusive", "event_based")
    names = {"exclusive": "<script>Sure?"}
    gateways = [MapGateway(kind, kind, names.get(kind, "")) for kind in kinds]
    nodes = [MapNode("A", "A"), MapNode("W", "Wait", waits=True), *gateways]
    order = [START, "A", *kinds, "W", END]
    flows = [MapFlow(source, target, 1.0) for source, target in pairwise(order)]
    drawing = process_map(nodes, flows, (START, END))
    root = ElementTree.fromstring(drawing.svg)
    signs = [e for e in root.iter() if e.get("class") == "sign"]

    assert len([e for e in root.iter() if e.get("class") == "node gateway"]) == 4
    assert [e.tag.rpartition("}")[2] for e in signs] == ["line"] * 4 + ["circle"] * 3
    assert "<script>" not in drawing.svg
    assert 'class="node waits"' in drawing.svg


def results_of(workflow: Workflow) -> Results:
    return replace(stated_results(), workflow=workflow, facts=FACTS)


FACTS = Facts(source="stated", provenance=Provenance.STATED, activity_count=3)


def test_a_share_of_ways_is_named_by_the_places_it_lies_between():
    made = results_of(CLAIMS)

    assert made.figure_name("probability:ok->both") == (
        "Probability: In order? → parallel split or join"
    )
    assert made.figure_name("probability:A->ok") == "Probability: A → In order?"


def test_the_table_says_that_nobody_works_in_a_wait():
    waiting = tuple(
        a.model_copy(update={"kind": "wait"}) if a.id == "B" else a for a in CLAIMS.activities
    )
    section = process(results_of(CLAIMS.model_copy(update={"activities": waiting})))
    table = next(block for block in section.blocks if isinstance(block, Table))
    rows = {row[0].text: [cell.text for cell in row[1:3]] for row in table.rows}

    assert rows["B"] == ["nobody", "none"]
    assert rows["A"] == ["not known", "not known"]
    picture = section.blocks[0]
    assert "× one of the ways, + all ways at once." in picture.caption
    assert "Dashed boxes are waits." in picture.caption


def test_roles_that_do_not_fit_beside_each_other_are_not_drawn_and_the_caption_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def shown() -> Picture:
        section = process(stated_results())
        assert section is not None
        return next(b for b in section.blocks if isinstance(b, Picture))

    assert "By role" in [view.name for view in shown().views]
    assert "by role" not in shown().caption
    monkeypatch.setattr("functions.output.dossier.process_maps.WIDEST", 10.0)
    assert "By role" not in [view.name for view in shown().views]
    assert "not drawn by role" in shown().caption
