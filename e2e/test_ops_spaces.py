"""Workspaces, their pages, media and associations, with boto3."""

import base64
import json
import uuid

import boto3
import pytest
from botocore.config import Config

from conftest import ROOT_KEY, ROOT_SECRET
from test_ops_association import pages, refused

THEME = {"Light": {"Palette": {"Primary": {"Default": "#102030"}}, "Typography": {"FontFamily": {"Default": "Verdana"}}}}
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


def named(field, value, by="EXACT"):
    return {"StringCondition": {"FieldName": field, "Value": value, "ComparisonType": by}}


def view(connect, instance, name="Home"):
    content = {"Template": json.dumps({"Body": ["$.Customer"]}), "Actions": ["Ok"]}
    return connect.create_view(InstanceId=instance, Name=name, Status="PUBLISHED", Content=content)["View"]


@pytest.fixture
def space(connect, instance):
    """A workspace, as the members that name it."""
    made = connect.create_workspace(InstanceId=instance, Name="Desk", Title="Our desk", Description="d", Theme=THEME, Tags={"team": "a"})
    assert made["WorkspaceArn"].endswith(f"instance/{instance}/workspace/{made['WorkspaceId']}")
    return {"InstanceId": instance, "WorkspaceId": made["WorkspaceId"]}


def test_a_workspace_is_made_changed_found_and_deleted(connect, space):
    i = {"InstanceId": space["InstanceId"]}
    found = connect.describe_workspace(**space)["Workspace"]
    assert (found["Name"], found["Title"], found["Description"], found["Visibility"]) == ("Desk", "Our desk", "d", "NONE")
    assert found["Theme"] == THEME and found["Tags"] == {"team": "a"} and found["LastModifiedTime"]
    refused("DuplicateResourceException", connect.create_workspace, **i, Name="Desk")
    connect.create_workspace(**i, Name="Back office")
    connect.update_workspace_visibility(**space, Visibility="ASSIGNED")
    dark = {"Dark": {"Palette": {"Header": {"InvertActionsColors": True}}}}
    connect.update_workspace_theme(**space, Theme=dark)
    connect.update_workspace_metadata(**space, Name="Front desk", Title="")
    refused("DuplicateResourceException", connect.update_workspace_metadata, **space, Name="Back office")
    found = connect.describe_workspace(InstanceId=i["InstanceId"], WorkspaceId=found["Arn"])["Workspace"]
    assert (found["Name"], found["Title"], found["Description"], found["Visibility"], found["Theme"]) == ("Front desk", "", "d", "ASSIGNED", dark)
    rows = pages(connect.list_workspaces, "WorkspaceSummaryList", **i)
    assert [it["Name"] for it in rows] == ["Back office", "Front desk"]
    for criteria in (named("name", "front", "STARTS_WITH"), named("visibility", "ASSIGNED"), named("description", "d")):
        found = connect.search_workspaces(**i, SearchCriteria=criteria)
        assert [it["Name"] for it in found["Workspaces"]] == ["Front desk"] and found["ApproximateTotalCount"] == 1
        assert found["Workspaces"][0]["CreatedAt"]
    tagged = {"AttributeFilter": {"TagCondition": {"TagKey": "team", "TagValue": "a"}}}
    assert len(connect.search_workspaces(**i, SearchFilter=tagged)["Workspaces"]) == 1
    connect.delete_workspace(**space)
    refused("ResourceNotFoundException", connect.describe_workspace, **space)
    refused("ResourceNotFoundException", connect.delete_workspace, **space)


def test_pages_show_views(connect, space):
    i = {"InstanceId": space["InstanceId"]}
    home = view(connect, space["InstanceId"])
    form = "arn:aws:connect:us-east-1:aws:view/form:1"
    connect.create_workspace_page(**space, Page="HOME", ResourceArn=home["Arn"], InputData='{"Customer": "x"}')
    connect.create_workspace_page(**space, Page="Orders", ResourceArn=form, Slug="orders")
    refused("DuplicateResourceException", connect.create_workspace_page, **space, Page="Orders", ResourceArn=form)
    refused("DuplicateResourceException", connect.create_workspace_page, **space, Page="More", ResourceArn=form, Slug="orders")
    wrong = home["Arn"].replace(home["Id"], str(uuid.uuid4()))
    refused("ResourceNotFoundException", connect.create_workspace_page, **space, Page="x", ResourceArn=wrong)
    refused("InvalidParameterException", connect.create_workspace_page, **space, Page="x", ResourceArn="home")
    refused("InvalidParameterException", connect.create_workspace_page, **space, Page="connect:x", ResourceArn=form)
    refused("InvalidParameterException", connect.create_workspace_page, **space, Page="x", ResourceArn=home["Arn"], InputData="[]")
    rows = pages(connect.list_workspace_pages, "WorkspacePageList", **space)
    assert rows == [
        {"Page": "HOME", "ResourceArn": home["Arn"], "InputData": '{"Customer": "x"}'},
        {"Page": "Orders", "ResourceArn": form, "Slug": "orders"},
    ]
    # A view stays while a page shows it, with its versions.
    connect.create_view_version(**i, ViewId=home["Id"])
    refused("ResourceInUseException", connect.delete_view, **i, ViewId=home["Id"])
    assert connect.list_view_versions(**i, ViewId=home["Id"])["ViewVersionSummaryList"]
    connect.update_workspace_page(**space, Page="HOME", ResourceArn=f"{home['Arn']}:1")
    refused("ResourceInUseException", connect.delete_view_version, **i, ViewId=home["Id"], ViewVersion=1)
    refused("DuplicateResourceException", connect.update_workspace_page, **space, Page="HOME", NewPage="Orders")
    refused("DuplicateResourceException", connect.update_workspace_page, **space, Page="HOME", Slug="orders")
    connect.update_workspace_page(**space, Page="Orders", NewPage="Sales", Slug="sales", InputData="{}")
    connect.update_workspace_page(**space, Page="HOME", ResourceArn=form)
    rows = connect.list_workspace_pages(**space)["WorkspacePageList"]
    assert rows == [
        {"Page": "HOME", "ResourceArn": form, "InputData": '{"Customer": "x"}'},
        {"Page": "Sales", "ResourceArn": form, "Slug": "sales", "InputData": "{}"},
    ]
    connect.delete_view(**i, ViewId=home["Id"])
    connect.delete_workspace_page(**space, Page="Sales")
    refused("ResourceNotFoundException", connect.delete_workspace_page, **space, Page="Sales")
    refused("ResourceNotFoundException", connect.update_workspace_page, **space, Page="Sales", Slug="x-y")
    # What is left goes with the workspace: its name is free again, without pages.
    connect.delete_workspace(**space)
    again = connect.create_workspace(**i, Name="Desk")["WorkspaceId"]
    assert connect.list_workspace_pages(**i, WorkspaceId=again)["WorkspacePageList"] == []


def test_media_are_pictures(connect, product, space):
    kind = "IMAGE_LOGO_LIGHT_HORIZONTAL"
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"
    assert connect.list_workspace_media(**space)["Media"] == []
    connect.import_workspace_media(**space, MediaType=kind, MediaSource=base64.b64encode(PNG).decode())
    connect.import_workspace_media(**space, MediaType="IMAGE_LOGO_DARK_FAVICON", MediaSource="data:image/svg+xml;base64," + base64.b64encode(svg).decode())
    media = {it["Type"]: base64.b64decode(it["Source"]) for it in connect.list_workspace_media(**space)["Media"]}
    assert media == {kind: PNG, "IMAGE_LOGO_DARK_FAVICON": svg}
    # An object of the gateway, named by a URL that reads it.
    s3 = boto3.client(
        "s3", endpoint_url=product.url, region_name="us-east-1", aws_access_key_id=ROOT_KEY,
        aws_secret_access_key=ROOT_SECRET, config=Config(s3={"addressing_style": "path"}),
    )
    s3.put_object(Bucket="logos", Key="new.gif", Body=b"GIF89a...")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "logos", "Key": "new.gif"})
    connect.import_workspace_media(**space, MediaType=kind, MediaSource=url)
    media = {it["Type"]: base64.b64decode(it["Source"]) for it in connect.list_workspace_media(**space)["Media"]}
    assert media[kind] == b"GIF89a..."
    for source in ("no base64!", base64.b64encode(b"text").decode(), "https://example.com/a/logo.png", url.replace("new.gif", "old.gif")):
        refused("InvalidParameterException", connect.import_workspace_media, **space, MediaType=kind, MediaSource=source)
    connect.delete_workspace_media(**space, MediaType=kind)
    refused("ResourceNotFoundException", connect.delete_workspace_media, **space, MediaType=kind)
    assert [it["Type"] for it in connect.list_workspace_media(**space)["Media"]] == ["IMAGE_LOGO_DARK_FAVICON"]
    # What was kept of the media is gone with them, and the rest with the workspace.
    kept = list(product.data.glob(f"**/workspaces/{space['InstanceId']}/**/*.*"))
    assert len(kept) == 1 and kept[0].read_bytes() == svg
    connect.delete_workspace(**space)
    assert not list(product.data.glob(f"**/workspaces/{space['InstanceId']}/**/*.*"))


def test_workspaces_are_given_to_users_and_routing_profiles(connect, space):
    i = {"InstanceId": space["InstanceId"]}
    profile = connect.list_routing_profiles(**i)["RoutingProfileSummaryList"][0]
    security = connect.list_security_profiles(**i)["SecurityProfileSummaryList"][0]["Id"]
    user = connect.create_user(**i, Username="ann", PhoneConfig={"PhoneType": "SOFT_PHONE"}, Password="Secret-1234", IdentityInfo={"FirstName": "F", "LastName": "L"}, SecurityProfileIds=[security], RoutingProfileId=profile["Id"])
    nobody = user["UserArn"].replace(user["UserId"], str(uuid.uuid4()))
    queue = connect.list_queues(**i, QueueTypes=["STANDARD"])["QueueSummaryList"][0]["Arn"]
    done = connect.associate_workspace(**space, ResourceArns=[user["UserArn"], profile["Arn"], nobody, queue])
    assert [it["ResourceArn"] for it in done["SuccessfulList"]] == [user["UserArn"], profile["Arn"]]
    assert [(it["ResourceArn"], it["ErrorCode"]) for it in done["FailedList"]] == [(nobody, "404"), (queue, "400")]
    again = connect.associate_workspace(**space, ResourceArns=[profile["Arn"]])
    assert again["FailedList"][0]["ErrorCode"] == "409" and not again["SuccessfulList"]
    other = connect.create_workspace(**i, Name="Other", Tags={"team": "b"})["WorkspaceId"]
    connect.associate_workspace(**i, WorkspaceId=other, ResourceArns=[user["UserArn"]])
    rows = pages(connect.search_workspace_associations, "WorkspaceAssociations", **i)
    assert {(it["WorkspaceId"], it["ResourceType"], it["ResourceName"]) for it in rows} == {
        (space["WorkspaceId"], "USER", "ann"), (space["WorkspaceId"], "ROUTING_PROFILE", profile["Name"]), (other, "USER", "ann"),
    }
    assert all(it["WorkspaceArn"].endswith(it["WorkspaceId"]) and it["ResourceArn"].endswith(it["ResourceId"]) for it in rows)
    for criteria, count in ((named("workspaceId", space["WorkspaceId"]), 2), (named("resourceId", user["UserId"]), 2), (named("resourceType", "ROUTING_PROFILE"), 1)):
        assert connect.search_workspace_associations(**i, SearchCriteria=criteria)["ApproximateTotalCount"] == count
    tagged = {"AttributeFilter": {"TagCondition": {"TagKey": "team", "TagValue": "b"}}}
    assert [it["WorkspaceId"] for it in connect.search_workspace_associations(**i, SearchFilter=tagged)["WorkspaceAssociations"]] == [other]
    done = connect.disassociate_workspace(**space, ResourceArns=[profile["Arn"], nobody])
    assert [it["ResourceArn"] for it in done["SuccessfulList"]] == [profile["Arn"]] and done["FailedList"][0]["ErrorCode"] == "404"
    # A workspace takes its associations with it, and so does a user.
    connect.delete_workspace(**space)
    rows = connect.search_workspace_associations(**i)["WorkspaceAssociations"]
    assert [it["WorkspaceId"] for it in rows] == [other]
    connect.delete_user(**i, UserId=user["UserId"])
    assert connect.search_workspace_associations(**i)["WorkspaceAssociations"] == []
    refused("ResourceNotFoundException", connect.associate_workspace, **space, ResourceArns=[profile["Arn"]])
