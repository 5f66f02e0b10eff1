"""What must hold for every resource of template.yaml."""

import ast
import json
import re
from functools import cache
from importlib import import_module

import pytest

from common.events import CATALOGUE
from tests.paths import ROOT
from tests.template import referred, resources, template

FUNCTIONS = dict(resources("AWS::Serverless::Function"))
QUEUES = dict(resources("AWS::SQS::Queue"))
RULES = dict(resources("AWS::Events::Rule"))
TABLES = {
    re.sub(r"^\$\{AWS::StackName\}-", "", table["TableName"]["Sub"]): table
    for _, table in resources("AWS::DynamoDB::Table")
}
CONTRACTS = {contract.detail_type: contract for contract in CATALOGUE}
AGENTS = ("Input", "Analysis", "Optimization", "Output")
FED_BY_A_QUEUE = (*AGENTS, "Intake")
GLOBALS = template()["Globals"]["Function"]


def environment(function: dict) -> dict:
    return GLOBALS["Environment"]["Variables"] | function["Environment"]["Variables"]


def statements(function: dict) -> list[dict]:
    inline = [policy for policy in function["Policies"] if "Statement" in policy]
    return [statement for policy in inline for statement in policy["Statement"]]


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_handler_exists_in_the_code_that_is_packaged(function):
    module, name = function["Handler"].rsplit(".", 1)

    assert callable(getattr(import_module(module), name))
    assert module.startswith(function["CodeUri"].strip("/").replace("/", "."))


@pytest.mark.parametrize("agent", AGENTS)
def test_every_rule_matches_what_some_stage_publishes(agent):
    pattern = RULES[f"{agent}Rule"]["EventPattern"]
    for detail_type in pattern["detail-type"]:
        publishers = {f"wfo.{stage}" for stage in CONTRACTS[detail_type].publishers}
        assert set(pattern["source"]) == publishers


@pytest.mark.parametrize("agent", FED_BY_A_QUEUE)
def test_every_agent_has_a_rule_a_queue_and_dead_letters_for_both(agent):
    [target] = RULES[f"{agent}Rule"]["Targets"]
    queue = QUEUES[f"{agent}Queue"]

    assert referred(target["Arn"]) == f"{agent}Queue"
    assert referred(target["DeadLetterConfig"]["Arn"]) == f"{agent}RuleDeadLetters"
    assert referred(queue["RedrivePolicy"]["deadLetterTargetArn"]) == f"{agent}DeadLetters"
    assert (
        str(queue["RedrivePolicy"]["maxReceiveCount"])
        == environment(FUNCTIONS[agent])["MAX_RECEIVE_COUNT"]
    )


@pytest.mark.parametrize("agent", FED_BY_A_QUEUE)
def test_every_queue_waits_six_times_its_function_and_reports_single_failures(agent):
    function = FUNCTIONS[agent]
    [source] = [e["Properties"] for e in function["Events"].values() if e["Type"] == "SQS"]

    assert referred(source["Queue"]) == f"{agent}Queue"
    assert QUEUES[f"{agent}Queue"]["VisibilityTimeout"] >= 6 * function["Timeout"]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"]["MaximumConcurrency"]
    assert referred(environment(function)["QUEUE_URL"]) == f"{agent}Queue"


@pytest.mark.parametrize("agent", FED_BY_A_QUEUE)
def test_only_its_own_rule_may_send_to_a_queue_and_only_over_tls(agent):
    [allow, deny] = dict(resources("AWS::SQS::QueuePolicy"))[f"{agent}QueuePolicy"][
        "PolicyDocument"
    ]["Statement"]

    source = allow["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert referred(source) == f"{agent}Rule"
    assert deny["Effect"] == "Deny"
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_every_queue_refuses_connections_without_tls():
    denied = {
        referred(queue)
        for _, policy in resources("AWS::SQS::QueuePolicy")
        for queue in policy["Queues"]
        if any(
            statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
            for statement in policy["PolicyDocument"]["Statement"]
        )
    }
    assert denied == set(QUEUES)


def test_dead_letters_are_kept_two_weeks_and_watched():
    alarmed = {
        referred(alarm["Dimensions"][0]["Value"])
        for _, alarm in resources("AWS::CloudWatch::Alarm")
    }
    for agent in FED_BY_A_QUEUE:
        assert QUEUES[f"{agent}DeadLetters"]["MessageRetentionPeriod"] == 14 * 86_400
        assert f"{agent}DeadLetters" in alarmed


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_may_publish_as_its_own_source_only(function):
    own = f"wfo.{environment(function)['STAGE']}"
    for statement in statements(function):
        if "events:PutEvents" in statement["Action"]:
            assert statement["Condition"] == {"StringEquals": {"events:source": own}}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_no_policy_has_a_wildcard_for_an_action_or_for_all_resources(function):
    for statement in statements(function):
        actions = statement["Action"]
        for action in actions if isinstance(actions, list) else [actions]:
            assert "*" not in action
        assert statement["Resource"] != "*"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_log_group_that_forgets(name):
    groups = dict(resources("AWS::Logs::LogGroup"))

    assert groups[f"{name}Logs"]["LogGroupName"] == {"Sub": f"/aws/lambda/${{{name}}}"}
    assert groups[f"{name}Logs"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_environment_variable_that_the_code_reads_is_in_the_template(name):
    """The laptop's workers inherit the host's environment, which would hide a missing one."""
    stage_folder = ROOT / FUNCTIONS[name]["CodeUri"]
    sources = [*(ROOT / "common").rglob("*.py"), *stage_folder.rglob("*.py")]
    read = {
        (alias, required) for source in sources for alias, required in aliases(source.read_text())
    }
    given = set(environment(FUNCTIONS[name]))
    given_to_stage = set.union(
        *(
            set(environment(f))
            for f in FUNCTIONS.values()
            if f["CodeUri"] == FUNCTIONS[name]["CodeUri"]
        )
    )
    assert {alias for alias, _ in read} <= given_to_stage | {"QUEUE_URL"}
    common = {
        alias
        for source in (ROOT / "common").rglob("*.py")
        for alias, required in aliases(source.read_text())
        if required
    }
    assert common
    assert common <= given


@cache
def aliases(source: str) -> list[tuple[str, bool]]:
    """Return the upper-case aliases of pydantic fields, and whether each must be given."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Field":
            words = {k.arg: k.value for k in node.keywords}
            alias = words.get("alias")
            if isinstance(alias, ast.Constant) and str(alias.value).isupper():
                found.append((alias.value, "default" not in words))
    return found


def test_the_tables_have_exactly_the_designed_keys_and_indexes():
    found = {
        name: (
            [key["AttributeName"] for key in table["KeySchema"]],
            {
                index["IndexName"]: (
                    [key["AttributeName"] for key in index["KeySchema"]],
                    index["Projection"].get("NonKeyAttributes")
                    or index["Projection"]["ProjectionType"],
                )
                for index in table.get("GlobalSecondaryIndexes", [])
            },
        )
        for name, table in TABLES.items()
    }
    assert found == {
        "workflow-processing-state": (
            ["session_id", "timestamp"],
            {
                "workflow-id-index": (["workflow_id", "timestamp"], "ALL"),
                "processing-stage-index": (["processing_stage", "timestamp"], "KEYS_ONLY"),
            },
        ),
        "agent-performance-metrics": (
            ["agent_name", "metric_timestamp"],
            {
                "session-metrics-index": (["session_id", "metric_timestamp"], "ALL"),
                "quality-score-index": (
                    ["agent_name", "quality_score"],
                    ["session_id", "metric_timestamp", "execution_time_ms"],
                ),
            },
        ),
        "workflow-optimization-results": (
            ["workflow_id", "optimization_timestamp"],
            {
                "inefficiency-score-index": (
                    ["inefficiency_score", "optimization_timestamp"],
                    ["workflow_id", "optimization_potential", "session_id"],
                )
            },
        ),
        "system-configuration": (["config_category", "config_key"], {}),
        "idempotency": (["id"], {}),
    }


def test_tables_are_on_demand_encrypted_recoverable_and_survive_the_stack():
    for name, resource in template()["Resources"].items():
        if resource["Type"] == "AWS::DynamoDB::Table":
            table = resource["Properties"]
            assert table["BillingMode"] == "PAY_PER_REQUEST", name
            assert table["SSESpecification"] == {"SSEEnabled": True}
            assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
            assert resource["DeletionPolicy"] == "Retain"
    stream = TABLES["workflow-processing-state"]["StreamSpecification"]
    assert stream == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_the_bucket_is_private_versioned_encrypted_and_tells_eventbridge():
    [(_, bucket)] = resources("AWS::S3::Bucket")

    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert bucket["NotificationConfiguration"]["EventBridgeConfiguration"]["EventBridgeEnabled"]
    assert {rule["Id"] for rule in bucket["LifecycleConfiguration"]["Rules"]} == {
        "intake",
        "sessions",
        "leftovers",
        "model-answers",
    }


def test_every_route_but_health_needs_a_key_and_posted_bodies_are_checked():
    [(_, api)] = resources("AWS::Serverless::Api")
    routes = [event["Properties"] for event in FUNCTIONS["Api"]["Events"].values()]

    assert api["Auth"] == {"ApiKeyRequired": True}
    open_routes = [route["Path"] for route in routes if "Auth" in route]
    assert open_routes == ["/health"]
    for route in routes:
        if route["Method"] == "post" and not route["Path"].endswith("/cancel"):
            assert route["RequestModel"]["ValidateBody"]
            assert route["RequestModel"]["Model"] in api["Models"]


def test_every_route_of_the_template_is_one_of_the_documented_api_and_the_reverse():
    documented = json.loads((ROOT / "documentation" / "api_documentation.json").read_text())
    routes = {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for event in FUNCTIONS["Api"]["Events"].values()
    }
    assert routes == {
        (method, path) for path, methods in documented["paths"].items() for method in methods
    }


def test_no_event_source_shares_the_name_of_a_resource():
    """SAM names a mapping function id + event id; a collision passes every validator."""
    names = set(template()["Resources"])
    for function, properties in FUNCTIONS.items():
        for event in properties.get("Events", {}):
            assert f"{function}{event}" not in names


def test_the_archive_keeps_what_idempotency_remembers():
    [(_, archive)] = resources("AWS::Events::Archive")

    assert archive["RetentionDays"] == {"Ref": "ArchiveRetentionDays"}
    assert GLOBALS["Environment"]["Variables"]["ARCHIVE_RETENTION_DAYS"] == {
        "Ref": "ArchiveRetentionDays"
    }
