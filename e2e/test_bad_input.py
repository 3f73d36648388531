"""Requests that no client of the public service would send: each is refused by an error that the
API has, and nothing of it is kept."""

import gzip
import http.client
import json
import socket
import uuid

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from conftest import ROOT_KEY, ROOT_SECRET

JSON = {"content-type": "application/json"}
LIMIT = 4 * 1024 * 1024
# What the Connect API models for wrong input.
WRONG = {"InvalidParameterException", "InvalidRequestException"}
SERIALIZATION = {"SerializationException"}
SIGNATURE = {"InvalidSignatureException", "IncompleteSignatureException"}
CLIENT = {"UnrecognizedClientException", "ExpiredTokenException"}


@pytest.fixture(scope="module")
def connect(product):
    """One client for all tests of the file: making one takes longer than a test."""
    return product.client("connect")


@pytest.fixture(scope="module")
def instance(connect):
    """One instance for all tests of the file, as none leaves anything in it."""
    return connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InstanceAlias=f"i-{uuid.uuid4().hex[:12]}",
        InboundCallsEnabled=True, OutboundCallsEnabled=False,
    )["Id"]


@pytest.fixture
def queue(connect, instance):
    """A request that makes a queue, when nothing is wrong with it: path and members."""
    hours = connect.list_hours_of_operations(InstanceId=instance)["HoursOfOperationSummaryList"][0]["Id"]
    return f"/queues/{instance}", {"Name": "Bad", "HoursOfOperationId": hours}


@pytest.fixture(autouse=True)
def untouched(connect, instance):
    """What is listed after a test is what was before."""
    def listed():
        i = {"InstanceId": instance}
        return (
            connect.list_queues(**i)["QueueSummaryList"], connect.list_users(**i)["UserSummaryList"],
            connect.list_contact_flows(**i)["ContactFlowSummaryList"], connect.list_prompts(**i)["PromptSummaryList"],
            connect.list_hours_of_operations(**i)["HoursOfOperationSummaryList"],
            connect.describe_instance(**i)["Instance"], connect.list_instances()["InstanceSummaryList"],
        )

    before = listed()
    yield
    assert listed() == before


def sign(product, method, path, body=b"", headers=JSON, credentials=None, auth=SigV4Auth, service="connect"):
    """Path and headers of a signed request."""
    made = AWSRequest(method=method, url=product.url + path, data=body, headers=dict(headers))
    auth(credentials or Credentials(ROOT_KEY, ROOT_SECRET), service, "us-east-1").add_auth(made)
    made = made.prepare()
    return made.url.removeprefix(product.url), {k.lower(): v for k, v in made.headers.items()}


def exchange(product, lines, body=b""):
    """Sends bytes as they are; None when the connection was closed without an answer."""
    host, port = product.url.removeprefix("http://").split(":")
    text = "".join(line + "\r\n" for line in lines) + "\r\n"
    with socket.create_connection((host, int(port)), timeout=30) as plug:
        try:
            plug.sendall(text.encode("latin-1") + body)
        except ConnectionError:
            pass  # Refused while it was still being sent: the answer may be there.
        answer = http.client.HTTPResponse(plug)
        try:
            answer.begin()
            answer.text = answer.read()
        except (http.client.HTTPException, ConnectionError):
            return None
        return answer


def send(product, method, path, headers, body=b"", more=()):
    """One request with these headers and `more` of them, which may repeat a name."""
    host = product.url.removeprefix("http://")
    names = {name.lower() for name, _ in more} | set(headers)
    lines = [f"{method} {path} HTTP/1.1", "connection: close"]
    if "host" not in names:
        lines.append(f"host: {host}")
    if "content-length" not in names and "transfer-encoding" not in names:
        lines.append(f"content-length: {len(body)}")
    lines += [f"{name}: {value}" for name, value in [*headers.items(), *more]]
    return exchange(product, lines, body)


def refused(answer, codes, statuses=(400,)):
    assert answer is not None, "no answer"
    code = answer.getheader("x-amzn-errortype")
    assert answer.status in statuses and code in codes, (answer.status, code, answer.text[:300])
    assert answer.getheader("x-amzn-requestid")
    members = {name.lower(): value for name, value in json.loads(answer.text).items()}
    assert members["message"], answer.text
    return members["message"]


def put(product, path, body, headers=JSON):
    path, headers = sign(product, "PUT", path, body, headers)
    return send(product, "PUT", path, headers, body)


def test_the_request_that_the_others_break_is_a_good_one(product, connect, instance, queue):
    path, members = queue
    answer = put(product, path, json.dumps(members).encode())
    assert answer.status == 200, answer.text
    connect.delete_queue(InstanceId=instance, QueueId=json.loads(answer.text)["QueueId"])


@pytest.mark.parametrize("body", [
    b"{", b"{}}", b"[]", b'"text"', b"5", b"true", b"{'Name': 'a'}", b'{"Name": NaN}', b'{"Name": "a"', b"<Name>a</Name>",
    b"Name=a&HoursOfOperationId=b", b'{"Name": "a",}', b'{"MaxContacts": 1e999}', b'{"MaxContacts": 0x10}', b"\x00",
    b'{"Name": "\x01"}', b'{"Name": "\\x41"}', gzip.compress(b"{}"),
])
def test_what_is_no_json_object(product, queue, body):
    refused(put(product, queue[0], body), SERIALIZATION)


@pytest.mark.parametrize("body", [
    b'{"Name":"\xff\xfe"}', b'{"\xc3\x28":"a"}', b'{"Name":"\xed\xa0\x80"}', b'{"Name":"\\ud800"}', b'{"Name":"\\udc00\\ud800"}',
    b'{"Name":"\xf4\x90\x80\x80"}', b'{"Name":"\xc0\xaf"}', b'\xef\xbb\xbf{"Name":"a"}', '{"Name":"a"}'.encode("utf-16"),
])
def test_what_is_no_utf_8(product, queue, body):
    refused(put(product, queue[0], body), SERIALIZATION)


@pytest.mark.parametrize("opening, closing", [(b"[", b"]"), (b'{"a":', b"}")])
@pytest.mark.parametrize("depth", [200, 20_000, 400_000])
def test_what_nests_too_deep(product, queue, opening, closing, depth):
    deep = opening * depth + b"1" + closing * depth
    for member in (b"Name", b"Tags", b"NoSuchMember"):
        refused(put(product, queue[0], b'{"%s":' % member + deep + b"}"), SERIALIZATION)


@pytest.mark.parametrize("wrong", [
    {"Name": 5}, {"Name": ["a"]}, {"Name": {"a": "b"}}, {"Name": True}, {"Name": None}, {"Name": ""}, {"Name": "n" * 1_000_000},
    {"MaxContacts": "5"}, {"MaxContacts": 1.5}, {"MaxContacts": -1}, {"MaxContacts": 2**31}, {"MaxContacts": 10**30},
    {"MaxContacts": [1]}, {"MaxContacts": True}, {"Tags": ["a"]}, {"Tags": "a"}, {"Tags": {"a": 5}}, {"Tags": {"a": None}},
    {"Tags": {f"k{n}": "v" for n in range(51)}}, {"Tags": {"aws:a": "b"}}, {"Tags": {"": "b"}}, {"Tags": {"a" * 129: "b"}},
    {"OutboundCallerConfig": "a"}, {"OutboundCallerConfig": [{}]}, {"QuickConnectIds": {"a": "b"}}, {"QuickConnectIds": [5]},
    {"QuickConnectIds": [None]}, {"QuickConnectIds": [str(n) for n in range(100_000)]}, {"HoursOfOperationId": {}},
    {"Name": "a\0b"}, {"Description": "\0"}, {"Tags": {"a": "\0"}}, {"Tags": {"a\0": "b"}},
], ids=lambda wrong: json.dumps(wrong)[:40])
def test_members_of_the_wrong_type_or_size(product, queue, wrong):
    path, members = queue
    message = refused(put(product, path, json.dumps({**members, **wrong}).encode()), WRONG)
    [member] = wrong
    # The store itself refuses the one character that PostgreSQL cannot keep.
    assert member in message or "NUL" in message


def test_a_body_that_is_too_large(product, queue):
    path, members = queue
    large = json.dumps({**members, "Description": "d" * LIMIT}).encode()
    refused(put(product, path, large), {"RequestEntityTooLargeException"}, [413])
    # Without a length, too: the sum is what counts.
    path, headers = sign(product, "PUT", path, large)
    headers.pop("content-length", None)
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    answer = send(product, "PUT", path, headers, chunk * 80 + b"0\r\n\r\n", [("transfer-encoding", "chunked")])
    refused(answer, {"RequestEntityTooLargeException"}, [413])


def test_a_body_that_never_ends_or_ends_early(product, queue):
    path, members = queue
    body = json.dumps(members).encode()
    path, headers = sign(product, "PUT", path, body)
    headers.pop("content-length", None)
    host, port = product.url.removeprefix("http://").split(":")
    for length, chunked in ((len(body) + 10, False), (None, True)):
        lines = [f"PUT {path} HTTP/1.1", f"host: {host}:{port}", *(f"{k}: {v}" for k, v in headers.items())]
        lines.append("transfer-encoding: chunked" if chunked else f"content-length: {length}")
        with socket.create_connection((host, int(port)), timeout=30) as plug:
            plug.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + (b"%x\r\n" % len(body) if chunked else b"") + body)
            plug.shutdown(socket.SHUT_WR)
            came = plug.recv(65536)
        assert not came.startswith(b"HTTP/1.1 200"), came


@pytest.mark.parametrize("kind", [
    "text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data; boundary=x", "nonsense",
    "application/jsonx", "application/octet-stream",
])
def test_a_body_of_another_content_type(product, queue, kind):
    path, members = queue
    answer = put(product, path, json.dumps(members).encode(), {"content-type": kind})
    assert "application/json" in refused(answer, {"UnsupportedMediaTypeException"}, [415])


def broken(product, path, body, change):
    """A signed request whose headers are changed after."""
    path, headers = sign(product, "PUT", path, body)
    return send(product, "PUT", path, change(headers), body)


def auth(change):
    return lambda headers: {**headers, "authorization": change(headers["authorization"])}


def without(name):
    return lambda headers: {key: value for key, value in headers.items() if key != name}


def flip(text, at=-1):
    other = "0" if text[at] != "0" else "1"
    return text[:at] + other + text[at + 1 or len(text):]


FORGED = {
    "one digit of the signature": auth(flip),
    "no signature": auth(lambda it: it.rpartition("Signature=")[0].rstrip(", ")),
    "an empty signature": auth(lambda it: it[:-64]),
    "a truncated signature": auth(lambda it: it[:-1]),
    "half a signature": auth(lambda it: it[:-32]),
    "a longer signature": auth(lambda it: it + "00"),
    "a signature of no digits": auth(lambda it: it[:-1] + "g"),
    "a signature of zeros": auth(lambda it: it[:-64] + "0" * 64),
    "another access key": auth(lambda it: it.replace(ROOT_KEY, "AKIANOBODYNOBODYNOBO")),
    "no access key": auth(lambda it: it.replace(ROOT_KEY, "")),
    "a key with a wildcard": auth(lambda it: it.replace(ROOT_KEY, "%")),
    "another service": auth(lambda it: it.replace("/connect/", "/sns/")),
    "another region": auth(lambda it: it.replace("/us-east-1/", "/us-west-2/")),
    "another end of the scope": auth(lambda it: it.replace("aws4_request", "aws5_request")),
    "a shorter scope": auth(lambda it: it.replace("/aws4_request", "")),
    "host is not signed": auth(lambda it: it.replace("host;", "")),
    "a header is signed that is not there": auth(lambda it: it.replace("host;", "host;x-amz-more;")),
    "no header is signed": auth(lambda it: it.replace("SignedHeaders=", "SignedHeaders=,X=")),
    "another algorithm": auth(lambda it: it.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1")),
    "no algorithm": auth(lambda it: it.replace("AWS4-HMAC-SHA256 ", "")),
    "a bearer token": auth(lambda it: "Bearer " + it),
    "a basic password": auth(lambda it: "Basic cm9vdDpyb290"),
    "nothing but spaces": auth(lambda it: "   "),
    "a very long header": auth(lambda it: it + ", X=" + "a" * 20_000),
    "bytes that are no text": auth(lambda it: it + "\xff"),
    "no header": without("authorization"),
    "no time": without("x-amz-date"),
    "a time of another day": lambda headers: {**headers, "x-amz-date": "20200101T000000Z"},
    "a time that is none": lambda headers: {**headers, "x-amz-date": "yesterday"},
    "an empty time": lambda headers: {**headers, "x-amz-date": ""},
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_signature(product, queue, what):
    path, members = queue
    answer = broken(product, path, json.dumps(members).encode(), FORGED[what])
    missing = {"MissingAuthenticationTokenException", "UnknownOperationException"}
    refused(answer, SIGNATURE | CLIENT | missing, (400, 403, 404))


def test_a_signature_is_for_one_body_path_and_method(product, queue):
    path, members = queue
    body = json.dumps(members).encode()
    signed, headers = sign(product, "PUT", path, body)
    headers.pop("content-length", None)
    other = json.dumps({**members, "Name": "Other"}).encode()
    hashed = {**headers, "x-amz-content-sha256": "0" * 64}
    for method, at, with_headers, sent in (
        ("PUT", signed, headers, other), ("PUT", signed + "x", headers, body), ("POST", signed, headers, body),
        ("PUT", signed + "?a=b", headers, body), ("PUT", signed, hashed, body), ("PUT", signed, headers, b""),
        ("PUT", signed, {**headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD"}, other),
    ):
        codes = SIGNATURE | {"UnknownOperationException"}
        refused(send(product, method, at, with_headers, sent), codes, (400, 403, 404))


def test_a_forged_query_signature(product, instance):
    path, _ = sign(product, "GET", f"/instance/{instance}", headers={}, auth=SigV4QueryAuth)
    assert send(product, "GET", path, {}).status == 200
    for wrong in (
        flip(path), path[:-1], path[:-64], path.replace("X-Amz-Expires=3600", "X-Amz-Expires=604801"),
        path.replace("X-Amz-Expires=3600", "X-Amz-Expires=-1"), path.replace("X-Amz-Expires=3600", "X-Amz-Expires=x"),
        path.replace("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders="), path.replace("X-Amz-Date=", "X-Amz-Day="),
        path + "&X-Amz-Signature=" + "0" * 64, path.replace("AWS4-HMAC-SHA256", "none"), path.replace(ROOT_KEY, "%00"),
    ):
        refused(send(product, "GET", wrong, {}), SIGNATURE | CLIENT, (400, 403))


@pytest.fixture(scope="module")
def sessions(product):
    """Two sessions of one role that may do everything."""
    iam = product.client("iam")
    trust = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}}
    name = f"bad-{uuid.uuid4().hex[:8]}"
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    every = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    iam.put_role_policy(RoleName=name, PolicyName="every", PolicyDocument=json.dumps(every))
    # The root key may not assume roles.
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="every", PolicyDocument=json.dumps(every))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    sts = product.client("sts", key=key["AccessKeyId"], secret=key["SecretAccessKey"])
    made = [sts.assume_role(RoleArn=role, RoleSessionName=f"s{n}")["Credentials"] for n in range(2)]
    return [Credentials(it["AccessKeyId"], it["SecretAccessKey"], it["SessionToken"]) for it in made]


TOKENS = {
    "one character at the end": lambda token, other: flip(token),
    "one character at the start": lambda token, other: flip(token, 0),
    "one character within": lambda token, other: flip(token, len(token) // 2),
    "truncated by one": lambda token, other: token[:-1],
    "half of it": lambda token, other: token[: len(token) // 2],
    "nothing": lambda token, other: "",
    "more of it": lambda token, other: token + "A",
    "twice": lambda token, other: token + token,
    "of another session": lambda token, other: other,
    "no base64": lambda token, other: "!" * len(token),
    "too long for anybody": lambda token, other: "A" * 30_000,
}


@pytest.mark.parametrize("what", [*TOKENS, "absent"])
def test_a_forged_session_token(product, queue, sessions, what):
    path, members = queue
    body = json.dumps(members).encode()
    good, other = sessions
    # Signed over, as whoever forged it would.
    token = TOKENS[what](good.token, other.token) if what in TOKENS else None
    forged = Credentials(good.access_key, good.secret_key, token)
    path, headers = sign(product, "PUT", path, body, credentials=forged)
    if token == "":
        headers["x-amz-security-token"] = ""
    refused(send(product, "PUT", path, headers, body), CLIENT | SIGNATURE, (400, 403))


def test_a_session_works_with_its_own_token_only(product, instance, sessions):
    for it in sessions:
        path, headers = sign(product, "GET", f"/instance/{instance}", headers={}, credentials=it)
        assert send(product, "GET", path, headers).status == 200
    # A token beside a key that has none is not passed over.
    lent = Credentials(ROOT_KEY, ROOT_SECRET, sessions[0].token)
    path, headers = sign(product, "GET", f"/instance/{instance}", headers={}, credentials=lent)
    refused(send(product, "GET", path, headers), CLIENT | SIGNATURE, (400, 403))


@pytest.mark.parametrize("name, value", [
    ("authorization", "AWS4-HMAC-SHA256 Credential=x"), ("authorization", None), ("x-amz-date", "20200101T000000Z"),
    ("x-amz-date", None), ("host", "elsewhere.example"), ("host", None), ("content-type", "text/plain"), ("content-length", "5"),
    ("x-amz-security-token", "x"), ("x-amz-content-sha256", "0" * 64), ("transfer-encoding", "chunked"),
])
def test_a_header_that_stands_twice(product, queue, name, value):
    path, members = queue
    body = json.dumps(members).encode()
    path, headers = sign(product, "PUT", path, body)
    headers["content-length"] = str(len(body))
    headers.setdefault("host", product.url.removeprefix("http://"))
    value = value if value is not None else headers[name]
    answer = send(product, "PUT", path, headers, body, [(name, value)])
    assert answer is None or 400 <= answer.status < 500, (answer.status, answer.text)


@pytest.mark.parametrize("path", [
    "/queues/%ff", "/queues/%00", "/queues/%c3%28", "/queues/..%2f..%2finstance", "/queues/{instance}%00", "/queues/" + "a" * 101,
    "/queues/{instance}?nextToken=%ff", "/queues-summary/{instance}?maxResults=9999999999999999999",
    "/queues-summary/{instance}?maxResults=1e3", "/queues-summary/{instance}?queueTypes=NONE", "/queues-summary/{instance}?nextToken=%00",
    "/queues/{instance}/" + "x" * 257, "//queues//{instance}//x",
])
def test_paths_and_queries_that_are_none(product, instance, path):
    path, headers = sign(product, "GET", path.replace("{instance}", instance), headers={})
    answer = send(product, "GET", path, headers)
    codes = WRONG | SERIALIZATION | SIGNATURE | {"UnknownOperationException", "ResourceNotFoundException"}
    refused(answer, codes, (400, 403, 404))


@pytest.mark.parametrize("lines", [
    ["GET /instance HTTP/1.1", "x: " + "a" * 200_000], ["GET /" + "a" * 200_000 + " HTTP/1.1"],
    ["GET /instance HTTP/1.1", *(f"x{n}: a" for n in range(500))], ["GET /instance HTTP/9.9"], ["nonsense"],
    ["GET /instance HTTP/1.1", "no colon here"], ["GET /instance HTTP/1.1", "a\x01b: c"], ["GET  /instance  HTTP/1.1"],
    ["\x16\x03\x01\x02\x00\x01\x00\x01"],
], ids=lambda lines: ascii(lines[-1])[:20])
def test_what_is_no_http(product, lines):
    answer = exchange(product, lines)
    assert answer is None or 400 <= answer.status < 500, (answer.status, answer.text)


def test_the_product_goes_on(product):
    """After all of the above, on the same product."""
    assert "panicked" not in product.log()
