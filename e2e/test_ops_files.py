"""Attached files, with boto3 and plain HTTP for the presigned URLs."""

import json
import urllib.error
import urllib.request
import uuid
from urllib.parse import urlsplit

import pytest
from botocore.config import Config

from test_ops_tables import refused

CASE = "arn:aws:cases:us-east-1:123456789012:domain/d-1/case/c-1"


def fetch(url, method="GET", body=None, headers=None):
    """The status, headers and body of a request without a key."""
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def start(connect, instance, name="plan.pdf", size=5, of=CASE, **members):
    members = {"FileUseCaseType": "ATTACHMENT", **members}
    return connect.start_attached_file_upload(
        InstanceId=instance, FileName=name, FileSizeInBytes=size, AssociatedResourceArn=of, **members
    )


def upload(made, body):
    put = made["UploadUrlMetadata"]
    return fetch(put["Url"], "PUT", body, {**put["HeadersToInclude"], "Content-Type": "application/pdf"})


def reason(connect, instance, **members):
    with pytest.raises(connect.exceptions.InvalidRequestException) as error:
        start(connect, instance, **members)
    return error.value.response.get("Reason", {}).get("AttachedFileInvalidRequestExceptionReason")


def test_a_file_is_uploaded_downloaded_and_deleted(connect, instance):
    made = start(connect, instance, name="Größe 1.pdf", Tags={"a": "b"})
    assert made["FileStatus"] == "PROCESSING" and made["CreationTime"].endswith("Z")
    assert made["CreatedBy"] == {"AWSIdentityArn": "arn:aws:iam::123456789012:root"}
    assert made["UploadUrlMetadata"]["UrlExpiry"] > made["CreationTime"]
    at = {"InstanceId": instance, "FileId": made["FileId"], "AssociatedResourceArn": CASE}
    refused("InvalidRequestException", connect.complete_attached_file_upload, **at)
    found = connect.get_attached_file(**at)
    assert found["FileStatus"] == "PROCESSING" and "DownloadUrlMetadata" not in found
    # The URL is good for a file of the announced size, and for writing only.
    assert fetch(made["UploadUrlMetadata"]["Url"], "PUT", b"longer than that")[0] == 403
    assert fetch(made["UploadUrlMetadata"]["Url"])[0] == 403
    assert upload(made, b"%PDF-")[0] == 200
    connect.complete_attached_file_upload(**at)
    connect.complete_attached_file_upload(**at)
    # It is of no use for what was let through.
    upload(made, b"other")
    found = connect.get_attached_file(**at)
    assert (found["FileStatus"], found["FileName"], found["FileSizeInBytes"]) == ("APPROVED", "Größe 1.pdf", 5)
    assert (found["FileUseCaseType"], found["AssociatedResourceArn"], found["Tags"]) == ("ATTACHMENT", CASE, {"a": "b"})
    assert found["FileArn"] == made["FileArn"] and made["FileArn"].endswith(f"instance/{instance}/file/{made['FileId']}")
    status, headers, body = fetch(found["DownloadUrlMetadata"]["Url"])
    assert (status, body, headers["Content-Type"]) == (200, b"%PDF-", "application/pdf")
    assert headers["Content-Disposition"].startswith("attachment;") and "Gr%C3%B6" in headers["Content-Disposition"]
    inline = connect.get_attached_file(**at, UrlContentDisposition="INLINE", UrlExpiryInSeconds=5)["DownloadUrlMetadata"]
    assert fetch(inline["Url"])[1]["Content-Disposition"].startswith("inline;")
    assert fetch(inline["Url"], "PUT", b"other")[0] == 403
    assert fetch(inline["Url"].replace("inline", "attachment"))[0] == 403
    connect.tag_resource(resourceArn=made["FileArn"], tags={"c": "d"})
    assert connect.get_attached_file(**at)["Tags"] == {"a": "b", "c": "d"}

    other = start(connect, instance)["FileId"]
    elsewhere = CASE.replace("c-1", "c-2")
    away = start(connect, instance, of=elsewhere)["FileId"]
    batch = connect.batch_get_attached_file_metadata(
        InstanceId=instance, AssociatedResourceArn=CASE, FileIds=[made["FileId"], "none", other, away]
    )
    assert [(it["FileId"], it["FileStatus"]) for it in batch["Files"]] == [(made["FileId"], "APPROVED"), (other, "PROCESSING")]
    assert [(it["FileId"], it["ErrorCode"]) for it in batch["Errors"]] == [("none", "404"), (away, "404")]
    for call in (connect.get_attached_file, connect.complete_attached_file_upload, connect.delete_attached_file):
        refused("ResourceNotFoundException", call, **{**at, "AssociatedResourceArn": elsewhere})
        refused("ResourceNotFoundException", call, **{**at, "FileId": str(uuid.uuid4())})
        refused("InvalidRequestException", call, **{**at, "AssociatedResourceArn": "case"})
    refused("InvalidRequestException", connect.batch_get_attached_file_metadata, InstanceId=instance, AssociatedResourceArn="x", FileIds=[other])
    url = found["DownloadUrlMetadata"]["Url"]
    connect.delete_attached_file(**at)
    assert fetch(url)[0] == 404
    refused("ResourceNotFoundException", connect.get_attached_file, **at)


def test_what_may_be_attached(connect, instance):
    assert reason(connect, instance, name="run.exe") == reason(connect, instance, name="pdf") == "INVALID_FILE_TYPE"
    assert reason(connect, instance, name="../a.pdf") == reason(connect, instance, name=".pdf") == "INVALID_FILE_NAME"
    assert reason(connect, instance, size=20 * 1024 * 1024 + 1) == "INVALID_FILE_SIZE"
    contact = f"arn:aws:connect:us-east-1:123456789012:instance/{instance}/contact/{uuid.uuid4()}"
    for members in ({"of": "case"}, {"of": contact}, {"of": contact.replace(instance, str(uuid.uuid4()))},
                    {"FileUseCaseType": "EMAIL_MESSAGE"}, {"CreatedBy": {"AWSIdentityArn": "arn:aws:iam::123456789012:user/u"}},
                    {"CreatedBy": {"ConnectUserArn": "arn:aws:connect:us-east-1:123456789012:instance/i/agent/a"}}):
        assert reason(connect, instance, **members) is None
    refused("InvalidRequestException", start, connect, str(uuid.uuid4()))
    # A retry with the same token starts no second upload.
    first = start(connect, instance, ClientToken="one")
    assert start(connect, instance, ClientToken="one")["FileId"] == first["FileId"]
    refused("InvalidRequestException", start, connect, instance, size=6, ClientToken="one")
    profile = connect.list_routing_profiles(InstanceId=instance)["RoutingProfileSummaryList"][0]["Id"]
    security = connect.list_security_profiles(InstanceId=instance)["SecurityProfileSummaryList"][0]["Id"]
    user = connect.create_user(
        InstanceId=instance, Username="ann", PhoneConfig={"PhoneType": "SOFT_PHONE"}, SecurityProfileIds=[security], RoutingProfileId=profile,
        Password="Passw0rd-of-ann", IdentityInfo={"FirstName": "A", "LastName": "N"},
    )["UserArn"]
    made = start(connect, instance, CreatedBy={"ConnectUserArn": user})
    assert made["CreatedBy"] == {"ConnectUserArn": user}


def test_what_is_set_of_a_scope_holds_for_its_files(connect, instance):
    only = {"AllowedExtensions": [{"Extension": "MD"}]}
    for scope in ("CASE", "TASK"):
        connect.update_attached_files_configuration(
            InstanceId=instance, AttachmentScope=scope, ExtensionConfiguration=only, MaximumSizeLimitInBytes=7,
        )
    assert reason(connect, instance, name="a.pdf") == "INVALID_FILE_TYPE"
    assert reason(connect, instance, name="a.md", size=8) == "INVALID_FILE_SIZE"
    start(connect, instance, name="a.md", size=7)


def test_files_go_where_the_instance_keeps_attachments(connect, instance):
    i = {"InstanceId": instance}
    place = {"StorageType": "S3", "S3Config": {"BucketName": "own", "BucketPrefix": "a/b"}}
    connect.associate_instance_storage_config(**i, ResourceType="ATTACHMENTS", StorageConfig=place)
    made = start(connect, instance)
    assert urlsplit(made["UploadUrlMetadata"]["Url"]).path.startswith("/own/a/b/staging/case/")
    # What a scanner cannot be asked about is rejected.
    connect.create_integration_association(
        **i, IntegrationType="FILE_SCANNER", IntegrationArn="arn:aws:lambda:us-east-1:123456789012:function:scan",
    )
    at = {**i, "FileId": made["FileId"], "AssociatedResourceArn": CASE}
    assert upload(made, b"%PDF-")[0] == 200
    connect.complete_attached_file_upload(**at)
    found = connect.get_attached_file(**at)
    assert found["FileStatus"] == "REJECTED" and "DownloadUrlMetadata" not in found
    refused("InvalidRequestException", connect.complete_attached_file_upload, **at)


def test_a_quota_bounds_what_is_attached(make_carillon):
    product = make_carillon(config="[quotas.overrides]\nattached-files-per-resource = 1\n")
    connect = product.client("connect", config=Config(retries={"max_attempts": 0}))
    instance = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InstanceAlias="one", InboundCallsEnabled=True, OutboundCallsEnabled=False,
    )["Id"]
    made = start(connect, instance)
    with pytest.raises(connect.exceptions.ServiceQuotaExceededException) as error:
        start(connect, instance)
    reasons = error.value.response["Reason"]
    assert reasons == {"AttachedFileServiceQuotaExceededExceptionReason": "TOTAL_FILE_COUNT_EXCEEDED"}
    start(connect, instance, of=CASE.replace("c-1", "c-2"))
    connect.delete_attached_file(InstanceId=instance, FileId=made["FileId"], AssociatedResourceArn=CASE)
    start(connect, instance)


def test_a_policy_can_be_about_single_files(product, connect, instance):
    made, other = start(connect, instance), start(connect, instance)
    statements = [{"Effect": "Allow", "Action": "connect:*AttachedFile*", "Resource": made["FileArn"]}]
    name = f"u-{uuid.uuid4().hex[:8]}"
    iam = product.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    asker = product.client("connect", key=key["AccessKeyId"], secret=key["SecretAccessKey"])
    at = {"InstanceId": instance, "AssociatedResourceArn": CASE}
    assert asker.batch_get_attached_file_metadata(**at, FileIds=[made["FileId"]])["Files"]
    refused("AccessDeniedException", asker.batch_get_attached_file_metadata, **at, FileIds=[made["FileId"], other["FileId"]])
    refused("AccessDeniedException", asker.get_attached_file, **at, FileId=other["FileId"])
