"""The event stream for programs that read by themselves: from the start, from a place, live, over a
WebSocket, and after kill -9: at least once, in order per key."""

import contextlib
import json
import socket
import struct
import threading
import urllib.parse
import uuid

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from conftest import ROOT_KEY, ROOT_SECRET
from phone import eventually
from signed import ask
from test_api_operations import agent_page

PASSWORD = "Correct-horse-9"


def opened(event):
    """The event with its body, which is a JSON text, as an object."""
    return {**event, "Body": json.loads(event["Body"])}


class Centre:
    """An instance with one agent, who is signed in."""

    def __init__(self, product):
        self.product = product
        self.alias = f"i-{uuid.uuid4().hex[:12]}"
        connect = product.client("connect")
        self.id = connect.create_instance(
            IdentityManagementType="CONNECT_MANAGED", InstanceAlias=self.alias,
            InboundCallsEnabled=True, OutboundCallsEnabled=True)["Id"]
        i = {"InstanceId": self.id}
        [admin] = [it["Id"] for it in connect.list_security_profiles(**i)["SecurityProfileSummaryList"] if it["Name"] == "Admin"]
        [routing] = [it["Id"] for it in connect.list_routing_profiles(**i)["RoutingProfileSummaryList"]]
        self.user = connect.create_user(
            **i, Username="ada", Password=PASSWORD, RoutingProfileId=routing, SecurityProfileIds=[admin],
            PhoneConfig={"PhoneType": "SOFT_PHONE", "AutoAccept": False, "AfterContactWorkTimeLimit": 0},
            IdentityInfo={"FirstName": "Ada", "LastName": "Agent"})["UserId"]
        statuses = connect.list_agent_statuses(**i)["AgentStatusSummaryList"]
        self.statuses = {it["Type"]: it["Id"] for it in statuses}
        answer = _post(product, "/app/sign-in", {"username": "ada", "password": PASSWORD, "instance": self.alias})
        with agent_page(product, answer):
            self.change("ROUTABLE")

    def change(self, kind):
        """Another status: an event, which is durable when this returns."""
        self.product.client("connect").put_user_status(
            InstanceId=self.id, UserId=self.user, AgentStatusId=self.statuses[kind])

    def path(self, **query):
        return f"/instances/{self.id}/events?" + urllib.parse.urlencode(sorted(query.items()), doseq=True)

    def events(self, **query):
        status, answer = ask(self.product, "carillon", "GET", self.path(**query))
        assert status == 200, answer
        return {**answer, "Events": [opened(it) for it in answer["Events"]]}


def _post(product, path, body):
    import urllib.request

    request = urllib.request.Request(product.url + path, data=json.dumps(body).encode(), headers={
        "content-type": "application/json", "origin": product.url})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.headers["set-cookie"].split(";")[0]


@contextlib.contextmanager
def followed(product, path, key=ROOT_KEY, secret=ROOT_SECRET):
    """A signed WebSocket; yields a function that waits for the next event."""
    request = AWSRequest(method="GET", url=product.url + path)
    SigV4Auth(Credentials(key, secret), "carillon", "us-east-1").add_auth(request)
    host, port = product.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        lines = [
            f"GET {path} HTTP/1.1", f"host: {host}:{port}", "connection: upgrade", "upgrade: websocket",
            "sec-websocket-version: 13", "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
            *(f"{name}: {value}" for name, value in request.headers.items()), "", "",
        ]
        line.sendall("\r\n".join(lines).encode())
        stream = line.makefile("rb")
        status = stream.readline()
        while stream.readline().strip():
            pass

        def event():
            while True:
                first, length = stream.read(2)
                size = length & 0x7F
                if size == 126:
                    [size] = struct.unpack(">H", stream.read(2))
                elif size == 127:
                    [size] = struct.unpack(">Q", stream.read(8))
                content = stream.read(size)
                if first & 0x0F == 1:
                    return opened(json.loads(content))

        yield status, event


def names(events):
    return [it["Body"]["CurrentAgentSnapshot"]["AgentStatus"]["Name"] for it in events if it["Topic"] == "agent-events"]


@pytest.fixture
def centre(carillon):
    return Centre(carillon)


def test_events_are_read_from_the_start_and_from_a_place(centre):
    all_of_it = centre.events()
    assert names(all_of_it["Events"]) == ["Offline", "Available"]
    first, second = all_of_it["Events"][0], all_of_it["Events"][-1]
    assert first["Body"]["EventType"] == "LOGIN" and first["Key"].endswith(f"/agent/{centre.user}")
    assert first["Position"] < second["Position"] <= all_of_it["Through"]
    assert all_of_it["OldestPosition"] <= first["Position"]
    # Page by page it is the same.
    page = centre.events(limit=1)
    assert page["Events"] == [first] and page["Through"] == first["Position"]
    assert centre.events(after=page["Through"])["Events"] == all_of_it["Events"][1:]
    # Only what was asked for; the rest is passed over.
    other = centre.events(topic=["contact-events", "contact-records"])
    assert other["Events"] == [] and other["Through"] >= second["Position"]
    status, error = ask(centre.product, "carillon", "GET", centre.path(topic="audit"))
    assert status == 400, error


def test_a_reader_who_waits_is_told_at_once(centre):
    through = centre.events()["Through"]
    came = []
    reader = threading.Thread(target=lambda: came.append(centre.events(after=through, wait=20)))
    reader.start()
    centre.change("OFFLINE")
    reader.join(15)
    assert names(came[0]["Events"]) == ["Offline"]
    assert centre.events(after=came[0]["Through"], wait=1)["Events"] == []


def test_a_websocket_brings_what_there_is_and_what_comes(centre):
    with followed(centre.product, centre.path(topic="agent-events")) as (status, event):
        assert b" 101 " in status, status
        assert names([event(), event()]) == ["Offline", "Available"]
        centre.change("OFFLINE")
        assert names([event()]) == ["Offline"]
    iam = centre.product.client("iam")
    iam.create_user(UserName="reader")
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    with followed(centre.product, centre.path(), key["AccessKeyId"], key["SecretAccessKey"]) as (status, _):
        assert b" 403 " in status, "it is authorised as any other operation"
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "carillon:ListEvents", "Resource": "*"}]}
    iam.put_user_policy(UserName="reader", PolicyName="events", PolicyDocument=json.dumps(document))
    with followed(centre.product, centre.path(), key["AccessKeyId"], key["SecretAccessKey"]) as (status, event):
        assert b" 101 " in status, status
        assert event()["Body"]["EventType"] == "LOGIN"


def test_nothing_acknowledged_is_missing_after_kill_9_and_order_is_kept(centre):
    wanted = ["Offline", "Available"]
    for kind in ("OFFLINE", "ROUTABLE", "OFFLINE", "ROUTABLE"):
        centre.change(kind)
        wanted.append("Available" if kind == "ROUTABLE" else "Offline")
    read = centre.events(limit=3)
    centre.product.kill9()
    centre.product.start()
    # At least once, in order per key: on from where the reader was, and the whole from the start.
    rest = centre.events(after=read["Through"])
    assert names(read["Events"] + rest["Events"])[: len(wanted)] == wanted
    again = centre.events()
    assert again["Events"][:3] == read["Events"], "the same events at the same places"
    positions = [it["Position"] for it in again["Events"]]
    assert positions == sorted(set(positions))
    centre.change("OFFLINE")
    eventually("the next process's events follow", lambda: names(centre.events(after=rest["Through"])["Events"])[-1:] == ["Offline"])
