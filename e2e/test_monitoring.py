"""A supervisor listens to a call and barges: a SIP leg, two Chromium pages with microphones of their own, and tones
that tell who hears whom."""

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from playwright.sync_api import expect

from browser import AGENT_TONE, Agent, launch, tone_file
from phone import eventually, strength
from test_call import CALLER_TONE, FILE_SINK, Centre, channels, lines, records, share_of_tone
from test_transfers import RECORD, action, final, flow, loud, number_id, queue_id

SUPERVISOR_TONE = 1400


@pytest.fixture
def centre(make_carillon, tmp_path):
    """Calls go to the queue at once, recorded; supervisors may barge."""
    made = Centre(make_carillon(config=FILE_SINK.format(path=tmp_path / "events.jsonl")))
    for attribute in ("MULTI_PARTY_CONFERENCE", "ENHANCED_CONTACT_MONITORING"):
        made.connect.update_instance_attribute(InstanceId=made.instance, AttributeType=attribute, Value="true")
    straight = flow(
        made, RECORD,
        action("queue", "UpdateContactTargetQueue", {"QueueId": queue_id(made)}, "go", [("NoMatchingError", "end")]),
        action("go", "TransferContactToQueue", {}, "end", [("NoMatchingError", "end"), ("QueueAtCapacity", "end")]),
    )
    made.connect.associate_phone_number_contact_flow(
        PhoneNumberId=number_id(made), InstanceId=made.instance, ContactFlowId=straight
    )
    return made


@pytest.fixture
def another_chromium(chromium, tmp_path):
    """A browser with another microphone."""
    microphone = tone_file(tmp_path / "supervisor.wav", SUPERVISOR_TONE)
    browser = launch(chromium.browser_type, microphone)
    yield browser
    browser.close()


def user_id(centre, name):
    found = centre.connect.list_users(InstanceId=centre.instance)["UserSummaryList"]
    [user] = [it for it in found if it["Username"] == name]
    return user["Id"]


def supervisor(centre, name, *permissions):
    """A user who may listen; the demo's agents have no such permission."""
    profile = centre.connect.create_security_profile(
        InstanceId=centre.instance, SecurityProfileName=f"Of {name}",
        Permissions=["AccessMetrics", "BasicAgentAccess", "OutboundCallAccess", "Users.View", "Queues.View", *permissions],
    )
    centre.connect.update_user_security_profiles(
        InstanceId=centre.instance, UserId=user_id(centre, name), SecurityProfileIds=[profile["SecurityProfileId"]]
    )


def mixed(page, hertz):
    """Whether a tone is there beside others. A browser makes its microphone quiet: its tone has about a fiftieth of
    the energy of a telephone's."""
    return page.page.evaluate("hertz => window.strength(hertz)", hertz) > 0.005


def talking(centre, chromium):
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    agent.button("Answer").click(timeout=15_000)
    eventually("they talk", lambda: phone.hears(AGENT_TONE) and agent.hears(CALLER_TONE))
    [found] = [it for it in centre.contacts() if it["InitiationMethod"] == "INBOUND"]
    return agent, phone, found["Id"]


def test_a_supervisor_listens_barges_and_takes_the_customer_over(centre, chromium, another_chromium, tmp_path, screenshots):
    supervisor(centre, "grace", "ManagerListenIn", "ManagerBargeIn")
    agent, phone, contact = talking(centre, chromium)
    boss = Agent(another_chromium, centre.product.url, centre.users["grace"])

    # From the real-time metrics page by the eye.
    boss.page.goto(f"{centre.product.url}/performance")
    boss.page.get_by_label("Listen to ada").wait_for(timeout=20_000)
    if screenshots:
        boss.page.screenshot(path=f"{screenshots}/performance.png", full_page=True)
    boss.page.get_by_label("Listen to ada").click()
    boss.card("Monitoring").wait_for()
    eventually("the supervisor hears both", lambda: mixed(boss, CALLER_TONE) and mixed(boss, AGENT_TONE))
    if screenshots:
        boss.page.screenshot(path=f"{screenshots}/monitoring.png")
    for _ in range(10):
        assert strength(phone.last(0.3), SUPERVISOR_TONE) < 0.05, "the customer does not hear the supervisor"
        assert not mixed(agent, SUPERVISOR_TONE)
        boss.page.wait_for_timeout(100)
    expect(agent.page.get_by_text("Supervisor")).to_have_count(0)

    boss.button("Barge in").click()
    boss.card("Barged in").wait_for()
    eventually("the customer hears both", lambda: loud(phone, SUPERVISOR_TONE) and loud(phone, AGENT_TONE))
    eventually("the agent hears the supervisor", lambda: mixed(agent, SUPERVISOR_TONE))
    agent.page.get_by_text("Supervisor · on the line").wait_for()
    if screenshots:
        boss.page.screenshot(path=f"{screenshots}/barged.png")
        agent.page.screenshot(path=f"{screenshots}/barged-agent.png")

    boss.button("Only listen").click()
    boss.card("Monitoring").wait_for()
    eventually("the customer hears the agent only", lambda: strength(phone.last(0.3), SUPERVISOR_TONE) < 0.02)
    boss.button("Barge in").click()
    boss.page.get_by_role("button", name="Disconnect: ada").click()
    agent.card("After contact work").wait_for()
    eventually("the supervisor has the customer", lambda: phone.hears(SUPERVISOR_TONE) and boss.hears(CALLER_TONE))
    agent.button("Clear contact").click()
    boss.button("End call").click()
    assert phone.ended()
    boss.button("Clear contact").click()

    record = eventually("the record is delivered", final(tmp_path, contact))[-1]
    assert record["DisconnectReason"] == "BARGED"
    [own] = [it for it in centre.contacts() if it["InitiationMethod"] == "MONITOR"]
    of_boss = eventually("the supervisor's record is delivered", final(tmp_path, own["Id"]))[-1]
    states = [it["state"] for it in of_boss["Agent"]["StateTransitions"]]
    assert states == ["SILENT_MONITOR", "BARGE", "SILENT_MONITOR", "BARGE"]
    assert centre.contact(own["Id"])["RelatedContactId"] == contact
    bucket, key = record["Recording"]["Location"].split("/", 1)
    data = centre.product.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    left, right = channels(data)
    assert share_of_tone(right, SUPERVISOR_TONE) == 0
    events = lines(tmp_path / "events.jsonl")
    kinds = [it["detail"]["eventType"] for it in records(events, own["Id"], "contact-events")]
    assert kinds == ["INITIATED", "CONNECTED_TO_AGENT", "DISCONNECTED"]


def test_the_api_says_why_a_contact_is_not_monitored(centre, chromium):
    connect = centre.product.client("connect", config=Config(retries={"max_attempts": 0}))
    named = {"InstanceId": centre.instance, "UserId": user_id(centre, "grace")}
    silent = {"AllowedMonitorCapabilities": ["SILENT_MONITOR"]}

    def refused(**more):
        with pytest.raises(ClientError) as error:
            connect.monitor_contact(**named, **more)
        status = error.value.response["ResponseMetadata"]["HTTPStatusCode"]
        return error.value.response["Error"]["Code"], status

    agent, phone, contact = talking(centre, chromium)
    of = {"ContactId": contact}
    assert refused(**of, **silent) == ("AccessDeniedException", 403)
    supervisor(centre, "grace", "ManagerListenIn")
    assert refused(**of) == ("InvalidRequestException", 400)
    both = {"AllowedMonitorCapabilities": ["SILENT_MONITOR", "BARGE"]}
    assert refused(**of, **both) == ("AccessDeniedException", 403)
    assert refused(**of, **silent) == ("InvalidRequestException", 400), "she is not signed in"
    boss = centre.agent(chromium, "grace")
    eventually("she is signed in", lambda: boss.page.get_by_role("button", name="Change status").is_visible())
    unknown = "00000000-0000-4000-8000-000000000000"
    assert refused(ContactId=unknown, **silent) == ("ResourceNotFoundException", 404)
    made = connect.monitor_contact(**named, **of, **silent, ClientToken="once")
    assert made["ContactArn"].endswith(f"/contact/{made['ContactId']}")
    again = connect.monitor_contact(**named, **of, **silent, ClientToken="once")
    assert again["ContactId"] == made["ContactId"]
    boss.card("Monitoring").wait_for()
    eventually("she hears the call", lambda: mixed(boss, CALLER_TONE))
    expect(boss.button("Barge in")).to_have_count(0)
    assert refused(**of, **silent) == ("ServiceQuotaExceededException", 402)
    agent.button("End call").click()
    boss.page.get_by_text("Not taking calls").or_(boss.page.get_by_text("Ready for calls")).first.wait_for()
    assert phone.ended()
    assert refused(**of, **silent)[1] in (400, 404)


def test_a_supervisors_page_that_is_loaded_again_still_only_listens(centre, chromium, another_chromium):
    supervisor(centre, "grace", "ManagerListenIn", "ManagerBargeIn")
    agent, phone, contact = talking(centre, chromium)
    boss = Agent(another_chromium, centre.product.url, centre.users["grace"])
    boss.page.goto(f"{centre.product.url}/agent?monitor={contact}")
    boss.card("Monitoring").wait_for()
    eventually("the supervisor hears the call", lambda: mixed(boss, CALLER_TONE))
    boss.page.on("dialog", lambda dialog: dialog.accept())
    boss.page.reload()
    boss.card("Monitoring").wait_for()
    eventually("the supervisor hears the call again", lambda: mixed(boss, CALLER_TONE) and mixed(boss, AGENT_TONE))
    assert strength(phone.last(0.5), SUPERVISOR_TONE) < 0.05
    boss.button("Stop monitoring").click()
    boss.card("Monitoring").wait_for(state="detached")
    assert phone.hears(AGENT_TONE)
    phone.hang_up()

