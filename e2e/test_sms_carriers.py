"""Carriers over HTTP and MM7: what they are handed, and what they tell by requests of their own."""

import base64
import email
import json
import re
import threading
import time
import urllib.error
import urllib.request
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest

from phone import eventually
from signed import ask
from sms import TOPIC, name, number
from test_call import FILE_SINK, lines

TO = "+12045551777"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))

JSON = """
[messaging]
per_recipient = 0

[[messaging.carriers]]
name = "web"
kind = "http"
channels = ["TEXT", "MEDIA"]
url = "%s/messages"
headers_env = { authorization = "CARRIER_TOKEN" }
body = { from = "{from}", to = "{to}", text = "{text}", files = "{media}" }
id_pointer = "/message/id"

[messaging.carriers.callback]
secret_env = "CALLBACK_SECRET"
items = "/events"
receipt = { id = "/id", status = "/state", statuses = { delivered = "DELIVERED", undelivered = "UNREACHABLE" } }
inbound = { id = "/mid", from = "/from", to = "/to", text = "/text", media = "/files" }
"""

MM7 = """
[messaging]
per_recipient = 0

[[messaging.carriers]]
name = "relay"
kind = "mm7"
url = "%s/mm7"
vasp_id = "carillon"
headers_env = { authorization = "CARRIER_TOKEN" }
callback = { secret_env = "CALLBACK_SECRET" }
"""

ENV = {"CARRIER_TOKEN": "Bearer token", "CALLBACK_SECRET": "hush"}


class Far:
    """A carrier's server: keeps what it gets and answers as told."""

    def __init__(self):
        self.got = []  # (path, headers, body)
        self.answers = []  # of the next requests: (status, body)
        far = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                far.got.append((self.path, dict(self.headers.items()), body))
                status, answer = far.answers.pop(0) if far.answers else far.usual(len(far.got), body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def usual(self, count, body):
        if b"SubmitReq" not in body:
            return 200, json.dumps({"message": {"id": f"web-{count}"}}).encode()
        return 200, soap("SubmitRsp", "<Status><StatusCode>1000</StatusCode></Status><MessageID>m%d</MessageID>" % count)

    def close(self):
        self.server.shutdown()


def soap(message, body, transaction="t-1"):
    return (
        '<?xml version="1.0"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header>'
        f'<m:TransactionID xmlns:m="urn:mm7">{transaction}</m:TransactionID></env:Header><env:Body>'
        f'<m:{message} xmlns:m="urn:mm7"><m:MM7Version>6.8.0</m:MM7Version>{body}</m:{message}></env:Body></env:Envelope>'
    ).encode()


class Account:
    """A product whose messages go to a carrier's server."""

    def __init__(self, make, config, path):
        self.far = Far()
        self.path = path
        self.product = make(config=FILE_SINK.format(path=path) + config % self.far.url, env=ENV)
        self.sms = self.product.client("pinpoint-sms-voice-v2")
        self.number = number(self.sms, "CA", "LONG_CODE", NumberCapabilities=["SMS", "MMS"])
        self.sms.update_phone_number(
            PhoneNumberId=self.number["PhoneNumberId"], TwoWayEnabled=True, TwoWayChannelArn=TOPIC,
        )
        self.set = name("set")
        self.sms.create_configuration_set(ConfigurationSetName=self.set)
        self.sms.create_event_destination(
            ConfigurationSetName=self.set, EventDestinationName="all", MatchingEventTypes=["ALL"],
            SnsDestination={"TopicArn": TOPIC},
        )
        self.s3 = self.product.client("s3", config=boto3.session.Config(s3={"addressing_style": "path"}))

    def common(self):
        return dict(
            DestinationPhoneNumber=TO, OriginationIdentity=self.number["PhoneNumberId"], ConfigurationSetName=self.set,
        )

    def media(self, text="Look"):
        self.s3.put_object(Bucket="pictures", Key="a.png", Body=PNG)
        return self.sms.send_media_message(**self.common(), MessageBody=text, MediaUrls=["s3://pictures/a.png"])["MessageId"]

    def kinds(self, message):
        told = [line["body"] for line in lines(self.path) if line["topic"] == "sms-events"]
        return [it["eventType"] for it in told if it["messageId"] == message]

    def ends(self, message, kind):
        eventually(f"{kind} is told", lambda: self.kinds(message)[-1:] == [kind], 30)
        return self.kinds(message)

    def inbound(self):
        return [line["body"] for line in lines(self.path) if line["topic"] == "sms-inbound"]

    def tell(self, carrier, body, kind="application/json", secret="Bearer hush", query=""):
        request = urllib.request.Request(
            f"{self.product.url}/carriers/{carrier}{query}", data=body,
            headers={"Content-Type": kind, **({"Authorization": secret} if secret else {})},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def object(self, url):
        bucket, key = re.match(r"s3://([^/]+)/(.*)", url).groups()
        return self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()


@pytest.fixture
def account(make_carillon, tmp_path):
    made = []

    def make(config):
        made.append(Account(make_carillon, config, tmp_path / "events.jsonl"))
        return made[-1]

    yield make
    for one in made:
        one.far.close()


def test_a_receipt_by_request_ends_a_text(account):
    account = account(JSON)
    sent = account.sms.send_text_message(**account.common(), MessageBody="Hello")["MessageId"]
    path, headers, body = eventually("the carrier gets it", lambda: account.far.got)[0]
    assert path == "/messages" and headers["authorization"] == "Bearer token"
    assert json.loads(body) == {"from": account.number["PhoneNumber"], "to": TO, "text": "Hello", "files": []}
    account.ends(sent, "TEXT_SUCCESSFUL")
    forged = json.dumps({"events": [{"id": "web-1", "state": "undelivered"}]}).encode()
    assert account.tell("web", forged, secret=None)[0] == 401
    assert account.tell("web", forged, secret="Bearer wrong")[0] == 401
    assert account.tell("web", forged, secret=None, query="?secret=hush")[0] == 401
    assert account.tell("nobody", forged)[0] == 404
    assert account.tell("web", b"no json")[0] == 400
    on_its_way = {"events": [{"id": "web-1", "state": "sent"}, {"id": "web-99", "state": "delivered"}]}
    assert account.tell("web", json.dumps(on_its_way).encode())[0] == 200
    assert account.kinds(sent)[-1] == "TEXT_SUCCESSFUL"
    done = json.dumps({"events": [{"id": "web-1", "state": "Delivered"}]}).encode()
    assert account.tell("web", done)[0] == 200
    assert account.ends(sent, "TEXT_DELIVERED") == ["TEXT_QUEUED", "TEXT_PENDING", "TEXT_SUCCESSFUL", "TEXT_DELIVERED"]


def test_an_mms_goes_out_over_http_and_one_comes_in(account):
    account = account(JSON)
    sent = account.media()
    _, _, body = eventually("the carrier gets it", lambda: account.far.got)[0]
    files = json.loads(body)["files"]
    assert [(it["contentType"], base64.b64decode(it["content"])) for it in files] == [("image/png", PNG)]
    account.tell("web", json.dumps({"events": [{"id": "web-1", "state": "delivered"}]}).encode())
    account.ends(sent, "MEDIA_DELIVERED")
    came = {
        "from": TO.lstrip("+"), "to": account.number["PhoneNumber"], "text": "And this",
        "files": [{"contentType": "image/png", "content": base64.b64encode(PNG).decode()}],
    }
    assert account.tell("web", json.dumps({"events": [came]}).encode())[0] == 200
    told = eventually("it is passed on", account.inbound)[0]
    assert (told["originationNumber"], told["messageBody"]) == (TO, "And this")
    assert told["previousPublishedMessageId"] == sent
    assert account.object(told["mediaUrls"][0]) == PNG


def test_what_was_acknowledged_outlives_a_kill(account):
    account = account(JSON)
    sent = account.sms.send_text_message(**account.common(), MessageBody="Hello")["MessageId"]
    account.ends(sent, "TEXT_SUCCESSFUL")
    done = {"events": [{"id": "web-1", "state": "delivered"}, {"from": TO, "to": account.number["PhoneNumber"], "text": "ok"}]}
    assert account.tell("web", json.dumps(done).encode())[0] == 200
    account.product.kill9()
    account.product.start()
    account.ends(sent, "TEXT_DELIVERED")
    came = eventually("it is passed on", account.inbound)
    # A sink is told at least once; the message came in once.
    assert {(it["messageBody"], it["inboundMessageId"]) for it in came} == {("ok", came[0]["inboundMessageId"])}


def test_what_a_carrier_tells_twice_counts_once(account):
    account = account(JSON)
    sent = account.sms.send_text_message(**account.common(), MessageBody="Hello")["MessageId"]
    account.ends(sent, "TEXT_SUCCESSFUL")
    came = {"mid": "in-1", "from": TO, "to": account.number["PhoneNumber"], "text": "ok"}
    came["files"] = [{"contentType": "image/png", "content": base64.b64encode(PNG).decode()}]
    told = json.dumps({"events": [{"id": "web-1", "state": "delivered"}, came]}).encode()
    assert [account.tell("web", told)[0] for _ in range(3)] == [200] * 3
    account.ends(sent, "TEXT_DELIVERED")
    # What is told of carriers is renewed each second: it knows of a further message by then.
    account.sms.send_text_message(**account.common(), MessageBody="Hello again")

    def web():
        _, state = ask(account.product, "carillon", "GET", "/messaging/carriers")
        return next(it for it in state["Carriers"] if it["Name"] == "web")

    eventually("the carrier's figures are renewed", lambda: web()["Accepted"] == 2)
    assert web()["Receipts"] == 1
    [url] = eventually("it is passed on", account.inbound)[0]["mediaUrls"]
    assert account.object(url) == PNG
    account.product.kill9()
    account.product.start()
    assert account.tell("web", told)[0] == 200
    # The same words under another identifier are another message.
    assert account.tell("web", json.dumps({"events": [{**came, "mid": "in-2"}]}).encode())[0] == 200
    eventually("both are passed on", lambda: len({it["inboundMessageId"] for it in account.inbound()}) == 2)
    first, second = {it["inboundMessageId"]: it for it in account.inbound()}.values()
    assert first["mediaUrls"] != second["mediaUrls"]
    _, counts = ask(account.product, "carillon", "GET", f"/messaging/counts?month={time.strftime('%Y-%m', time.gmtime())}")
    assert sum(it["Delivered"] for it in counts["Counts"]) == 1, counts


def parsed(kind, body):
    """The parts of a multipart body, read by Python's own parser."""
    return email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=HTTP)


def test_an_mms_goes_out_over_mm7_and_its_report_ends_it(account):
    account = account(MM7)
    account.far.answers = [(200, soap("SubmitRsp", "<Status><StatusCode>3003</StatusCode></Status>"))]
    sent = account.media("Grüße")
    _, headers, body = eventually("the relay gets it again", lambda: account.far.got[1:], 30)[0]
    assert headers["soapaction"] == '""' and headers["authorization"] == "Bearer token"
    whole = parsed(headers["content-type"], body)
    envelope, content = whole.get_payload()
    text = envelope.get_content()
    assert f"<Number>{TO}</Number>" in text and "<VASPID>carillon</VASPID>" in text
    assert f">{sent}</" in text.replace("\n", "")
    words, picture = content.get_payload()
    assert words.get_content() == "Grüße"
    assert (picture.get_content_type(), picture.get_content()) == ("image/png", PNG)
    account.ends(sent, "MEDIA_SUCCESSFUL")
    report = soap("DeliveryReportReq", "<MessageID>m2</MessageID><MMStatus>Deferred</MMStatus>")
    assert account.tell("relay", report, "text/xml")[0] == 200
    report = soap("DeliveryReportReq", "<MessageID>m2</MessageID><MMStatus>Retrieved</MMStatus>", "t-9")
    assert account.tell("relay", report, "text/xml", secret=None)[0] == 401
    status, answer = account.tell("relay", report, "text/xml")
    assert status == 200 and b"<DeliveryReportRsp" in answer and b">t-9<" in answer and b">1000<" in answer
    account.ends(sent, "MEDIA_DELIVERED")


def test_an_mms_comes_in_over_mm7(account):
    account = account(MM7)
    deliver = (
        f"<Sender><Number>{TO.lstrip('+')}</Number></Sender><Recipients><To><Number>"
        f"{account.number['PhoneNumber']}</Number></To></Recipients><Subject>Hi</Subject>"
    )
    from email.mime.application import MIMEApplication
    from email.mime.image import MIMEImage
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    content = MIMEMultipart("related")
    content.attach(MIMEApplication(b"<smil/>", "smil"))
    content.attach(MIMEText("Grüße", "plain", "utf-8"))
    content.attach(MIMEImage(PNG, "png"))

    def tell(transaction):
        whole = MIMEMultipart("related", type="text/xml", start="<env>")
        envelope = MIMEText(soap("DeliverReq", deliver, transaction).decode(), "xml", "utf-8")
        envelope["Content-ID"] = "<env>"
        whole.attach(envelope)
        whole.attach(content)
        head, _, body = whole.as_bytes(policy=HTTP).partition(b"\r\n\r\n")
        kind = email.message_from_bytes(head + b"\r\n\r\n", policy=HTTP)["Content-Type"]
        return account.tell("relay", body, str(kind))

    status, answer = tell("t-1")
    assert status == 200 and b"<DeliverRsp" in answer
    told = eventually("it is passed on", account.inbound)[0]
    assert (told["originationNumber"], told["messageBody"]) == (TO, "Grüße")
    assert [account.object(url) for url in told["mediaUrls"]] == [PNG]
    assert [tell(it)[0] for it in ("t-1", "t-2")] == [200, 200]
    eventually("the second is passed on", lambda: len({it["inboundMessageId"] for it in account.inbound()}) == 2)
    assert account.tell("relay", b"<odd/>", "text/xml")[0] == 400


def test_a_relay_that_refuses_ends_the_message(account):
    account = account(MM7)
    fault = (
        b"<e:Envelope xmlns:e='x'><e:Body><e:Fault><detail><RSErrorRsp><Status><StatusCode>2002</StatusCode>"
        b"</Status></RSErrorRsp></detail></e:Fault></e:Body></e:Envelope>"
    )
    account.far.answers = [(500, fault)]
    account.ends(account.media(), "MEDIA_INVALID")
