"""Contacts of any channel, by boto3: tasks from their beginning to their end, and their search."""

import datetime
import json
import time

import pytest

from phone import eventually
from test_ops_association import refused


def action(name, kind, parameters, following):
    errors = [{"NextAction": "end", "ErrorType": "NoMatchingError"}]
    if kind == "TransferContactToQueue":
        errors.append({"NextAction": "end", "ErrorType": "QueueAtCapacity"})
    return {
        "Identifier": name, "Type": kind, "Parameters": parameters,
        "Transitions": {"NextAction": following, "Conditions": [], "Errors": errors},
    }


END = {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}


def flow(connect, instance, name, *actions):
    content = {
        "Version": "2019-10-30", "StartAction": actions[0]["Identifier"], "Metadata": {},
        "Actions": [*actions, END],
    }
    made = connect.create_contact_flow(
        InstanceId=instance, Name=name, Type="CONTACT_FLOW", Content=json.dumps(content)
    )
    return made["ContactFlowId"]


@pytest.fixture
def queue(connect, instance):
    found = connect.list_queues(InstanceId=instance, QueueTypes=["STANDARD"])
    return found["QueueSummaryList"][0]["Id"]


@pytest.fixture
def waits(connect, instance, queue):
    """A flow that puts its contact into a queue, where nobody serves it."""
    return flow(
        connect, instance, "Waits",
        action("set", "UpdateContactTargetQueue", {"QueueId": queue}, "queue"),
        action("queue", "TransferContactToQueue", {}, "end"),
    )


@pytest.fixture
def user(connect, instance):
    security = connect.list_security_profiles(InstanceId=instance)["SecurityProfileSummaryList"][0]
    routing = connect.list_routing_profiles(InstanceId=instance)["RoutingProfileSummaryList"][0]
    made = connect.create_user(
        InstanceId=instance, Username="worker", Password="Secret-Pass-1",
        IdentityInfo={"FirstName": "Wo", "LastName": "Rker"},
        PhoneConfig={"PhoneType": "SOFT_PHONE"}, SecurityProfileIds=[security["Id"]],
        RoutingProfileId=routing["Id"],
    )
    return made["UserId"]


def describe(connect, instance, contact):
    return connect.describe_contact(InstanceId=instance, ContactId=contact)["Contact"]


def expires(contact):
    expiry = contact["SegmentAttributes"]["connect:ContactExpiry"]["ValueMap"]
    return datetime.datetime.fromisoformat(expiry["ExpiryTimeStamp"]["ValueString"])


def search(connect, instance, **more):
    span = {"Type": "INITIATION_TIMESTAMP", "StartTime": time.time() - 3600, "EndTime": time.time() + 3600}
    found = connect.search_contacts(InstanceId=instance, TimeRange=span, **more)
    return {it["Id"] for it in found["Contacts"]}


def test_the_life_of_a_task(connect, instance, waits, queue):
    i = {"InstanceId": instance}
    started = connect.start_task_contact(
        **i, Name="Call back", Description="Wants a quote", ContactFlowId=waits,
        References={"ticket": {"Type": "URL", "Value": "https://example.com/7"}, "size": {"Type": "NUMBER", "Value": "3"}},
        Attributes={"tier": "gold"}, ClientToken="one",
        SegmentAttributes={"connect:ContactExpiry": {"ValueMap": {"ExpiryDuration": {"ValueInteger": 60}}}},
    )
    task = {**i, "ContactId": started["ContactId"]}
    again = connect.start_task_contact(
        **i, Name="Call back", Description="Wants a quote", ContactFlowId=waits,
        References={"ticket": {"Type": "URL", "Value": "https://example.com/7"}, "size": {"Type": "NUMBER", "Value": "3"}},
        Attributes={"tier": "gold"}, ClientToken="one",
        SegmentAttributes={"connect:ContactExpiry": {"ValueMap": {"ExpiryDuration": {"ValueInteger": 60}}}},
    )
    assert again["ContactId"] == started["ContactId"]
    found = describe(connect, instance, started["ContactId"])
    assert (found["Channel"], found["InitiationMethod"], found["Name"]) == ("TASK", "API", "Call back")
    assert found["QueueInfo"]["Id"] == queue and found["Description"] == "Wants a quote"
    expiry = found["SegmentAttributes"]["connect:ContactExpiry"]["ValueMap"]
    assert expiry["ExpiryDuration"]["ValueInteger"] == 60
    listed = connect.list_contact_references(**task, ReferenceTypes=["URL"])["ReferenceSummaryList"]
    assert listed == [{"Url": {"Name": "ticket", "Value": "https://example.com/7"}}]

    connect.update_contact(**task, Name="Call Ada", References={"note": {"Type": "STRING", "Value": "x"}})
    refused("InvalidRequestException", connect.update_contact, **task)
    # The same queue is no change; another one, an agent or addresses are for external audio contacts.
    connect.update_contact(**task, QueueInfo={"Id": queue})
    for other in (
        {"QueueInfo": {"Id": started["ContactId"]}}, {"UserInfo": {"UserId": started["ContactId"]}},
        {"CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+4930123456"}},
        {"SystemEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+4930123456"}},
    ):
        refused("InvalidRequestException", connect.update_contact, **task, **other)
    longer = lambda minutes: {"connect:ContactExpiry": {"ValueMap": {"ExpiryDuration": {"ValueInteger": minutes}}}}
    before = expires(found)
    connect.update_contact(**task, SegmentAttributes=longer(90))
    assert expires(describe(connect, instance, started["ContactId"])) - before == datetime.timedelta(minutes=30)
    refused("InvalidParameterException", connect.update_contact, **task, SegmentAttributes=longer(8 * 24 * 60))
    connect.update_contact_routing_data(**task, QueuePriority=2)
    connect.update_contact_attributes(InstanceId=instance, InitialContactId=started["ContactId"], Attributes={"a": "b"})
    connect.tag_contact(**task, Tags={"team": "blue"})
    found = describe(connect, instance, started["ContactId"])
    assert (found["Name"], found["Tags"]["team"], found["QueuePriority"]) == ("Call Ada", "blue", 2)
    assert found["Attributes"] == {"tier": "gold", "a": "b"}
    connect.untag_contact(**task, TagKeys=["team"])
    assert "team" not in describe(connect, instance, started["ContactId"])["Tags"]

    connect.pause_contact(**task)
    refused("ConflictException", connect.pause_contact, **task)
    found = describe(connect, instance, started["ContactId"])
    assert found["TotalPauseCount"] == 1 and "LastPausedTimestamp" in found
    connect.resume_contact(**task, ContactFlowId=waits)
    refused("ConflictException", connect.resume_contact, **task)
    refused("ContactNotTerminatedException", connect.delete_contact_data, **task, ContactFields=["CUSTOMER_ENDPOINT"])

    moved = connect.transfer_contact(**task, ContactFlowId=waits, QueueId=queue)
    after = describe(connect, instance, moved["ContactId"])
    assert (after["InitiationMethod"], after["PreviousContactId"]) == ("TRANSFER", started["ContactId"])
    assert describe(connect, instance, started["ContactId"])["DisconnectReason"] == "API"
    linked = connect.list_associated_contacts(**task)["ContactSummaryList"]
    assert [it["ContactId"] for it in linked] == [moved["ContactId"]]
    connect.stop_contact(InstanceId=instance, ContactId=moved["ContactId"])
    assert describe(connect, instance, moved["ContactId"])["DisconnectReason"] == "API"
    connect.delete_contact_data(**task, ContactFields=["CUSTOMER_ENDPOINT"])


def test_a_task_begins_later_and_links_to_another(connect, instance, waits):
    i = {"InstanceId": instance}
    now = datetime.datetime.now(datetime.timezone.utc)
    hour, week = now + datetime.timedelta(hours=1), now + datetime.timedelta(days=7)
    refused("InvalidParameterException", connect.start_task_contact, **i, Name="t", ContactFlowId=waits, ScheduledTime=week)
    later = connect.start_task_contact(**i, Name="t", ContactFlowId=waits, ScheduledTime=hour)["ContactId"]
    connect.update_contact_schedule(**i, ContactId=later, ScheduledTime=hour + datetime.timedelta(hours=1))
    at = describe(connect, instance, later)["ScheduledTimestamp"]
    assert abs((at - hour).total_seconds() - 3600) < 2
    refused("InvalidRequestException", connect.pause_contact, **i, ContactId=later)
    both = {"PreviousContactId": later, "RelatedContactId": later}
    refused("InvalidRequestException", connect.start_task_contact, **i, Name="t", ContactFlowId=waits, **both)
    first = connect.start_task_contact(**i, Name="t", ContactFlowId=waits, Attributes={"k": "1"})["ContactId"]
    second = connect.start_task_contact(**i, Name="u", ContactFlowId=waits, PreviousContactId=first)["ContactId"]
    beside = connect.start_task_contact(**i, Name="v", ContactFlowId=waits, RelatedContactId=first)["ContactId"]
    connect.update_contact_attributes(InstanceId=instance, InitialContactId=second, Attributes={"k": "2"})
    read = lambda it: connect.get_contact_attributes(InstanceId=instance, InitialContactId=it)["Attributes"]
    assert (read(first), read(second), read(beside)) == ({"k": "2"}, {"k": "2"}, {"k": "1"})
    linked = connect.list_associated_contacts(**i, ContactId=first)["ContactSummaryList"]
    assert {it["ContactId"] for it in linked} == {second, beside}


def test_a_template_and_a_quick_connect_say_where_a_task_goes(connect, instance, waits, queue):
    i = {"InstanceId": instance}
    name = {"Id": {"Name": "Task"}, "Type": "NAME"}
    ticket = {"Id": {"Name": "ticket"}, "Type": "TEXT"}
    template = connect.create_task_template(
        **i, Name="Ticket", ContactFlowId=waits, Fields=[name, ticket],
        Constraints={"RequiredFields": [{"Id": {"Name": "Task"}}, {"Id": {"Name": "ticket"}}]},
    )["Id"]
    refused("InvalidRequestException", connect.start_task_contact, **i, Name="t", TaskTemplateId=template)
    made = connect.start_task_contact(**i, Name="t", TaskTemplateId=template, Attributes={"ticket": "7"})["ContactId"]
    template_info = describe(connect, instance, made)["TaskTemplateInfo"]
    assert template_info["Arn"].endswith(template) and template_info["Name"]
    other = connect.create_task_template(**i, Name="Other", Fields=[name])["Id"]
    connect.update_contact_task_template(**i, ContactId=made, TaskTemplateId=other)
    assert describe(connect, instance, made)["TaskTemplateInfo"]["Arn"].endswith(other)
    config = {"QuickConnectType": "QUEUE", "QueueConfig": {"QueueId": queue, "ContactFlowId": waits}}
    quick = connect.create_quick_connect(**i, Name="To the queue", QuickConnectConfig=config)["QuickConnectId"]
    made = connect.start_task_contact(**i, Name="q", QuickConnectId=quick)["ContactId"]
    assert describe(connect, instance, made)["QueueInfo"]["Id"] == queue


def test_a_flow_makes_a_task(connect, instance, waits):
    create = action(
        "create", "CreateTask",
        {"ContactFlowId": waits, "Name": "From a flow", "References": {"r": {"Type": "URL", "Value": "https://a.example"}}},
        "keep",
    )
    keep = action("keep", "UpdateContactAttributes", {"Attributes": {"made": "$.Task.ContactId"}, "TargetContact": "Current"}, "end")
    maker = flow(connect, instance, "Makes", create, keep)
    first = connect.start_task_contact(InstanceId=instance, Name="maker", ContactFlowId=maker)["ContactId"]
    made = eventually("the flow keeps its task", lambda: describe(connect, instance, first)["Attributes"].get("made"))
    found = describe(connect, instance, made)
    assert (found["Name"], found["RelatedContactId"]) == ("From a flow", first)
    assert describe(connect, instance, first)["DisconnectReason"] == "CONTACT_FLOW_DISCONNECT"


def test_work_that_an_agent_has_or_has_done(connect, instance, user):
    i = {"InstanceId": instance}
    task = {"Channel": "TASK", "InitiationMethod": "API", "Name": "own"}
    refused("InvalidRequestException", connect.create_contact, **i, **task)
    refused("InvalidRequestException", connect.create_contact, **i, Channel="VOICE", InitiationMethod="API")
    made = connect.create_contact(**i, **task, UserInfo={"UserId": user}, InitiateAs="CONNECTED_TO_USER")["ContactId"]
    assert describe(connect, instance, made)["AgentInfo"]["Id"] == user
    refused("InvalidRequestException", connect.dismiss_user_contact, **i, UserId=user, ContactId=made)
    connect.stop_contact(**i, ContactId=made)
    connect.dismiss_user_contact(**i, UserId=user, ContactId=made)
    assert describe(connect, instance, made)["AgentInfo"]["AfterContactWorkDuration"] >= 0
    done = connect.create_contact(**i, **task, InitiateAs="COMPLETED")["ContactId"]
    assert "DisconnectTimestamp" in describe(connect, instance, done)


def test_contacts_are_found_by_all_that_is_known_of_them(connect, instance, waits, queue):
    i = {"InstanceId": instance}
    now = datetime.datetime.now(datetime.timezone.utc)
    start = lambda name, **more: connect.start_task_contact(**i, Name=name, ContactFlowId=waits, **more)["ContactId"]
    one = start("Red apple", Attributes={"tier": "Gold"})
    two = start("Green apple", SegmentAttributes={"region": {"ValueString": "north"}})
    three = start("Pear", ScheduledTime=now + datetime.timedelta(minutes=30))
    connect.tag_contact(**i, ContactId=one, Tags={"team": "blue", "kind": "fruit"})
    connect.tag_contact(**i, ContactId=two, Tags={"team": "red", "kind": "fruit"})
    tag = lambda key, value: {"TagKey": key, "TagValue": value}
    seconds = now.timestamp()
    span = {"Type": "SCHEDULED_TIMESTAMP", "StartTime": seconds, "EndTime": seconds + 7200}
    missing = {"TimestampCondition": {"Type": "SCHEDULED_TIMESTAMP", "ConditionType": "NOT_EXISTS"}}
    for criteria, wanted in (
        ({"Channels": ["TASK"]}, {one, two, three}),
        ({"Channels": ["VOICE"]}, set()),
        ({"QueueIds": [queue]}, {one, two}),
        ({"Name": {"SearchText": ["apple"], "MatchType": "MATCH_ALL"}}, {one, two}),
        ({"Name": {"SearchText": ["red", "apple"], "MatchType": "MATCH_ALL"}}, {one}),
        ({"Name": {"SearchText": ["red", "pear"], "MatchType": "MATCH_ANY"}}, {one, three}),
        ({"Name": {"SearchText": ["Pear"], "MatchType": "MATCH_EXACT"}}, {three}),
        ({"SearchableContactAttributes": {"Criteria": [{"Key": "tier", "Values": ["gold"]}]}}, {one}),
        ({"SearchableSegmentAttributes": {"Criteria": [{"Key": "region", "Values": ["north"]}]}}, {two}),
        ({"ContactTags": {"TagCondition": tag("team", "blue")}}, {one}),
        ({"ContactTags": {"AndConditions": [tag("team", "red"), tag("kind", "fruit")]}}, {two}),
        ({"ContactTags": {"OrConditions": [[tag("team", "red"), tag("kind", "fruit")], [tag("team", "blue")]]}}, {one, two}),
        ({"AdditionalTimeRange": {"MatchType": "MATCH_ALL", "Criteria": [{"TimeRange": span}]}}, {three}),
        ({"AdditionalTimeRange": {"MatchType": "MATCH_ALL", "Criteria": [missing]}}, {one, two}),
        ({"ActiveRegions": ["us-east-1"], "Channels": ["TASK"]}, {one, two, three}),
        ({"ActiveRegions": ["eu-west-1"]}, set()),
    ):
        assert search(connect, instance, SearchCriteria=criteria) == wanted, criteria
    analysis = {"Transcript": {"Criteria": [{"ParticipantRole": "AGENT", "SearchText": ["x"], "MatchType": "MATCH_ALL"}]}}
    anytime = {**span, "Type": "INITIATION_TIMESTAMP"}
    refused("InvalidParameterException", connect.search_contacts, **i, TimeRange=anytime, SearchCriteria={"ContactAnalysis": analysis})
    for field in ("INITIATION_TIMESTAMP", "SCHEDULED_TIMESTAMP", "DISCONNECT_TIMESTAMP", "CHANNEL", "INITIATION_METHOD"):
        assert search(connect, instance, Sort={"FieldName": field, "Order": "ASCENDING"}) == {one, two, three}
    # Two in the usual week, and the one that ends first.
    soon = start("Plum", SegmentAttributes={"connect:ContactExpiry": {"ValueMap": {"ExpiryDuration": {"ValueInteger": 30}}}})
    found = {}
    for order in ("ASCENDING", "DESCENDING"):
        sort = {"FieldName": "EXPIRY_TIMESTAMP", "Order": order}
        page = connect.search_contacts(**i, TimeRange={**anytime, "StartTime": seconds - 60}, Sort=sort, MaxResults=2)
        rest = connect.search_contacts(**i, TimeRange={**anytime, "StartTime": seconds - 60}, Sort=sort, NextToken=page["NextToken"])
        found[order] = [it["Id"] for it in page["Contacts"] + rest["Contacts"]]
    assert found["ASCENDING"] == [soon, one, two, three] == found["DESCENDING"][::-1]
    connect.stop_contact(**i, ContactId=soon)
    names = {it["Name"] for it in connect.search_contacts(InstanceId=instance, TimeRange={**span, "Type": "INITIATION_TIMESTAMP", "StartTime": seconds - 60})["Contacts"]}
    assert names == {"Red apple", "Green apple", "Pear", "Plum"}
