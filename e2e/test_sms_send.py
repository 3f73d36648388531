"""Sending by the API: what is accepted, what is refused and by which reason."""

import json

import pytest

from conftest import Carillon
from sms import gone, name, number, refused

SUCCESS = "+14254147755"


@pytest.fixture
def simulator(sms):
    it = number(sms, "US", "SIMULATOR", NumberCapabilities=["SMS", "MMS", "VOICE"])
    yield it["PhoneNumberId"]
    gone(sms, it)


def test_a_message_is_accepted_and_gets_feedback(sms, simulator):
    sent = sms.send_text_message(DestinationPhoneNumber=SUCCESS, OriginationIdentity=simulator, MessageBody="Hello")
    id = sent["MessageId"]
    again = sms.send_text_message(DestinationPhoneNumber=SUCCESS, OriginationIdentity=simulator, MessageBody="Hello", DryRun=True)
    assert again["MessageId"] != id
    answer = sms.put_message_feedback(MessageId=id, MessageFeedbackStatus="RECEIVED")
    assert answer["MessageFeedbackStatus"] == "RECEIVED"
    with refused("ResourceNotFoundException") as answer:
        sms.put_message_feedback(MessageId="none", MessageFeedbackStatus="FAILED")
    assert answer[0]["ResourceType"] == "message"


def test_who_opted_out_is_not_written_to(sms, simulator):
    send = dict(DestinationPhoneNumber=SUCCESS, OriginationIdentity=simulator, MessageBody="Hello", DryRun=True)
    sms.put_opted_out_number(OptOutListName="Default", OptedOutNumber=SUCCESS)
    with refused("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
        sms.send_text_message(**send)
    sms.delete_opted_out_number(OptOutListName="Default", OptedOutNumber=SUCCESS)
    assert sms.send_text_message(**send)["MessageId"]


def test_a_blocked_country_is_not_written_to(sms, simulator):
    protect = sms.create_protect_configuration()["ProtectConfigurationId"]
    rules = {"US": {"ProtectStatus": "BLOCK"}}
    sms.update_protect_configuration_country_rule_set(ProtectConfigurationId=protect, NumberCapability="SMS", CountryRuleSetUpdates=rules)
    send = dict(DestinationPhoneNumber=SUCCESS, OriginationIdentity=simulator, MessageBody="Hello", DryRun=True)
    with refused("ConflictException", "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION"):
        sms.send_text_message(**send, ProtectConfigurationId=protect)
    assert sms.send_text_message(**send)["MessageId"]
    sms.delete_protect_configuration(ProtectConfigurationId=protect)


def test_what_cannot_be_sent_is_refused(sms, simulator):
    send = dict(DestinationPhoneNumber=SUCCESS, OriginationIdentity=simulator)
    assert sms.send_text_message(**send, MessageBody="a" * 1530, DryRun=True)["MessageId"]
    with refused("ValidationException"):
        sms.send_text_message(**send, MessageBody="a" * 1531, DryRun=True)
    with refused("ValidationException", "MISSING_PARAMETER", "MessageBody"):
        sms.send_text_message(**send)
    with refused("ResourceNotFoundException"):
        sms.send_text_message(DestinationPhoneNumber=SUCCESS, OriginationIdentity="phone-missing", MessageBody="Hello")
    with refused("ResourceNotFoundException"):
        sms.send_text_message(**send, MessageBody="Hello", ConfigurationSetName="missing")


def test_a_code_is_sent_by_a_template(sms, simulator):
    pool = sms.create_pool(OriginationIdentity=simulator, IsoCountryCode="US", MessageType="TRANSACTIONAL")["PoolId"]
    made = sms.create_notify_configuration(
        DisplayName="Example", UseCase="CODE_VERIFICATION", EnabledChannels=["SMS"], PoolId=pool, DefaultTemplateId="code-verification-en",
    )["NotifyConfigurationId"]
    sent = sms.send_notify_text_message(NotifyConfigurationId=made, DestinationPhoneNumber=SUCCESS, TemplateVariables={"code": "123456"})
    assert sent["ResolvedMessageBody"] == "123456 is your Example verification code." and sent["MessageId"]
    with refused("ConflictException", "POOL_ASSOCIATED_TO_NOTIFY_CONFIGURATION"):
        sms.delete_pool(PoolId=pool)
    sms.delete_notify_configuration(NotifyConfigurationId=made)
    sms.delete_pool(PoolId=pool)


def test_sends_are_left_out_of_the_trail(tmp_path):
    file = tmp_path / "audit.jsonl"
    sink = f'[[sinks]]\nname = "audit"\nkind = "file"\ntopics = ["audit"]\npath = "{file}"\n'
    product = Carillon(tmp_path / "product", config=sink)
    try:
        sms = product.start().client("pinpoint-sms-voice-v2")
        it = number(sms, "US", "SIMULATOR")
        sms.send_text_message(DestinationPhoneNumber=SUCCESS, OriginationIdentity=it["PhoneNumberId"], MessageBody="Hello")
        sms.create_opt_out_list(OptOutListName=name("list"))
        product.terminate()
        said = [json.loads(line) for line in file.read_text().splitlines()]
        names = [one.get("eventName") or one["body"]["eventName"] for one in said]
        assert "CreateOptOutList" in names and "RequestPhoneNumber" in names
        assert "SendTextMessage" not in names
    finally:
        product.close()
