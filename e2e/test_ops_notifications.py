"""Notifications and what users do with them, with boto3."""

import datetime
import uuid

import pytest

from test_ops_association import pages, refused

TEXT = {"en_US": "Lunch is <a href='https://example.com'>ready</a>", "de_DE": "Das Essen ist fertig"}


def named(field, value, by="EXACT"):
    return {"StringCondition": {"FieldName": field, "Value": value, "ComparisonType": by}}


@pytest.fixture
def users(connect, instance):
    """Two users: their answers of CreateUser."""
    i = {"InstanceId": instance}
    profile = connect.list_routing_profiles(**i)["RoutingProfileSummaryList"][0]["Id"]
    security = connect.list_security_profiles(**i)["SecurityProfileSummaryList"][0]["Id"]
    return [
        connect.create_user(**i, Username=name, PhoneConfig={"PhoneType": "SOFT_PHONE"}, Password="Secret-1234", IdentityInfo={"FirstName": "F", "LastName": "L"}, SecurityProfileIds=[security], RoutingProfileId=profile)
        for name in ("ann", "bob")
    ]


def test_a_notification_is_made_changed_found_and_deleted(connect, instance, users):
    i = {"InstanceId": instance}
    all_users = connect.describe_instance(**i)["Instance"]["Arn"]
    made = connect.create_notification(**i, Content=TEXT, Recipients=[users[0]["UserArn"], users[0]["UserArn"]], Priority="HIGH", Tags={"a": "b"})
    n = {**i, "NotificationId": made["NotificationId"]}
    found = connect.describe_notification(**n)["Notification"]
    assert found["Arn"] == made["NotificationArn"] and found["Arn"].endswith(f"instance/{instance}/notification/{found['Id']}")
    assert (found["Content"], found["Priority"], found["Recipients"], found["Tags"]) == (TEXT, "HIGH", [users[0]["UserArn"]], {"a": "b"})
    # Without another time it is shown for a week.
    shown = found["ExpiresAt"] - found["CreatedAt"]
    assert abs(shown - datetime.timedelta(days=7)) < datetime.timedelta(minutes=1)
    later = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(hours=1)
    second = connect.create_notification(**i, Content={"en_US": "Second"}, Recipients=[all_users], ExpiresAt=later)["NotificationId"]
    found = connect.describe_notification(**i, NotificationId=second)["Notification"]
    assert (found["Priority"], found["ExpiresAt"]) == ("LOW", later)
    # The newest first.
    rows = pages(connect.list_notifications, "NotificationSummaryList", **i)
    assert [it["Id"] for it in rows] == [second, made["NotificationId"]]
    rows = pages(connect.search_notifications, "Notifications", **i)
    assert [it["Id"] for it in rows] == [second, made["NotificationId"]] and rows[0]["InstanceId"] == instance
    tagged = {"AttributeFilter": {"TagCondition": {"TagKey": "a"}}}
    for asked in (
        {"SearchCriteria": named("content", "das essen", "STARTS_WITH")}, {"SearchCriteria": named("content", "READY", "CONTAINS")},
        {"SearchCriteria": named("notificationId", made["NotificationId"])}, {"SearchFilter": tagged},
    ):
        found = connect.search_notifications(**i, **asked)
        assert [it["Id"] for it in found["Notifications"]] == [made["NotificationId"]] and found["ApproximateTotalCount"] == 1
    connect.update_notification_content(**n, Content={"en_US": "x" * 3000})
    assert connect.describe_notification(**n)["Notification"]["Content"] == {"en_US": "x" * 3000}
    assert connect.search_notifications(**i, SearchCriteria=named("content", "ready", "CONTAINS"))["Notifications"] == []
    nobody = users[0]["UserArn"].replace(users[0]["UserId"], str(uuid.uuid4()))
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    refused("ResourceNotFoundException", connect.create_notification, **i, Content=TEXT, Recipients=[nobody])
    refused("InvalidParameterException", connect.create_notification, **i, Content=TEXT, Recipients=[made["NotificationArn"]])
    refused("InvalidParameterException", connect.create_notification, **i, Content=TEXT, Recipients=[])
    refused("InvalidParameterException", connect.create_notification, **i, Content={}, Recipients=[all_users])
    refused("InvalidParameterException", connect.create_notification, **i, Content=TEXT, Recipients=[all_users], ExpiresAt=past)
    connect.delete_notification(**n)
    refused("ResourceNotFoundException", connect.describe_notification, **n)
    refused("ResourceNotFoundException", connect.update_notification_content, **n, Content=TEXT)
    refused("ResourceNotFoundException", connect.delete_notification, **n)


def test_a_user_reads_and_hides_what_is_for_them(connect, instance, users):
    i = {"InstanceId": instance}
    ann, bob = ({**i, "UserId": it["UserId"]} for it in users)
    own = connect.create_notification(**i, Content=TEXT, Recipients=[users[0]["UserArn"]], Priority="HIGH")["NotificationId"]
    common = connect.create_notification(**i, Content=TEXT, Recipients=[connect.describe_instance(**i)["Instance"]["Arn"]])["NotificationId"]

    def statuses(user):
        return {it["NotificationId"]: it["NotificationStatus"] for it in connect.list_user_notifications(**user)["UserNotifications"]}

    rows = pages(connect.list_user_notifications, "UserNotifications", **ann)
    assert [it["NotificationId"] for it in rows] == [common, own]
    assert rows[1]["RecipientId"] == users[0]["UserId"] and rows[1]["InstanceId"] == instance
    assert (rows[1]["Source"], rows[1]["Priority"], rows[1]["Content"], rows[1]["NotificationStatus"]) == ("CUSTOMER", "HIGH", TEXT, "UNREAD")
    connect.update_user_notification_status(**ann, NotificationId=common, Status="READ")
    connect.update_user_notification_status(**ann, NotificationId=own, Status="HIDDEN")
    connect.update_user_notification_status(**ann, NotificationId=common, Status="HIDDEN")
    connect.update_user_notification_status(**ann, NotificationId=common, Status="UNREAD", LastModifiedTime=datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=5))
    assert statuses(ann) == {common: "UNREAD", own: "HIDDEN"} and statuses(bob) == {common: "UNREAD"}
    old = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    refused("InvalidRequestException", connect.update_user_notification_status, **ann, NotificationId=common, Status="READ", LastModifiedTime=old)
    refused("ResourceNotFoundException", connect.update_user_notification_status, **bob, NotificationId=own, Status="READ")
    refused("ResourceNotFoundException", connect.list_user_notifications, **i, UserId=str(uuid.uuid4()))
    connect.delete_user(**ann)
    connect.update_user_notification_status(**bob, NotificationId=common, Status="READ")
    connect.delete_notification(**i, NotificationId=common)
    assert statuses(bob) == {}
