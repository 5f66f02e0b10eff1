"""A small valid document of every format, to be damaged."""

import io
import json
from datetime import UTC, datetime, timedelta

import polars as pl

from tests.unit import ocel_fixture
from tests.unit.bpmn_fixture import written
from tests.unit.test_bpmn_parameters import VALID

AT = "2026-01-0{}T0{}:00:00Z"
ACTIVITIES = ("Submit", "Check", "Approve")
CASES = 4


def xes() -> str:
    traces = "".join(
        f'<trace><string key="concept:name" value="c{case}"/><float key="amount" value="1.5"/>'
        + "".join(
            f'<event><string key="concept:name" value="{name}"/>'
            f'<string key="org:resource" value="Kim"/>'
            f'<string key="lifecycle:transition" value="{"start" if at == 1 else "complete"}"/>'
            f'<date key="time:timestamp" value="{AT.format(case + 1, at + 1)}"/>'
            f'<int key="cost:total" value="3"/></event>'
            for at, name in enumerate(("Submit", "Check", "Check", "Approve"))
        )
        + "</trace>"
        for case in range(CASES)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="2.0">'
        '<extension name="Concept" prefix="concept" uri="x"/>'
        '<global scope="event"><string key="concept:name" value="none"/></global>'
        '<classifier name="Activity" keys="concept:name"/>'
        '<string key="concept:name" value="Requests"/>' + traces + "</log>"
    )


def rows() -> list[dict[str, object]]:
    return [
        {
            "case_id": f"c{case}",
            "activity": name,
            "start": AT.format(case + 1, at + 1),
            "end": AT.format(case + 1, at + 2),
            "resource": "Kim",
            "cost": 1.5,
            "amount": case,
        }
        for case in range(CASES)
        for at, name in enumerate(ACTIVITIES)
    ]


def table(delimiter: str) -> str:
    lines = [list(rows()[0]), *(map(str, row.values()) for row in rows())]
    return "\r\n".join(delimiter.join(line) for line in lines) + "\r\n"


def parquet() -> bytes:
    body = io.BytesIO()
    pl.DataFrame(rows()).write_parquet(body)
    return body.getvalue()


def instants(count: int) -> list[datetime]:
    return [datetime(2026, 1, 1, 8, tzinfo=UTC) + timedelta(hours=at) for at in range(count)]


def steps() -> dict[str, object]:
    return {
        "name": "Travel approval",
        "description": "How trips are approved.",
        "currency": "EUR",
        "steps": [
            "Submit request (20 minutes)",
            {
                "name": "Check", "role": "Clerk", "processing": "30 minutes", "wait": "2 days",
                "rejection_rate": 0.1, "cost": 12.5, "systems": ["SAP"],
                "next": [{"to": "Pay", "probability": 0.9}, {"to": "end", "condition": "bad"}],
            },
            {"name": "Pay", "role": "Cashier", "duration_minutes": 10, "notes": "by hand"},
        ],
        "roles": {"Clerk": {"headcount": 2, "cost_per_hour": 40}, "Cashier": 1},
        "cycle_time": "7 days",
        "rejection_rate": 0.15,
        "weekly_volume": 120,
        "kpis": {"backlog": 30, "clicks": "45", "approval_levels": 3},
        "problems": ["Requests get lost."],
    }  # fmt: skip


def _flows(*pairs: str) -> str:
    return "".join(
        f'<sequenceFlow id="{one}_{other}" name="way" sourceRef="{one}" targetRef="{other}"/>'
        for one, other in (pair.split(">") for pair in pairs)
    )


MODEL = written(
    '<collaboration id="k"><participant id="pool" name="Office" processRef="p"/></collaboration>'
    '<process id="p" name="Requests"><laneSet id="ls"><lane id="l" name="Clerk">'
    "<flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef></lane></laneSet>"
    '<startEvent id="s"/><userTask id="a" name="Check"/><exclusiveGateway id="g" name="Fine?"/>'
    '<task id="b" name="Pay"><multiInstanceLoopCharacteristics isSequential="true"/></task>'
    '<intermediateCatchEvent id="t" name="Wait"><timerEventDefinition><timeDuration>PT2H'
    "</timeDuration></timerEventDefinition></intermediateCatchEvent>"
    '<boundaryEvent id="x" attachedToRef="b" cancelActivity="false"><errorEventDefinition/>'
    '</boundaryEvent><parallelGateway id="q"/><parallelGateway id="j"/>'
    '<subProcess id="u" name="Inside"><startEvent id="us"/><task id="ua" name="Sort"/>'
    '<endEvent id="ue"/>' + _flows("us>ua", "ua>ue") + '</subProcess><endEvent id="e"/>'
    '<task id="c" name="File"/>'
    + _flows("s>a", "a>g", "g>q", "g>a", "q>b", "q>t", "b>j", "t>j", "j>u", "u>e", "x>c", "c>e")
    + "</process>"
).decode()
PARAMETERS = VALID | {
    "gateway_branching_probabilities": [
        {
            "gateway_id": "g",
            "probabilities": [{"path_id": "g_q", "value": 0.8}, {"path_id": "g_a", "value": 0.2}],
        }
    ]
}

PROSE = (
    "Travel approval\n\nAbout thirty requests a day arrive. The employee fills in the form "
    "(20 minutes). Then the supervisor checks it, which waits two to three working days. One in "
    "eight is sent back. If the amount is over €10,000, the board decides. Finally the clerk pays."
)
YAML = """name: Travel approval
steps:
  - Submit request
  - name: Check
    role: Clerk
    processing: 30 minutes
    next: [Pay, {to: end, probability: 0.1}]
  - name: Pay
cycle_time: 7 days
rejection_rate: 15%
"""
TEXTS = {
    "xes": (xes(), "log.xes"),
    "csv": (table(","), "log.csv"),
    "tsv": (table("\t"), "log.tsv"),
    "semicolons": (table(";"), ""),
    "ocel_json": (json.dumps(ocel_fixture.as_json()), "log.jsonocel"),
    "ocel_xml": (ocel_fixture.xml_bytes().decode(), "log.xmlocel"),
    "bpmn": (MODEL, "model.bpmn"),
    "json_steps": (json.dumps(steps()), "steps.json"),
    "json_events": (json.dumps({"name": "Log", "events": rows()}), "events.json"),
    "yaml": (YAML, "steps.yaml"),
    "prose": (PROSE, "process.txt"),
}
TREES = {
    "steps": steps(),
    "events": {"name": "Log", "events": rows()},
    "model": {"bpmn": MODEL, "simulation": PARAMETERS, "weekly_volume": 30},
    "objects": ocel_fixture.as_json(),
}
