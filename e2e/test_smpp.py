"""SMPP both ways with independent libraries: smpplib as an application that binds to us, smpp.pdu3
as a carrier that we bind to; and a kill -9 between them."""

import threading
import time

import pytest
import smpplib.client
import smpplib.consts
import smpplib.exceptions

from conftest import ROOT_KEY, Carillon
from smsc import THROTTLED, Carrier

CONFIG = """
[messaging]
per_recipient = 0

[messaging.throughput]
sender-id = 5000

[messaging.smpp]
listen = "127.0.0.1:%d"

[[messaging.smpp.applications]]
system_id = "shop"
password_env = "SHOP_PASSWORD"
access_key = "%s"
"""

CARRIER = """
[[messaging.carriers]]
name = "one"
kind = "smpp"
address = "%s"
system_id = "carillon"
password_env = "CARRIER_PASSWORD"
binds = 2
window = 50
response_seconds = 5
"""

ENV = {"SHOP_PASSWORD": "sesame", "CARRIER_PASSWORD": "secret"}


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.02)


class Shop:
    """An application that is bound to us, with what it was told."""

    def __init__(self, carillon, password="sesame"):
        host, port = carillon.addresses["smpp"].split(":")
        self.accepted, self.refused, self.receipts = {}, {}, []
        self.client = smpplib.client.Client(host, int(port), allow_unknown_opt_params=True)
        self.client.set_message_sent_handler(self.sent)
        self.client.set_message_received_handler(self.received)
        self.client.set_error_pdu_handler(lambda pdu: self.refused.update({pdu.sequence: pdu.status}))
        self.client.connect()
        self.client.bind_transceiver(system_id="shop", password=password)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        try:
            self.client.listen()
        except (smpplib.exceptions.ConnectionError, OSError, AttributeError, ValueError):
            pass

    def sent(self, pdu):
        if pdu.status == 0:
            self.accepted[pdu.sequence] = pdu.message_id.decode()

    def received(self, pdu):
        state = {2: "DELIVRD", 3: "EXPIRED", 5: "UNDELIV", 7: "UNKNOWN", 8: "REJECTD"}
        self.receipts.append((pdu.receipted_message_id.decode(), state[pdu.message_state]))

    def send(self, to, text=b"hello"):
        pdu = self.client.send_message(
            source_addr_ton=smpplib.consts.SMPP_TON_ALNUM, source_addr="Shop",
            dest_addr_ton=smpplib.consts.SMPP_TON_INTL,
            dest_addr_npi=smpplib.consts.SMPP_NPI_ISDN, destination_addr=to, short_message=text,
            registered_delivery=True,
        )
        return pdu.sequence


@pytest.fixture
def port():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_an_application_submits_to_the_simulator_and_gets_its_receipts(tmp_path, port):
    carillon = Carillon(tmp_path, CONFIG % (port, ROOT_KEY), env=ENV).start()
    try:
        shop = Shop(carillon)
        good, bad = shop.send("33755512501"), shop.send("33755512502")
        until(lambda: len(shop.receipts) == 2)
        assert dict(shop.receipts) == {shop.accepted[good]: "DELIVRD", shop.accepted[bad]: "UNDELIV"}
        refused = shop.send("5355551234")
        until(lambda: refused in shop.refused)
        with pytest.raises(smpplib.exceptions.PDUError):
            Shop(carillon, "wrong")
    finally:
        carillon.close()


def test_a_carrier_gets_each_message_once_and_what_it_puts_off_again(tmp_path, port):
    carrier = Carrier()
    carrier.refusals = [THROTTLED]
    config = CONFIG % (port, ROOT_KEY) + CARRIER % carrier.address
    carillon = Carillon(tmp_path, config, env=ENV).start()
    try:
        shop = Shop(carillon)
        sent = shop.send("4915112345678", "Grüße".encode("latin-1").replace(b"\xfc", b"\x7e").replace(
            b"\xdf", b"\x1e"))
        until(lambda: shop.receipts)
        assert shop.receipts == [(shop.accepted[sent], "DELIVRD")]
        source, destination, text, _ = carrier.submitted[0]
        assert (source, destination, text) == ("Shop", "4915112345678", b"Gr\x7e\x1ee")
        assert len(carrier.submitted) == 1 and carrier.acknowledged == 1
    finally:
        carillon.close()
        carrier.close()


@pytest.mark.timeout(240)
def test_after_a_kill_under_load_every_accepted_message_has_its_outcome(tmp_path, port):
    carrier = Carrier()
    config = CONFIG % (port, ROOT_KEY) + CARRIER % carrier.address
    carillon = Carillon(tmp_path, config, env=ENV).start()
    try:
        shop = Shop(carillon)
        for number in range(600):
            shop.send("49151%08d" % number)
        until(lambda: len(shop.accepted) > 200)
        carillon.kill9()
        accepted = set(shop.accepted.values())
        told = list(shop.receipts)
        carillon.start()
        again = Shop(carillon)
        def outcomes():
            return dict(told + again.receipts)
        until(lambda: accepted <= set(outcomes()), 90)
        # What may have left is told as unknown; nothing is sent twice.
        assert set(outcomes().values()) <= {"DELIVRD", "UNKNOWN"}
        destinations = [destination for _, destination, _, _ in carrier.submitted]
        assert len(destinations) == len(set(destinations))
    finally:
        carillon.close()
        carrier.close()
