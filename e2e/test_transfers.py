"""Agents call, consult, conference and transfer: SIP legs, Chromium pages, and tones that tell who hears whom."""

import json
import uuid

import pytest
from botocore.exceptions import ClientError

from browser import AGENT_TONE
from phone import RATE, eventually, loudness, strength
from test_call import CALLER_TONE, channels, lines, records, share_of_tone
from test_outbound import (
    END, FAR_NUMBER, FAR_TONE, action, call_from_queue, calling, carriers, ended, flow, number_id, queue_id, say,
)

__all__ = ["calling", "carriers"]

RECORD = action(
    "record", "UpdateContactRecordingBehavior", {"RecordingBehavior": {"RecordedParticipants": ["Agent", "Customer"]}},
    "queue",
)


def straight_to_agents(centre, recorded=True):
    """The number's calls go to the queue at once, recorded as a rule."""
    queue = call_from_queue(centre)
    made = flow(
        centre, *([RECORD] if recorded else []),
        action("queue", "UpdateContactTargetQueue", {"QueueId": queue}, "go", [("NoMatchingError", "end")]),
        action("go", "TransferContactToQueue", {}, "end", [("NoMatchingError", "end"), ("QueueAtCapacity", "end")]),
    )
    centre.connect.associate_phone_number_contact_flow(
        PhoneNumberId=number_id(centre), InstanceId=centre.instance, ContactFlowId=made
    )
    return queue


def quick_connect(centre, name, config):
    made = centre.connect.create_quick_connect(
        InstanceId=centre.instance, Name=name, Description=f"{name}, by a click", QuickConnectConfig=config
    )
    centre.connect.associate_queue_quick_connects(
        InstanceId=centre.instance, QueueId=queue_id(centre), QuickConnectIds=[made["QuickConnectId"]]
    )


def transfer_flow(centre, kind, *actions):
    content = {"Version": "2019-10-30", "StartAction": actions[0]["Identifier"], "Metadata": {}, "Actions": [*actions, END]}
    made = centre.connect.create_contact_flow(
        InstanceId=centre.instance, Name=f"Transfer {uuid.uuid4()}", Type=kind, Content=json.dumps(content)
    )
    return made["ContactFlowId"]


def to_colleague(centre, name):
    """A quick connect to another agent."""
    made = transfer_flow(
        centre, "AGENT_TRANSFER", say("say", "Transferring now.", "go"),
        {"Identifier": "go", "Type": "TransferContactToAgent", "Parameters": {}, "Transitions": {}},
    )
    user = {"UserId": centre.users[name]["id"], "ContactFlowId": made}
    quick_connect(centre, "My colleague", {"QuickConnectType": "USER", "UserConfig": user})


def user_ids(centre):
    for user in centre.connect.list_users(InstanceId=centre.instance)["UserSummaryList"]:
        if user["Username"] in centre.users:
            centre.users[user["Username"]]["id"] = user["Id"]


def conversation(centre, chromium):
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    agent.button("Answer").click(timeout=15_000)
    eventually("they talk", lambda: phone.hears(AGENT_TONE) and agent.hears(CALLER_TONE))
    [found] = [it for it in centre.contacts() if it["InitiationMethod"] == "INBOUND"]
    return agent, phone, found["Id"]


def final(tmp_path, contact_id):
    return lambda: records(lines(tmp_path / "events.jsonl"), contact_id, "contact-records")


def test_an_agent_calls_a_customer_from_the_number_pad(calling, chromium, tmp_path):
    centre, carrier = calling()
    call_from_queue(centre)
    agent = centre.agent(chromium, "ada")
    agent.button("Make a call").click()
    agent.page.get_by_label("Number to call").fill("(206) 555-0177")
    agent.page.get_by_text("United States: +1 206 555 0177").wait_for()
    agent.page.get_by_label("Number to call").press("Enter")
    far = eventually("the customer is called", carrier.call)
    assert (far.number, far.caller) == (FAR_NUMBER, centre.number)
    eventually("the customer hears the outbound whisper", lambda: loudness(far.last(0.3)) > 500)
    agent.card("Connected").wait_for()
    eventually("they talk", lambda: far.hears(AGENT_TONE) and agent.hears(FAR_TONE))
    agent.button("End call").click()
    assert far.over.wait(10)
    agent.button("Clear contact").click()
    agent.button("Make a call").wait_for()
    [contact] = [it for it in centre.contacts() if it["InitiationMethod"] == "OUTBOUND"]
    assert ended(centre, contact["Id"])["DisconnectReason"] == "AGENT_DISCONNECT"
    record = eventually("the record is delivered", final(tmp_path, contact["Id"]))[-1]
    assert record["CustomerEndpoint"]["Address"] == FAR_NUMBER
    assert record["SystemEndpoint"]["Address"] == centre.number
    assert (record["Queue"], record["Agent"]["Username"]) == (None, "ada")
    events = records(lines(tmp_path / "events.jsonl"), contact["Id"], "contact-events")
    kinds = [it["detail"]["eventType"] for it in events]
    assert kinds == ["INITIATED", "CONNECTED_TO_SYSTEM", "CONNECTED_TO_AGENT", "DISCONNECTED"]

    carrier.does = 486
    agent.button("Make a call").click()
    agent.page.get_by_label("Number to call").fill("+1 206 555 0177")
    agent.page.get_by_label("Number to call").press("Enter")
    agent.card("After contact work").wait_for()
    agent.button("Clear contact").click()
    agent.button("Make a call").click()
    agent.page.get_by_label("Number to call").fill("+49 30 123456")
    agent.page.get_by_label("Number to call").press("Enter")
    agent.page.get_by_text("calls are not permitted to this number").wait_for()


def test_a_third_party_is_consulted_joined_and_left_with_the_customer(calling, chromium, tmp_path):
    centre, carrier = calling()
    straight_to_agents(centre)
    bank = {"QuickConnectType": "PHONE_NUMBER", "PhoneConfig": {"PhoneNumber": FAR_NUMBER}}
    quick_connect(centre, "The bank", bank)
    agent, phone, contact = conversation(centre, chromium)
    agent.button("Transfer").click()
    agent.page.get_by_label("Search quick connects").fill("bank")
    agent.page.get_by_role("button", name="The bank").click()
    far = eventually("the bank is called", carrier.call)
    assert (far.number, far.caller) == (FAR_NUMBER, centre.number)
    eventually("the agent and the bank talk", lambda: agent.hears(FAR_TONE) and far.hears(AGENT_TONE))
    assert not far.hears(CALLER_TONE)
    eventually("the customer hears the hold flow", lambda: loudness(phone.last(1.0)) > 100 and not phone.hears(AGENT_TONE))
    agent.button("Swap").click()
    eventually("the customer is back", lambda: phone.hears(AGENT_TONE) and agent.hears(CALLER_TONE))
    eventually("the bank is on hold", lambda: not far.hears(AGENT_TONE))
    agent.button("Join").click()
    eventually("the bank and the customer hear each other", lambda: loud(far, CALLER_TONE) and loud(phone, FAR_TONE))
    phone.press("7")
    eventually("a key reaches the bank", lambda: "7" in far.keys_heard)
    agent.button("Leave call").click()
    agent.card("After contact work").wait_for()
    agent.button("Clear contact").click()
    agent.card("Ready").wait_for()
    eventually("they go on alone", lambda: far.hears(CALLER_TONE) and phone.hears(FAR_TONE))
    far.hang_up()
    assert phone.ended()
    assert ended(centre, contact)["DisconnectReason"] == "THIRD_PARTY_DISCONNECT"
    record = eventually("the record is delivered", final(tmp_path, contact))[-1]
    assert record["TransferredToEndpoint"]["Address"] == FAR_NUMBER
    [other] = [it for it in centre.contacts() if it["InitiationMethod"] == "EXTERNAL_OUTBOUND"]
    assert record["NextContactId"] == other["Id"]
    assert centre.contact(other["Id"])["PreviousContactId"] == contact
    bucket, key = record["Recording"]["Location"].split("/", 1)
    data = centre.product.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    left, right = channels(data)
    assert share_of_tone(left, FAR_TONE) > 0.05 and share_of_tone(left, CALLER_TONE) > 0.05
    assert share_of_tone(right, AGENT_TONE) > 0.3
    assert share_of_tone(right, FAR_TONE) == 0


def loud(phone, hertz):
    """Whether a tone is there beside others."""
    return strength(phone.last(0.3), hertz) > 0.15


def test_a_customer_is_handed_from_agent_to_agent(calling, chromium, tmp_path):
    centre, _ = calling()
    straight_to_agents(centre)
    user_ids(centre)
    to_colleague(centre, "grace")
    agent, phone, contact = conversation(centre, chromium)
    named = {"InstanceId": centre.instance, "ContactId": contact, "InitialContactId": contact}
    centre.connect.suspend_contact_recording(**named)
    centre.connect.resume_contact_recording(**named)
    with pytest.raises(ClientError) as error:
        centre.connect.start_contact_recording(**named, VoiceRecordingConfiguration={"VoiceRecordingTrack": "ALL"})
    assert error.value.response["Error"]["Code"] == "InvalidRequestException"
    other = centre.agent(chromium, "grace")
    other.choose("Available")
    agent.button("Transfer").click()
    agent.page.get_by_role("button", name="My colleague").click()
    other.button("Answer").click(timeout=20_000)
    other.card("Connected").wait_for()
    eventually("the agents talk", lambda: agent.hears(AGENT_TONE) and other.hears(AGENT_TONE))
    assert not other.hears(CALLER_TONE)
    other.page.get_by_text("controls this call until they leave").wait_for()
    agent.button("Join").click()
    eventually("the customer is in", lambda: other.hears(CALLER_TONE) or agent.hears(CALLER_TONE))
    agent.button("Leave call").click()
    agent.card("After contact work").wait_for()
    eventually("they talk", lambda: other.hears(CALLER_TONE) and phone.hears(AGENT_TONE))
    other.button("Hold").click()
    eventually("on hold", lambda: not phone.hears(AGENT_TONE))
    other.button("Resume").click()
    eventually("they talk again", lambda: other.hears(CALLER_TONE))
    other.button("End call").click()
    assert phone.ended()
    for it in (agent, other):
        it.button("Clear contact").click()
    assert ended(centre, contact)["DisconnectReason"] == "AGENT_DISCONNECT"
    [second] = [it for it in centre.contacts() if it["InitiationMethod"] == "TRANSFER"]
    first = eventually("the record is delivered", final(tmp_path, contact))[-1]
    record = eventually("the other record is delivered", final(tmp_path, second["Id"]))[-1]
    assert first["NextContactId"] == second["Id"]
    assert record["PreviousContactId"] == record["InitialContactId"] == contact
    assert [it["Agent"]["Username"] for it in (first, record)] == ["ada", "grace"]
    assert record["Recording"]["Status"] == "AVAILABLE"


def test_a_recording_is_started_and_stopped_in_the_middle_of_a_call(calling, chromium, tmp_path):
    centre, _ = calling()
    straight_to_agents(centre, recorded=False)
    agent, phone, contact = conversation(centre, chromium)
    named = {"InstanceId": centre.instance, "ContactId": contact, "InitialContactId": contact}
    centre.connect.start_contact_recording(**named, VoiceRecordingConfiguration={"VoiceRecordingTrack": "ALL"})
    heard = len(phone.heard)
    eventually("a second is recorded", lambda: len(phone.heard) > heard + RATE)
    centre.connect.stop_contact_recording(**named)
    for of_ended in ("resume_contact_recording", "suspend_contact_recording"):
        with pytest.raises(ClientError) as error:
            getattr(centre.connect, of_ended)(**named)
        assert error.value.response["Error"]["Code"] == "InvalidRequestException"
    later = len(phone.heard)
    eventually("a second is not recorded", lambda: len(phone.heard) > later + RATE)
    agent.button("End call").click()
    agent.button("Clear contact").click()
    record = eventually("the record is delivered", final(tmp_path, contact))[-1]
    assert record["Recording"]["Status"] == "AVAILABLE"
    bucket, key = record["Recording"]["Location"].split("/", 1)
    data = centre.product.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    left, right = channels(data)
    assert share_of_tone(left, CALLER_TONE) > 0.5 and share_of_tone(right, AGENT_TONE) > 0.5
    assert len(left) < len(phone.heard) - RATE, "only what lies between is recorded"


def test_a_cold_transfer_to_a_queue_plays_its_flow_to_the_customer(calling, chromium):
    centre, _ = calling()
    queue = straight_to_agents(centre)
    made = transfer_flow(
        centre, "QUEUE_TRANSFER", say("say", "You are being transferred to the support queue.", "go"),
        action("go", "TransferContactToQueue", {}, "end", [("NoMatchingError", "end"), ("QueueAtCapacity", "end")]),
    )
    config = {"QuickConnectType": "QUEUE", "QueueConfig": {"QueueId": queue, "ContactFlowId": made}}
    quick_connect(centre, "Support", config)
    agent, phone, contact = conversation(centre, chromium)
    agent.button("Transfer").click()
    agent.page.get_by_role("button", name="Support").click()
    agent.button("Leave call").click()
    agent.card("After contact work").wait_for()
    eventually("the customer hears the flows", lambda: loudness(phone.last(0.5)) > 200 and not phone.hears(AGENT_TONE))
    agent.button("Clear contact").click()
    agent.button("Answer").click(timeout=20_000)
    eventually("they talk again", lambda: phone.hears(AGENT_TONE) and agent.hears(CALLER_TONE))
    phone.hang_up()
    [second] = [it for it in centre.contacts() if it["InitiationMethod"] == "TRANSFER"]
    assert ended(centre, second["Id"])["DisconnectReason"] == "CUSTOMER_DISCONNECT"
    assert ended(centre, contact)["DisconnectReason"] == "AGENT_DISCONNECT"
