"""Signed requests to APIs that boto3 has no model of."""

import json
import urllib.error
import urllib.request

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from conftest import ROOT_KEY, ROOT_SECRET


def ask(product, service, method, path, body=None, key=ROOT_KEY, secret=ROOT_SECRET):
    """The status and the JSON of the answer."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"} if data else {}
    request = AWSRequest(method=method, url=product.url + path, data=data, headers=headers)
    SigV4Auth(Credentials(key, secret), service, "us-east-1").add_auth(request)
    plain = urllib.request.Request(
        request.url, data=data, method=method, headers=dict(request.headers.items())
    )
    try:
        with urllib.request.urlopen(plain, timeout=30) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")
