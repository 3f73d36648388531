"""Real calls: SIPp or a browser calls, an agent answers in Chromium, and tones tell who hears whom."""

import http.server
import io
import json
import threading
import time
import wave

import numpy as np
import pytest

from browser import AGENT_TONE, LISTEN, Agent, sign_in
from conftest import NATS
from phone import Phone, eventually, loudness, strength

CALLER_TONE = 600
CHIME = 880


@pytest.fixture
def function():
    """A Lambda function behind HTTP: knows the caller's name and keeps the events it was given."""
    events = []

    class Function(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            events.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            answer = json.dumps({"name": "Maria"}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Function)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{{name}}", events
    server.shutdown()


class Centre:
    """A product with demo data, its users by name."""

    def __init__(self, product):
        self.product = product
        demo = product.demo()
        self.instance, self.number = demo["instanceId"], demo["number"]
        self.users = {user["username"]: user for user in demo["users"]}
        self.connect = product.client("connect")

    def agent(self, chromium, name):
        return Agent(chromium, self.product.url, self.users[name])

    def phone(self, **options):
        return Phone(self.product.sip_udp, self.number, self.product.folder, **options)

    def contacts(self):
        found = self.connect.search_contacts(
            InstanceId=self.instance,
            TimeRange={
                "Type": "INITIATION_TIMESTAMP",
                "StartTime": time.time() - 3600,
                "EndTime": time.time() + 3600,
            },
        )
        return found["Contacts"]

    def contact(self, contact_id):
        found = self.connect.describe_contact(InstanceId=self.instance, ContactId=contact_id)
        return found["Contact"]


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


FILE_SINK = """
[[sinks]]
name = "all"
kind = "file"
path = "{path}"
"""


@pytest.fixture
def centre(make_carillon, function, tmp_path):
    config = FILE_SINK.format(path=tmp_path / "events.jsonl")
    product = make_carillon(config=config, env={"CARILLON_FUNCTIONS_FALLBACK": function[0]})
    return Centre(product)


def through_the_menu(phone, press):
    """Hears the recorded chime, then the spoken menu, and presses 1."""
    eventually("the WAV prompt is heard", lambda: strength(phone.last(0.2), CHIME) > 0.4)
    eventually("the menu is spoken", lambda: strength(phone.last(0.3), CHIME) < 0.1 and loudness(phone.last(0.3)) > 500)
    press()


def answered(phone, agent):
    """The agent is offered the call, answers, and both hear each other."""
    agent.button("Answer").click(timeout=15_000)
    agent.card("Connected").wait_for()
    eventually("the caller hears the agent", lambda: phone.hears(AGENT_TONE))
    eventually("the agent hears the caller", lambda: agent.hears(CALLER_TONE))


def channels(data):
    """Left and right of a stereo recording."""
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return samples[0::2], samples[1::2]


def share_of_tone(samples, hertz):
    """The share of the recording's tenths of a second in which a tone dominates."""
    pieces = [samples[n:n + 800] for n in range(0, len(samples) - 800, 800)]
    return sum(strength(piece, hertz) > 0.5 for piece in pieces) / max(len(pieces), 1)


def whole_call(centre, chromium, function, screenshots=None):
    """The product's main job, from the first ring to the record."""
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    answered(phone, agent)

    agent.button("Hold").click()
    agent.card("On hold").wait_for()
    eventually("the caller no longer hears the agent", lambda: not phone.hears(AGENT_TONE))
    eventually("the agent no longer hears the caller", lambda: not agent.hears(CALLER_TONE))
    eventually("the caller hears the hold flow", lambda: loudness(phone.last(1.0)) > 100)
    agent.button("Resume").click()
    eventually("both hear again", lambda: phone.hears(AGENT_TONE) and agent.hears(CALLER_TONE))

    agent.button("Mute").click()
    eventually("the muted agent is not heard", lambda: loudness(phone.last(0.3)) < 50)
    agent.button("Unmute").click()
    eventually("the agent is heard again", lambda: phone.hears(AGENT_TONE))

    agent.button("End call").click()
    assert phone.ended(), "the phone did not get a BYE"
    agent.card("After contact work").wait_for()
    agent.button("Clear contact").click()
    agent.page.get_by_role("region", name="Ready").wait_for()

    [found] = centre.contacts()
    contact = eventually(
        "the contact is complete", lambda: (c := centre.contact(found["Id"])) and c.get("DisconnectTimestamp") and c
    )
    assert contact["InitiationMethod"] == "INBOUND"
    assert contact["DisconnectReason"] == "AGENT_DISCONNECT"
    assert contact["QueueInfo"]["Id"] and contact["AgentInfo"]["Id"]
    attributes = centre.connect.get_contact_attributes(
        InstanceId=centre.instance, InitialContactId=found["Id"]
    )["Attributes"]
    assert attributes == {"topic": "support", "customerName": "Maria"}
    [event] = function[1]
    assert event["Name"] == "ContactFlowEvent"
    assert event["Details"]["Parameters"] == {"number": "+12065550123"}
    assert event["Details"]["ContactData"]["ContactId"] == found["Id"]
    return agent, found["Id"]


def records(published, contact_id, topic):
    return [row["body"] for row in published if row["topic"] == topic and row["key"] == contact_id]


def assert_published(published, contact_id):
    """Contact events in order, agent events, and the final record with its recording."""
    events = [event["detail"]["eventType"] for event in records(published, contact_id, "contact-events")]
    in_order = [e for e in events if e in ("INITIATED", "QUEUED", "CONNECTED_TO_AGENT", "DISCONNECTED")]
    assert in_order == ["INITIATED", "QUEUED", "CONNECTED_TO_AGENT", "DISCONNECTED"]
    record = records(published, contact_id, "contact-records")[-1]
    assert record["ContactId"] == contact_id
    assert record["Agent"]["Username"] == "ada"
    assert record["Agent"]["NumberOfHolds"] == 1
    assert record["Queue"]["Name"] == "Demo support"
    assert record["Recording"]["Status"] == "AVAILABLE"
    agent_events = [row["body"] for row in published if row["topic"] == "agent-events"]
    assert {"LOGIN", "STATE_CHANGE"} <= {event["EventType"] for event in agent_events}
    return record


def assert_recorded(centre, record):
    """The customer's tone is on the left, the agent's on the right, and neither on the other side."""
    bucket, key = record["Recording"]["Location"].split("/", 1)
    data = centre.product.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    left, right = channels(data)
    assert share_of_tone(left, CALLER_TONE) > 0.3
    assert share_of_tone(right, AGENT_TONE) > 0.3
    assert share_of_tone(left, AGENT_TONE) == 0
    assert share_of_tone(right, CALLER_TONE) == 0


def final_record(read, contact_id):
    """What was published, once the contact's record is among it."""

    def check():
        published = read()
        done = records(published, contact_id, "contact-records")
        return published if done and done[-1].get("Recording", {}).get("Status") == "AVAILABLE" else None

    return eventually("the final record is delivered", check)


def test_a_sip_call_reaches_an_agent_in_a_browser_and_is_recorded(centre, chromium, function, tmp_path):
    agent, contact_id = whole_call(centre, chromium, function)
    published = final_record(lambda: lines(tmp_path / "events.jsonl"), contact_id)
    assert_recorded(centre, assert_published(published, contact_id))
    # The page asks whether it is signed in before it is; the browser logs that answer.
    assert [problem for problem in agent.problems if "401" not in problem] == []
    assert_pages_show(centre, chromium, contact_id)


def assert_pages_show(centre, chromium, contact_id):
    """The contacts page lists it, and its own page shows the record and plays the recording."""
    context = chromium.new_context()
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, centre.product.url, centre.users["admin"], "/contacts")
    page.get_by_text("+1 206-555-0123").first.wait_for()
    page.goto(f"{centre.product.url}/contacts/{contact_id}")
    page.get_by_text("Demo support").first.wait_for()
    page.get_by_role("button", name="Play").first.wait_for()
    assert problems == []
    context.close()


def test_a_key_sent_by_info_and_a_customer_who_hangs_up(centre, chromium):
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, phone.press_by_info)
    answered(phone, agent)
    phone.hang_up()
    assert phone.ended()
    agent.card("After contact work").wait_for()
    [found] = centre.contacts()
    contact = eventually("the contact has ended", lambda: (c := centre.contact(found["Id"])).get("DisconnectReason") and c)
    assert contact["DisconnectReason"] == "CUSTOMER_DISCONNECT"


def test_a_live_call_is_changed_and_ended_through_the_api(centre, chromium):
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, phone.press_by_info)
    answered(phone, agent)
    [found] = centre.contacts()
    i, connect = {"InstanceId": centre.instance}, centre.connect
    connect.update_contact_attributes(**i, InitialContactId=found["Id"], Attributes={"tier": "gold"})
    assert connect.get_contact_attributes(**i, InitialContactId=found["Id"])["Attributes"]["tier"] == "gold"
    references = connect.list_contact_references(**i, ContactId=found["Id"], ReferenceTypes=["URL"])
    assert references["ReferenceSummaryList"] == []
    connect.stop_contact(**i, ContactId=found["Id"])
    assert phone.ended()
    contact = eventually("the contact has ended", lambda: (c := centre.contact(found["Id"])).get("DisconnectReason") and c)
    assert contact["DisconnectReason"] == "OTHER", contact


def test_a_missed_call_goes_to_the_next_agent(centre, chromium):
    first = centre.agent(chromium, "ada")
    first.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    first.button("Answer").wait_for(timeout=15_000)
    second = centre.agent(chromium, "grace")
    second.choose("Available")
    first.card("Missed call").wait_for(timeout=25_000)
    answered(phone, second)
    second.button("End call").click()
    assert phone.ended()


def test_a_caller_in_the_browser_reaches_the_agent(centre, chromium, tmp_path):
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    context = chromium.new_context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    sign_in(page, centre.product.url, centre.users["admin"], "/test-call")
    page.get_by_role("button", name="Call", exact=True).click()
    heard = lambda: page.evaluate("hertz => window.strength(hertz)", CHIME) > 0.4
    eventually("the caller hears the WAV prompt", heard)
    # A key that comes before the menu is not for the menu.
    eventually("the menu is spoken", lambda: page.evaluate("loudness()") > 0.02 and not heard())
    page.get_by_role("group", name="Number pad").get_by_role("button", name="1", exact=True).click()
    agent.button("Answer").click(timeout=15_000)
    agent.card("Connected").wait_for()
    # Both browsers share one microphone, so each hears the same tone from the other.
    eventually("the agent hears the caller", lambda: agent.hears(AGENT_TONE))
    eventually("the caller hears the agent", lambda: page.evaluate("window.strength(1000)") > 0.5)
    agent.button("End call").click()
    agent.card("After contact work").wait_for()
    context.close()


def test_an_agent_who_loads_the_page_again_keeps_the_call(centre, chromium):
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    answered(phone, agent)
    agent.page.reload()
    agent.card("Connected").wait_for()
    eventually("the agent hears the caller again", lambda: agent.hears(CALLER_TONE))
    eventually("the caller hears the agent again", lambda: phone.hears(AGENT_TONE))
    agent.button("End call").click()
    assert phone.ended()


def test_a_call_cut_off_by_kill_9_is_closed_truthfully_at_the_next_start(centre, chromium, tmp_path):
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    answered(phone, agent)
    [live] = centre.contacts()
    centre.product.kill9()
    phone.close()
    centre.product.start()
    centre.connect = centre.product.client("connect")
    contact = eventually("the contact is closed", lambda: (c := centre.contact(live["Id"])).get("DisconnectReason") and c)
    assert contact["DisconnectReason"] == "TELECOM_PROBLEM"
    done = lambda: records(lines(tmp_path / "events.jsonl"), live["Id"], "contact-records")
    record = eventually("the record is delivered", done)[-1]
    assert record["DisconnectReason"] == "TELECOM_PROBLEM"
    assert record["Agent"]["Username"] == "ada"


def test_sigterm_lets_a_live_call_finish_and_refuses_new_ones(centre, chromium):
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    answered(phone, agent)
    centre.product.process.terminate()
    eventually("new calls are refused", lambda: not Phone(centre.product.sip_udp, centre.number, centre.product.folder).ended())
    assert phone.hears(AGENT_TONE)
    agent.button("End call").click()
    assert phone.ended()
    agent.button("Clear contact").click()
    assert centre.product.process.wait(20) == 0


def test_the_same_on_postgresql_and_nats(make_carillon, function, chromium, postgres_env):
    import asyncio
    import nats

    subject = f"e2e{postgres_env['CARILLON_POSTGRES_SCHEMA']}"
    config = f"""
[[sinks]]
name = "stream"
kind = "nats"
url = "{NATS}"
subject = "{subject}.{{topic}}.{{key}}"
stream = "{subject}"
"""
    env = {**postgres_env, "CARILLON_FUNCTIONS_FALLBACK": function[0]}
    centre = Centre(make_carillon(config=config, env=env))
    _, contact_id = whole_call(centre, chromium, function)

    async def read():
        connection = await nats.connect(NATS)
        stream = connection.jetstream()
        rows = []
        try:
            info = await stream.stream_info(subject)
            for sequence in range(1, info.state.last_seq + 1):
                message = await stream.get_msg(subject, seq=sequence)
                headers = message.headers or {}
                body = json.loads(message.data)
                key = headers.get("carillon-key") or message.subject.split(".", 2)[2]
                rows.append({"topic": message.subject.split(".")[1], "key": key, "body": body})
        finally:
            await connection.close()
        return rows

    async def drop():
        connection = await nats.connect(NATS)
        await connection.jetstream().delete_stream(subject)
        await connection.close()

    try:
        published = final_record(lambda: in_thread(asyncio.run, read), contact_id)
        assert_recorded(centre, assert_published(published, contact_id))
    finally:
        in_thread(asyncio.run, drop)


def in_thread(run, make):
    """Runs a coroutine in a thread of its own: the browser's driver has a loop in this one."""
    result = []
    thread = threading.Thread(target=lambda: result.append(run(make())))
    thread.start()
    thread.join()
    return result[0] if result else []
