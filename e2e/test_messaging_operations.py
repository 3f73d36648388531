"""What operators of messaging do by script and as people: review registrations, search the messages
that were sent, look at carriers and at what was counted."""

import base64
import json
import struct
import time
import urllib.parse
import urllib.request
import zlib

import pytest

from phone import eventually
from signed import ask
from sms import name, number, refused
from test_people import Centre

DELIVERED, FAILING = "+14254147755", "+14254147167"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# A teal square.
PNG = (
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress((b"\0" + b"\x14\x9a\xa1" * 64) * 64)) + chunk(b"IEND", b"")
)
TOPIC = "arn:aws:sns:us-east-1:123456789012:events"


def op(product, method, path, body=None):
    return ask(product, "carillon", method, f"/messaging/{path}", body)


def fill(sms, registration, kind="US_TOLL_FREE_REGISTRATION", **given):
    """Fills in every required field of a form with something that fits."""
    attachment = sms.create_registration_attachment(AttachmentBody=PNG)["RegistrationAttachmentId"]
    fields = sms.get_paginator("describe_registration_field_definitions")
    for page in fields.paginate(RegistrationType=kind):
        for field in page["RegistrationFieldDefinitions"]:
            if field["FieldRequirement"] != "REQUIRED":
                continue
            path, value = field["FieldPath"], {}
            if field["FieldType"] == "ATTACHMENT":
                value["RegistrationAttachmentId"] = attachment
            elif field["FieldType"] == "SELECT":
                value["SelectChoices"] = field["SelectValidation"]["Options"][:1]
            else:
                value["TextValue"] = given.get(path) or text_for(field["TextValidation"])
            sms.put_registration_field_value(RegistrationId=registration, FieldPath=path, **value)
    return attachment


def text_for(rule):
    pattern = rule["Pattern"]
    if pattern.startswith("https?"):
        return "https://example.com"
    if "@" in pattern:
        return "ada@example.com"
    if pattern.startswith("\\+"):
        return "+12065550142"
    if pattern == "[A-Z]{2}":
        return "US"
    if pattern == "[0-9]{9}":
        return "123456789"
    return ("Something that is long enough. " * 10)[: max(rule["MinLength"], min(30, rule["MaxLength"]))]


def submitted(sms):
    """A toll-free number with a registration that waits for its review."""
    it = number(sms, "US", "TOLL_FREE")
    registration = sms.create_registration(
        RegistrationType="US_TOLL_FREE_REGISTRATION", Tags=[{"Key": "Name", "Value": name("shop")}],
    )["RegistrationId"]
    sms.create_registration_association(RegistrationId=registration, ResourceId=it["PhoneNumberId"])
    attachment = fill(sms, registration)
    sms.submit_registration_version(RegistrationId=registration)
    return it["PhoneNumberId"], registration, attachment


def status(sms, registration):
    [it] = sms.describe_registrations(RegistrationIds=[registration])["Registrations"]
    return it["RegistrationStatus"]


def state(sms, id):
    [it] = sms.describe_phone_numbers(PhoneNumberIds=[id])["PhoneNumbers"]
    return it["Status"]


@pytest.fixture(params=["sqlite", "postgres"])
def product(request, make_carillon):
    env = request.getfixturevalue("postgres_env") if request.param == "postgres" else {}
    return make_carillon(config="[sms]\nregistrations_wait = true\n", env=env)


def test_a_registration_is_reviewed_and_its_number_becomes_active(product, sms):
    id, registration, attachment = submitted(sms)
    assert (status(sms, registration), state(sms, id)) == ("SUBMITTED", "PENDING")
    code, listed = op(product, "GET", "registration-reviews")
    assert code == 200
    [it] = [one for one in listed["Registrations"] if one["RegistrationId"] == registration]
    assert it["Title"] == "US toll-free" and it["Resources"][0]["ResourceId"] == id and it["Submitted"]
    path = f"registration-reviews/{registration}"
    code, review = op(product, "GET", path)
    assert code == 200 and review["VersionStatus"] == "SUBMITTED"
    fields = {one["FieldPath"]: one for one in review["Fields"]}
    assert fields["companyInfo.website"]["Values"] == ["https://example.com"]
    assert any(one.get("AttachmentId") == attachment for one in fields.values())
    code, file = op(product, "GET", f"registration-attachments/{attachment}")
    assert code == 200 and base64.b64decode(file["Content"]) == PNG and file["ContentType"] == "image/png"

    # A review that began can no longer be discarded.
    assert op(product, "POST", path, {"VersionNumber": 1, "Decision": "BEGIN"})[0] == 200
    assert status(sms, registration) == "REVIEWING"
    with refused("ConflictException", "DISCARD_REGISTRATION_VERSION_NOT_ALLOWED"):
        sms.discard_registration_version(RegistrationId=registration)

    # What must be changed is said as a whole and by field.
    changes = {"VersionNumber": 1, "Decision": "REQUIRE_UPDATES", "Reason": "The website is gone",
               "Fields": [{"FieldPath": "companyInfo.website", "Reason": "It answers 404"}]}
    assert op(product, "POST", path, {**changes, "Reason": " "})[0] == 400
    assert op(product, "POST", path, {**changes, "Fields": [{"FieldPath": "no.field", "Reason": "x"}]})[0] == 400
    assert op(product, "POST", path, changes)[0] == 200
    assert (status(sms, registration), state(sms, id)) == ("REQUIRES_UPDATES", "PENDING")
    values = sms.describe_registration_field_values(RegistrationId=registration, VersionNumber=1)
    denied = {it["FieldPath"]: it.get("DeniedReason") for it in values["RegistrationFieldValues"]}
    assert denied["companyInfo.website"] == "It answers 404" and denied["companyInfo.companyName"] is None
    [version] = sms.describe_registration_versions(RegistrationId=registration)["RegistrationVersions"]
    assert version["DeniedReasons"][0]["ShortDescription"] == "The website is gone"
    assert version["RegistrationVersionStatus"] == "DENIED"
    # Nothing waits: a second decision is refused.
    assert op(product, "POST", path, {"VersionNumber": 1, "Decision": "APPROVE"})[0] == 409

    sms.create_registration_version(RegistrationId=registration)
    sms.put_registration_field_value(
        RegistrationId=registration, FieldPath="companyInfo.website", TextValue="https://www.example.com")
    sms.submit_registration_version(RegistrationId=registration)
    assert op(product, "POST", path, {"VersionNumber": 1, "Decision": "APPROVE"})[0] == 409
    code, done = op(product, "POST", path, {"VersionNumber": 2, "Decision": "APPROVE"})
    assert code == 200 and done["Registration"]["Status"] == "COMPLETE"
    assert (status(sms, registration), state(sms, id)) == ("COMPLETE", "ACTIVE")
    assert op(product, "GET", "registration-reviews")[1]["Registrations"] == []
    found = op(product, "GET", "registration-reviews?status=COMPLETE")[1]["Registrations"]
    assert [it["RegistrationId"] for it in found] == [registration]


def test_a_rejected_registration_is_closed_and_can_only_be_deleted(product, sms):
    id, registration, _ = submitted(sms)
    path = f"registration-reviews/{registration}"
    reject = {"VersionNumber": 1, "Decision": "REJECT", "Reason": "Carriers do not take it"}
    assert op(product, "POST", path, reject)[0] == 200
    assert (status(sms, registration), state(sms, id)) == ("CLOSED", "PENDING")
    with refused("ConflictException", "CREATE_REGISTRATION_VERSION_NOT_ALLOWED"):
        sms.create_registration_version(RegistrationId=registration)


def search(product, **input):
    code, answer = op(product, "POST", "message-search", input)
    assert code == 200, answer
    return answer


def ids(answer):
    return [it["MessageId"] for it in answer["Messages"]]


def message(product, id):
    return op(product, "GET", f"messages/{id}")[1]


def final(product, id):
    return eventually("the message has its outcome", lambda: (m := message(product, id))["Message"]["IsFinal"] and m)


def test_messages_are_searched_newest_first_and_show_what_happened(product, sms):
    simulator = number(sms, "US", "SIMULATOR")
    shop = name("shop")
    sms.create_configuration_set(ConfigurationSetName=shop)
    sms.create_event_destination(
        ConfigurationSetName=shop, EventDestinationName="all", MatchingEventTypes=["ALL"], SnsDestination={"TopicArn": TOPIC})
    began = time.time() - 1
    send = dict(OriginationIdentity=simulator["PhoneNumberId"], MessageBody="Your code is 123456")
    first = sms.send_text_message(DestinationPhoneNumber=DELIVERED, **send)["MessageId"]
    second = sms.send_text_message(
        DestinationPhoneNumber=FAILING, ConfigurationSetName=shop, Context={"order": "7"}, **send)["MessageId"]
    assert final(product, first)["Message"]["Status"] == "DELIVERED"
    it = final(product, second)
    assert it["Message"]["ConfigurationSet"] == shop and it["Message"]["Carrier"] == "simulator"
    assert [step["Status"] for step in it["Steps"]] == ["QUEUED", "PENDING", "SUCCESSFUL", "UNREACHABLE"]
    assert it["Context"] == {"order": "7"} and it["TextLength"] == 19 and "123456" not in json.dumps(it)
    assert op(product, "GET", f"messages/{second}/text") == (200, {"Text": "Your code is 123456"})
    assert op(product, "GET", "messages/none")[0] == 404

    assert ids(search(product)) == [second, first]
    page = search(product, MaxResults=1)
    assert ids(page) == [second]
    assert ids(search(product, MaxResults=1, NextToken=page["NextToken"])) == [first]
    assert op(product, "POST", "message-search", {"NextToken": page["NextToken"], "Destination": FAILING})[0] == 400
    for asked, wanted in [
        ({"Destination": DELIVERED}, [first]), ({"Originator": simulator["PhoneNumber"]}, [second, first]),
        ({"Statuses": ["UNREACHABLE"]}, [second]), ({"ConfigurationSet": shop}, [second]),
        ({"MessageId": first}, [first]), ({"From": began}, [second, first]), ({"To": began}, []),
        ({"Channels": ["MEDIA"]}, []), ({"Destination": DELIVERED, "Statuses": ["UNREACHABLE"]}, []),
    ]:
        found = search(product, **asked)
        assert ids(found) == wanted, asked
        assert "123456" not in json.dumps(found)

    query = urllib.parse.urlencode({"configurationSet": shop, "eventType": "TEXT_UNREACHABLE"})
    code, told = op(product, "GET", f"events?{query}")
    assert code == 200 and [it["MessageId"] for it in told["Events"]] == [second]
    assert json.loads(told["Events"][0]["Body"])["messageStatus"] == "UNREACHABLE"

    # All of it is there after a crash.
    product.kill9()
    product.start()
    assert ids(search(product)) == [second, first]
    assert message(product, first)["Message"]["Status"] == "DELIVERED"
    counts = op(product, "GET", f"counts?month={time.strftime('%Y-%m', time.gmtime())}")[1]["Counts"]
    assert sum(it["Sent"] for it in counts) == 2 and sum(it["Delivered"] for it in counts) == 1
    assert sum(it["Failed"] for it in counts) == 1 and {it["CountryCode"] for it in counts} == {"US"}
    assert op(product, "GET", "counts?month=November")[0] == 400


def test_carriers_tell_how_they_do(product, sms):
    simulator = number(sms, "US", "SIMULATOR")
    sent = sms.send_text_message(
        DestinationPhoneNumber=DELIVERED, OriginationIdentity=simulator["PhoneNumberId"], MessageBody="a" * 200)
    final(product, sent["MessageId"])

    def taken():
        code, answer = op(product, "GET", "carriers")
        assert code == 200
        [it] = answer["Carriers"]
        return it if it["Receipts"] else None

    it = eventually("the simulator has sent its receipts", taken)
    assert it["Name"] == "simulator" and it["Kind"] == "simulator" and it["Connected"] is True
    assert (it["Sent"], it["Accepted"], it["Receipts"], it["Binds"]) == (2, 2, 2, 1)
    assert sum(it["Parts"]) == 2 and len(it["Parts"]) == 360 and it["ReceiptMedianMillis"] >= 0
    text = urllib.request.urlopen(f"{product.url}/metrics").read().decode()
    assert 'carillon_carrier_connected{carrier="simulator"} 1' in text
    assert 'carillon_carrier_parts_accepted_total{carrier="simulator"} 2' in text


def test_people_need_a_permission_of_its_own_to_read_texts(make_carillon):
    product = make_carillon(config="[sms]\nregistrations_wait = true\n")
    centre = Centre(product)
    sms = product.client("pinpoint-sms-voice-v2")
    profile = centre.connect.create_security_profile(
        **centre.i, SecurityProfileName="Desk", Permissions=["Messaging.View", "MessageHistory.View"])["SecurityProfileId"]
    centre.user("ada")
    centre.user("ben", profile)
    ada, ben = centre.person("ada"), centre.person("ben")
    simulator = number(sms, "US", "SIMULATOR")["PhoneNumberId"]
    sent = sms.send_text_message(DestinationPhoneNumber=DELIVERED, OriginationIdentity=simulator, MessageBody="secret")
    of = {"MessageId": sent["MessageId"]}
    assert ben.api("DescribeMessage", "carillon", **of)[0] == 200
    assert ids(ben.api("SearchMessages", "carillon")[1]) == [sent["MessageId"]]
    assert ben.api("GetMessageText", "carillon", **of)[0] == 403
    assert ada.api("GetMessageText", "carillon", **of) == (200, {"Text": "secret"})
    assert ben.api("ListRegistrationReviews", "carillon")[0] == 403
    assert ada.api("ListRegistrationReviews", "carillon") == (200, {"Registrations": []})
    for operation in ("DescribeCarriers", "GetMessageCounts"):
        assert ben.api(operation, "carillon", Month="2026-11")[0] == 200
