"""Configuration sets, event destinations, opt-out lists, protect configurations, tags, policies."""

import pytest

from sms import ARN, ROLE, TOPIC, gone, name, number, refused

LOGS = {"IamRoleArn": ROLE, "LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:events"}
STREAM = {"IamRoleArn": ROLE, "DeliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/events"}


@pytest.fixture
def configuration_set(sms):
    made = name("set")
    sms.create_configuration_set(ConfigurationSetName=made)
    yield made
    sms.delete_configuration_set(ConfigurationSetName=made)


def test_a_configuration_set_and_its_defaults(sms):
    of = {"ConfigurationSetName": name("set")}
    made = sms.create_configuration_set(**of, Tags=[{"Key": "a", "Value": "b"}])
    assert made["ConfigurationSetArn"] == f"{ARN}configuration-set/{of['ConfigurationSetName']}"
    with refused("ConflictException", "RESOURCE_ALREADY_EXISTS"):
        sms.create_configuration_set(**of)
    assert sms.set_default_message_type(**of, MessageType="PROMOTIONAL")["MessageType"] == "PROMOTIONAL"
    assert sms.set_default_sender_id(**of, SenderId="EXAMPLE")["SenderId"] == "EXAMPLE"
    assert sms.set_default_message_feedback_enabled(**of, MessageFeedbackEnabled=True)["MessageFeedbackEnabled"]
    filters = [{"Name": "default-sender-id", "Values": ["EXAMPLE"]}, {"Name": "default-message-type", "Values": ["PROMOTIONAL"]}]
    [shown] = sms.describe_configuration_sets(ConfigurationSetNames=[made["ConfigurationSetArn"]], Filters=filters)["ConfigurationSets"]
    assert shown["DefaultMessageFeedbackEnabled"] and shown["EventDestinations"] == []
    assert sms.delete_default_message_type(**of)["MessageType"] == "PROMOTIONAL"
    assert sms.delete_default_sender_id(**of)["SenderId"] == "EXAMPLE"
    [shown] = sms.describe_configuration_sets(ConfigurationSetNames=[of["ConfigurationSetName"]])["ConfigurationSets"]
    assert "DefaultSenderId" not in shown and "DefaultMessageType" not in shown
    assert sms.delete_configuration_set(**of)["ConfigurationSetName"] == of["ConfigurationSetName"]
    with refused("ResourceNotFoundException") as answer:
        sms.delete_configuration_set(**of)
    assert answer[0]["ResourceType"] == "configuration-set"


def test_event_destinations_are_at_most_five(sms, configuration_set):
    of = {"ConfigurationSetName": configuration_set}
    made = sms.create_event_destination(**of, EventDestinationName="one", MatchingEventTypes=["TEXT_ALL"], SnsDestination={"TopicArn": TOPIC})
    assert made["EventDestination"]["Enabled"] and made["EventDestination"]["MatchingEventTypes"] == ["TEXT_ALL"]
    both = dict(SnsDestination={"TopicArn": TOPIC}, CloudWatchLogsDestination=LOGS)
    with refused("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"):
        sms.create_event_destination(**of, EventDestinationName="two", MatchingEventTypes=["ALL"], **both)
    with refused("ValidationException", "MISSING_PARAMETER"):
        sms.create_event_destination(**of, EventDestinationName="two", MatchingEventTypes=["ALL"])
    with refused("ConflictException", "RESOURCE_ALREADY_EXISTS"):
        sms.create_event_destination(**of, EventDestinationName="one", MatchingEventTypes=["ALL"], CloudWatchLogsDestination=LOGS)
    changed = sms.update_event_destination(**of, EventDestinationName="one", Enabled=False, KinesisFirehoseDestination=STREAM)
    assert changed["EventDestination"] == {
        "EventDestinationName": "one", "Enabled": False, "MatchingEventTypes": ["TEXT_ALL"], "KinesisFirehoseDestination": STREAM,
    }
    for n in range(4):
        sms.create_event_destination(**of, EventDestinationName=f"more-{n}", MatchingEventTypes=["ALL"], CloudWatchLogsDestination=LOGS)
    with refused("ServiceQuotaExceededException", "EVENT_DESTINATIONS_PER_CONFIGURATION_SET"):
        sms.create_event_destination(**of, EventDestinationName="sixth", MatchingEventTypes=["ALL"], CloudWatchLogsDestination=LOGS)
    assert sms.delete_event_destination(**of, EventDestinationName="one")["EventDestination"]["EventDestinationName"] == "one"
    with refused("ResourceNotFoundException") as answer:
        sms.delete_event_destination(**of, EventDestinationName="one")
    assert answer[0]["ResourceType"] == "event-destination"


def test_an_opt_out_list_and_its_numbers(sms):
    of = {"OptOutListName": name("list")}
    made = sms.create_opt_out_list(**of)
    assert made["OptOutListArn"] == f"{ARN}opt-out-list/{of['OptOutListName']}"
    numbers = [f"+1425555010{n}" for n in range(5)]
    for one in numbers:
        assert not sms.put_opted_out_number(**of, OptedOutNumber=one)["EndUserOptedOut"]
    first = sms.put_opted_out_number(**of, OptedOutNumber=numbers[0].lstrip("+"))
    pages = list(sms.get_paginator("describe_opted_out_numbers").paginate(**of, PaginationConfig={"PageSize": 2}))
    assert [len(page["OptedOutNumbers"]) for page in pages] == [2, 2, 1]
    found = [it["OptedOutNumber"] for page in pages for it in page["OptedOutNumbers"]]
    assert found == numbers
    assert pages[0]["OptedOutNumbers"][0]["OptedOutTimestamp"] == first["OptedOutTimestamp"]
    by_users = [{"Name": "end-user-opted-out", "Values": ["true"]}]
    assert sms.describe_opted_out_numbers(**of, Filters=by_users)["OptedOutNumbers"] == []
    assert len(sms.describe_opted_out_numbers(**of, OptedOutNumbers=numbers[:2])["OptedOutNumbers"]) == 2
    assert sms.delete_opted_out_number(**of, OptedOutNumber=numbers[0])["OptedOutNumber"] == numbers[0]
    for call in (sms.delete_opted_out_number,):
        with refused("ResourceNotFoundException") as answer:
            call(**of, OptedOutNumber=numbers[0])
        assert answer[0]["ResourceType"] == "opted-out-number"
    it = number(sms, **of)
    with refused("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"):
        sms.delete_opt_out_list(**of)
    gone(sms, it)
    assert of["OptOutListName"] in [it["OptOutListName"] for it in sms.describe_opt_out_lists()["OptOutLists"]]
    sms.delete_opt_out_list(**of)
    sms.create_opt_out_list(**of)
    assert sms.describe_opted_out_numbers(**of)["OptedOutNumbers"] == []
    sms.delete_opt_out_list(**of)


def test_the_default_list_is_there_and_stays(sms):
    assert sms.describe_opt_out_lists(OptOutListNames=["Default"])["OptOutLists"][0]["OptOutListArn"] == f"{ARN}opt-out-list/Default"
    with refused("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"):
        sms.delete_opt_out_list(OptOutListName="Default")


def test_a_protect_configuration_and_its_rules(sms, configuration_set):
    made = sms.create_protect_configuration(Tags=[{"Key": "Name", "Value": "a"}])
    of = {"ProtectConfigurationId": made["ProtectConfigurationId"]}
    assert not made["AccountDefault"] and not made["DeletionProtectionEnabled"]
    for capability in ("SMS", "MMS", "VOICE"):
        rules = sms.get_protect_configuration_country_rule_set(**of, NumberCapability=capability)["CountryRuleSet"]
        assert len(rules) > 200 and {it["ProtectStatus"] for it in rules.values()} == {"ALLOW"}
    update = {"GB": {"ProtectStatus": "BLOCK"}, "US": {"ProtectStatus": "MONITOR"}}
    changed = sms.update_protect_configuration_country_rule_set(**of, NumberCapability="SMS", CountryRuleSetUpdates=update)
    assert changed["CountryRuleSet"]["GB"] == {"ProtectStatus": "BLOCK"}
    voice = sms.get_protect_configuration_country_rule_set(**of, NumberCapability="VOICE")["CountryRuleSet"]
    assert voice["GB"] == {"ProtectStatus": "ALLOW"}
    assert sms.associate_protect_configuration(**of, ConfigurationSetName=configuration_set)["ProtectConfigurationArn"] == made["ProtectConfigurationArn"]
    with refused("ConflictException", "PROTECT_CONFIGURATION_ASSOCIATED_WITH_CONFIGURATION_SET"):
        sms.delete_protect_configuration(**of)
    sms.disassociate_protect_configuration(**of, ConfigurationSetName=configuration_set)
    with refused("ConflictException", "PROTECT_CONFIGURATION_NOT_ASSOCIATED_WITH_CONFIGURATION_SET"):
        sms.disassociate_protect_configuration(**of, ConfigurationSetName=configuration_set)
    other = sms.create_protect_configuration()["ProtectConfigurationId"]
    sms.set_account_default_protect_configuration(ProtectConfigurationId=other)
    assert sms.set_account_default_protect_configuration(**of)["DefaultProtectConfigurationId"] == of["ProtectConfigurationId"]
    defaults = sms.describe_protect_configurations(Filters=[{"Name": "account-default", "Values": ["true"]}])
    assert [it["ProtectConfigurationId"] for it in defaults["ProtectConfigurations"]] == [of["ProtectConfigurationId"]]
    attributes = {it["Name"]: it["Value"] for it in sms.describe_account_attributes()["AccountAttributes"]}
    assert attributes == {"ACCOUNT_TIER": "PRODUCTION", "DEFAULT_PROTECT_CONFIGURATION_ID": of["ProtectConfigurationId"]}
    with refused("ConflictException", "PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT"):
        sms.delete_protect_configuration(**of)
    sms.delete_account_default_protect_configuration()
    with refused("ResourceNotFoundException"):
        sms.delete_account_default_protect_configuration()
    sms.update_protect_configuration(**of, DeletionProtectionEnabled=True)
    with refused("ConflictException", "DELETION_PROTECTION_ENABLED"):
        sms.delete_protect_configuration(**of)
    sms.update_protect_configuration(**of, DeletionProtectionEnabled=False)
    sms.delete_protect_configuration(**of)
    sms.delete_protect_configuration(ProtectConfigurationId=other)


def test_overrides_of_single_numbers(sms):
    of = {"ProtectConfigurationId": sms.create_protect_configuration()["ProtectConfigurationId"]}
    put = sms.put_protect_configuration_rule_set_number_override
    made = put(**of, DestinationPhoneNumber="+447700900001", Action="BLOCK", ExpirationTimestamp="2999-01-01T00:00:00Z")
    assert made["IsoCountryCode"] == "GB" and made["ExpirationTimestamp"].year == 2999
    put(**of, DestinationPhoneNumber="+14255550123", Action="ALLOW")
    with refused("ValidationException", "INVALID_PARAMETER", "ExpirationTimestamp"):
        put(**of, DestinationPhoneNumber="+14255550123", Action="ALLOW", ExpirationTimestamp="2000-01-01T00:00:00Z")

    def numbers(*filters):
        filters = [{"Name": name, "Values": [value]} for name, value in filters]
        found = sms.list_protect_configuration_rule_set_number_overrides(**of, Filters=filters)
        return [it["DestinationPhoneNumber"] for it in found["RuleSetNumberOverrides"]]

    assert numbers() == ["+14255550123", "+447700900001"]
    assert numbers(("action", "BLOCK")) == ["+447700900001"]
    assert numbers(("iso-country-code", "US")) == ["+14255550123"]
    assert numbers(("destination-phone-number-begins-with", "+44")) == ["+447700900001"]
    assert numbers(("created-after", "2999-01-01T00:00:00Z")) == []
    assert numbers(("expires-after", "2998-01-01T00:00:00Z")) == ["+447700900001"]
    deleted = sms.delete_protect_configuration_rule_set_number_override(**of, DestinationPhoneNumber="+14255550123")
    assert deleted["Action"] == "ALLOW"
    with refused("ResourceNotFoundException"):
        sms.delete_protect_configuration_rule_set_number_override(**of, DestinationPhoneNumber="+14255550123")
    sms.delete_protect_configuration(**of)


def test_tags_and_policies_of_a_resource(sms):
    made = sms.create_opt_out_list(OptOutListName=name("list"), Tags=[{"Key": "team", "Value": "a"}])
    of = {"ResourceArn": made["OptOutListArn"]}
    sms.tag_resource(**of, Tags=[{"Key": "team", "Value": "b"}, {"Key": "cost", "Value": ""}])
    tags = {it["Key"]: it["Value"] for it in sms.list_tags_for_resource(**of)["Tags"]}
    assert tags == {"team": "b", "cost": ""}
    sms.untag_resource(**of, TagKeys=["team"])
    assert sms.list_tags_for_resource(**of)["Tags"] == [{"Key": "cost", "Value": ""}]
    with refused("ResourceNotFoundException"):
        sms.list_tags_for_resource(ResourceArn=f"{ARN}opt-out-list/missing")
    with refused("ValidationException", "INVALID_ARN"):
        sms.list_tags_for_resource(ResourceArn="arn:aws:sns:us-east-1:123456789012:topic")
    with refused("ResourceNotFoundException"):
        sms.get_resource_policy(**of)
    policy = '{"Version": "2012-10-17", "Statement": []}'
    assert sms.put_resource_policy(**of, Policy=policy)["Policy"] == policy
    assert sms.get_resource_policy(**of)["Policy"] == policy
    with refused("ValidationException", "CANNOT_PARSE"):
        sms.put_resource_policy(**of, Policy="none")
    assert sms.delete_resource_policy(**of)["Policy"] == policy
    sms.delete_opt_out_list(OptOutListName=made["OptOutListName"])


def test_the_api_before_has_the_same_configuration_sets(product, sms):
    v1 = product.client("pinpoint-sms-voice")
    of = {"ConfigurationSetName": name("set")}
    v1.create_configuration_set(**of)
    with refused("AlreadyExistsException"):
        v1.create_configuration_set(**of)
    definition = {"Enabled": True, "MatchingEventTypes": ["COMPLETED_CALL", "BUSY"], "SnsDestination": {"TopicArn": TOPIC}}
    v1.create_configuration_set_event_destination(**of, EventDestinationName="calls", EventDestination=definition)
    [shown] = sms.describe_configuration_sets(ConfigurationSetNames=list(of.values()))["ConfigurationSets"]
    assert shown["EventDestinations"][0]["MatchingEventTypes"] == ["VOICE_COMPLETED", "VOICE_BUSY"]
    v1.update_configuration_set_event_destination(**of, EventDestinationName="calls", EventDestination={"Enabled": False})
    [found] = v1.get_configuration_set_event_destinations(**of)["EventDestinations"]
    assert found == {"Name": "calls", "Enabled": False, "MatchingEventTypes": ["COMPLETED_CALL", "BUSY"], "SnsDestination": {"TopicArn": TOPIC}}
    v1.delete_configuration_set_event_destination(**of, EventDestinationName="calls")
    assert of["ConfigurationSetName"] in v1.list_configuration_sets()["ConfigurationSets"]
    v1.delete_configuration_set(**of)
    with refused("NotFoundException"):
        v1.delete_configuration_set(**of)
