"""SMPP beyond a submission: parts through a crash, other commands, policies, TLS, 5.0, and receipts
that nobody should believe."""

import json
import ssl
import subprocess

import pytest

from conftest import ROOT_KEY, Carillon
from esme import MULTI, RESPONSE, Esme, id_of, parts, refused
from phone import eventually
from smsc import THROTTLED, Carrier
from sms import TOPIC, number
from test_call import FILE_SINK, lines
from test_smpp import CARRIER, ENV, port  # noqa: F401

LIMITED = "AKIALIMITEDLIMITED12"

CONFIG = """
[messaging]
per_recipient = 0
%s

[messaging.smpp]
listen = "127.0.0.1:%d"
%s

[[messaging.smpp.applications]]
system_id = "shop"
password_env = "SHOP_PASSWORD"
access_key = "%s"

[[messaging.smpp.applications]]
system_id = "other"
password_env = "SHOP_PASSWORD"
access_key = "%s"
"""

GERMAN = "4915112345678"
UNDELIVERABLE = "33755512502"


@pytest.fixture
def products(tmp_path, port):  # noqa: F811
    """Makes products that applications bind to."""
    made = []

    def make(more="", key=ROOT_KEY, tls="", env=None, messaging="", lists=""):
        config = more + CONFIG % (messaging, port, tls, key, ROOT_KEY) + lists
        made.append(Carillon(tmp_path / "carillon", config, env={**ENV, **(env or {})}))
        return made[-1].start()

    yield make
    for product in made:
        product.close()


@pytest.fixture
def carriers():
    made = []
    yield lambda **options: made.append(Carrier(**options)) or made[-1]
    for carrier in made:
        carrier.close()


def certificates(folder):
    """An authority's certificate, and one for localhost that it signed with its key."""
    paths = {name: folder / f"{name}.pem" for name in ("ca", "ca-key", "cert", "key", "request")}
    (folder / "names").write_text("subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for command in [
        ["req", "-x509", *new, "-keyout", paths["ca-key"], "-out", paths["ca"], "-days", "2", "-subj", "/CN=authority"],
        ["req", *new, "-keyout", paths["key"], "-out", paths["request"], "-subj", "/CN=localhost"],
        ["x509", "-req", "-in", paths["request"], "-CA", paths["ca"], "-CAkey", paths["ca-key"], "-CAcreateserial",
         "-out", paths["cert"], "-days", "2", "-extfile", folder / "names"],
    ]:
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    return paths["ca"], paths["cert"], paths["key"]


def two_way(product):
    """A number whose messages are passed on."""
    sms = product.client("pinpoint-sms-voice-v2")
    it = number(sms, "CA", "LONG_CODE")
    sms.update_phone_number(PhoneNumberId=it["PhoneNumberId"], TwoWayEnabled=True, TwoWayChannelArn=TOPIC)
    return it["PhoneNumber"].lstrip("+")


def passed_on(path):
    return [line["body"] for line in lines(path) if line["topic"] == "sms-inbound"]


def told(esme):
    """Identifier and state of each receipt that an application got."""
    found = []
    for body in esme.delivered:
        said = dict(word.split(b":", 1) for word in body.split(b" ") if b":" in word)
        id = next(value for key, value in said.items() if key.endswith(b"id"))
        found.append((id.decode(), said[b"stat"].decode()))
    return found


def test_parts_from_a_carrier_outlive_a_kill(products, carriers, tmp_path):
    carrier = carriers()
    sink = FILE_SINK.format(path=tmp_path / "events.jsonl")
    product = products(sink + CARRIER % carrier.address)
    to = two_way(product)
    first, second, third = parts(b"This message comes in three parts, and is read in one piece.", 25)
    eventually("the carrier is bound", lambda: len(carrier.versions) >= 2)
    for part in (third, first):
        sent = carrier.deliver_part("14255550111", to, part)
        eventually("the part is acknowledged", lambda: sent not in carrier.owed)
    product.kill9()
    assert passed_on(tmp_path / "events.jsonl") == []
    product.start()
    eventually("the carrier is bound again", lambda: len(carrier.versions) >= 4)
    sent = carrier.deliver_part("14255550111", to, second)
    eventually("the part is acknowledged", lambda: sent not in carrier.owed)
    came = eventually("the message is passed on", lambda: passed_on(tmp_path / "events.jsonl"))
    assert {it["messageBody"] for it in came} == {"This message comes in three parts, and is read in one piece."}
    assert came[0]["originationNumber"] == "+14255550111"


def test_parts_from_an_application_outlive_a_kill(products, carriers):
    carrier = carriers()
    product = products(CARRIER % carrier.address)
    text = b"a" * 100 + b"b" * 100
    first, second = parts(text, 100)
    shop = Esme(product.addresses["smpp"])
    taken = shop.wait(shop.submit(GERMAN, first, esm_class=0x40))
    assert taken.status == 0
    product.kill9()
    assert carrier.submitted == []
    product.start()
    shop = Esme(product.addresses["smpp"])
    last = shop.wait(shop.submit(GERMAN, second, esm_class=0x40))
    assert last.status == 0 and id_of(last) == id_of(taken), "all parts are known by one identifier"
    eventually("the message is sent", lambda: len(carrier.submitted) == 2)
    # Two connections carry them: the headers tell their order.
    sent = sorted((part[:6], part[6:]) for _, _, part, _ in carrier.submitted)
    assert b"".join(part for _, part in sent) == text
    eventually("its receipt comes", lambda: told(shop) == [(id_of(taken), "DELIVRD")])


def test_a_message_is_queried_by_its_owner_alone(products, carriers):
    carrier = carriers(receipts=False)
    product = products(CARRIER % carrier.address)
    shop = Esme(product.addresses["smpp"])
    id = id_of(shop.wait(shop.submit(GERMAN)))
    eventually("it is sent", lambda: carrier.submitted)
    assert shop.query(id)[1] == 1, "en route"
    other = Esme(product.addresses["smpp"], system_id="other")
    assert other.query(id)[0].status == 0x67
    assert shop.query("nonsense")[0].status == 0x0C
    source, destination, _, carriers_id = carrier.submitted[0]
    carrier.receipts = True
    receipt = f"id:{carriers_id} stat:DELIVRD"
    from smpp.pdu.pdu_types import EsmClassType
    carrier.deliver(carrier.connections[-1], destination, source, receipt, EsmClassType.SMSC_DELIVERY_RECEIPT)
    eventually("it has its receipt", lambda: told(shop) == [(id, "DELIVRD")])
    assert shop.query(id)[1] == 2, "delivered"


def test_what_waits_is_replaced_and_taken_back(products):
    # The carrier is away, so that messages wait.
    product = products(CARRIER % "127.0.0.1:1")
    shop = Esme(product.addresses["smpp"])
    kept = id_of(shop.wait(shop.submit(GERMAN)))
    gone = id_of(shop.wait(shop.submit(GERMAN)))
    other = Esme(product.addresses["smpp"], system_id="other")
    assert other.cancel(gone).status == 0x11
    assert other.replace(kept, b"stolen").status == 0x13
    assert shop.replace(kept, b"better").status == 0
    assert shop.replace(kept, b"x" * 200).status == 0x13
    assert shop.cancel(gone).status == 0
    assert shop.cancel(gone).status == 0x11
    eventually("its end is told", lambda: told(shop) == [(gone, "UNKNOWN")])
    carrier = Carrier()
    try:
        product.terminate()
        config = product.config_file.read_text().replace("127.0.0.1:1\"", carrier.address + '"')
        product.config_file.write_text(config)
        product.start()
        eventually("what was kept is sent", lambda: [text for _, _, text, _ in carrier.submitted] == [b"better"])
    finally:
        carrier.close()


def test_one_message_goes_to_many_and_is_known_by_one_identifier(products):
    product = products()
    shop = Esme(product.addresses["smpp"])
    answer = shop.multi(["33755512501", "5355551234", UNDELIVERABLE], lists=["everybody"])
    assert (answer.command, answer.status) == (MULTI | RESPONSE, 0)
    id = id_of(answer)
    refused = answer.body[len(id) + 1:]
    assert refused[0] == 2, "a country that is not reached, and a list that there is not"
    eventually("both receipts come", lambda: sorted(told(shop)) == [(id, "DELIVRD"), (id, "UNDELIV")])
    assert shop.multi(["5355551234"]).status != 0


LISTS = """
[[messaging.smpp.lists]]
name = "everybody"
numbers = ["+33755512501", "+33755512502"]

[[messaging.smpp.lists]]
name = "nobody"
numbers = ["+5355551234"]

[[messaging.smpp.lists]]
name = "theirs"
numbers = ["+33755512501"]
applications = ["other"]
"""


def test_a_distribution_list_stands_for_its_numbers(products):
    product = products(lists=LISTS)
    shop = Esme(product.addresses["smpp"])
    # Who is on the list and named besides gets one message.
    answer = shop.multi(["33755512501"], lists=["everybody", "nobody", "theirs", "missing"])
    assert answer.status == 0
    assert refused(answer) == [("nobody", 0x44), ("theirs", 0x34), ("missing", 0x34)]
    id = id_of(answer)
    eventually("both receipts come", lambda: sorted(told(shop)) == [(id, "DELIVRD"), (id, "UNDELIV")])
    assert shop.multi([], lists=["missing"]).status == 0x34, "ESME_RINVDLNAME"
    assert shop.multi([], lists=["nobody"]).status == 0x44, "ESME_RCNTSUBDL"
    assert Esme(product.addresses["smpp"], system_id="other").multi([], lists=["theirs"]).status == 0


def test_parts_to_many_become_one_message_each(products, carriers):
    carrier = carriers()
    product = products(CARRIER % carrier.address)
    shop = Esme(product.addresses["smpp"])
    text = b"a" * 100 + b"b" * 100
    first, second = parts(text, 100)
    numbers = [GERMAN, "4915112345679"]
    one = shop.multi([*numbers, "5355551234"], first, esm_class=0x40)
    assert one.status == 0 and carrier.submitted == []
    product.kill9()
    product.start()
    shop = Esme(product.addresses["smpp"])
    two = shop.multi([*numbers, "5355551234"], second, esm_class=0x40)
    assert two.status == 0 and id_of(two) == id_of(one), "all are known by one identifier"
    assert [place for place, _ in refused(two)] == ["5355551234"], "a country that is not reached"
    eventually("both messages are sent", lambda: len(carrier.submitted) == 4)
    for to in numbers:
        # Its two bindings may bring them in either order; their headers have their numbers.
        assert b"".join(part[6:] for part in sorted(part for _, it, part, _ in carrier.submitted if it == to)) == text
    eventually("both receipts come", lambda: told(shop) == [(id_of(one), "DELIVRD")] * 2)


def test_data_sm_is_a_submission(products):
    product = products()
    shop = Esme(product.addresses["smpp"])
    answer = shop.data("33755512501", b"hello")
    assert answer.status == 0 and answer.command == 0x80000103
    eventually("its receipt comes", lambda: told(shop) == [(id_of(answer), "DELIVRD")])


def test_the_policies_of_the_access_key_are_asked(products, tmp_path):
    policy = tmp_path / "policy.json"
    allow = {"Effect": "Allow", "Action": "sms-voice:SendTextMessage", "Resource": "*"}
    deny = {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:sms-voice:*:*:sender-id/Bank/*"}
    policy.write_text(json.dumps({"Version": "2012-10-17", "Statement": [allow, deny]}))
    key = f'[[access_keys]]\nid = "{LIMITED}"\nsecret_env = "LIMITED"\nuser = "limited"\npolicies = ["{policy}"]\n'
    product = products(key, key=LIMITED, env={"LIMITED": "x" * 20})
    shop = Esme(product.addresses["smpp"])
    assert shop.wait(shop.submit("33755512501", source="Shop")).status == 0
    assert shop.wait(shop.submit("33755512501", source="Bank")).status == 0x66
    allow["Action"] = "sms-voice:SendVoiceMessage"
    policy.write_text(json.dumps({"Version": "2012-10-17", "Statement": [allow]}))
    product.restart()
    shop = Esme(product.addresses["smpp"])
    assert shop.wait(shop.submit("33755512501", source="Shop")).status == 0x66


def test_both_sides_speak_tls(products, carriers, tmp_path):
    ca, cert, key = certificates(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    carrier = carriers(tls=server)
    link = CARRIER % carrier.address + f'tls = {{ ca = "{ca}", server_name = "localhost" }}\n'
    product = products(link, tls=f'tls = {{ cert = "{cert}", key = "{key}" }}')
    client = ssl.create_default_context(cafile=ca)
    shop = Esme(product.addresses["smpp"], tls=client)
    id = id_of(shop.wait(shop.submit(GERMAN)))
    eventually("its receipt comes", lambda: told(shop) == [(id, "DELIVRD")])
    assert carrier.submitted[0][1] == GERMAN


def test_version_5_is_spoken_and_congestion_is_honoured(products, carriers):
    carrier = carriers(congestion=100)
    product = products(CARRIER % carrier.address + 'version = "5.0"\n')
    shop = Esme(product.addresses["smpp"], version=0x50)
    assert shop.bound.body.endswith(b"\x02\x10\x00\x01\x50"), "sc_interface_version"
    assert Esme(product.addresses["smpp"]).bound.body.endswith(b"\x02\x10\x00\x01\x34")
    sent = [shop.submit("49151123456%02d" % n) for n in range(20)]
    ids = {id_of(shop.wait(it)) for it in sent}
    eventually("all receipts come", lambda: {id for id, _ in told(shop)} == ids)
    assert carrier.versions == [0x50, 0x50]


def test_version_5_hears_how_much_waits(products):
    # The carrier is away, so that messages wait; there is room for ten.
    product = products(CARRIER % "127.0.0.1:1", messaging="capacity = 10")
    new, old = (Esme(product.addresses["smpp"], version=version) for version in (0x50, 0x34))
    loads = []
    for n in range(5):
        body = new.wait(new.submit("491512345670%d" % n)).body
        _, _, said = body.partition(b"\0")
        assert said[:4] == b"\x04\x28\x00\x01", "congestion_state"
        loads.append(said[4])
    assert loads == [10, 20, 30, 40, 50]
    answer = old.wait(old.submit("4915123456710"))
    assert answer.body.endswith(b"\0") and b"\x04\x28" not in answer.body
    body = new.multi(["491512345672%d" % n for n in range(4)]).body
    assert body.endswith(b"\x04\x28\x00\x01\x64"), "full"
    assert new.wait(new.submit("4915123456730")).status == 0x58


def test_a_carrier_that_throttles_gets_each_message_once(products, carriers):
    carrier = carriers()
    carrier.refusals = [THROTTLED] * 3
    product = products(CARRIER % carrier.address)
    shop = Esme(product.addresses["smpp"])
    ids = {id_of(shop.wait(shop.submit("4915112345%03d" % n))) for n in range(5)}
    eventually("all receipts come", lambda: {id for id, _ in told(shop)} == ids, 60)
    destinations = [to for _, to, _, _ in carrier.submitted]
    assert len(destinations) == len(set(destinations)) == 5


@pytest.mark.parametrize("receipt, state", [
    ("id:{id} sub:001 dlvrd:001 submit date:2601011200 done date:2601011201 stat:DELIVRD err:000 text:x", "DELIVRD"),
    ("id:{id} stat:UNDELIV err:001", "UNDELIV"),
    ("ID:{id} Stat:EXPIRED Err:999", "EXPIRED"),
    ("id: {id} sub:1 dlvrd:0 stat:REJECTED", "REJECTD"),
])
def test_receipts_in_their_usual_forms_end_a_message(products, carriers, receipt, state):
    from smpp.pdu.pdu_types import EsmClassType

    carrier = carriers(receipts=False)
    product = products(CARRIER % carrier.address)
    shop = Esme(product.addresses["smpp"])
    id = id_of(shop.wait(shop.submit(GERMAN)))
    source, destination, _, carriers_id = eventually("it is sent", lambda: carrier.submitted)[0]
    # An intermediate one ends nothing.
    for text in (f"id:{carriers_id} stat:ENROUTE", receipt.format(id=carriers_id)):
        carrier.deliver(carrier.connections[-1], destination, source, text, EsmClassType.SMSC_DELIVERY_RECEIPT)
    eventually("it has its outcome", lambda: told(shop) == [(id, state)])


def test_forged_receipts_change_nothing(products, carriers):
    from smpp.pdu.pdu_types import EsmClassType

    one, two = carriers(receipts=False), carriers(receipts=False)
    first = CARRIER % one.address + 'prefixes = ["+49"]\n'
    second = (CARRIER % two.address).replace('"one"', '"two"') + 'prefixes = ["+43"]\n'
    product = products(first + second)
    shop = Esme(product.addresses["smpp"])
    id = id_of(shop.wait(shop.submit(GERMAN)))
    source, destination, _, carriers_id = eventually("it is sent", lambda: one.submitted)[0]
    eventually("the other carrier is bound", lambda: two.connections)
    receipt = EsmClassType.SMSC_DELIVERY_RECEIPT
    # By another carrier, of messages that there are not, and what is no receipt at all.
    forged = [f"id:{carriers_id} stat:DELIVRD", "id:c999 stat:DELIVRD", "garbage", "id: stat:", "stat:DELIVRD"]
    for text in forged:
        sent = two.deliver(two.connections[-1], destination, source, text, receipt)
        eventually("it is acknowledged", lambda: sent not in two.owed)
    # An application cannot forge one either: as a submission it is a message.
    assert shop.wait(shop.submit(GERMAN, f"id:{carriers_id} stat:DELIVRD".encode(), esm_class=0x04)).status == 0
    assert shop.query(id)[1] == 1 and told(shop) == []
    one.deliver(one.connections[-1], destination, source, f"id:{carriers_id} stat:UNDELIV err:001", receipt)
    eventually("the true one counts", lambda: told(shop) == [(id, "UNDELIV")])
