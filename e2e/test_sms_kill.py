"""Kill -9 under load, again and again, between independent programs: what was accepted has one final
event, and no message reaches the message centre twice."""

import collections
import contextlib
import json
import random
import threading

import pytest
from botocore.config import Config

from conftest import ROOT_KEY, Carillon
from smsc import Unreliable
from test_smpp import CARRIER, CONFIG, ENV, Shop, port, until  # noqa: F401

SINK = """
[[sinks]]
name = "events"
kind = "file"
topics = ["sms-events"]
path = "%s"
"""
TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
INTERRUPTED = "The hand-over to the carrier was interrupted"
ROUNDS, EACH, WINDOW = 4, 700, 50


def make(product):
    """A configuration set that tells everything of its messages."""
    sms = product.client("pinpoint-sms-voice-v2")
    sms.create_configuration_set(ConfigurationSetName="load")
    sms.create_event_destination(
        ConfigurationSetName="load", EventDestinationName="all", MatchingEventTypes=["TEXT_ALL"],
        SnsDestination={"TopicArn": TOPIC},
    )


class Told:
    """The events by message, read on as the file grows; what the sink wrote again after a kill is one."""

    def __init__(self, file):
        self.file, self.read, self.events = file, 0, collections.defaultdict(dict)

    def more(self):
        if not self.file.exists():
            return self
        with open(self.file, "rb") as file:
            file.seek(self.read)
            *lines, _ = file.read().split(b"\n")  # The last is empty or being written.
        for line in lines:
            self.read += len(line) + 1
            with contextlib.suppress(ValueError):  # Cut off by a kill.
                row = json.loads(line)
                self.events[row["key"]][row["position"]] = row["body"]
        return self

    def of(self, id):
        rows = self.events.get(id, {})
        return [rows[at] for at in sorted(rows)]

    def ends(self, id):
        return [it for it in self.of(id) if it["isFinal"]]


class Requests:
    """Sends by the API, one request after another, until it is refused a connection."""

    def __init__(self, product, first):
        once = Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=10)
        self.sms = product.client("pinpoint-sms-voice-v2", config=once)
        self.accepted, self.first, self.ending = {}, first, False
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        for number in range(self.first, self.first + EACH):
            to = "+49160%07d" % number
            try:
                sent = self.sms.send_text_message(
                    DestinationPhoneNumber=to, OriginationIdentity="Shop", MessageBody="hello", ConfigurationSetName="load",
                )
            except Exception:  # noqa: BLE001 - a kill ends requests in many ways, all of them unanswered
                return
            self.accepted[to] = sent["MessageId"]
            if self.ending:
                return


@pytest.mark.timeout(240)
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_killed_again_and_again_under_load_nothing_is_lost_and_nothing_is_sent_twice(store, tmp_path, port, request):  # noqa: F811
    dice, carrier, file = random.Random(store), Unreliable(11), tmp_path / "events.jsonl"
    env = {**ENV, **(request.getfixturevalue("postgres_env") if store == "postgres" else {})}
    config = CONFIG % (port, ROOT_KEY) + 'configuration_set = "load"\n' + CARRIER % carrier.address + SINK % file
    carillon = Carillon(tmp_path, config.replace("response_seconds = 5", "response_seconds = 2"), env=env).start()
    accepted = {}
    try:
        make(carillon)
        for round in range(ROUNDS):
            shop, requests = Shop(carillon), Requests(carillon, round * EACH)
            sending = threading.Thread(target=submit, args=(shop, round * EACH))
            sending.start()
            last = round == ROUNDS - 1
            enough = EACH if last else dice.randrange(EACH // 3, EACH)
            until(lambda: len(shop.accepted) >= enough)
            if last:
                requests.ending = True
            else:
                carillon.kill9()
            requests.thread.join()
            sending.join()
            accepted.update({f"smpp {round} {key}": value for key, value in shop.accepted.items()}, **requests.accepted)
            if not last:
                carillon.start()
        ids, told = set(accepted.values()), Told(file)
        open_ = lambda: [id for id in ids if not told.ends(id)]
        until(lambda: told.more() and not open_(), 60)
        assert len(ids) == len(accepted) > ROUNDS * EACH // 3
        for id in ids:
            first, *_, last = told.of(id)
            assert first["eventType"] == "TEXT_QUEUED" and told.ends(id) == [last]
            assert last["messageStatus"] in ("DELIVERED", "UNKNOWN"), last
        taken = collections.Counter(to for _, to, _, _ in carrier.submitted)
        assert {to for to, times in taken.items() if times > 1} == set()
        # Told as delivered is only what the centre took, and unknown what it left unanswered and what
        # was being handed over when the product was killed, which is said.
        ended = [told.ends(id)[0] for id in list(told.events) if told.ends(id)]
        by = lambda word: {it["destinationPhoneNumber"].lstrip("+"): it for it in ended if it["messageStatus"] == word}
        assert set(by("DELIVERED")) <= set(taken)
        assert carrier.put_off and carrier.unanswered & {it["destinationPhoneNumber"].lstrip("+") for it in ended} <= set(by("UNKNOWN"))
        why = collections.Counter(it["messageStatusDescription"] for it in by("UNKNOWN").values())
        assert set(why) <= {INTERRUPTED, "Outcome is not known"} and 0 < why[INTERRUPTED] <= (ROUNDS - 1) * WINDOW, why
    finally:
        carillon.close()
        carrier.close()


def submit(shop, first):
    with contextlib.suppress(Exception):  # The product was killed.
        for number in range(first, first + EACH):
            shop.send("49151%08d" % number)
