"""Phone numbers and prompt files, with boto3 and plain HTTP."""

import io
import time
import urllib.error
import urllib.request
import wave

from botocore.config import Config

import sms
from test_ops_association import pages, refused

US = {"PhoneNumberCountryCode": "US", "PhoneNumberType": "TOLL_FREE"}
ONE_RANGE = """
[[numbers]]
country = "US"
number_type = "TOLL_FREE"
first = "+18005550100"
last = "+18005550102"
"""


def free(connect, **members):
    found, token = [], None
    while True:
        page = connect.search_available_phone_numbers(**members, MaxResults=4, **({"NextToken": token} if token else {}))
        found += [it["PhoneNumber"] for it in page["AvailableNumbersList"]]
        token = page.get("NextToken")
        if not token:
            return found


def test_numbers_are_searched_by_prefix_and_page_by_page(connect, instance):
    i = {"InstanceId": instance, "PhoneNumberCountryCode": "GB", "PhoneNumberType": "TOLL_FREE"}
    found = free(connect, **i, PhoneNumberPrefix="+4480815709")
    assert found == [f"+4480815709{n:02}" for n in range(100)]
    assert free(connect, **i, PhoneNumberPrefix="44808157099") == found[90:]
    assert free(connect, **i, PhoneNumberPrefix="+44809") == []
    taken = connect.claim_phone_number(InstanceId=instance, PhoneNumber=found[95])["PhoneNumberId"]
    assert found[95] not in free(connect, **i, PhoneNumberPrefix="44808157099")
    refused("InvalidParameterException", connect.claim_phone_number, InstanceId=instance, PhoneNumber=found[95])
    refused("ResourceNotFoundException", connect.claim_phone_number, InstanceId=instance, PhoneNumber="+448081580000")
    connect.release_phone_number(PhoneNumberId=taken)


def test_a_number_is_described_listed_and_given_a_description(connect, instance):
    i = {"InstanceId": instance}
    numbers = free(connect, **i, PhoneNumberCountryCode="CA", PhoneNumberType="DID")[:2]
    ids = [connect.claim_phone_number(**i, PhoneNumber=it, PhoneNumberDescription="old")["PhoneNumberId"] for it in numbers]
    connect.update_phone_number_metadata(PhoneNumberId=ids[0], PhoneNumberDescription="new")
    connect.update_phone_number_metadata(PhoneNumberId=ids[1])
    about = [connect.describe_phone_number(PhoneNumberId=it)["ClaimedPhoneNumberSummary"] for it in ids]
    assert [it["PhoneNumberDescription"] for it in about] == ["new", "old"]
    assert about[0]["PhoneNumberStatus"] == {"Status": "CLAIMED"} and about[0]["InstanceId"] == instance
    rows = pages(connect.list_phone_numbers, "PhoneNumberSummaryList", **i)
    assert [(it["Id"], it["PhoneNumber"], it["PhoneNumberType"], it["PhoneNumberCountryCode"]) for it in rows] == [
        (ids[n], numbers[n], "DID", "CA") for n in range(2)
    ]
    assert connect.list_phone_numbers(**i, PhoneNumberTypes=["TOLL_FREE"])["PhoneNumberSummaryList"] == []
    for prefix in (numbers[1], numbers[1][1:]):
        listed = connect.list_phone_numbers_v2(**i, PhoneNumberPrefix=prefix[:11])["ListPhoneNumbersSummaryList"]
        assert {it["PhoneNumber"] for it in listed} <= set(numbers) and listed, prefix
    for it in ids:
        connect.release_phone_number(PhoneNumberId=it)
    refused("ResourceNotFoundException", connect.update_phone_number_metadata, PhoneNumberId=ids[0], PhoneNumberDescription="x")


def test_a_released_number_rests(connect, instance):
    i = {"InstanceId": instance}
    number = free(connect, **i, **US)[-1]
    it = connect.claim_phone_number(**i, PhoneNumber=number)
    connect.release_phone_number(PhoneNumberId=it["PhoneNumberId"])
    assert number not in free(connect, **i, **US)
    refused("ResourceNotFoundException", connect.claim_phone_number, **i, PhoneNumber=number)


def test_numbers_of_a_deleted_instance_rest_too_and_the_time_is_configured(make_carillon):
    for days, wanted in ((30, 2), (0, 3)):
        product = make_carillon(config=f"number_rest_days = {days}\n{ONE_RANGE}")
        connect = product.client("connect")
        made = [
            connect.create_instance(IdentityManagementType="CONNECT_MANAGED", InstanceAlias=alias, InboundCallsEnabled=True, OutboundCallsEnabled=True)["Id"]
            for alias in ("first", "second")
        ]
        connect.claim_phone_number(InstanceId=made[0], PhoneNumber="+18005550100")
        connect.delete_instance(InstanceId=made[0])
        assert len(free(connect, InstanceId=made[1], **US)) == wanted, days


def test_a_number_that_a_queue_shows_stays_with_its_instance(connect, instance):
    i = {"InstanceId": instance}
    number = free(connect, **i, PhoneNumberCountryCode="CA", PhoneNumberType="DID")[0]
    it = {"PhoneNumberId": connect.claim_phone_number(**i, PhoneNumber=number)["PhoneNumberId"]}
    queue = {**i, "QueueId": connect.list_queues(**i, QueueTypes=["STANDARD"])["QueueSummaryList"][0]["Id"]}
    connect.update_queue_outbound_caller_config(**queue, OutboundCallerConfig={"OutboundCallerIdNumberId": it["PhoneNumberId"]})
    other = connect.create_instance(IdentityManagementType="CONNECT_MANAGED", InstanceAlias=f"other-{time.time_ns()}", InboundCallsEnabled=True, OutboundCallsEnabled=True)["Id"]
    refused("ResourceInUseException", connect.update_phone_number, **it, InstanceId=other)
    connect.update_queue_outbound_caller_config(**queue, OutboundCallerConfig={})
    connect.update_phone_number(**it, InstanceId=other)
    assert connect.describe_phone_number(**it)["ClaimedPhoneNumberSummary"]["InstanceId"] == other
    connect.delete_instance(InstanceId=other)


def test_a_number_of_messaging_is_imported_and_stays_one_of_messaging(connect, instance, product):
    i = {"InstanceId": instance}
    messaging = product.client("pinpoint-sms-voice-v2", config=Config(retries={"max_attempts": 0}))
    texts = sms.number(messaging)
    asked = dict(**i, SourcePhoneNumberArn=texts["PhoneNumberArn"], PhoneNumberDescription="texts", Tags={"a": "b"})
    made = connect.import_phone_number(**asked, ClientToken="once")
    assert connect.import_phone_number(**asked, ClientToken="once")["PhoneNumberId"] == made["PhoneNumberId"]
    it = {"PhoneNumberId": made["PhoneNumberId"]}
    about = connect.describe_phone_number(**it)["ClaimedPhoneNumberSummary"]
    assert about["SourcePhoneNumberArn"] == texts["PhoneNumberArn"] and about["PhoneNumber"] == texts["PhoneNumber"]
    assert (about["PhoneNumberType"], about["PhoneNumberDescription"], about["Tags"]) == ("DID", "texts", {"a": "b"})
    [listed] = [one for one in pages(connect.list_phone_numbers_v2, "ListPhoneNumbersSummaryList", **i) if one["PhoneNumberId"] == it["PhoneNumberId"]]
    assert listed["SourcePhoneNumberArn"] == texts["PhoneNumberArn"]
    refused("InvalidParameterException", connect.import_phone_number, **asked, ClientToken="again")
    with sms.refused("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"):
        messaging.release_phone_number(PhoneNumberId=texts["PhoneNumberId"])
    connect.release_phone_number(**it)
    again = connect.import_phone_number(**asked)
    connect.release_phone_number(PhoneNumberId=again["PhoneNumberId"])
    messaging.release_phone_number(PhoneNumberId=texts["PhoneNumberId"])
    refused("ResourceNotFoundException", connect.import_phone_number, **asked)


def test_only_active_numbers_that_carry_texts_are_imported(connect, instance, product):
    messaging = product.client("pinpoint-sms-voice-v2", config=Config(retries={"max_attempts": 0}))
    i = {"InstanceId": instance}
    spoken = sms.number(messaging, "US", "SIMULATOR", NumberCapabilities=["VOICE"])
    refused("InvalidParameterException", connect.import_phone_number, **i, SourcePhoneNumberArn=spoken["PhoneNumberArn"])
    for unknown in (sms.ARN + "phone-number/phone-" + "0" * 32, sms.ARN + "pool/pool-" + "0" * 32):
        refused("ResourceNotFoundException", connect.import_phone_number, **i, SourcePhoneNumberArn=unknown)
    sms.gone(messaging, spoken)


def wav(seconds=1, channels=1, rate=8000):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(2 * channels * rate * seconds))
    return out.getvalue()


def test_the_file_of_a_prompt_is_read_with_plain_http(connect, instance, product):
    i = {"InstanceId": instance}
    s3 = product.client("s3")
    s3.put_object(Bucket="sounds", Key="a=b/one.wav", Body=wav(1))
    made = connect.create_prompt(**i, Name="One", S3Uri="s3://sounds/a=b/one.wav")
    answer = connect.get_prompt_file(**i, PromptId=made["PromptId"])
    assert answer["LastModifiedTime"] and answer["LastModifiedRegion"] == "us-east-1"
    url = answer["PromptPresignedUrl"]
    with urllib.request.urlopen(url) as read:
        assert read.read() == wav(1) and read.headers["Content-Type"] == "audio/wav"
    # The signature binds the object, the method and the time.
    wrong = [
        urllib.request.Request(url.replace("one.wav", "two.wav")),
        urllib.request.Request(url, method="PUT", data=b"x"),
        urllib.request.Request(url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000")),
    ]
    for request in wrong:
        try:
            urllib.request.urlopen(request)
            raise AssertionError(request.full_url)
        except urllib.error.HTTPError as error:
            assert error.code == 403
    refused("ResourceNotFoundException", connect.get_prompt_file, **i, PromptId="nobody")


def test_a_url_that_a_client_signed_itself_works_over_http(product):
    s3 = product.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    s3.put_object(Bucket="sounds", Key="own.wav", Body=wav(1))
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "sounds", "Key": "own.wav"}, ExpiresIn=60)
    with urllib.request.urlopen(url) as read:
        assert read.read() == wav(1)


def test_a_sound_that_no_prompt_can_be_is_refused(connect, instance, product):
    i = {"InstanceId": instance}
    s3 = product.client("s3")
    sounds = {"long": wav(301), "empty": wav(0), "cut": wav(1)[:30], "many": wav(1, channels=3)}
    for name, body in sounds.items():
        s3.put_object(Bucket="sounds", Key=f"{name}.wav", Body=body)
        refused("InvalidParameterException", connect.create_prompt, **i, Name=name, S3Uri=f"s3://sounds/{name}.wav")
    s3.put_object(Bucket="sounds", Key="whole.wav", Body=wav(300))
    connect.create_prompt(**i, Name="whole", S3Uri="s3://sounds/whole.wav")
