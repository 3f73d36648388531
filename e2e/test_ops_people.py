"""Operations of people and of what governs them, with boto3: hierarchy, users, security profiles, hours."""

import json
import uuid

import pytest

from test_api import FLOW, id_of
from test_ops_association import pages, refused



@pytest.fixture
def i(instance):
    return {"InstanceId": instance}


@pytest.fixture
def agent(connect, i):
    return id_of(connect.list_security_profiles(**i)["SecurityProfileSummaryList"], "Agent")


@pytest.fixture
def user(connect, i, agent):
    profile = connect.list_routing_profiles(**i)["RoutingProfileSummaryList"][0]["Id"]

    def make(name, **more):
        return connect.create_user(
            **i, Username=name, Password="Correct-Horse-1", SecurityProfileIds=[agent],
            RoutingProfileId=profile, PhoneConfig={"PhoneType": "SOFT_PHONE"},
            IdentityInfo={"FirstName": name.title(), "LastName": "Example"}, **more,
        )["UserId"]

    return make


@pytest.fixture
def groups(connect, i):
    connect.update_user_hierarchy_structure(
        **i, HierarchyStructure={"LevelOne": {"Name": "Region"}, "LevelTwo": {"Name": "Site"}},
    )
    top = connect.create_user_hierarchy_group(**i, Name="Europe")["HierarchyGroupId"]
    return top, connect.create_user_hierarchy_group(**i, Name="Berlin", ParentGroupId=top)["HierarchyGroupId"]


def test_a_hierarchy_has_levels_and_groups_on_them(connect, i, groups):
    top, below = groups
    levels = connect.describe_user_hierarchy_structure(**i)["HierarchyStructure"]
    assert [levels[it]["Name"] for it in ("LevelOne", "LevelTwo")] == ["Region", "Site"]
    found = connect.describe_user_hierarchy_group(**i, HierarchyGroupId=below)["HierarchyGroup"]
    assert found["HierarchyPath"]["LevelOne"]["Id"] == top and found["HierarchyPath"]["LevelTwo"]["Name"] == "Berlin"
    assert found["LevelId"] == levels["LevelTwo"]["Id"]
    refused("InvalidRequestException", connect.create_user_hierarchy_group, **i, Name="x", ParentGroupId=below)
    refused("DuplicateResourceException", connect.create_user_hierarchy_group, **i, Name="Berlin", ParentGroupId=top)
    refused("ResourceInUseException", connect.delete_user_hierarchy_group, **i, HierarchyGroupId=top)
    refused("ResourceInUseException", connect.update_user_hierarchy_structure, **i, HierarchyStructure={"LevelOne": {"Name": "Region"}})
    connect.update_user_hierarchy_group_name(**i, HierarchyGroupId=below, Name="Potsdam")
    rows = pages(connect.list_user_hierarchy_groups, "UserHierarchyGroupSummaryList", **i)
    assert {it["Name"] for it in rows} == {"Europe", "Potsdam"}
    criteria = {"StringCondition": {"FieldName": "name", "Value": "pot", "ComparisonType": "STARTS_WITH"}}
    found = connect.search_user_hierarchy_groups(**i, SearchCriteria=criteria)
    assert found["ApproximateTotalCount"] == 1
    assert found["UserHierarchyGroups"][0]["HierarchyPath"]["LevelOne"]["Name"] == "Europe"
    connect.delete_user_hierarchy_group(**i, HierarchyGroupId=below)
    connect.delete_user_hierarchy_group(**i, HierarchyGroupId=top)
    connect.update_user_hierarchy_structure(**i, HierarchyStructure={})
    assert connect.describe_user_hierarchy_structure(**i)["HierarchyStructure"] == {}


def test_users_are_found_by_names_tags_groups_and_what_they_can(connect, i, groups, user):
    top, below = groups
    ids = {name: user(name, HierarchyGroupId=group, Tags=tags) for name, group, tags in (
        ("ada", below, {"team": "a"}), ("bob", top, {"team": "a"}), ("cyd", below, {"team": "b"}))}
    for name, values in (("Language", ["French", "German"]),):
        connect.create_predefined_attribute(**i, Name=name, Values={"StringList": values})
    skill = {"AttributeName": "Language", "AttributeValue": "French", "Level": 3.0}
    connect.associate_user_proficiencies(**i, UserId=ids["ada"], UserProficiencies=[skill])
    connect.associate_user_proficiencies(**i, UserId=ids["bob"], UserProficiencies=[{**skill, "Level": 5.0}])
    found = lambda **asked: [it["Username"] for it in connect.search_users(**i, **asked)["Users"]]
    assert found() == ["ada", "bob", "cyd"]
    string = lambda field, value, by: {"StringCondition": {"FieldName": field, "Value": value, "ComparisonType": by}}
    assert found(SearchCriteria=string("FirstName", "a", "STARTS_WITH")) == ["ada"]
    assert found(SearchCriteria={"OrConditions": [string("Username", "ADA", "EXACT"), string("Username", "y", "CONTAINS")]}) == ["ada", "cyd"]
    group = lambda value, match: {"HierarchyGroupCondition": {"Value": value, "HierarchyGroupMatchType": match}}
    assert found(SearchCriteria=group(top, "EXACT")) == ["bob"]
    assert found(SearchCriteria=group(top, "WITH_CHILD_GROUPS")) == ["ada", "bob", "cyd"]
    tag = {"TagFilter": {"TagCondition": {"TagKey": "team", "TagValue": "a"}}}
    assert found(SearchFilter=tag, SearchCriteria=group(below, "EXACT")) == ["ada"]
    both = {"UserAttributeFilter": {"AndCondition": {"TagConditions": [{"TagKey": "team", "TagValue": "b"}], **group(top, "WITH_CHILD_GROUPS")}}}
    assert found(SearchFilter=both) == ["cyd"]
    able = lambda *conditions: {"ListCondition": {"TargetListType": "PROFICIENCIES", "Conditions": list(conditions)}}
    language = (string("NAME", "Language", "EXACT"), string("VALUE", "French", "EXACT"))
    assert found(SearchCriteria=able(*language)) == ["ada", "bob"]
    level = {"NumberCondition": {"FieldName": "LEVEL", "MinValue": 4, "ComparisonType": "GREATER_OR_EQUAL"}}
    assert found(SearchCriteria=able(*language, level)) == ["bob"]
    one = connect.search_users(**i, MaxResults=1)
    assert one["ApproximateTotalCount"] == 3 and one["NextToken"]
    assert one["Users"][0]["IdentityInfo"] == {"FirstName": "Ada", "LastName": "Example"}
    refused("InvalidParameterException", connect.search_users, **i, SearchCriteria=string("Shoe", "44", "EXACT"))
    refused("InvalidParameterException", connect.associate_user_proficiencies, **i, UserId=ids["cyd"], UserProficiencies=[{**skill, "AttributeValue": "Latin"}])
    refused("ResourceInUseException", connect.delete_predefined_attribute, **i, Name="Language")
    connect.update_user_proficiencies(**i, UserId=ids["ada"], UserProficiencies=[{**skill, "Level": 4.0}])
    assert connect.list_user_proficiencies(**i, UserId=ids["ada"])["UserProficiencyList"] == [{**skill, "Level": 4.0}]
    gone = {k: v for k, v in skill.items() if k != "Level"}
    connect.disassociate_user_proficiencies(**i, UserId=ids["ada"], UserProficiencies=[gone])
    assert connect.list_user_proficiencies(**i, UserId=ids["ada"])["UserProficiencyList"] == []


def test_what_a_user_is_like_can_be_changed(connect, i, groups, user):
    u = {**i, "UserId": user("ada", AutoAcceptConfigs=[{"Channel": "CHAT", "AutoAccept": True}])}
    connect.update_user_identity_info(**u, IdentityInfo={"SecondaryEmail": "a@example.com", "Mobile": "+18005550100"})
    refused("InvalidParameterException", connect.update_user_identity_info, **u, IdentityInfo={"Mobile": "12"})
    connect.update_user_hierarchy(**u, HierarchyGroupId=groups[1])
    acw = [{"Channel": "VOICE", "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 30}}]
    connect.update_user_config(**u, AfterContactWorkConfigs=acw)
    found = connect.describe_user(**u)["User"]
    assert found["IdentityInfo"]["SecondaryEmail"] == "a@example.com" and found["IdentityInfo"]["FirstName"] == "Ada"
    assert found["HierarchyGroupId"] == groups[1] and found["AfterContactWorkConfigs"] == acw
    assert found["AutoAcceptConfigs"] == [{"Channel": "CHAT", "AutoAccept": True}]
    refused("ResourceInUseException", connect.delete_user_hierarchy_group, **i, HierarchyGroupId=groups[1])
    refused("ResourceNotFoundException", connect.update_user_hierarchy, **u, HierarchyGroupId=str(uuid.uuid4()))
    connect.update_user_hierarchy(**u, HierarchyGroupId="")
    assert "HierarchyGroupId" not in connect.describe_user(**u)["User"]


def test_security_profiles_say_what_may_be_seen(connect, i, groups, user, agent):
    made = connect.create_security_profile(
        **i, SecurityProfileName="Team A", Permissions=["Users.View"], AllowedAccessControlTags={"team": "a"},
        TagRestrictedResources=["User"], AllowedAccessControlHierarchyGroupId=groups[0],
        HierarchyRestrictedResources=["User"],
        Applications=[{"Namespace": "app", "ApplicationPermissions": ["ACCESS"]}],
    )
    p = {**i, "SecurityProfileId": made["SecurityProfileId"]}
    found = connect.describe_security_profile(**p)["SecurityProfile"]
    assert found["AllowedAccessControlTags"] == {"team": "a"} and found["TagRestrictedResources"] == ["User"]
    assert found["AllowedAccessControlHierarchyGroupId"] == groups[0]
    assert connect.list_security_profile_applications(**p)["Applications"][0]["Namespace"] == "app"
    assert connect.list_security_profile_flow_modules(**p)["AllowedFlowModules"] == []
    assert connect.list_security_profile_ai_agents(**p)["AllowedAIAgents"] == []
    too_many = {str(n): "x" for n in range(5)}
    refused("InvalidParameterException", connect.update_security_profile, **p, AllowedAccessControlTags=too_many)
    connect.update_security_profile(**p, Permissions=["Users.View", "Users.Edit"], Description="d")
    assert connect.list_security_profile_permissions(**p)["Permissions"] == ["Users.Edit", "Users.View"]
    criteria = {"StringCondition": {"FieldName": "name", "Value": "team", "ComparisonType": "STARTS_WITH"}}
    assert connect.search_security_profiles(**i, SearchCriteria=criteria)["SecurityProfiles"][0]["SecurityProfileName"] == "Team A"
    ada = user("ada")
    entity = {**i, "EntityType": "USER", "EntityArn": connect.describe_user(**i, UserId=ada)["User"]["Arn"]}
    connect.associate_security_profiles(**entity, SecurityProfiles=[{"Id": made["SecurityProfileId"]}])
    assert {it["Id"] for it in connect.list_entity_security_profiles(**entity)["SecurityProfiles"]} == {agent, made["SecurityProfileId"]}
    refused("ResourceInUseException", connect.delete_security_profile, **p)
    connect.disassociate_security_profiles(**entity, SecurityProfiles=[{"Id": made["SecurityProfileId"]}])
    refused("InvalidRequestException", connect.disassociate_security_profiles, **entity, SecurityProfiles=[{"Id": agent}])
    connect.delete_security_profile(**p)


def test_searches_of_the_other_kinds(connect, i):
    string = lambda value: {"StringCondition": {"FieldName": "name", "Value": value, "ComparisonType": "CONTAINS"}}
    for call, member, name in (
        (connect.search_agent_statuses, "AgentStatuses", "Available"),
        (connect.search_hours_of_operations, "HoursOfOperations", "Basic Hours"),
        (connect.search_queues, "Queues", "BasicQueue"),
        (connect.search_routing_profiles, "RoutingProfiles", "Basic Routing Profile"),
        (connect.search_contact_flows, "ContactFlows", "Default customer queue"),
    ):
        found = call(**i, SearchCriteria=string(name[2:]))
        assert name in [it["Name"] for it in found[member]], (member, found)
        assert call(**i, SearchCriteria=string("no such name"))[member] == []
    assert connect.search_prompts(**i)["ApproximateTotalCount"] == len(connect.list_prompts(**i)["PromptSummaryList"])
    found = connect.search_contact_flows(**i, SearchCriteria={"TypeCondition": "CUSTOMER_HOLD"})["ContactFlows"]
    assert found and {it["Type"] for it in found} == {"CUSTOMER_HOLD"}
    hours = connect.list_hours_of_operations(**i)["HoursOfOperationSummaryList"][0]["Id"]
    connect.create_queue(**i, Name="Tagged", HoursOfOperationId=hours, Tags={"team": "a", "site": "b"})
    tags = connect.search_resource_tags(**i, ResourceTypes=["QUEUE"])["Tags"]
    assert tags == [{"key": "site", "value": "b"}, {"key": "team", "value": "a"}]
    criteria = {"TagSearchCondition": {"tagKey": "te", "tagKeyComparisonType": "STARTS_WITH"}}
    assert connect.search_resource_tags(**i, ResourceTypes=["QUEUE"], SearchCriteria=criteria)["Tags"] == tags[1:]


def test_hours_have_overrides_and_inherit_them(connect, i):
    day = lambda name, start, end: {"Day": name, "StartTime": {"Hours": start, "Minutes": 0}, "EndTime": {"Hours": end, "Minutes": 0}}
    week = [day(it, 9, 17) for it in ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")]
    made = lambda name: connect.create_hours_of_operation(**i, Name=name, TimeZone="Europe/Berlin", Config=week)["HoursOfOperationId"]
    h = {**i, "HoursOfOperationId": made("Office")}
    holiday = {"EffectiveFrom": "2026-12-24", "EffectiveTill": "2026-12-25"}
    override = connect.create_hours_of_operation_override(**h, Name="Christmas", Config=[day("THURSDAY", 9, 12)], **holiday)["HoursOfOperationOverrideId"]
    refused("DuplicateResourceException", connect.create_hours_of_operation_override, **h, Name="Christmas", Config=[], **holiday)
    refused("InvalidParameterException", connect.create_hours_of_operation_override, **h, Name="x", Config=[], EffectiveFrom="2026-02-30", EffectiveTill="2026-03-01")
    found = connect.get_effective_hours_of_operations(**h, FromDate="2026-12-23", ToDate="2026-12-25")
    spans = {it["Date"]: [(s["Start"]["Hours"], s["End"]["Hours"]) for s in it["OperationalHours"]] for it in found["EffectiveHoursOfOperationList"]}
    assert spans == {"2026-12-23": [(9, 17)], "2026-12-24": [(9, 12)], "2026-12-25": []}
    assert [it["Date"] for it in found["EffectiveOverrideHoursList"]] == ["2026-12-24", "2026-12-25"]
    recurring = {"RecurrencePattern": {"Frequency": "YEARLY", "Interval": 1, "ByMonth": [1], "ByMonthDay": [1]}}
    connect.create_hours_of_operation_override(
        **h, Name="New Year", Config=[], EffectiveFrom="2026-01-01", EffectiveTill="2030-01-01", OverrideType="CLOSED", RecurrenceConfig=recurring,
    )
    assert [it["Name"] for it in pages(connect.list_hours_of_operation_overrides, "HoursOfOperationOverrideList", **h)] == ["Christmas", "New Year"]
    o = {**h, "HoursOfOperationOverrideId": override}
    connect.update_hours_of_operation_override(**o, Description="closed early")
    assert connect.describe_hours_of_operation_override(**o)["HoursOfOperationOverride"]["Description"] == "closed early"
    date = {"DateCondition": {"FieldName": "EffectiveFrom", "Value": "2026-06-01", "ComparisonType": "GREATER_THAN"}}
    assert [it["Name"] for it in connect.search_hours_of_operation_overrides(**i, SearchCriteria=date)["HoursOfOperationOverrides"]] == ["Christmas"]
    child = {**i, "HoursOfOperationId": made("Branch")}
    connect.associate_hours_of_operations(**child, ParentHoursOfOperationConfigs=[{"HoursOfOperationId": h["HoursOfOperationId"]}])
    assert [it["Name"] for it in connect.list_child_hours_of_operations(**h)["ChildHoursOfOperationsSummaryList"]] == ["Branch"]
    found = connect.get_effective_hours_of_operations(**child, FromDate="2026-12-25", ToDate="2026-12-25")
    assert found["EffectiveHoursOfOperationList"][0]["OperationalHours"] == []
    refused("InvalidRequestException", connect.delete_hours_of_operation, **h)
    connect.disassociate_hours_of_operations(**child, ParentHoursOfOperationIds=[h["HoursOfOperationId"]])
    connect.delete_hours_of_operation_override(**o)
    refused("ResourceNotFoundException", connect.describe_hours_of_operation_override, **o)
    connect.delete_hours_of_operation(**h)


def test_queues_have_quick_connects_and_email_addresses(connect, i):
    phone = {"QuickConnectType": "PHONE_NUMBER", "PhoneConfig": {"PhoneNumber": "+18005550100"}}
    quick = connect.create_quick_connect(**i, Name="Desk", QuickConnectConfig=phone)["QuickConnectId"]
    mail = connect.create_email_address(**i, EmailAddress="help@example.com")["EmailAddressId"]
    hours = connect.list_hours_of_operations(**i)["HoursOfOperationSummaryList"][0]["Id"]
    q = {**i, "QueueId": connect.create_queue(**i, Name="Q", HoursOfOperationId=hours, QuickConnectIds=[quick])["QueueId"]}
    assert [it["Name"] for it in connect.list_queue_quick_connects(**q)["QuickConnectSummaryList"]] == ["Desk"]
    connect.disassociate_queue_quick_connects(**q, QuickConnectIds=[quick])
    assert connect.list_queue_quick_connects(**q)["QuickConnectSummaryList"] == []
    connect.associate_queue_quick_connects(**q, QuickConnectIds=[quick])
    connect.associate_queue_email_addresses(**q, EmailAddressesConfig=[{"EmailAddressId": mail}])
    connect.update_queue_outbound_email_config(**q, OutboundEmailConfig={"OutboundEmailAddressId": mail})
    assert connect.describe_queue(**q)["Queue"]["OutboundEmailConfig"] == {"OutboundEmailAddressId": mail}
    rows = connect.list_queue_email_addresses(**q)["EmailAddressMetadataList"]
    assert [(it["Id"], it["IsDefaultOutboundEmail"]) for it in rows] == [(mail, True)]
    refused("InvalidRequestException", connect.delete_email_address, **i, EmailAddressId=mail)
    connect.disassociate_queue_email_addresses(**q, EmailAddressesId=[mail])
    assert connect.list_queue_email_addresses(**q)["EmailAddressMetadataList"] == []
    manual = [{"QueueReference": {"QueueId": q["QueueId"], "Channel": "TASK"}}]
    profile = connect.create_routing_profile(
        **i, Name="By hand", Description="d", DefaultOutboundQueueId=q["QueueId"], ManualAssignmentQueueConfigs=manual,
        MediaConcurrencies=[{"Channel": "TASK", "Concurrency": 2}],
    )["RoutingProfileId"]
    rows = connect.list_routing_profile_manual_assignment_queues(**i, RoutingProfileId=profile)
    assert rows["RoutingProfileManualAssignmentQueueConfigSummaryList"][0]["QueueName"] == "Q"


def test_flows_have_versions_and_aliases(connect, i):
    made = connect.create_contact_flow(**i, Name="F", Type="CONTACT_FLOW", Content=json.dumps(FLOW))
    f = {**i, "ContactFlowId": made["ContactFlowId"]}
    numbers = [connect.create_contact_flow_version(**f, Description=str(n))["Version"] for n in range(2)]
    assert numbers == [1, 2]
    rows = pages(connect.list_contact_flow_versions, "ContactFlowVersionSummaryList", **f)
    assert [(it["Version"], it["VersionDescription"]) for it in rows] == [(1, "0"), (2, "1")]
    alias = connect.create_contact_flow_alias(**f, AliasName="live", ContactFlowVersion=1)["Id"]
    refused("ResourceNotFoundException", connect.create_contact_flow_alias, **f, AliasName="x", ContactFlowVersion=9)
    refused("DuplicateResourceException", connect.create_contact_flow_alias, **f, AliasName="live", ContactFlowVersion=2)
    refused("InvalidRequestException", connect.delete_contact_flow_version, **f, ContactFlowVersion=1)
    a = {**f, "AliasId": alias}
    connect.update_contact_flow_alias(**a, ContactFlowVersion=2, Name="prod")
    found = connect.describe_contact_flow_alias(**a)["ContactFlowAlias"]
    assert (found["Name"], found["Version"], found["ContactFlowId"]) == ("prod", 2, made["ContactFlowId"])
    assert [it["AliasName"] for it in connect.list_contact_flow_aliases(**f)["ContactFlowAliasSummaryList"]] == ["prod"]
    connect.delete_contact_flow_version(**f, ContactFlowVersion=1)
    connect.delete_contact_flow_alias(**a)
    refused("ResourceNotFoundException", connect.describe_contact_flow_alias, **a)
    assert connect.create_contact_flow_version(**f)["Version"] == 3
