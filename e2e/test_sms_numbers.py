"""Phone numbers, sender ids, pools and keywords, each from its making to its end."""

import pytest

from sms import ARN, ROLE, TOPIC, gone, name, number, refused


def test_a_number_is_requested_described_changed_and_released(sms):
    made = number(sms, Tags=[{"Key": "team", "Value": "a"}])
    assert made["PhoneNumber"].startswith("+1204555") and made["Status"] == "PENDING"
    assert made["PhoneNumberArn"] == f"{ARN}phone-number/{made['PhoneNumberId']}"
    assert made["OptOutListName"] == "Default" and made["Tags"] == [{"Key": "team", "Value": "a"}]
    assert not (made["TwoWayEnabled"] or made["SelfManagedOptOutsEnabled"] or made["DeletionProtectionEnabled"])
    [shown] = sms.describe_phone_numbers(PhoneNumberIds=[made["PhoneNumberArn"]])["PhoneNumbers"]
    assert (shown["Status"], shown["PhoneNumber"]) == ("ACTIVE", made["PhoneNumber"])
    assert shown["CreatedTimestamp"] == made["CreatedTimestamp"]
    id = made["PhoneNumberId"]
    changed = sms.update_phone_number(
        PhoneNumberId=id, TwoWayEnabled=True, TwoWayChannelArn=TOPIC, TwoWayChannelRole=ROLE,
        SelfManagedOptOutsEnabled=True, DeletionProtectionEnabled=True, InternationalSendingEnabled=True,
    )
    assert changed["TwoWayChannelArn"] == TOPIC and changed["InternationalSendingEnabled"]
    with refused("ConflictException", "DELETION_PROTECTION_ENABLED") as answer:
        sms.release_phone_number(PhoneNumberId=id)
    assert (answer[0]["ResourceType"], answer[0]["ResourceId"]) == ("phone-number", id)
    sms.update_phone_number(PhoneNumberId=id, DeletionProtectionEnabled=False)
    assert sms.release_phone_number(PhoneNumberId=id)["PhoneNumber"] == made["PhoneNumber"]
    with refused("ResourceNotFoundException") as answer:
        sms.describe_phone_numbers(PhoneNumberIds=[id])
    assert (answer[0]["ResourceType"], answer[0]["ResourceId"]) == ("phone-number", id)


def test_numbers_that_there_are_not_cannot_be_requested(sms):
    for country, kind in [("US", "LONG_CODE"), ("CA", "TEN_DLC"), ("GB", "TOLL_FREE")]:
        with refused("ValidationException", "INVALID_PARAMETER", "NumberType"):
            number(sms, country, kind)
    with refused("ResourceNotFoundException"):
        number(sms, "GB", NumberCapabilities=["MMS"])
    with refused("ResourceNotFoundException"):
        number(sms, OptOutListName="missing")
    with refused("ValidationException", "INTERNATIONAL_SENDING_NOT_SUPPORTED"):
        number(sms, "US", "TEN_DLC", InternationalSendingEnabled=True)


def test_two_way_settings_must_go_together(sms):
    it = number(sms)
    id = it["PhoneNumberId"]
    with refused("ValidationException", "TWO_WAY_CHANNEL_NOT_PRESENT"):
        sms.update_phone_number(PhoneNumberId=id, TwoWayEnabled=True)
    with refused("ValidationException", "TWO_WAY_NOT_ENABLED"):
        sms.update_phone_number(PhoneNumberId=id, SelfManagedOptOutsEnabled=True)
    with refused("ValidationException", "INVALID_PARAMETER", "TwoWayChannelArn"):
        sms.update_phone_number(PhoneNumberId=id, TwoWayEnabled=True, TwoWayChannelArn=TOPIC + ".fifo")
    changed = sms.update_phone_number(
        PhoneNumberId=id, TwoWayEnabled=True, TwoWayChannelArn="connect.us-east-1.amazonaws.com", TwoWayChannelRole=ROLE,
    )
    assert changed["TwoWayChannelArn"] == "connect.us-east-1.amazonaws.com"
    with refused("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"):
        sms.update_phone_number(PhoneNumberId=id, SelfManagedOptOutsEnabled=True)
    off = sms.update_phone_number(PhoneNumberId=id, TwoWayEnabled=False)
    assert "TwoWayChannelArn" not in off
    gone(sms, it)


def test_numbers_are_listed_by_filters_and_pages(sms):
    them = [number(sms, "GB", NumberCapabilities=["SMS", "VOICE"]) for _ in range(3)]
    filters = [{"Name": "iso-country-code", "Values": ["GB", "FR"]}, {"Name": "number-capability", "Values": ["VOICE"]}]
    pages = list(sms.get_paginator("describe_phone_numbers").paginate(Filters=filters, PaginationConfig={"PageSize": 2}))
    assert [len(page["PhoneNumbers"]) for page in pages] == [2, 1]
    found = {it["PhoneNumberId"] for page in pages for it in page["PhoneNumbers"]}
    assert found == {it["PhoneNumberId"] for it in them}
    assert sms.describe_phone_numbers(Filters=[{"Name": "status", "Values": ["DELETED"]}])["PhoneNumbers"] == []
    assert sms.describe_phone_numbers(Owner="SHARED")["PhoneNumbers"] == []
    with refused("ValidationException", "INVALID_FILTER_VALUES"):
        sms.describe_phone_numbers(Filters=[{"Name": "two-way-enabled", "Values": ["maybe"]}])
    with refused("ValidationException", "INVALID_NEXT_TOKEN", "NextToken"):
        sms.describe_phone_numbers(NextToken="none")
    gone(sms, *them)


def test_free_numbers_are_listed_and_preferred(sms):
    asked = dict(IsoCountryCode="US", NumberCapabilities=["SMS"], NumberType="TEN_DLC")
    page = sms.list_available_phone_numbers(**asked, MaxResults=3)
    assert len(page["AvailablePhoneNumbers"]) == 3
    more = sms.list_available_phone_numbers(**asked, MaxResults=3, NextToken=page["NextToken"])
    assert not set(more["AvailablePhoneNumbers"]) & set(page["AvailablePhoneNumbers"])
    wish = [{"PreferenceType": ["EndsWith"], "Filter": ["0177"]}]
    assert sms.list_available_phone_numbers(**asked, NumberPreference=wish)["AvailablePhoneNumbers"] == ["+14255550177"]
    it = number(sms, "US", "TEN_DLC", NumberPreference=wish)
    assert it["PhoneNumber"] == "+14255550177"
    assert sms.list_available_phone_numbers(**asked, NumberPreference=wish)["AvailablePhoneNumbers"] == []
    gone(sms, it)


def test_a_repeated_request_gets_the_same_number(sms):
    token = name("token")
    it, again = number(sms, ClientToken=token), number(sms, ClientToken=token)
    assert it["PhoneNumberId"] == again["PhoneNumberId"]
    gone(sms, it)


def test_a_sender_id_is_requested_changed_and_released(sms):
    asked = dict(SenderId="EXAMPLECO", IsoCountryCode="DE")
    made = sms.request_sender_id(**asked, MessageTypes=["PROMOTIONAL"], Tags=[{"Key": "a", "Value": "b"}])
    assert made["SenderIdArn"] == f"{ARN}sender-id/EXAMPLECO/DE" and not made["Registered"]
    with refused("ConflictException", "RESOURCE_ALREADY_EXISTS"):
        sms.request_sender_id(**asked)
    assert sms.update_sender_id(**asked, DeletionProtectionEnabled=True)["DeletionProtectionEnabled"]
    with refused("ConflictException", "DELETION_PROTECTION_ENABLED"):
        sms.release_sender_id(**asked)
    [shown] = sms.describe_sender_ids(SenderIds=[asked])["SenderIds"]
    assert shown["MessageTypes"] == ["PROMOTIONAL"] and shown["DeletionProtectionEnabled"]
    filters = [{"Name": "sender-id", "Values": ["EXAMPLECO"]}, {"Name": "message-type", "Values": ["PROMOTIONAL"]}]
    assert len(sms.describe_sender_ids(Filters=filters)["SenderIds"]) == 1
    sms.update_sender_id(**asked, DeletionProtectionEnabled=False)
    assert sms.release_sender_id(**asked)["SenderId"] == "EXAMPLECO"
    with refused("ResourceNotFoundException"):
        sms.describe_sender_ids(SenderIds=[asked])


@pytest.mark.parametrize("id, country, reason", [
    ("12345", "DE", "INVALID_PARAMETER"), ("AB", "DE", "INVALID_PARAMETER"), ("SEVENCH", "IN", "INVALID_PARAMETER"),
    ("EXAMPLE", "US", "SENDER_ID_NOT_SUPPORTED"), ("EXAMPLE", "CU", "SENDER_ID_NOT_SUPPORTED"),
])
def test_what_is_no_sender_id_is_refused(sms, id, country, reason):
    with refused("ValidationException", reason):
        sms.request_sender_id(SenderId=id, IsoCountryCode=country)


def test_a_pool_takes_what_fits_its_first_number(sms):
    one, two, other = number(sms), number(sms), number(sms, MessageType="PROMOTIONAL")
    pool = sms.create_pool(
        OriginationIdentity=one["PhoneNumberId"], IsoCountryCode="CA", MessageType="TRANSACTIONAL", DeletionProtectionEnabled=True,
    )
    id = pool["PoolId"]
    assert pool["Status"] == "ACTIVE" and pool["OptOutListName"] == "Default" and not pool["SharedRoutesEnabled"]
    joined = sms.associate_origination_identity(PoolId=id, OriginationIdentity=two["PhoneNumberId"], IsoCountryCode="CA")
    assert joined["OriginationIdentityArn"] == two["PhoneNumberArn"] and joined["IsoCountryCode"] == "CA"
    with refused("ConflictException", "MESSAGE_TYPE_MISMATCH"):
        sms.associate_origination_identity(PoolId=id, OriginationIdentity=other["PhoneNumberId"], IsoCountryCode="CA")
    with refused("ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL"):
        sms.associate_origination_identity(PoolId=id, OriginationIdentity=two["PhoneNumberId"], IsoCountryCode="CA")
    with refused("ValidationException", "COUNTRY_CODE_MISMATCH"):
        sms.disassociate_origination_identity(PoolId=id, OriginationIdentity=two["PhoneNumberId"], IsoCountryCode="US")
    with refused("ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL"):
        sms.release_phone_number(PhoneNumberId=two["PhoneNumberId"])
    them = sms.list_pool_origination_identities(PoolId=id)["OriginationIdentities"]
    assert {it["PhoneNumber"] for it in them} == {one["PhoneNumber"], two["PhoneNumber"]}
    none = [{"Name": "number-capability", "Values": ["VOICE"]}]
    assert sms.list_pool_origination_identities(PoolId=id, Filters=none)["OriginationIdentities"] == []
    with refused("ConflictException", "DELETION_PROTECTION_ENABLED"):
        sms.delete_pool(PoolId=id)
    changed = sms.update_pool(PoolId=id, DeletionProtectionEnabled=False, SharedRoutesEnabled=True, TwoWayEnabled=True, TwoWayChannelArn=TOPIC)
    assert changed["SharedRoutesEnabled"] and changed["TwoWayChannelArn"] == TOPIC
    filters = [{"Name": "two-way-enabled", "Values": ["true"]}, {"Name": "shared-routes-enabled", "Values": ["true"]}]
    assert [it["PoolId"] for it in sms.describe_pools(PoolIds=[pool["PoolArn"]], Filters=filters)["Pools"]] == [id]
    with refused("ConflictException", "RESOURCE_NOT_EMPTY"):
        sms.delete_pool(PoolId=id)
    sms.disassociate_origination_identity(PoolId=id, OriginationIdentity=two["PhoneNumberId"], IsoCountryCode="CA")
    with refused("ConflictException", "LAST_PHONE_NUMBER"):
        sms.disassociate_origination_identity(PoolId=id, OriginationIdentity=one["PhoneNumberId"], IsoCountryCode="CA")
    with refused("ConflictException", "TWO_WAY_CONFIG_MISMATCH"):
        sms.associate_origination_identity(PoolId=id, OriginationIdentity=two["PhoneNumberId"], IsoCountryCode="CA")
    assert sms.delete_pool(PoolId=id)["PoolId"] == id
    [left] = sms.describe_phone_numbers(PhoneNumberIds=[one["PhoneNumberId"]])["PhoneNumbers"]
    assert "PoolId" not in left
    gone(sms, one, two, other)


def test_a_number_can_be_requested_into_a_pool(sms):
    one = number(sms)
    pool = sms.create_pool(OriginationIdentity=one["PhoneNumberArn"], IsoCountryCode="CA", MessageType="TRANSACTIONAL")["PoolId"]
    two = number(sms, PoolId=pool)
    assert two["PoolId"] == pool
    sms.disassociate_origination_identity(PoolId=pool, OriginationIdentity=two["PhoneNumberId"], IsoCountryCode="CA")
    sms.delete_pool(PoolId=pool)
    gone(sms, one, two)


def test_keywords_of_a_number(sms):
    it = number(sms)
    of = dict(OriginationIdentity=it["PhoneNumberId"])
    shown = sms.describe_keywords(**of)
    assert {one["Keyword"]: one["KeywordAction"] for one in shown["Keywords"]} == {"HELP": "AUTOMATIC_RESPONSE", "STOP": "OPT_OUT"}
    assert shown["OriginationIdentityArn"] == it["PhoneNumberArn"]
    made = sms.put_keyword(**of, Keyword="join", KeywordMessage="Welcome", KeywordAction="OPT_IN")
    assert (made["Keyword"], made["KeywordAction"]) == ("JOIN", "OPT_IN")
    assert sms.put_keyword(**of, Keyword="JOIN", KeywordMessage="Hello")["KeywordAction"] == "OPT_IN"
    [found] = sms.describe_keywords(**of, Keywords=["Join"])["Keywords"]
    assert found["KeywordMessage"] == "Hello"
    opting = [{"Name": "keyword-action", "Values": ["OPT_IN"]}]
    assert [one["Keyword"] for one in sms.describe_keywords(**of, Filters=opting)["Keywords"]] == ["JOIN"]
    for word in ("STOP", "unsubscribe", "HELP"):
        with refused("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"):
            sms.delete_keyword(**of, Keyword=word)
    with refused("ConflictException", "RESOURCE_MODIFICATION_NOT_ALLOWED"):
        sms.put_keyword(**of, Keyword="QUIT", KeywordMessage="No", KeywordAction="OPT_IN")
    with refused("ValidationException", "INVALID_PARAMETER", "Keyword"):
        sms.put_keyword(**of, Keyword=" JOIN", KeywordMessage="Hello")
    assert sms.delete_keyword(**of, Keyword="JOIN")["Keyword"] == "JOIN"
    with refused("ResourceNotFoundException"):
        sms.delete_keyword(**of, Keyword="JOIN")
    gone(sms, it)


def test_rcs_agents_can_be_configured_and_send_nothing(sms):
    made = sms.create_rcs_agent(Tags=[{"Key": "a", "Value": "b"}])
    id = made["RcsAgentId"]
    assert (made["Status"], made["OptOutListName"]) == ("CREATED", "Default")
    changed = sms.update_rcs_agent(RcsAgentId=id, TwoWayEnabled=True, TwoWayChannelArn=TOPIC, TwoWayMediaS3BucketName="media")
    assert changed["TwoWayMediaS3BucketName"] == "media"
    assert "TwoWayMediaS3BucketName" not in sms.update_rcs_agent(RcsAgentId=id, TwoWayMediaS3BucketName="UNSET_RCS_MEDIA_CONFIGURATION")
    assert sms.describe_rcs_agents(RcsAgentIds=[id])["RcsAgents"][0]["TwoWayEnabled"]
    assert sms.describe_rcs_agent_country_launch_status(RcsAgentId=id)["CountryLaunchStatus"] == []
    content = {"Content": {"TextMessage": {"Body": "Hello"}}}
    with refused("ConflictException", "RESOURCE_NOT_ACTIVE"):
        sms.send_rcs_message(DestinationPhoneNumber="+14255550123", OriginationIdentity=id, RcsMessageContent=content)
    own = number(sms)
    with refused("ValidationException", "INVALID_PARAMETER", "OriginationIdentity"):
        sms.send_rcs_message(DestinationPhoneNumber="+14255550123", OriginationIdentity=own["PhoneNumberId"], RcsMessageContent=content)
    with refused("ResourceNotFoundException"):
        sms.send_rcs_message(DestinationPhoneNumber="+14255550123", OriginationIdentity="rcs-" + "0" * 32, RcsMessageContent=content)
    # No other kind of message is sent by an agent.
    with refused("ResourceNotFoundException"):
        sms.send_text_message(DestinationPhoneNumber="+14255550123", OriginationIdentity=id, MessageBody="Hello")
    gone(sms, own)
    assert sms.delete_rcs_agent(RcsAgentId=id)["Status"] == "DELETED"
