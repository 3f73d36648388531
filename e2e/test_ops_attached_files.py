"""What may be attached to what, with boto3."""

from test_ops_association import pages, refused

SCOPES = ["CASE", "CHAT", "EMAIL", "TASK"]


def extensions(*names):
    return {"AllowedExtensions": [{"Extension": name} for name in names]}


def test_what_may_be_attached_is_set_per_scope(connect, instance):
    i = {"InstanceId": instance}
    rows = pages(connect.list_attached_files_configurations, "AttachedFilesConfigurations", **i)
    assert [it["AttachmentScope"] for it in rows] == SCOPES
    assert all(it["InstanceId"] == instance and it["MaximumSizeLimitInBytes"] == 20 * 1024**2 for it in rows)
    first = connect.describe_attached_files_configuration(**i, AttachmentScope="CHAT")["AttachedFilesConfiguration"]
    assert {"Extension": "pdf"} in first["ExtensionConfiguration"]["AllowedExtensions"] and "LastModifiedTime" not in first
    done = connect.update_attached_files_configuration(**i, AttachmentScope="CHAT", MaximumSizeLimitInBytes=1000)
    assert (done["AttachmentScope"], done["MaximumSizeLimitInBytes"], done["ExtensionConfiguration"]) == ("CHAT", 1000, first["ExtensionConfiguration"])
    # What is not given stays as it was set.
    done = connect.update_attached_files_configuration(**i, AttachmentScope="CHAT", ExtensionConfiguration=extensions("pdf", "ogg"))
    assert (done["MaximumSizeLimitInBytes"], done["ExtensionConfiguration"]) == (1000, extensions("pdf", "ogg")) and done["LastModifiedTime"]
    now = connect.describe_attached_files_configuration(**i, AttachmentScope="CHAT")["AttachedFilesConfiguration"]
    assert {key: done[key] for key in now} == now
    rows = connect.list_attached_files_configurations(**i)["AttachedFilesConfigurations"]
    assert [it["MaximumSizeLimitInBytes"] for it in rows] == [20 * 1024**2, 1000, 20 * 1024**2, 20 * 1024**2]
    refused("InvalidParameterException", connect.update_attached_files_configuration, **i, AttachmentScope="CHAT", ExtensionConfiguration=extensions("pdf", "PDF"))
    refused("InvalidParameterException", connect.update_attached_files_configuration, **i, AttachmentScope="CHAT", MaximumSizeLimitInBytes=100 * 1024**2 + 1)
