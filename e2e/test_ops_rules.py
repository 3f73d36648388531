"""Flow associations and rules, with boto3."""

import json
import uuid

from test_api import FLOW
from test_ops_association import pages, refused

SMS = "arn:aws:sms-voice:us-east-1:123456789012:phone-number/phone-0123"
OTHER_SMS = "arn:aws:sms-voice:us-east-1:123456789012:phone-number/phone-4567"


def flow_of(connect, i, name, **more):
    return connect.create_contact_flow(**i, Name=name, Type="CONTACT_FLOW", Content=json.dumps(FLOW), **more)


def test_flows_of_numbers_and_addresses(connect, instance):
    i = {"InstanceId": instance}
    first, second = (flow_of(connect, i, name) for name in ("First", "Second"))
    mail = connect.create_email_address(**i, EmailAddress="help@example.com")["EmailAddressArn"]
    for resource in (SMS, OTHER_SMS):
        connect.associate_flow(**i, ResourceType="SMS_PHONE_NUMBER", ResourceId=resource, FlowId=first["ContactFlowArn"])
    connect.associate_flow(**i, ResourceType="INBOUND_EMAIL", ResourceId=mail, FlowId=first["ContactFlowId"])
    connect.associate_flow(**i, ResourceType="INBOUND_EMAIL", ResourceId=mail, FlowId=second["ContactFlowId"])
    found = connect.get_flow_association(**i, ResourceType="INBOUND_EMAIL", ResourceId=mail)
    assert (found["ResourceId"], found["ResourceType"], found["FlowId"]) == (mail, "INBOUND_EMAIL", second["ContactFlowArn"])
    free = connect.search_available_phone_numbers(**i, PhoneNumberCountryCode="GB", PhoneNumberType="TOLL_FREE")
    numbers = [connect.claim_phone_number(**i, PhoneNumber=it["PhoneNumber"]) for it in free["AvailableNumbersList"][:2]]
    connect.associate_phone_number_contact_flow(**i, PhoneNumberId=numbers[1]["PhoneNumberId"], ContactFlowId=first["ContactFlowId"])
    rows = pages(connect.list_flow_associations, "FlowAssociationSummaryList", **i)
    assert [(it["ResourceType"], it["ResourceId"]) for it in rows] == [
        ("INBOUND_EMAIL", mail), ("SMS_PHONE_NUMBER", SMS), ("SMS_PHONE_NUMBER", OTHER_SMS),
        ("VOICE_PHONE_NUMBER", numbers[1]["PhoneNumberArn"]),
    ]
    voice = connect.list_flow_associations(**i, ResourceType="VOICE_PHONE_NUMBER")["FlowAssociationSummaryList"]
    assert voice == rows[3:] and voice[0]["FlowId"] == first["ContactFlowArn"]
    assert connect.list_flow_associations(**i, ResourceType="INBOUND_EMAIL")["FlowAssociationSummaryList"] == rows[:1]
    asked = [numbers[0]["PhoneNumberArn"], numbers[1]["PhoneNumberArn"], mail, "arn:aws:connect:us-east-1:123456789012:phone-number/none"]
    some = connect.batch_get_flow_association(**i, ResourceIds=asked)["FlowAssociationSummaryList"]
    assert some == [rows[3], rows[0]]
    assert connect.batch_get_flow_association(**i, ResourceIds=asked, ResourceType="VOICE_PHONE_NUMBER")["FlowAssociationSummaryList"] == rows[3:]
    # A flow that something is associated with stays.
    refused("InvalidRequestException", connect.delete_contact_flow, **i, ContactFlowId=second["ContactFlowId"])
    connect.disassociate_flow(**i, ResourceType="INBOUND_EMAIL", ResourceId=mail)
    refused("ResourceNotFoundException", connect.get_flow_association, **i, ResourceType="INBOUND_EMAIL", ResourceId=mail)
    refused("ResourceNotFoundException", connect.disassociate_flow, **i, ResourceType="INBOUND_EMAIL", ResourceId=mail)
    connect.delete_contact_flow(**i, ContactFlowId=second["ContactFlowId"])
    for it in numbers:
        connect.release_phone_number(PhoneNumberId=it["PhoneNumberId"])


def test_a_flow_association_that_makes_no_sense_is_refused(connect, instance):
    i = {"InstanceId": instance}
    flow = flow_of(connect, i, "Main")["ContactFlowId"]
    draft = flow_of(connect, i, "Draft", Status="SAVED")["ContactFlowId"]
    nowhere = f"arn:aws:connect:us-east-1:123456789012:instance/{instance}/email-address/{uuid.uuid4()}"
    cases = [
        ("InvalidParameterException", "SMS_PHONE_NUMBER", "phone-1", flow),
        ("InvalidParameterException", "WHATSAPP_MESSAGING_PHONE_NUMBER", SMS, flow),
        ("InvalidParameterException", "SMS_PHONE_NUMBER", SMS, draft),
        ("ResourceNotFoundException", "INBOUND_EMAIL", nowhere, flow),
        ("ResourceNotFoundException", "SMS_PHONE_NUMBER", SMS, str(uuid.uuid4())),
    ]
    for error, kind, resource, it in cases:
        refused(error, connect.associate_flow, **i, ResourceType=kind, ResourceId=resource, FlowId=it)
    assert connect.list_flow_associations(**i)["FlowAssociationSummaryList"] == []


def function(path="$.ContactLens.PostCall.ExactMatch.Transcript"):
    condition = {"Operator": "CONTAINS_ANY", "Operands": ["refund"], "ComparisonValue": path, "Negate": False}
    return json.dumps({"Version": "2022-11-25", "RuleFunction": {"Operator": "AND", "Operands": [condition]}})


CATEGORY = {"ActionType": "ASSIGN_CONTACT_CATEGORY", "AssignContactCategoryAction": {}}
EVENT = {"ActionType": "GENERATE_EVENTBRIDGE_EVENT", "EventBridgeAction": {"Name": "refund"}}
POST_CALL = {"EventSourceName": "OnPostCallAnalysisAvailable"}


def test_a_rule_through_its_life(connect, instance):
    i = {"InstanceId": instance}
    flow = flow_of(connect, i, "Task")["ContactFlowId"]
    task = {"ActionType": "CREATE_TASK", "TaskAction": {"Name": "Call back", "ContactFlowId": flow, "References": {"doc": {"Value": "https://a.example", "Type": "URL"}}}}
    made = connect.create_rule(**i, Name="Refund", TriggerEventSource=POST_CALL, Function=function(), Actions=[CATEGORY, task], PublishStatus="DRAFT")
    r = {**i, "RuleId": made["RuleId"]}
    found = connect.describe_rule(**r)["Rule"]
    assert found["RuleArn"] == made["RuleArn"] and found["Actions"] == [CATEGORY, task] and found["Function"] == function()
    assert found["TriggerEventSource"] == POST_CALL and found["LastUpdatedBy"].startswith("arn:aws:iam::")
    assert found["CreatedTime"] <= found["LastUpdatedTime"]
    refused("ResourceConflictException", connect.create_rule, **i, Name="Refund", TriggerEventSource=POST_CALL, Function=function(), Actions=[EVENT], PublishStatus="DRAFT")
    metrics = {"EventSourceName": "OnMetricDataUpdate"}
    connect.create_rule(**i, Name="Busy", TriggerEventSource=metrics, Function=function("$.Metrics.x"), Actions=[EVENT], PublishStatus="PUBLISHED")
    rows = pages(connect.list_rules, "RuleSummaryList", **i)
    assert [(it["Name"], it["EventSourceName"], it["PublishStatus"]) for it in rows] == [
        ("Busy", "OnMetricDataUpdate", "PUBLISHED"), ("Refund", "OnPostCallAnalysisAvailable", "DRAFT"),
    ]
    assert rows[1]["ActionSummaries"] == [{"ActionType": "ASSIGN_CONTACT_CATEGORY"}, {"ActionType": "CREATE_TASK"}]
    assert [it["Name"] for it in connect.list_rules(**i, PublishStatus="DRAFT")["RuleSummaryList"]] == ["Refund"]
    assert [it["Name"] for it in connect.list_rules(**i, EventSourceName="OnMetricDataUpdate")["RuleSummaryList"]] == ["Busy"]
    for field, value, names in (
        ("Name", "bus", ["Busy"]), ("PublishStatus", "DRAFT", ["Refund"]), ("EventSourceName", "OnMetricDataUpdate", ["Busy"]),
        ("RuleId", made["RuleId"], ["Refund"]), ("ActionSummaries", "CREATE_TASK", ["Refund"]), ("RuleCapabilityTiers", "GenerativeAI", []),
    ):
        by = {"FieldName": field, "Value": value, "ComparisonType": "STARTS_WITH" if field == "Name" else "EXACT"}
        found = connect.search_rules(**i, SearchCriteria={"StringCondition": by})
        assert [it["Name"] for it in found["Rules"]] == names and found["ApproximateTotalCount"] == len(names)
    found = pages(connect.search_rules, "Rules", **i)[1]
    assert (found["RuleArn"], found["TriggerEventSource"], found["PublishStatus"]) == (made["RuleArn"], POST_CALL, "DRAFT")
    assert found["ActionSummaries"] == rows[1]["ActionSummaries"] and found["CreatedTime"] <= found["LastUpdatedTime"]
    tagged = {"AttributeFilter": {"TagCondition": {"TagKey": "team"}}}
    assert connect.search_rules(**i, SearchFilter=tagged)["Rules"] == []
    connect.update_rule(**r, Name="Refunds", Function=function(), Actions=[EVENT], PublishStatus="PUBLISHED")
    found = connect.describe_rule(**r)["Rule"]
    assert (found["Name"], found["Actions"], found["PublishStatus"], found["TriggerEventSource"]) == ("Refunds", [EVENT], "PUBLISHED", POST_CALL)
    refused("ResourceConflictException", connect.update_rule, **r, Name="Busy", Function=function(), Actions=[EVENT], PublishStatus="PUBLISHED")
    connect.delete_rule(**r)
    refused("ResourceNotFoundException", connect.describe_rule, **r)


def test_a_rule_that_cannot_work_is_refused(connect, instance):
    i = {"InstanceId": instance, "PublishStatus": "DRAFT", "Name": "Bad"}
    chat = {"EventSourceName": "OnRealTimeChatAnalysisAvailable"}
    chat_function = function("$.ContactLens.RealTimeChat.ExactMatch.Transcript")
    task = {"ActionType": "CREATE_TASK", "TaskAction": {"Name": "x", "ContactFlowId": str(uuid.uuid4())}}
    mail = {"ActionType": "SEND_NOTIFICATION", "SendNotificationAction": {"DeliveryMethod": "EMAIL", "Content": "x", "ContentType": "PLAIN_TEXT", "Recipient": {}}}
    cases = [
        ("InvalidRequestException", POST_CALL, "{", [EVENT]),
        ("InvalidRequestException", POST_CALL, chat_function, [EVENT]),
        ("InvalidRequestException", chat, chat_function, [task]),
        ("InvalidRequestException", POST_CALL, function(), [mail]),
        ("InvalidRequestException", POST_CALL, function(), [{"ActionType": "CREATE_TASK"}]),
        ("InvalidRequestException", {"EventSourceName": "OnSalesforceCaseCreate"}, function("$.ThirdParty.x"), [EVENT]),
        ("ResourceNotFoundException", POST_CALL, function(), [task]),
    ]
    for error, source, text, actions in cases:
        refused(error, connect.create_rule, **i, TriggerEventSource=source, Function=text, Actions=actions)
    assert connect.list_rules(InstanceId=i["InstanceId"])["RuleSummaryList"] == []
