"""Traffic distribution groups and replicas, with boto3."""

import uuid

import pytest
from botocore.config import Config

from test_ops_association import pages, refused

EAST, WEST = "us-east-1", "us-west-2"


@pytest.fixture(params=["sqlite", "postgres"])
def connect(request, make_carillon):
    env = request.getfixturevalue("postgres_env") if request.param == "postgres" else {}
    product = make_carillon(config=f'replica_regions = ["{WEST}"]\n', env=env)
    return product.client("connect", config=Config(retries={"max_attempts": 0}))


def make(connect, kind="SAML"):
    alias = f"i-{uuid.uuid4().hex[:12]}"
    return connect.create_instance(IdentityManagementType=kind, InstanceAlias=alias, InboundCallsEnabled=True, OutboundCallsEnabled=True)["Id"]


def shares(east, west):
    return {"Distributions": [{"Region": EAST, "Percentage": east}, {"Region": WEST, "Percentage": west}]}


def sign_in(east, west):
    return {"Distributions": [{"Region": EAST, "Enabled": east}, {"Region": WEST, "Enabled": west}]}


def test_an_instance_gets_a_replica_where_the_configuration_has_one(connect):
    one, other = make(connect), make(connect, "CONNECT_MANAGED")
    for instance, region in ((one, EAST), (one, "eu-west-2"), (other, WEST)):
        refused("InvalidRequestException", connect.replicate_instance, InstanceId=instance, ReplicaRegion=region, ReplicaAlias="replica")
    refused("ResourceNotFoundException", connect.replicate_instance, InstanceId=str(uuid.uuid4()), ReplicaRegion=WEST, ReplicaAlias="replica")
    refused("InvalidRequestException", connect.create_traffic_distribution_group, InstanceId=one, Name="Early")
    refused("InvalidRequestException", connect.get_cross_region_routing, InstanceId=one)
    assert "ReplicationConfiguration" not in connect.describe_instance(InstanceId=one)
    made = connect.replicate_instance(InstanceId=one, ReplicaRegion=WEST, ReplicaAlias="replica")
    assert made["Id"] == one and made["Arn"] == f"arn:aws:connect:{WEST}:123456789012:instance/{one}"
    refused("InvalidRequestException", connect.replicate_instance, InstanceId=one, ReplicaRegion=WEST, ReplicaAlias="replica")
    about = connect.describe_instance(InstanceId=one)["ReplicationConfiguration"]
    assert about["SourceRegion"] == EAST
    assert {it["Region"]: it["ReplicationStatus"] for it in about["ReplicationStatusSummaryList"]} == {
        EAST: "INSTANCE_REPLICATION_COMPLETE", WEST: "RESOURCE_REPLICATION_NOT_STARTED",
    }
    assert connect.get_cross_region_routing(InstanceId=one)["IsolatedRegions"] == []
    connect.update_cross_region_routing(InstanceId=one, IsolatedAll=True)
    assert connect.get_cross_region_routing(InstanceId=one)["IsolatedRegions"] == [EAST, WEST]


def test_traffic_is_shared_between_the_regions_of_a_pair(connect):
    i = {"InstanceId": make(connect)}
    connect.replicate_instance(**i, ReplicaRegion=WEST, ReplicaAlias="replica")
    made = connect.create_traffic_distribution_group(**i, Name="Sales", Description="d", Tags={"a": "b"})
    assert made["Arn"] == f"arn:aws:connect:{EAST}:123456789012:traffic-distribution-group/{made['Id']}"
    refused("ResourceConflictException", connect.create_traffic_distribution_group, **i, Name="Sales")
    for name in (made["Id"], made["Arn"]):
        found = connect.describe_traffic_distribution_group(TrafficDistributionGroupId=name)["TrafficDistributionGroup"]
        assert (found["Name"], found["Description"], found["Status"], found["IsDefault"], found["Tags"]) == ("Sales", "d", "ACTIVE", False, {"a": "b"})
        assert found["InstanceArn"].endswith(f"instance/{i['InstanceId']}")
    first = connect.get_traffic_distribution(Id=made["Id"])
    assert first["TelephonyConfig"] == first["AgentConfig"] == shares(100, 0) and "SignInConfig" not in first
    connect.update_traffic_distribution(Id=made["Arn"], TelephonyConfig=shares(40, 60))
    now = connect.get_traffic_distribution(Id=made["Id"])
    assert (now["TelephonyConfig"], now["AgentConfig"]) == (shares(40, 60), shares(100, 0))
    for wrong in (shares(95, 5), shares(50, 40), {"Distributions": shares(100, 0)["Distributions"][:1]}):
        refused("InvalidRequestException", connect.update_traffic_distribution, Id=made["Id"], AgentConfig=wrong)
    refused("InvalidRequestException", connect.update_traffic_distribution, Id=made["Id"], SignInConfig=sign_in(True, True))
    groups = connect.list_traffic_distribution_groups(**i)["TrafficDistributionGroupSummaryList"]
    default = next(it for it in groups if it["IsDefault"])
    assert connect.get_traffic_distribution(Id=default["Id"])["SignInConfig"] == sign_in(True, False)
    connect.update_traffic_distribution(Id=default["Id"], SignInConfig=sign_in(True, True))
    assert connect.get_traffic_distribution(Id=default["Id"])["SignInConfig"] == sign_in(True, True)
    refused("InvalidRequestException", connect.update_traffic_distribution, Id=default["Id"], SignInConfig=sign_in(False, False))
    refused("InvalidRequestException", connect.delete_traffic_distribution_group, TrafficDistributionGroupId=default["Id"])
    refused("ResourceNotFoundException", connect.get_traffic_distribution, Id=str(uuid.uuid4()))
    # A second instance's groups are listed with all, and not with the first.
    other = {"InstanceId": make(connect)}
    connect.replicate_instance(**other, ReplicaRegion=WEST, ReplicaAlias="replica-2")
    assert len(pages(connect.list_traffic_distribution_groups, "TrafficDistributionGroupSummaryList", **i)) == 2
    assert len(pages(connect.list_traffic_distribution_groups, "TrafficDistributionGroupSummaryList")) == 3
    connect.delete_traffic_distribution_group(TrafficDistributionGroupId=made["Arn"])
    refused("ResourceNotFoundException", connect.describe_traffic_distribution_group, TrafficDistributionGroupId=made["Id"])


def test_users_belong_to_groups_until_they_are_gone(connect):
    i = {"InstanceId": make(connect)}
    connect.replicate_instance(**i, ReplicaRegion=WEST, ReplicaAlias="replica")
    group = {"TrafficDistributionGroupId": connect.create_traffic_distribution_group(**i, Name="Sales")["Id"]}
    profile = connect.list_routing_profiles(**i)["RoutingProfileSummaryList"][0]["Id"]
    security = connect.list_security_profiles(**i)["SecurityProfileSummaryList"][0]["Id"]
    users = [
        connect.create_user(**i, Username=name, PhoneConfig={"PhoneType": "SOFT_PHONE"}, SecurityProfileIds=[security], RoutingProfileId=profile)["UserId"]
        for name in ("ann", "bob", "cid")
    ]
    for user in users:
        connect.associate_traffic_distribution_group_user(**group, **i, UserId=user)
    refused("ResourceConflictException", connect.associate_traffic_distribution_group_user, **group, **i, UserId=users[0])
    refused("ResourceNotFoundException", connect.associate_traffic_distribution_group_user, **group, **i, UserId=str(uuid.uuid4()))
    rows = pages(connect.list_traffic_distribution_group_users, "TrafficDistributionGroupUserSummaryList", **group)
    assert {it["UserId"] for it in rows} == set(users)
    refused("ResourceInUseException", connect.delete_traffic_distribution_group, **group)
    connect.disassociate_traffic_distribution_group_user(**group, **i, UserId=users[0])
    refused("ResourceNotFoundException", connect.disassociate_traffic_distribution_group_user, **group, **i, UserId=users[0])
    connect.delete_user(**i, UserId=users[1])
    rows = connect.list_traffic_distribution_group_users(**group)["TrafficDistributionGroupUserSummaryList"]
    assert [it["UserId"] for it in rows] == users[2:]
    connect.disassociate_traffic_distribution_group_user(**group, **i, UserId=users[2])
    connect.delete_traffic_distribution_group(**group)
