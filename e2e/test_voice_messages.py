"""Spoken messages as real calls: a carrier's telephones ring, answer, refuse and hang up; boto3 asks,
a file sink tells what became of it."""

import io
import json
import threading
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from carrier import Carrier
from phone import RATE, eventually, loudness
from sms import name, number, refused
from test_call import FILE_SINK, lines

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
TO = "+12045551777"

CONFIG = """
[messaging]
per_recipient = 0

[[messaging.rates]]
channel = "VOICE"
price = "0.013"

[[messaging.carriers]]
name = "phones"
kind = "sip"
ring_seconds = %d
"""


class Sender:
    """A number that speaks, with a configuration set whose events go to a file."""

    def __init__(self, product, path):
        self.product = product
        self.path = path
        self.number = number(self.sms, "CA", "LONG_CODE", NumberCapabilities=["VOICE"])
        self.set = name("set")
        self.sms.create_configuration_set(ConfigurationSetName=self.set)
        self.sms.create_event_destination(
            ConfigurationSetName=self.set, EventDestinationName="all",
            MatchingEventTypes=["VOICE_ALL"], SnsDestination={"TopicArn": TOPIC},
        )

    @property
    def sms(self):
        # The port is another one after a restart.
        return self.product.client("pinpoint-sms-voice-v2")

    def speak(self, text, **more):
        asked = {"OriginationIdentity": self.number["PhoneNumberId"], "ConfigurationSetName": self.set, **more}
        return self.sms.send_voice_message(DestinationPhoneNumber=TO, MessageBody=text, **asked)["MessageId"]

    def events(self, message):
        told = [line["body"] for line in lines(self.path) if line["topic"] == "sms-events"]
        return [event for event in told if event["messageId"] == message]

    def ended(self, message, seconds=30):
        """The types of a message's events, and the last event, once it is final."""
        told = eventually(
            "the message has its outcome",
            lambda: (all := self.events(message)) and all[-1]["isFinal"] and all, seconds,
        )
        return [event["eventType"] for event in told], told[-1]


@pytest.fixture
def sender(make_carillon, tmp_path):
    """Makes a sender, and the carrier that its calls reach."""
    carriers = []

    def make(ring=30, more="", **options):
        carrier = Carrier(**options)
        carriers.append(carrier)
        path = tmp_path / "events.jsonl"
        product = make_carillon(config=FILE_SINK.format(path=path) + carrier.config() + CONFIG % ring + more)
        return Sender(product, path), carrier

    yield make
    for carrier in carriers:
        carrier.close()


def spoken_seconds(call):
    """For how long something was heard."""
    heard = call.heard
    frames = heard[: len(heard) // 160 * 160].astype(np.float64).reshape(-1, 160)
    loud = np.sqrt((frames**2).mean(axis=1)) > 300
    return loud.sum() * 160 / RATE


def test_a_message_is_spoken_to_its_end_and_told(sender):
    sender, carrier = sender()
    text = "Hello. Your appointment is tomorrow at ten. Please bring your card."
    message = sender.speak(text, VoiceId="AMY", Context={"order": "7"})
    call = eventually("the telephone rings", carrier.call)
    assert call.number == TO
    assert call.caller == sender.number["PhoneNumber"]
    eventually("the message is heard", lambda: loudness(call.last(0.3)) > 500)
    eventually("we hang up", call.over.is_set, 30)
    assert spoken_seconds(call) > 2
    kinds, last = sender.ended(message)
    assert kinds == ["VOICE_INITIATED", "VOICE_RINGING", "VOICE_ANSWERED", "VOICE_COMPLETED"]
    assert last["callDurationInSeconds"] >= 3 and last["totalDurationInMinutes"] == 1
    assert last["totalMessagePrice"] == 0.013 and last["context"] == {"order": "7"}
    assert last["originationPhoneNumber"] == sender.number["PhoneNumber"]
    assert last["destinationPhoneNumber"] == TO
    assert "messageType" not in last


def test_ssml_is_spoken_by_the_older_api_too(sender):
    sender, carrier = sender()
    v1 = sender.product.client("pinpoint-sms-voice")
    ssml = "<speak>One <break time='1s'/> two</speak>"
    v1.send_voice_message(
        DestinationPhoneNumber=TO, OriginationPhoneNumber=sender.number["PhoneNumber"],
        ConfigurationSetName=sender.set, Content={"SSMLMessage": {"Text": ssml, "VoiceId": "Joanna", "LanguageCode": "en-US"}},
    )
    call = eventually("the telephone rings", carrier.call)
    eventually("we hang up", call.over.is_set, 30)
    assert spoken_seconds(call) > 0.3
    assert len(call.heard) / RATE > 2, "the pause is kept"


@pytest.mark.parametrize("does, kind", [
    (486, "VOICE_BUSY"), (480, "VOICE_NO_ANSWER"), (603, "VOICE_FAILED"), (404, "VOICE_FAILED"),
])
def test_a_call_that_is_not_taken_says_why_and_costs_nothing(sender, does, kind):
    sender, carrier = sender(does=does)
    kinds, last = sender.ended(sender.speak("Hello"))
    assert (kinds[0], kinds[-1]) == ("VOICE_INITIATED", kind)
    assert last["totalMessagePrice"] == 0 and last["callDurationInSeconds"] == 0
    assert len(carrier.calls) == 1


def test_nobody_answers_in_time(sender):
    sender, carrier = sender(ring=2, does="ring")
    kinds, _ = sender.ended(sender.speak("Hello"))
    assert kinds == ["VOICE_INITIATED", "VOICE_RINGING", "VOICE_NO_ANSWER"]
    eventually("the call is taken back", carrier.call().canceled.is_set)


def test_a_short_time_to_live_ends_the_ringing(sender):
    sender, carrier = sender(does="ring")
    kinds, _ = sender.ended(sender.speak("Hello", TimeToLive=5))
    assert kinds == ["VOICE_INITIATED", "VOICE_RINGING", "VOICE_TTL_EXPIRED"]
    eventually("the call is taken back", carrier.call().canceled.is_set)


def test_who_hangs_up_early_was_reached(sender):
    sender, carrier = sender()
    message = sender.speak("This goes on for a long time. " * 20)
    call = eventually("the telephone rings", carrier.call)
    eventually("the message is heard", lambda: loudness(call.last(0.3)) > 500)
    call.hang_up()
    kinds, last = sender.ended(message)
    assert kinds[-1] == "VOICE_COMPLETED"
    assert 1 <= last["callDurationInSeconds"] < 20


def test_what_cannot_be_spoken_calls_nobody(sender):
    sender, carrier = sender()
    kinds, _ = sender.ended(sender.speak("<speak><p>open</speak>", MessageBodyTextType="SSML"))
    assert kinds == ["VOICE_INITIATED", "VOICE_FAILED"]
    assert carrier.calls == []


def test_a_trunk_that_is_away_is_tried_until_the_time_is_over(sender):
    sender, carrier = sender(does=503)
    kinds, _ = sender.ended(sender.speak("Hello", TimeToLive=6))
    assert kinds == ["VOICE_INITIATED", "VOICE_TTL_EXPIRED"]
    assert len(carrier.calls) >= 2


def test_after_a_kill_in_mid_call_the_message_has_ended_truthfully(sender):
    sender, carrier = sender()
    message = sender.speak("This goes on for a long time. " * 20)
    call = eventually("the telephone rings", carrier.call)
    eventually("the message is heard", lambda: loudness(call.last(0.3)) > 500)
    eventually("the answer is told", lambda: [e for e in sender.events(message) if e["eventType"] == "VOICE_ANSWERED"])
    sender.product.kill9()
    sender.product.start()
    kinds, last = sender.ended(message)
    assert kinds == ["VOICE_INITIATED", "VOICE_RINGING", "VOICE_ANSWERED", "VOICE_FAILED"]
    assert last["isFinal"] and len(carrier.calls) == 1, "nobody is called a second time"


def test_sigterm_ends_a_long_call_and_tells_it(sender):
    sender, carrier = sender()
    sender.product.config_file.write_text(
        sender.product.config_file.read_text() + "\n[exchange]\ndrain_seconds = 1\n"
    )
    sender.product.restart()
    message = sender.speak("This goes on for a long time. " * 20)
    call = eventually("the telephone rings", carrier.call)
    eventually("the message is heard", lambda: loudness(call.last(0.3)) > 500)
    assert sender.product.terminate() == 0
    assert call.over.is_set(), "the telephone was told"
    sender.product.start()
    kinds, _ = sender.ended(message)
    assert kinds[-1] == "VOICE_FAILED"


@pytest.fixture
def speaker():
    """A provider of speech: the address of its interface, and what it was asked to speak."""
    asked, tone = [], io.BytesIO()
    with wave.open(tone, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes((8000 * np.sin(2 * np.pi * 440 * np.arange(8000) / 8000)).astype("<i2").tobytes())

    class Speak(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"])
            self.send_response(200)
            self.send_header("Content-Length", str(len(tone.getvalue())))
            self.end_headers()
            self.wfile.write(tone.getvalue())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Speak)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield "http://127.0.0.1:%d" % server.server_port, asked
    server.shutdown()


def test_a_spoken_code_verifies_its_number_and_the_sandbox_then_calls_it(sender, speaker):
    url, asked = speaker
    sender, carrier = sender(more=f'[sms]\nsandbox = true\n[speech.openai]\nbase_url = "{url}"\nmodel = "m"\n')
    with refused("ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"):
        sender.speak("Hello")
    made = sender.sms.create_verified_destination_number(DestinationPhoneNumber=TO)
    of = {"VerifiedDestinationNumberId": made["VerifiedDestinationNumberId"]}
    sender.sms.send_destination_number_verification_code(
        **of, VerificationChannel="VOICE", OriginationIdentity=sender.number["PhoneNumberId"], LanguageCode="DE_DE")
    call = eventually("the telephone rings", carrier.call)
    assert call.number == TO and call.caller == sender.number["PhoneNumber"]
    eventually("the code is heard", lambda: loudness(call.last(0.3)) > 500)
    eventually("we hang up", call.over.is_set, 30)
    [words] = asked
    said, _, digits = words.partition("lautet ")
    assert said == "Ihr Bestätigungscode " and len(digits.split(", ")) == 6, words
    verified = sender.sms.verify_destination_number(**of, VerificationCode=digits.replace(", ", ""))
    assert verified["Status"] == "VERIFIED"
    message = sender.speak("Hello")
    kinds, _ = sender.ended(message)
    assert kinds[-1] == "VOICE_COMPLETED" and len(carrier.calls) == 2


def test_a_code_is_spoken_by_a_template(sender):
    sender, carrier = sender()
    made = sender.sms.create_notify_configuration(
        DisplayName="Example", UseCase="CODE_VERIFICATION", EnabledChannels=["VOICE"],
        DefaultTemplateId="code-verification-en",
    )["NotifyConfigurationId"]
    sender.sms.send_notify_voice_message(
        NotifyConfigurationId=made, DestinationPhoneNumber=TO, TemplateVariables={"code": "123456"},
        ConfigurationSetName=sender.set,
    )
    call = eventually("the telephone rings", carrier.call)
    eventually("we hang up", call.over.is_set, 30)
    assert spoken_seconds(call) > 1
