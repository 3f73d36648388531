"""Quotas and throttles: profiles, values of one instance, and the errors when they are used up."""

import json
import os
import subprocess
import uuid

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from conftest import BINARY, ROOT_KEY, ROOT_SECRET

AWS = '[quotas]\nprofile = "aws"\n'
ONCE = Config(retries={"max_attempts": 0})


def refused(codes, call, *args):
    with pytest.raises(ClientError) as error:
        call(*args)
    assert error.value.response["Error"]["Code"] in codes, error.value
    return str(error.value)


def make_instance(connect):
    alias = f"i-{uuid.uuid4().hex[:12]}"
    return connect.create_instance(IdentityManagementType="CONNECT_MANAGED", InstanceAlias=alias, InboundCallsEnabled=True, OutboundCallsEnabled=True)["Id"]


def hours(connect, instance, name):
    return connect.create_hours_of_operation(InstanceId=instance, Name=name, TimeZone="UTC", Config=[])["HoursOfOperationId"]


def carillon(product, *args):
    env = {**os.environ, "CARILLON_ROOT_ACCESS_KEY_ID": ROOT_KEY, "CARILLON_ROOT_SECRET_ACCESS_KEY": ROOT_SECRET}
    done = subprocess.run([BINARY, "quotas", "--endpoint", product.url, *args], env=env, capture_output=True, text=True, timeout=30)
    return done.returncode, done.stdout, done.stderr


def listed(product, *args):
    code, out, err = carillon(product, "list", "--json", *args)
    assert code == 0, err
    return {it["Name"]: it for it in json.loads(out)}


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_a_quota_of_the_profile_is_used_up_and_raised_for_one_instance(request, make_carillon, store):
    env = request.getfixturevalue("postgres_env") if store == "postgres" else {}
    product = make_carillon(config=AWS + "[quotas.overrides]\nhours-of-operation = 3\n", env=env)
    connect = product.client("connect", config=ONCE)
    one, other = make_instance(connect), make_instance(connect)
    error = refused(["ServiceQuotaExceededException"], make_instance, connect)
    assert "2 instances" in str(error)
    before = listed(product, "--instance", one)["hours-of-operation"]
    assert (before["Value"], before["Default"], before["AwsValue"]) == (3, 3, 100)
    for at in range(before["Used"], 3):
        hours(connect, one, f"h{at}")
    error = refused(["LimitExceededException"], hours, connect, one, "more")
    assert "3 hours of operation" in str(error)
    assert carillon(product, "set", "--instance", one, "hours-of-operation", "4")[0] == 0
    hours(connect, one, "more")
    refused(["LimitExceededException"], hours, connect, one, "yet more")
    now = listed(product, "--instance", one)["hours-of-operation"]
    assert (now["Value"], now["Default"], now["Used"]) == (4, 3, 4)
    assert listed(product, "--instance", other)["hours-of-operation"]["Value"] == 3
    assert carillon(product, "set", "--instance", one, "hours-of-operation", "default")[0] == 0
    assert listed(product, "--instance", one)["hours-of-operation"]["Value"] == 3
    refused(["LimitExceededException"], hours, connect, one, "still more")
    assert listed(product)["instances"]["Used"] == 2


def test_combinations_of_queue_and_channel_count_against_the_routing_profile(make_carillon):
    product = make_carillon(config=AWS)
    connect = product.client("connect", config=ONCE)
    i = {"InstanceId": make_instance(connect)}
    assert carillon(product, "set", "--instance", i["InstanceId"], "queues-per-routing-profile", "3")[0] == 0
    queue = connect.list_queues(**i, QueueTypes=["STANDARD"])["QueueSummaryList"][0]["Id"]
    profile = connect.create_routing_profile(
        **i, Name="p", Description="d", DefaultOutboundQueueId=queue,
        MediaConcurrencies=[{"Channel": it, "Concurrency": 1} for it in ("VOICE", "CHAT", "TASK")],
    )["RoutingProfileId"]

    def add(queue, *channels):
        configs = [{"QueueReference": {"QueueId": queue, "Channel": it}, "Priority": 1, "Delay": 0} for it in channels]
        connect.associate_routing_profile_queues(**i, RoutingProfileId=profile, QueueConfigs=configs)

    add(queue, "VOICE", "CHAT")
    opening = hours(connect, i["InstanceId"], "h")
    second = connect.create_queue(**i, Name="second", HoursOfOperationId=opening)["QueueId"]
    error = refused(("LimitExceededException", "InvalidRequestException"), add, second, "VOICE", "CHAT")
    assert "3 queue and channel combinations" in str(error)
    add(second, "VOICE")
    kept = connect.list_routing_profile_queues(**i, RoutingProfileId=profile)["RoutingProfileQueueConfigSummaryList"]
    assert len(kept) == 3


def test_a_self_hosted_product_has_generous_quotas_and_no_throttles(make_carillon):
    product = make_carillon()
    connect = product.client("connect", config=ONCE)
    instance = make_instance(connect)
    for quota in listed(product, "--instance", instance).values():
        assert quota["Value"] >= quota["AwsValue"]
    for _ in range(30):
        connect.list_users(InstanceId=instance)


def test_quotas_that_there_are_not_are_refused(make_carillon):
    product = make_carillon()
    connect = product.client("connect", config=ONCE)
    instance = make_instance(connect)
    for args, word in (
        (("set", "--instance", instance, "cats", "1"), "cats"),
        (("set", "--instance", instance, "instances", "1"), "account"),
        (("set", "--instance", str(uuid.uuid4()), "users", "1"), "not found"),
        (("set", "--instance", instance, "users", "many"), "whole number"),
    ):
        code, _, err = carillon(product, *args)
        assert code != 0 and word in err, err


def test_requests_beyond_the_rate_are_answered_429_until_the_bucket_fills(make_carillon):
    product = make_carillon(config='[throttles]\nprofile = "aws"\n[throttles.overrides]\n"connect:ListQueues" = "1000/2000"\n')
    connect = product.client("connect", config=ONCE)
    instance = make_instance(connect)
    codes = []
    for _ in range(40):
        try:
            connect.list_users(InstanceId=instance)
        except ClientError as error:
            codes.append(error.response["Error"]["Code"])
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 429
            assert int(error.response["ResponseMetadata"]["HTTPHeaders"]["retry-after"]) >= 1
    assert codes and set(codes) <= {"ThrottlingException", "TooManyRequestsException"}
    for _ in range(40):
        connect.list_queues(InstanceId=instance)
    # An unmodified client waits and comes through.
    patient = product.client("connect", config=Config(retries={"max_attempts": 10, "mode": "standard"}))
    for _ in range(8):
        patient.list_users(InstanceId=instance)


def test_a_configuration_with_unknown_quotas_or_rates_is_refused(tmp_path):
    for text, word in (
        ('[quotas]\nprofile = "big"\n', "big"),
        ("[quotas.overrides]\ncats = 1\n", "cats"),
        ('[throttles.overrides]\n"connect:*" = "fast"\n', "fast"),
    ):
        config = tmp_path / "carillon.toml"
        config.write_text(text)
        args = [BINARY, "serve", "--config", str(config), "--data-dir", str(tmp_path / "data"), "--http", "127.0.0.1:0", "--https", "off", "--sip-udp", "off", "--sip-tcp", "off"]
        done = subprocess.run(args, capture_output=True, text=True, timeout=60)
        assert done.returncode != 0 and word in done.stderr, done.stderr
