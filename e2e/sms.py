"""What the tests of messaging share."""

import contextlib
import uuid

import pytest
from botocore.exceptions import ClientError

TOPIC = "arn:aws:sns:us-east-1:123456789012:replies"
ROLE = "arn:aws:iam::123456789012:role/messages"
ARN = "arn:aws:sms-voice:us-east-1:123456789012:"


def name(word):
    """A name that nothing else has."""
    return f"{word}-{uuid.uuid4().hex[:8]}"


@contextlib.contextmanager
def refused(code, reason=None, field=None):
    """The call is refused by this error and reason; what it answered is yielded in a list."""
    answer = []
    with pytest.raises(ClientError) as caught:
        yield answer
    response = caught.value.response
    assert response["Error"]["Code"] == code, response
    if reason:
        assert response["Reason"] == reason, response
    if field:
        assert response["Fields"][0]["Name"] == field, response
    answer.append(response)


def number(sms, country="CA", kind="LONG_CODE", **more):
    """A new phone number."""
    asked = {"MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"], **more}
    return sms.request_phone_number(IsoCountryCode=country, NumberType=kind, **asked)


def gone(sms, *numbers):
    """Releases numbers."""
    for one in numbers:
        sms.release_phone_number(PhoneNumberId=one["PhoneNumberId"])
