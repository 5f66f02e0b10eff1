"""functions/input/text/completing.py, objects.py and splitting.py: what the model does not see"""

import pytest

from functions.input.reading.written import text_reading


def told(text: str) -> list[tuple[str, str | None]]:
    """The names of the activities, and who does them."""
    found = text_reading(text).workflow
    roles = {role.id: role.name for role in found.roles}
    return [(one.name, roles.get(one.role or "")) for one in found.activities]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Then a technician is scheduled, which takes two days.", ["Schedule a technician"]),
        ("The repair is done on site.", ["Do the repair"]),
        ("Every tender will be published on the platform.", ["Publish the tender"]),
        ("The grain is milled and mashed.", ["Mill the grain", "Mash the grain"]),
        ("The malt will be delivered and will be weighed.", ["Deliver the malt", "Weigh the malt"]),
        ("When the service is stable, the incident is closed.", ["Close the incident"]),
        ("Purchasing reorders it and tells the customer.", ["Reorder it", "Tell the customer"]),
    ],
)
def test_reads_verbs_that_the_model_was_not_taught(text, steps):
    assert [name for name, _ in told(text)] == steps


def test_a_participle_after_another_shares_its_object_and_names_who_does_it():
    text = "A claim is registered by the clerk, assessed by an adjuster and paid out by accounting."

    assert told(text) == [
        ("Register a claim", "Clerk"),
        ("Assess a claim", "Adjuster"),
        ("Pay out a claim", "Accounting"),
    ]
