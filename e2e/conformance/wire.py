"""Requests as a client sends that checks nothing itself, and answers as botocore reads them."""

import base64
import http.client
import json
import threading
import urllib.parse
from dataclasses import dataclass, field

from botocore import parsers
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from conftest import ROOT_KEY, ROOT_SECRET

# What botocore's JSON parsers read an answer by; one of each is enough, they keep no state.
PARSERS = {kind: parsers.create_parser(kind) for kind in ("rest-json", "json")}
ROOT = Credentials(ROOT_KEY, ROOT_SECRET)


@dataclass
class Answer:
    """What came back: members of the output, or a code and a message."""

    status: int
    body: dict
    code: str = ""
    message: str = ""
    output: dict = field(default_factory=dict)

    def __str__(self):
        return f"{self.status} {self.code} {self.message[:300]}".strip()


class Wire:
    """Sends operations of one of a product's APIs, over a connection kept per thread."""

    def __init__(self, product, model):
        self.url, self.model = product.url, model
        self.local = threading.local()

    def send(self, operation, members, credentials=ROOT):
        """One request. `members` may break every rule of the model."""
        if self.model.protocol == "json":
            method, path, data, headers = target(self.model, operation, members)
        else:
            method, path, data, headers = request(operation, members)
            if data:
                headers["content-type"] = "application/json"
        made = AWSRequest(method=method, url=self.url + path, data=data, headers=headers)
        if credentials:
            SigV4Auth(credentials, self.model.signing_name, "us-east-1").add_auth(made)
        status, headers, body = self.exchange(method, path, data, dict(made.headers.items()))
        return read(operation, status, headers, body, PARSERS[self.model.protocol])

    def exchange(self, method, path, data, headers):
        for attempt in (1, 2):
            connection = getattr(self.local, "connection", None)
            if connection is None:
                host = self.url.removeprefix("http://")
                connection = self.local.connection = http.client.HTTPConnection(host, timeout=30)
            try:
                connection.request(method, path, data, headers)
                answer = connection.getresponse()
                return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
            except (http.client.HTTPException, ConnectionError):
                # A connection that idled may have been closed meanwhile; a new one may not fail.
                self.local.connection = None
                if attempt == 2:
                    raise


def read(operation, status, headers, body, parser):
    """An answer as botocore reads it."""
    try:
        plain = json.loads(body or b"{}")
    except ValueError:
        return Answer(status, {}, code="not JSON", message=repr(body[:200]))
    parsed = parser.parse({"status_code": status, "headers": headers, "body": body}, operation.output_shape)
    if status < 300:
        parsed.pop("ResponseMetadata", None)
        return Answer(status, plain, output=parsed)
    return Answer(status, plain, parsed["Error"]["Code"], parsed["Error"]["Message"])


def target(model, operation, members):
    """Method, path, body and headers of an operation's input (awsJson1_0)."""
    headers = {
        "content-type": "application/x-amz-json-" + model.metadata["jsonVersion"],
        "x-amz-target": f"{model.metadata['targetPrefix']}.{operation.name}",
    }
    body = to_json(operation.input_shape, members) if operation.input_shape else members
    return "POST", "/", json.dumps(body).encode(), headers


def request(operation, members):
    """Method, path with query, body and headers of an operation's input (restJson1)."""
    shape = operation.input_shape
    path, query, body, headers = operation.http["requestUri"], [], {}, {}
    path, _, constant = path.partition("?")
    has_body = False
    for name, member in (shape.members if shape else {}).items():
        where = member.serialization.get("location")
        wire = member.serialization.get("name", name)
        has_body |= where is None
        value = members.get(name)
        if where == "uri":
            text = "" if value is None else urllib.parse.quote(plain(value), safe="-._~")
            path = path.replace("{" + wire + "}", text).replace("{" + wire + "+}", text)
        elif value is None:
            if where is None and name in members:
                body[wire] = None
        elif where == "querystring":
            if isinstance(value, dict):
                query += [(key, plain(one)) for key, one in value.items()]
            else:
                query += [(wire, plain(one)) for one in (value if isinstance(value, list) else [value])]
        elif where == "header":
            headers[wire] = plain(value)
        else:
            body[wire] = to_json(member, value)
    text = "&".join(filter(None, [constant, urllib.parse.urlencode(query, quote_via=urllib.parse.quote)]))
    data = json.dumps(body).encode() if has_body else b""
    return operation.http["method"], path + (f"?{text}" if text else ""), data, headers


def plain(value):
    """A scalar as it stands in a path, query or header."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def to_json(shape, value):
    """A value under the names that its members have on the wire; what fits no shape goes as it is."""
    if shape.type_name == "structure" and isinstance(value, dict):
        out = {}
        for name, one in value.items():
            member = shape.members.get(name)
            key = member.serialization.get("name", name) if member else name
            out[key] = to_json(member, one) if member else one
        return out
    if shape.type_name == "list" and isinstance(value, list):
        return [to_json(shape.member, one) for one in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: to_json(shape.value, one) for key, one in value.items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value
