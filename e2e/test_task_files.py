"""Files of tasks, with boto3 and plain HTTP for the presigned URLs."""

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from test_ops_contacts import flow, action
from test_ops_files import fetch, start, upload
from test_ops_tables import refused


@pytest.fixture
def waits(connect, instance):
    """A flow that puts its task into a queue, where nobody serves it."""
    queue = connect.list_queues(InstanceId=instance, QueueTypes=["STANDARD"])["QueueSummaryList"][0]["Id"]
    return flow(
        connect, instance, "Waits",
        action("set", "UpdateContactTargetQueue", {"QueueId": queue}, "queue"),
        action("queue", "TransferContactToQueue", {}, "end"),
    )


def attachments(connect, instance, contact):
    listed = connect.list_contact_references(InstanceId=instance, ContactId=contact, ReferenceTypes=["ATTACHMENT"])
    return [it["Attachment"] for it in listed["ReferenceSummaryList"]]


def begin(connect, instance, waits, **more):
    return connect.start_task_contact(InstanceId=instance, Name="Quote", ContactFlowId=waits, **more)["ContactId"]


def arn_of(connect, instance, contact):
    return connect.describe_contact(InstanceId=instance, ContactId=contact)["Contact"]["Arn"]


def test_files_that_are_uploaded_for_a_task_are_its_references(connect, instance, waits):
    contact = begin(connect, instance, waits, References={"plan.pdf": {"Type": "STRING", "Value": "x"}})
    of = arn_of(connect, instance, contact)
    made = [start(connect, instance, of=of) for _ in range(5)]
    assert attachments(connect, instance, contact) == [], "nothing is there yet"
    with pytest.raises(ClientError) as error:
        start(connect, instance, of=of)
    assert error.value.response["Error"]["Code"] == "ServiceQuotaExceededException"
    for it in made[:2]:
        at = {"InstanceId": instance, "FileId": it["FileId"], "AssociatedResourceArn": of}
        assert upload(it, b"%PDF-")[0] == 200
        connect.complete_attached_file_upload(**at)
        connect.complete_attached_file_upload(**at)
    # Each has a name of its own beside what has that name already.
    listed = attachments(connect, instance, contact)
    assert [(it["Name"], it["Status"]) for it in listed] == [("plan (2).pdf", "APPROVED"), ("plan (3).pdf", "APPROVED")]
    assert [it["Arn"] for it in listed] == [it["FileArn"] for it in made[:2]]
    assert listed[0]["Value"].endswith(f"{made[0]['FileId']}.pdf") and "/staging/" not in listed[0]["Value"]
    connect.delete_attached_file(InstanceId=instance, FileId=made[0]["FileId"], AssociatedResourceArn=of)
    connect.delete_attached_file(InstanceId=instance, FileId=made[2]["FileId"], AssociatedResourceArn=of)
    listed = attachments(connect, instance, contact)
    assert [(it["Name"], it["Status"]) for it in listed] == [("plan (2).pdf", "DELETED"), ("plan (3).pdf", "APPROVED")]
    connect.stop_contact(InstanceId=instance, ContactId=contact)


def test_a_task_begins_with_files_that_presigned_urls_bring(connect, instance, waits, product):
    s3 = product.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    s3.put_object(Bucket="offers", Key="a=b.pdf", Body=b"%PDF-1")
    s3.put_object(Bucket="offers", Key="run.exe", Body=b"MZ")
    url = lambda key, method="get_object": s3.generate_presigned_url(
        method, Params={"Bucket": "offers", "Key": key}, ExpiresIn=60
    )
    one = {"FileName": "offer.pdf", "S3Url": url("a=b.pdf")}
    contact = begin(connect, instance, waits, Attachments=[one, one], ClientToken="files")
    assert begin(connect, instance, waits, Attachments=[one, one], ClientToken="files") == contact
    listed = attachments(connect, instance, contact)
    assert [(it["Name"], it["Status"]) for it in listed] == [("offer (2).pdf", "APPROVED"), ("offer.pdf", "APPROVED")]
    of = arn_of(connect, instance, contact)
    for it in listed:
        at = {"InstanceId": instance, "FileId": it["Arn"].split("/")[-1], "AssociatedResourceArn": of}
        found = connect.get_attached_file(**at)
        assert (found["FileName"], found["FileSizeInBytes"], found["FileStatus"]) == ("offer.pdf", 6, "APPROVED")
        assert fetch(found["DownloadUrlMetadata"]["Url"])[2] == b"%PDF-1"
    # Not the URL of a write, one that was changed, one of nothing, one of nobody, and no such file.
    for wrong in (
        url("a=b.pdf", "put_object"), url("a=b.pdf").replace("X-Amz-Expires=60", "X-Amz-Expires=6000"), url("none.pdf"),
        "https://example.com/a.pdf", "offer.pdf", url("a=b.pdf").replace("offers", "secrets"),
    ):
        bad = [{"FileName": "offer.pdf", "S3Url": wrong}]
        refused("InvalidParameterException", connect.start_task_contact, InstanceId=instance, Name="t", ContactFlowId=waits, Attachments=bad)
    for name, source in (("run.exe", "run.exe"), ("no-ending", "a=b.pdf")):
        bad = [{"FileName": name, "S3Url": url(source)}]
        refused("InvalidRequestException", connect.start_task_contact, InstanceId=instance, Name="t", ContactFlowId=waits, Attachments=bad)
    connect.stop_contact(InstanceId=instance, ContactId=contact)
    assert [it["Status"] for it in attachments(connect, instance, contact)] == ["APPROVED", "APPROVED"]
