"""template.yaml as the laptop's cloud deploys it."""

import json

from cli.local_template import ARCHIVE, SCALING, adapt, resolved

TEMPLATE = """
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: !Sub "${AWS::StackName}-bus"}}
  Archive:
    Type: AWS::Events::Archive
    Properties:
      ArchiveName: fixed
      SourceArn: !GetAtt Bus.Arn
      EventPattern: {source: [{prefix: wfo.}]}
      RetentionDays: !Ref Days
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TimeToLiveSpecification: {AttributeName: expiration, Enabled: true}
      KeySchema: []
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: common/}}
  Agent:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/agent/
      Events:
        Asked:
          Type: SQS
          Properties: {Queue: !GetAtt Queue.Arn, ScalingConfig: {MaximumConcurrency: !Ref Most}}
Outputs:
  BusName: {Value: !Ref Bus}
"""


def test_local_code_is_replaced_by_the_package_and_nothing_else_changes() -> None:
    resources = json.loads(adapt(TEMPLATE, "s3://code/x.zip").body)["Resources"]
    assert resources["Agent"]["Properties"]["CodeUri"] == "s3://code/x.zip"
    assert resources["Layer"]["Properties"]["ContentUri"] == "s3://code/x.zip"
    assert resources["Bus"]["Properties"]["Name"] == {"Fn::Sub": "${AWS::StackName}-bus"}
    assert resources["Table"]["Properties"] == {"KeySchema": []}


def test_what_the_cloud_does_not_take_is_kept_for_later_with_its_properties() -> None:
    adapted = adapt(TEMPLATE, "s3://code/x.zip")
    document = json.loads(adapted.body)
    assert "Archive" not in document["Resources"]
    assert "ScalingConfig" not in json.dumps(document)
    later = {(each.logical_id, each.name): each.properties for each in adapted.later}
    assert set(later) == {
        ("Archive", ARCHIVE),
        ("Table", "TimeToLiveSpecification"),
        ("AgentAsked", SCALING),
    }
    assert later["Table", "TimeToLiveSpecification"]["AttributeName"] == "expiration"


def test_intrinsic_functions_of_later_settings_are_resolved_by_the_stack() -> None:
    adapted = adapt(TEMPLATE, "s3://code/x.zip")
    outputs = json.loads(adapted.body)["Outputs"]
    assert outputs.pop("BusName") == {"Value": {"Ref": "Bus"}}
    values = {
        json.dumps({"Fn::GetAtt": ["Bus", "Arn"]}): "arn:bus",
        json.dumps({"Ref": "Days"}): "30",
        json.dumps({"Ref": "Most"}): "2",
    }
    made = {name: values[json.dumps(output["Value"])] for name, output in outputs.items()}
    archive = next(each for each in adapted.later if each.name == ARCHIVE)
    assert resolved(archive.properties, made) == {
        "ArchiveName": "fixed",
        "SourceArn": "arn:bus",
        "EventPattern": {"source": [{"prefix": "wfo."}]},
        "RetentionDays": 30,
    }
