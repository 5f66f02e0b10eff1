"""The picture of the process to be."""

from dataclasses import replace

from defusedxml import ElementTree

from common.model.portfolio import Difference, ToBe
from common.model.workflow import Activity, Flow, Gateway
from functions.output.dossier.content import Picture
from functions.output.dossier.results import Results
from functions.output.dossier.to_be_map import to_be_picture
from tests.unit.dossier_fixture import stated_results

SVG = "{http://www.w3.org/2000/svg}"
REDESIGN = "automate:a2"


def _with_changes() -> Results:
    """Nobody approves any more; a rule does, and the third step is done by another role."""
    made = stated_results()
    workflow = made.workflow
    kept = tuple(a for a in workflow.activities if a.id != "a2")
    rule = Activity(id="a4", name="Check against the limits", role="r1")
    flows = [("start", "a1"), ("a1", "a4"), ("a4", "a3"), ("a3", "end")]
    after = workflow.model_copy(
        update={
            "activities": (*kept, rule),
            "flows": tuple(Flow(source=a, target=b) for a, b in flows),
            "gateways": (),
        }
    )
    differences = (
        Difference(kind="added", element="a4", redesign=REDESIGN, text="A rule checks limits."),
        Difference(kind="removed", element="a2", redesign=REDESIGN, text="Nobody approves."),
        Difference(kind="changed", element="r3", redesign=REDESIGN, text="One more buyer."),
    )
    portfolio = made.portfolio.model_copy(
        update={
            "recommended": (REDESIGN,),
            "to_be": ToBe(workflow=after, differences=differences),
        }
    )
    return replace(made, portfolio=portfolio)


def _boxes(picture: Picture) -> dict[str, str]:
    """Return the class of the box by the first line of its name."""
    root = ElementTree.fromstring(picture.svg)
    boxes = [e for e in root.iter(f"{SVG}rect") if "node" in (e.get("class") or "").split()]
    names = [e for e in root.iter(f"{SVG}text") if "name" in (e.get("class") or "").split()]
    found = {}
    for box in boxes:
        x, y = float(box.get("x", "0")), float(box.get("y", "0"))
        width, height = float(box.get("width", "0")), float(box.get("height", "0"))
        inside = [
            n.text
            for n in names
            if x < float(n.get("x", "0")) < x + width and y < float(n.get("y", "0")) < y + height
        ]
        found[" ".join(t or "" for t in inside)] = box.get("class") or ""
    return found


def test_each_box_shows_what_becomes_of_it() -> None:
    picture = to_be_picture(_with_changes())
    assert picture is not None
    boxes = _boxes(picture)
    assert "added" in boxes["Check against the limits"]
    assert "removed" in boxes["Approve the request"]
    assert "changed" in boxes["Order the goods"]  # its role changes
    assert boxes["Write the request"] == "node"


def test_what_is_dropped_keeps_its_ties_as_ghosts() -> None:
    picture = to_be_picture(_with_changes())
    assert picture is not None
    root = ElementTree.fromstring(picture.svg)
    ghosts = [e for e in root.iter(f"{SVG}path") if "removed" in (e.get("class") or "").split()]
    assert len(ghosts) >= 2


def test_a_new_gateway_is_marked_too() -> None:
    made = _with_changes()
    to_be = made.portfolio.to_be
    assert to_be is not None
    ways = [("start", "a1"), ("a1", "g"), ("g", "a4"), ("g", "a3"), ("a4", "a3"), ("a3", "end")]
    workflow = to_be.workflow.model_copy(
        update={
            "gateways": (Gateway(id="g", kind="exclusive", name="Within limits?"),),
            "flows": tuple(Flow(source=a, target=b) for a, b in ways),
        }
    )
    new = Difference(kind="added", element="g", redesign=REDESIGN, text="Rules decide.")
    changed = ToBe(workflow=workflow, differences=(*to_be.differences, new))
    portfolio = made.portfolio.model_copy(update={"to_be": changed})
    picture = to_be_picture(replace(made, portfolio=portfolio))
    assert picture is not None
    assert 'class="node gateway added"' in picture.svg


def test_words_say_what_colours_say() -> None:
    picture = to_be_picture(_with_changes())
    assert picture is not None
    for words in ("+ added", "− removed", "≠ changed"):
        assert words in picture.svg
        assert words in picture.description


def test_without_a_process_to_be_there_is_no_picture() -> None:
    assert to_be_picture(stated_results()) is None
