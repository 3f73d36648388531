"""Calls that the product places, with a carrier as the far end; tones tell who hears whom."""

import json
import uuid

import pytest
from botocore.exceptions import ClientError

from browser import AGENT_TONE
from carrier import Carrier
from phone import eventually, loudness
from test_call import CALLER_TONE, FILE_SINK, Centre, lines, records

FAR_TONE = 1200
FAR_NUMBER = "+12065550177"


@pytest.fixture
def carriers():
    made = []
    yield lambda **options: made.append(Carrier(tone=FAR_TONE, **options)) or made[-1]
    for carrier in made:
        carrier.close()


@pytest.fixture
def calling(make_carillon, carriers, tmp_path):
    """Makes a centre whose calls leave by a carrier, and the carrier."""

    def make(config="", env=None, **options):
        carrier = carriers(**options)
        sink = FILE_SINK.format(path=tmp_path / "events.jsonl")
        product = make_carillon(config=sink + carrier.config(more=config), env=env)
        return Centre(product), carrier

    return make


def action(name, kind, parameters, following, errors=()):
    return {
        "Identifier": name, "Type": kind, "Parameters": parameters,
        "Transitions": {
            "NextAction": following, "Conditions": [],
            "Errors": [{"NextAction": to, "ErrorType": error} for error, to in errors],
        },
    }


END = {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}


def mark(name, following="end"):
    """Sets an attribute that says where the flow went."""
    parameters = {"Attributes": {"outcome": name}, "TargetContact": "Current"}
    return action(name, "UpdateContactAttributes", parameters, following, [("NoMatchingError", "end")])


def say(name, text, following):
    return action(name, "MessageParticipant", {"Text": text}, following, [("NoMatchingError", "end")])


def flow(centre, *actions):
    """A published flow that begins with the first action."""
    content = {"Version": "2019-10-30", "StartAction": actions[0]["Identifier"], "Metadata": {}, "Actions": [*actions, END]}
    made = centre.connect.create_contact_flow(
        InstanceId=centre.instance, Name=f"Out {uuid.uuid4()}", Type="CONTACT_FLOW", Content=json.dumps(content)
    )
    return made["ContactFlowId"]


def number_id(centre):
    numbers = centre.connect.list_phone_numbers_v2()["ListPhoneNumbersSummaryList"]
    return next(it["PhoneNumberId"] for it in numbers if it["PhoneNumber"] == centre.number)


def kept(centre, count):
    """The contacts, once there are so many: a call may be over before all of it is kept."""
    return eventually("the contacts are kept", lambda: len(them := centre.contacts()) == count and them, 30)


def take_calls(centre, *actions):
    """The number's calls go through this flow."""
    centre.connect.associate_phone_number_contact_flow(
        PhoneNumberId=number_id(centre), InstanceId=centre.instance, ContactFlowId=flow(centre, *actions)
    )


def put_through(resume=True, limit=30, **more):
    parameters = {
        "ThirdPartyPhoneNumber": FAR_NUMBER, "ThirdPartyConnectionTimeLimitSeconds": str(limit),
        "ContinueFlowExecution": str(resume), **more,
    }
    errors = [("NoMatchingError", "error")]
    if resume:
        errors += [("CallFailed", "failed"), ("ConnectionTimeLimitExceeded", "late")]
    return [
        action("out", "TransferParticipantToThirdParty", parameters, "back", errors),
        mark("back", "welcome-back"), say("welcome-back", "You are back with us.", "end"),
        mark("failed"), mark("late"), mark("error"),
    ]


def queue_id(centre):
    queues = centre.connect.list_queues(InstanceId=centre.instance, QueueTypes=["STANDARD"])
    return next(it["Id"] for it in queues["QueueSummaryList"] if it["Name"] == "Demo support")


def call_from_queue(centre):
    """Gives the queue a number to call from."""
    queue = queue_id(centre)
    centre.connect.update_queue_outbound_caller_config(
        InstanceId=centre.instance, QueueId=queue,
        OutboundCallerConfig={"OutboundCallerIdName": "Demo", "OutboundCallerIdNumberId": number_id(centre)},
    )
    return queue


def outcome(centre, contact_id):
    found = centre.connect.get_contact_attributes(InstanceId=centre.instance, InitialContactId=contact_id)
    return found["Attributes"].get("outcome")


def ended(centre, contact_id):
    return eventually(
        "the contact has ended", lambda: (c := centre.contact(contact_id)).get("DisconnectReason") and c, 30
    )


def test_a_customer_talks_to_a_third_party_and_comes_back_to_the_flow(calling, tmp_path):
    centre, carrier = calling()
    take_calls(centre, *put_through(ThirdPartyDTMFDigits="12,3"))
    phone = centre.phone(tone=CALLER_TONE)
    far = eventually("the third party is called", carrier.call)
    assert far.number == FAR_NUMBER
    assert far.caller == "+12065550123", "the caller's own number is passed through"
    eventually("the third party hears the customer", lambda: far.hears(CALLER_TONE))
    eventually("the customer hears the third party", lambda: phone.hears(FAR_TONE))
    eventually("the keys were sent", lambda: far.keys_heard == "123")
    far.hang_up()
    eventually("the flow speaks", lambda: loudness(phone.last(0.3)) > 500 and not phone.hears(FAR_TONE))
    assert phone.ended(30), "the flow ends the call"
    [found] = kept(centre, 1)
    assert outcome(centre, found["Id"]) == "back"
    assert ended(centre, found["Id"])["DisconnectReason"] == "CONTACT_FLOW_DISCONNECT"
    done = lambda: records(lines(tmp_path / "events.jsonl"), found["Id"], "contact-records")
    record = eventually("the record is delivered", done)[-1]
    assert record["TransferredToEndpoint"]["Address"] == FAR_NUMBER
    assert record["ExternalThirdParty"]["ExternalThirdPartyInteractionDuration"] >= 0


def test_without_a_return_both_hang_up_together(calling):
    centre, carrier = calling()
    take_calls(centre, *put_through(resume=False))
    phone = centre.phone(tone=CALLER_TONE)
    far = eventually("the third party is called", carrier.call)
    eventually("they talk", lambda: far.hears(CALLER_TONE) and phone.hears(FAR_TONE))
    phone.hang_up()
    assert phone.ended()
    assert far.over.wait(10), "the third party gets a BYE"
    [found] = kept(centre, 1)
    assert ended(centre, found["Id"])["DisconnectReason"] == "CUSTOMER_DISCONNECT"

    phone = centre.phone(tone=CALLER_TONE)
    far = eventually("the third party is called", lambda: carrier.call(1))
    eventually("they talk", lambda: far.hears(CALLER_TONE) and phone.hears(FAR_TONE))
    far.hang_up()
    assert phone.ended(), "the customer gets a BYE"
    second = next(it["Id"] for it in kept(centre, 2) if it["Id"] != found["Id"])
    assert ended(centre, second)["DisconnectReason"] == "THIRD_PARTY_DISCONNECT"


def test_busy_and_no_answer_take_their_branches(calling):
    centre, carrier = calling(does=486)
    take_calls(centre, *put_through(limit=2))
    assert centre.phone().ended(30)
    [busy] = kept(centre, 1)
    eventually("it is known to have failed", lambda: outcome(centre, busy["Id"]) == "failed")
    carrier.does = "ring"
    assert centre.phone().ended(30)
    late = next(it["Id"] for it in kept(centre, 2) if it["Id"] != busy["Id"])
    eventually("it is known to be late", lambda: outcome(centre, late) == "late")
    assert carrier.call(1).canceled.wait(10)


def test_a_carrier_that_asks_for_a_password_gets_proof_of_it(calling):
    config = 'username = "trunk"\npassword_env = "CARRIER_PASSWORD"'
    centre, carrier = calling(config=config, env={"CARRIER_PASSWORD": "hush"}, password="hush")
    take_calls(centre, *put_through())
    phone = centre.phone(tone=CALLER_TONE)
    far = eventually("the call is let through", carrier.call)
    assert carrier.challenged == 1
    eventually("they talk", lambda: far.hears(CALLER_TONE) and phone.hears(FAR_TONE))
    phone.hang_up()
    assert phone.ended()
    carrier.password = "another"
    assert centre.phone().ended(30)
    outcomes = lambda: sorted(str(outcome(centre, it["Id"])) for it in centre.contacts())
    eventually("one call failed", lambda: outcomes() == ["None", "failed"])


def test_an_api_calls_a_customer_once_and_runs_its_flow(calling):
    centre, carrier = calling()
    queue = call_from_queue(centre)
    spoken = flow(centre, say("hello", "Hello. This is a call from the demo centre about your order.", "done"), mark("done"))
    call = {
        "InstanceId": centre.instance, "ContactFlowId": spoken, "QueueId": queue,
        "DestinationPhoneNumber": FAR_NUMBER, "ClientToken": str(uuid.uuid4()), "Attributes": {"order": "17"},
    }
    contact = centre.connect.start_outbound_voice_contact(**call)["ContactId"]
    assert centre.connect.start_outbound_voice_contact(**call)["ContactId"] == contact
    far = eventually("the customer is called", carrier.call)
    assert (far.number, far.caller) == (FAR_NUMBER, centre.number)
    eventually("the customer hears the flow", lambda: loudness(far.last(0.3)) > 500)
    assert far.over.wait(30), "the flow hangs up"
    assert len(carrier.calls) == 1
    found = ended(centre, contact)
    assert found["InitiationMethod"] == "API"
    assert found["DisconnectReason"] == "CONTACT_FLOW_DISCONNECT"
    assert outcome(centre, contact) == "done"

    def refused(**change):
        with pytest.raises(ClientError) as error:
            centre.connect.start_outbound_voice_contact(**{**call, "ClientToken": str(uuid.uuid4()), **change})
        return error.value.response["Error"]["Code"]

    assert refused(DestinationPhoneNumber="+18765550100") == "DestinationNotAllowedException"
    assert refused(SourcePhoneNumber="+12065550111") == "InvalidRequestException"
    assert refused(ContactFlowId=str(uuid.uuid4())) == "ResourceNotFoundException"
    centre.connect.update_instance_attribute(InstanceId=centre.instance, AttributeType="OUTBOUND_CALLS", Value="false")
    assert refused() == "OutboundContactNotPermittedException"


def asks_for_a_callback(centre, delay=1):
    queue = call_from_queue(centre)
    parameters = {
        "QueueId": queue, "InitialCallDelaySeconds": str(delay), "MaximumConnectionAttempts": "2", "RetryDelaySeconds": "5",
    }
    take_calls(
        centre,
        action("call-back", "CreateCallbackContact", parameters, "thanks", [("NoMatchingError", "end")]),
        mark("thanks"),
    )
    assert centre.phone(caller=FAR_NUMBER).ended(30)
    [first] = [it for it in centre.contacts() if it["InitiationMethod"] == "INBOUND"]
    [callback] = [it for it in centre.contacts() if it["InitiationMethod"] == "CALLBACK"]
    return first["Id"], callback["Id"]


def test_a_queued_callback_is_answered_by_an_agent_who_then_talks_to_the_customer(calling, chromium, tmp_path):
    centre, carrier = calling()
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    first, callback = asks_for_a_callback(centre)
    agent.button("Answer").click(timeout=15_000)
    far = eventually("the customer is called", carrier.call)
    assert (far.number, far.caller) == (FAR_NUMBER, centre.number)
    agent.card("Connected").wait_for()
    eventually("the customer hears the agent", lambda: far.hears(AGENT_TONE))
    eventually("the agent hears the customer", lambda: agent.hears(FAR_TONE))
    agent.button("End call").click()
    assert far.over.wait(10)
    agent.card("After contact work").wait_for()
    agent.button("Clear contact").click()
    contact = ended(centre, callback)
    assert contact["DisconnectReason"] == "AGENT_DISCONNECT"
    assert contact["PreviousContactId"] == first
    done = lambda: records(lines(tmp_path / "events.jsonl"), callback, "contact-records")
    record = eventually("the record is delivered", done)[-1]
    assert record["InitiationMethod"] == "CALLBACK"
    assert record["Agent"]["Username"] == "ada"
    assert record["CustomerEndpoint"]["Address"] == FAR_NUMBER


def test_a_customer_who_does_not_answer_is_called_again(calling, chromium):
    centre, carrier = calling(does=480)
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    _, callback = asks_for_a_callback(centre)
    agent.button("Answer").click(timeout=15_000)
    eventually("the customer is called", carrier.call)
    agent.card("After contact work").wait_for()
    carrier.does = "answer"
    agent.button("Clear contact").click()
    agent.button("Answer").click(timeout=20_000)
    far = eventually("the customer is called again", lambda: carrier.call(1))
    eventually("they talk", lambda: far.hears(AGENT_TONE) and agent.hears(FAR_TONE))
    far.hang_up()
    assert ended(centre, callback)["DisconnectReason"] == "CUSTOMER_DISCONNECT"


def test_a_waiting_callback_survives_kill_9(calling, chromium):
    centre, carrier = calling()
    _, callback = asks_for_a_callback(centre)
    centre.product.kill9()
    centre.product.start()
    centre.connect = centre.product.client("connect")
    assert "DisconnectTimestamp" not in centre.contact(callback)
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    agent.button("Answer").click(timeout=20_000)
    far = eventually("the customer is called", carrier.call)
    eventually("they talk", lambda: far.hears(AGENT_TONE) and agent.hears(FAR_TONE))
    agent.button("End call").click()
    assert ended(centre, callback)["DisconnectReason"] == "AGENT_DISCONNECT"
