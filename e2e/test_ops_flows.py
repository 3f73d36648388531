"""Operations of flow modules, views and associations, with boto3."""

import json

import pytest

from test_api import FLOW
from test_ops_association import pages, refused

MODULE = {
    "Version": "2019-10-30", "StartAction": "end", "Metadata": {},
    "Settings": {"InputParameters": [], "OutputParameters": [], "Transitions": []},
    "Actions": [{"Identifier": "end", "Type": "EndFlowModuleExecution", "Parameters": {}, "Transitions": {}}],
}


@pytest.fixture
def i(instance):
    return {"InstanceId": instance}


def test_modules_are_published_versioned_and_aliased(connect, i):
    settings = json.dumps({"transitions": {"results": [{"name": "Ok", "description": ""}]}})
    made = connect.create_contact_flow_module(**i, Name="M", Content=json.dumps(MODULE), Settings=settings, Tags={"a": "b"})
    m = {**i, "ContactFlowModuleId": made["Id"]}
    found = connect.describe_contact_flow_module(**m)["ContactFlowModule"]
    assert found["Content"] == json.dumps(MODULE) and found["Status"] == "PUBLISHED" and found["Settings"] == settings
    refused("DuplicateResourceException", connect.create_contact_flow_module, **i, Name="M", Content=json.dumps(MODULE))
    with pytest.raises(connect.exceptions.InvalidContactFlowModuleException) as error:
        connect.create_contact_flow_module(**i, Name="Bad", Content=json.dumps(FLOW))
    assert error.value.response["Problems"]
    refused("InvalidParameterException", connect.create_contact_flow_module, **i, Name="Bad", Content=json.dumps(MODULE), Settings="{")
    changed = json.dumps({**MODULE, "Metadata": {"x": 1}})
    connect.update_contact_flow_module_content(**{**m, "ContactFlowModuleId": made["Id"] + ":$SAVED"}, Content=changed)
    assert connect.describe_contact_flow_module(**m)["ContactFlowModule"]["Content"] == json.dumps(MODULE)
    saved = connect.describe_contact_flow_module(**{**m, "ContactFlowModuleId": made["Id"] + ":$SAVED"})
    assert saved["ContactFlowModule"]["Content"] == changed and saved["ContactFlowModule"]["Status"] == "SAVED"
    connect.update_contact_flow_module_content(**m, Content=changed)
    connect.update_contact_flow_module_metadata(**m, Name="M2", Description="d", State="ARCHIVED")
    rows = pages(connect.list_contact_flow_modules, "ContactFlowModulesSummaryList", **i)
    assert [(it["Name"], it["State"]) for it in rows] == [("M2", "ARCHIVED")]
    found = connect.search_contact_flow_modules(**i, SearchCriteria={"StateCondition": "ARCHIVED"})
    assert found["ApproximateTotalCount"] == 1 and "Content" not in found["ContactFlowModules"][0]
    assert connect.create_contact_flow_module_version(**m, Description="first")["Version"] == 1
    assert connect.create_contact_flow_module_version(**m)["Version"] == 2
    rows = pages(connect.list_contact_flow_module_versions, "ContactFlowModuleVersionSummaryList", **m)
    assert [it["Version"] for it in rows] == [1, 2]
    numbered = connect.describe_contact_flow_module(**{**m, "ContactFlowModuleId": made["Id"] + ":1"})
    assert numbered["ContactFlowModule"]["VersionDescription"] == "first"
    alias = connect.create_contact_flow_module_alias(**m, AliasName="live", ContactFlowModuleVersion=1)["Id"]
    a = {**m, "AliasId": alias}
    connect.update_contact_flow_module_alias(**a, ContactFlowModuleVersion=2)
    assert connect.describe_contact_flow_module_alias(**a)["ContactFlowModuleAlias"]["Version"] == 2
    assert connect.list_contact_flow_module_aliases(**m)["ContactFlowModuleAliasSummaryList"][0]["AliasName"] == "live"
    refused("InvalidRequestException", connect.delete_contact_flow_module_version, **m, ContactFlowModuleVersion=2)
    connect.delete_contact_flow_module_version(**m, ContactFlowModuleVersion=1)
    connect.delete_contact_flow_module_alias(**a)
    invoke = {
        "Version": "2019-10-30", "StartAction": "go", "Metadata": {},
        "Actions": [
            {"Identifier": "go", "Type": "InvokeFlowModule", "Parameters": {"FlowModuleId": made["Id"]},
             "Transitions": {"NextAction": "end", "Errors": [{"ErrorType": "NoMatchingError", "NextAction": "end"}]}},
            {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},
        ],
    }
    flow = connect.create_contact_flow(**i, Name="Invokes", Type="CONTACT_FLOW", Content=json.dumps(invoke))["ContactFlowId"]
    refused("InvalidRequestException", connect.delete_contact_flow_module, **m)
    connect.delete_contact_flow(**i, ContactFlowId=flow)
    connect.delete_contact_flow_module(**m)
    refused("ResourceNotFoundException", connect.describe_contact_flow_module, **m)


def test_views_have_content_and_versions(connect, i):
    content = {"Template": json.dumps({"Body": ["$.Customer.Name"]}), "Actions": ["Ok", "Back"]}
    made = connect.create_view(**i, Name="Form", Status="PUBLISHED", Content=content, Tags={"a": "b"})["View"]
    v = {**i, "ViewId": made["Id"]}
    assert made["Type"] == "CUSTOMER_MANAGED" and "Customer" in json.loads(made["Content"]["InputSchema"])["properties"]
    refused("DuplicateResourceException", connect.create_view, **i, Name="Form", Status="SAVED", Content=content)
    refused("InvalidParameterException", connect.create_view, **i, Name="x", Status="SAVED", Content={"Template": "{", "Actions": []})
    first = connect.create_view_version(**v, VersionDescription="one")["View"]
    assert first["Version"] == 1 and first["Arn"].endswith(":1")
    changed = connect.update_view_content(**v, Status="PUBLISHED", Content={**content, "Actions": ["Ok"]})["View"]
    assert changed["Content"]["Actions"] == ["Ok"] and changed["ViewContentSha256"] != made["ViewContentSha256"]
    assert connect.create_view_version(**v)["View"]["Version"] == 2
    rows = pages(connect.list_view_versions, "ViewVersionSummaryList", **v)
    assert [it["Version"] for it in rows] == [1, 2]
    old = connect.describe_view(**{**v, "ViewId": made["Id"] + ":1"})["View"]
    assert old["Content"]["Actions"] == ["Ok", "Back"]
    connect.update_view_metadata(**v, Name="Form 2", Description="d")
    found = connect.describe_view(**v)["View"]
    assert (found["Name"], found["Description"], found["Tags"]) == ("Form 2", "d", {"a": "b"})
    assert [it["Name"] for it in pages(connect.list_views, "ViewsSummaryList", **i)] == ["Form 2"]
    assert connect.search_views(**i, SearchCriteria={"ViewStatusCondition": "PUBLISHED"})["ApproximateTotalCount"] == 1
    tagged = {"AttributeFilter": {"TagCondition": {"TagKey": "a"}}}
    assert connect.search_views(**i, SearchFilter=tagged)["Views"][0]["Id"] == made["Id"]
    connect.delete_view_version(**v, ViewVersion=1)
    connect.delete_view(**v)
    refused("ResourceNotFoundException", connect.describe_view, **v)


def test_analytics_data_sets_are_associated_with_accounts(connect, i):
    names = [it["DataSetId"] for it in connect.list_analytics_data_lake_data_sets(**i)["Results"]]
    assert "contact_trace_record_20230901" in names
    connect.associate_analytics_data_set(**i, DataSetId="contact_trace_record_20230901")
    made = connect.batch_associate_analytics_data_set(**i, DataSetIds=["contact_statistic_record_20220101", "none"])
    assert [it["DataSetId"] for it in made["Created"]] == ["contact_statistic_record_20220101"] and len(made["Errors"]) == 1
    assert len(pages(connect.list_analytics_data_associations, "Results", **i)) == 2
    refused("ResourceNotFoundException", connect.associate_analytics_data_set, **i, DataSetId="none")
    gone = connect.batch_disassociate_analytics_data_set(**i, DataSetIds=["contact_statistic_record_20220101", "none"])
    assert gone["Deleted"] == ["contact_statistic_record_20220101"] and len(gone["Errors"]) == 1
    connect.disassociate_analytics_data_set(**i, DataSetId="contact_trace_record_20230901")
    assert connect.list_analytics_data_associations(**i)["Results"] == []
