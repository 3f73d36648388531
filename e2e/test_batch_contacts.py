"""BatchPutContact: customers wait in a queue, and are called when an agent has accepted."""

from browser import AGENT_TONE
from phone import eventually, loudness
from test_call import lines, records
from test_outbound import FAR_NUMBER, FAR_TONE, call_from_queue, calling, carriers, ended, flow, mark, number_id, say

__all__ = ["calling", "carriers"]


def endpoint(address, kind="TELEPHONE_NUMBER"):
    return {"Type": kind, "Address": address}


def test_customers_of_a_batch_are_called_when_an_agent_has_accepted(calling, chromium, tmp_path):
    centre, carrier = calling()
    queue = call_from_queue(centre)
    agent = centre.agent(chromium, "ada")
    good = {
        "RequestIdentifier": "good", "QueueId": queue, "CustomerEndpoint": endpoint(FAR_NUMBER),
        "Campaign": {"CampaignId": "spring"}, "Attributes": {"order": "17"},
    }
    without = lambda name, *gone, **more: {
        **{key: value for key, value in good.items() if key not in gone}, "RequestIdentifier": name, **more,
    }
    batch = {
        "InstanceId": centre.instance, "ClientToken": "spring-1",
        "ContactDataRequestList": [
            good,
            good,
            without("campaign", "Campaign"),
            without("nobody", "CustomerEndpoint"),
            without("no number", CustomerEndpoint=endpoint("bob")),
            without("not allowed", CustomerEndpoint=endpoint("+18765550100")),
            without("nowhere", "QueueId"),
            without("no queue", QueueId="00000000-0000-4000-8000-000000000000"),
            without("not ours", SystemEndpoint=endpoint("+12065550111")),
            without("key", Attributes={"a.b": "c"}),
            without("preview", OutboundStrategy={"Type": "AGENT_FIRST", "Config": {"AgentFirst": {"Preview": {
                "PostAcceptTimeoutConfig": {"DurationInSeconds": 30}, "AllowedUserActions": ["CALL"]}}}}),
        ],
    }
    made = centre.connect.batch_put_contact(**batch)
    [done] = made["SuccessfulRequestList"]
    failed = [(it["RequestIdentifier"], it["FailureReasonCode"]) for it in made["FailedRequestList"]]
    assert failed == [
        ("good", "IDEMPOTENCY_EXCEPTION"),
        ("campaign", "MISSING_CAMPAIGN"),
        ("nobody", "MISSING_CUSTOMER_ENDPOINT"),
        ("no number", "INVALID_CUSTOMER_ENDPOINT"),
        ("not allowed", "INVALID_CUSTOMER_ENDPOINT"),
        ("nowhere", "MISSING_QUEUE_ID_AND_SYSTEM_ENDPOINT"),
        ("no queue", "INVALID_QUEUE"),
        ("not ours", "INVALID_SYSTEM_ENDPOINT"),
        ("key", "INVALID_ATTRIBUTE_KEY"),
        ("preview", "INVALID_OUTBOUND_STRATEGY"),
    ]
    again = centre.connect.batch_put_contact(**batch)
    assert again["SuccessfulRequestList"] == [done], "a repeated batch makes no other contact"
    contact = done["ContactId"]
    assert centre.contact(contact)["Campaign"]["CampaignId"] == "spring"
    assert not carrier.calls, "nobody is called before an agent is there"

    agent.choose("Available")
    agent.button("Answer").click(timeout=15_000)
    far = eventually("the customer is called", carrier.call)
    assert (far.number, far.caller) == (FAR_NUMBER, centre.number)
    eventually("they talk", lambda: far.hears(AGENT_TONE) and agent.hears(FAR_TONE))
    agent.button("End call").click()
    agent.button("Clear contact").click()
    assert ended(centre, contact)["DisconnectReason"] == "AGENT_DISCONNECT"
    done = lambda: records(lines(tmp_path / "events.jsonl"), contact, "contact-records")
    record = eventually("the record is delivered", done)[-1]
    assert record["Campaign"] == {"CampaignId": "spring"}
    assert record["Attributes"] == {"order": "17"}
    assert len(carrier.calls) == 1


def test_without_a_queue_the_flow_of_the_number_speaks_to_the_customer(calling):
    centre, carrier = calling()
    spoken = flow(centre, say("hello", "Hello. This is a call about your order.", "done"), mark("done"))
    centre.connect.associate_phone_number_contact_flow(
        PhoneNumberId=number_id(centre), InstanceId=centre.instance, ContactFlowId=spoken
    )
    made = centre.connect.batch_put_contact(
        InstanceId=centre.instance,
        ContactDataRequestList=[{
            "CustomerEndpoint": endpoint(FAR_NUMBER), "SystemEndpoint": endpoint(centre.number),
            "Campaign": {"CampaignId": "spring"},
        }],
    )
    [done] = made["SuccessfulRequestList"]
    far = eventually("the customer is called", carrier.call)
    eventually("the customer hears the flow", lambda: loudness(far.last(0.3)) > 500)
    assert far.over.wait(30)
    assert ended(centre, done["ContactId"])["DisconnectReason"] == "CONTACT_FLOW_DISCONNECT"
