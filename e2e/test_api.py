"""The public API with boto3, the pages' sign-in with a plain HTTP client, against the real binary."""

import http.client
import json
import struct
import uuid

import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from conftest import ROOT_KEY, ROOT_SECRET, implemented

LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:lookup"
ALWAYS = [
    {"Day": day, "StartTime": {"Hours": 0, "Minutes": 0}, "EndTime": {"Hours": 0, "Minutes": 0}}
    for day in ("SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY")
]
FLOW = {
    "Version": "2019-10-30",
    "StartAction": "end",
    "Metadata": {},
    "Actions": [{"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}],
}


def code(error):
    return error.value.response["Error"]["Code"]


def status(error):
    return error.value.response["ResponseMetadata"]["HTTPStatusCode"]


def id_of(summaries, name):
    return next(it["Id"] for it in summaries if it["Name"] == name)


def test_an_instance_comes_with_its_defaults_and_goes_again(connect, product):
    alias = f"i-{uuid.uuid4().hex[:12]}"
    made = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InstanceAlias=alias,
        InboundCallsEnabled=True, OutboundCallsEnabled=True,
    )
    described = connect.describe_instance(InstanceId=made["Id"])["Instance"]
    assert described["InstanceStatus"] == "ACTIVE" and described["InstanceAlias"] == alias
    assert made["Arn"] == described["Arn"] == f"arn:aws:connect:us-east-1:123456789012:instance/{made['Id']}"
    names = lambda found: {it["Name"] for it in found}
    i = {"InstanceId": made["Id"]}
    assert {"Available", "Offline"} <= names(connect.list_agent_statuses(**i)["AgentStatusSummaryList"])
    assert "BasicQueue" in names(connect.list_queues(**i, QueueTypes=["STANDARD"])["QueueSummaryList"])
    assert {"Admin", "Agent"} <= names(connect.list_security_profiles(**i)["SecurityProfileSummaryList"])
    assert "Default customer queue" in names(connect.list_contact_flows(**i)["ContactFlowSummaryList"])
    with pytest.raises(ClientError) as error:
        connect.create_instance(
            IdentityManagementType="CONNECT_MANAGED", InstanceAlias=alias,
            InboundCallsEnabled=True, OutboundCallsEnabled=True,
        )
    assert code(error) == "DuplicateResourceException" or code(error) == "InvalidRequestException"
    connect.delete_instance(**i)
    with pytest.raises(connect.exceptions.ResourceNotFoundException):
        connect.describe_instance(**i)


def test_queues_hours_profiles_and_users_through_their_lives(connect, instance):
    i = {"InstanceId": instance}
    hours = connect.create_hours_of_operation(**i, Name="All day", TimeZone="Europe/Berlin", Config=ALWAYS)["HoursOfOperationId"]
    assert connect.describe_hours_of_operation(**i, HoursOfOperationId=hours)["HoursOfOperation"]["TimeZone"] == "Europe/Berlin"
    made = connect.create_queue(**i, Name="Support", HoursOfOperationId=hours, Tags={"tier": "gold"})
    queue = made["QueueId"]
    connect.update_queue_max_contacts(**i, QueueId=queue, MaxContacts=7)
    described = connect.describe_queue(**i, QueueId=queue)["Queue"]
    assert (described["Name"], described["MaxContacts"], described["Tags"]) == ("Support", 7, {"tier": "gold"})
    with pytest.raises(connect.exceptions.DuplicateResourceException):
        connect.create_queue(**i, Name="Support", HoursOfOperationId=hours)
    profile = connect.create_routing_profile(
        **i, Name="Agents", Description="Agents", DefaultOutboundQueueId=queue,
        MediaConcurrencies=[{"Channel": "VOICE", "Concurrency": 1}],
        QueueConfigs=[{"QueueReference": {"QueueId": queue, "Channel": "VOICE"}, "Priority": 1, "Delay": 0}],
    )["RoutingProfileId"]
    agent = id_of(connect.list_security_profiles(**i)["SecurityProfileSummaryList"], "Agent")
    user = connect.create_user(
        **i, Username="ada", Password="Correct-Horse-1", SecurityProfileIds=[agent], RoutingProfileId=profile,
        IdentityInfo={"FirstName": "Ada", "LastName": "Example"},
        PhoneConfig={"PhoneType": "SOFT_PHONE", "AutoAccept": False, "AfterContactWorkTimeLimit": 0},
    )["UserId"]
    found = connect.describe_user(**i, UserId=user)["User"]
    assert found["Username"] == "ada" and "Password" not in found
    for delete in (
        lambda: connect.delete_queue(**i, QueueId=queue),
        lambda: connect.delete_hours_of_operation(**i, HoursOfOperationId=hours),
        lambda: connect.delete_routing_profile(**i, RoutingProfileId=profile),
    ):
        with pytest.raises(ClientError) as error:
            delete()
        # Where the model of an operation has no such exception it is an invalid request.
        assert code(error) in ("ResourceInUseException", "InvalidRequestException")
        assert "in use" in str(error.value)
    connect.delete_user(**i, UserId=user)
    connect.delete_routing_profile(**i, RoutingProfileId=profile)
    connect.delete_queue(**i, QueueId=queue)
    connect.delete_hours_of_operation(**i, HoursOfOperationId=hours)
    with pytest.raises(connect.exceptions.ResourceNotFoundException):
        connect.describe_queue(**i, QueueId=queue)


def test_a_flow_is_published_only_when_it_is_valid(connect, instance):
    i = {"InstanceId": instance}
    made = connect.create_contact_flow(**i, Name="Main", Type="CONTACT_FLOW", Content=json.dumps(FLOW))
    read = connect.describe_contact_flow(**i, ContactFlowId=made["ContactFlowId"])["ContactFlow"]
    assert read["Content"] == json.dumps(FLOW), "content comes back byte for byte"
    broken = {**FLOW, "StartAction": "nowhere"}
    with pytest.raises(connect.exceptions.InvalidContactFlowException) as error:
        connect.create_contact_flow(**i, Name="Broken", Type="CONTACT_FLOW", Content=json.dumps(broken))
    assert error.value.response["problems"][0]["message"]
    for content in ("{", "[]", "[" * 5000 + "]" * 5000):
        with pytest.raises(connect.exceptions.InvalidContactFlowException):
            connect.update_contact_flow_content(**i, ContactFlowId=made["ContactFlowId"], Content=content)
    assert connect.describe_contact_flow(**i, ContactFlowId=made["ContactFlowId"])["ContactFlow"]["Content"] == json.dumps(FLOW)


def test_a_number_is_claimed_given_a_flow_and_released(connect, instance):
    i = {"InstanceId": instance}
    free = connect.search_available_phone_numbers(**i, PhoneNumberCountryCode="US", PhoneNumberType="DID", MaxResults=2)
    number = free["AvailableNumbersList"][0]["PhoneNumber"]
    claimed = connect.claim_phone_number(**i, PhoneNumber=number, Tags={"line": "main"})
    flow = connect.create_contact_flow(**i, Name="Main", Type="CONTACT_FLOW", Content=json.dumps(FLOW))
    connect.associate_phone_number_contact_flow(
        PhoneNumberId=claimed["PhoneNumberId"], InstanceId=instance, ContactFlowId=flow["ContactFlowId"]
    )
    summary = connect.describe_phone_number(PhoneNumberId=claimed["PhoneNumberId"])["ClaimedPhoneNumberSummary"]
    assert (summary["PhoneNumber"], summary["Tags"]) == (number, {"line": "main"})
    listed = connect.list_phone_numbers_v2(InstanceId=instance)["ListPhoneNumbersSummaryList"]
    assert [it["PhoneNumber"] for it in listed] == [number]
    connect.release_phone_number(PhoneNumberId=claimed["PhoneNumberId"])
    assert connect.list_phone_numbers_v2(InstanceId=instance)["ListPhoneNumbersSummaryList"] == []


def test_lists_come_in_pages_whose_tokens_cannot_be_forged(connect, instance):
    hours = connect.list_hours_of_operations(InstanceId=instance)["HoursOfOperationSummaryList"][0]["Id"]
    for n in range(7):
        connect.create_queue(InstanceId=instance, Name=f"Queue {n}", HoursOfOperationId=hours)
    pages = list(
        connect.get_paginator("list_queues").paginate(
            InstanceId=instance, QueueTypes=["STANDARD"], PaginationConfig={"PageSize": 3}
        )
    )
    names = [it["Name"] for page in pages for it in page["QueueSummaryList"]]
    assert len(pages) == 3 and len(set(names)) == 8
    token = pages[0]["NextToken"]
    forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    with pytest.raises(ClientError) as error:
        connect.list_queues(InstanceId=instance, MaxResults=3, NextToken=forged)
    assert status(error) == 400


def test_a_client_token_makes_once_and_refuses_another_request(connect, instance):
    free = connect.search_available_phone_numbers(InstanceId=instance, PhoneNumberCountryCode="GB", PhoneNumberType="DID")
    first, second = (it["PhoneNumber"] for it in free["AvailableNumbersList"][:2])
    token = str(uuid.uuid4())
    one = connect.claim_phone_number(InstanceId=instance, PhoneNumber=first, ClientToken=token)
    again = connect.claim_phone_number(InstanceId=instance, PhoneNumber=first, ClientToken=token)
    assert one["PhoneNumberId"] == again["PhoneNumberId"]
    with pytest.raises(connect.exceptions.IdempotencyException):
        connect.claim_phone_number(InstanceId=instance, PhoneNumber=second, ClientToken=token)
    connect.release_phone_number(PhoneNumberId=one["PhoneNumberId"])


def test_tags_are_set_and_taken_away(connect, instance):
    arn = connect.describe_instance(InstanceId=instance)["Instance"]["Arn"]
    connect.tag_resource(resourceArn=arn, tags={"stage": "test"})
    assert connect.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "a", "stage": "test"}
    connect.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert connect.list_tags_for_resource(resourceArn=arn)["tags"] == {"stage": "test"}


def test_a_prompt_is_uploaded_and_made(connect, instance, product):
    s3 = product.client("s3")
    sound = b"RIFF....WAVEfmt " + struct.pack("<IHHIIHH", 16, 7, 1, 8000, 8000, 1, 8) + b"data\0\0\0\0" + bytes(80)
    s3.put_object(Bucket="prompts", Key="a/hello.wav", Body=sound)
    assert s3.get_object(Bucket="prompts", Key="a/hello.wav")["Body"].read() == sound
    made = connect.create_prompt(InstanceId=instance, Name="Hello", S3Uri="s3://prompts/a/hello.wav")
    assert connect.describe_prompt(InstanceId=instance, PromptId=made["PromptId"])["Prompt"]["Name"] == "Hello"


def test_functions_are_associated_and_listed(connect, instance):
    connect.associate_lambda_function(InstanceId=instance, FunctionArn=LAMBDA)
    assert connect.list_lambda_functions(InstanceId=instance)["LambdaFunctions"] == [LAMBDA]
    connect.disassociate_lambda_function(InstanceId=instance, FunctionArn=LAMBDA)
    assert connect.list_lambda_functions(InstanceId=instance)["LambdaFunctions"] == []


def test_every_problem_of_a_request_is_named(product, instance):
    loose = product.client("connect", config=Config(parameter_validation=False, retries={"max_attempts": 0}))
    with pytest.raises(ClientError) as error:
        loose.create_queue(InstanceId="x" * 101, Name="", MaxContacts=-1)
    text = error.value.response["Error"]["Message"]
    for member in ("InstanceId", "Name", "MaxContacts", "HoursOfOperationId"):
        assert member.lower() in text.lower(), text


def test_what_is_known_but_not_built_is_told_apart_from_what_does_not_exist(connect, product, instance):
    model, built = connect.meta.service_model, implemented()
    needs = {name: set(model.operation_model(name).input_shape.required_members) for name in model.operation_names if name not in built}
    name = next(name for name, members in needs.items() if members == {"InstanceId"})
    with pytest.raises(ClientError) as error:
        getattr(connect, xform_name(name))(InstanceId=instance)
    assert (code(error), status(error)) == ("NotImplementedException", 501)
    assert name in str(error.value)
    answer = raw(product, "GET", "/no/such/operation/at/all", headers={"authorization": "AWS4-HMAC-SHA256 nonsense"})
    assert answer.status in (400, 403, 404)


@pytest.mark.parametrize("service, operation", [
    ("appintegrations", "list_applications"),
    ("chime-sdk-voice", "list_voice_connectors"),
    ("connectcampaigns", "list_campaigns"),
    ("connectcampaignsv2", "list_campaigns"),
    ("connectcases", "list_domains"),
    ("customer-profiles", "list_domains"),
    ("lexv2-models", "list_exports"),
    ("qconnect", "list_assistants"),
    ("voice-id", "list_domains"),
])
def test_services_that_are_not_built_say_so(product, service, operation):
    client = product.client(service, config=Config(retries={"max_attempts": 0}))
    with pytest.raises(ClientError) as error:
        getattr(client, operation)()
    assert (code(error), status(error)) == ("NotImplementedException", 501)


def test_wrong_keys_and_wrong_signatures_are_refused(product):
    for key, secret in ((ROOT_KEY, "wrong"), ("AKIANOBODYNOBODYNOBO", ROOT_SECRET)):
        with pytest.raises(ClientError) as error:
            product.client("connect", key=key, secret=secret).list_instances()
        assert status(error) == 403
    assert raw(product, "GET", "/instance").status == 403


def raw(product, method, path, body=None, headers=None):
    host = product.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request(method, path, body=body, headers=headers or {})
    answer = connection.getresponse()
    answer.text = answer.read().decode(errors="replace")
    connection.close()
    return answer


def test_health_metrics_and_security_headers(product):
    assert raw(product, "GET", "/healthz").status == 200
    assert raw(product, "GET", "/readyz").status == 200
    assert "carillon_contacts_live" in raw(product, "GET", "/metrics").text
    page = raw(product, "GET", "/", headers={"accept": "text/html"})
    assert page.status == 200
    policy = page.getheader("content-security-policy")
    assert "script-src 'self'" in policy and "unsafe" not in policy


def post(product, path, body, **headers):
    headers = {"content-type": "application/json", **headers}
    return raw(product, "POST", path, json.dumps(body), headers)


def test_people_sign_in_with_a_password_and_guesses_are_slowed_down(make_carillon):
    product = make_carillon()
    [ada] = [user for user in product.demo()["users"] if user["username"] == "ada"]
    good = {"username": ada["username"], "password": ada["password"]}
    answer = post(product, "/app/sign-in", good)
    assert answer.status == 200
    session, cookie = json.loads(answer.text), answer.getheader("set-cookie")
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    cookie = cookie.split(";")[0]
    assert raw(product, "GET", "/app/session", headers={"cookie": cookie}).status == 200
    assert post(product, "/app/sign-in", good, origin="http://evil.example").status == 403
    assert post(product, "/app/sign-out", {}, cookie=cookie).status == 403, "without the token"
    out = {"cookie": cookie, "x-carillon-csrf": session["csrf"]}
    assert post(product, "/app/sign-out", {}, **out).status == 204
    assert raw(product, "GET", "/app/session", headers={"cookie": cookie}).status == 401
    bad = {**good, "password": "wrong"}
    assert [post(product, "/app/sign-in", bad).status for _ in range(6)] == [401] * 5 + [429]


def test_an_agent_finds_own_contacts_on_the_pages_and_nothing_without_permission(make_carillon):
    product = make_carillon()
    demo = product.demo()
    users = {user["username"]: user for user in demo["users"]}
    connect, i = product.client("connect"), {"InstanceId": demo["instanceId"]}
    ids = {it["Username"]: it["Id"] for it in connect.list_users(**i)["UserSummaryList"]}
    own = connect.create_contact(
        **i, Channel="TASK", InitiationMethod="API", Name="own", UserInfo={"UserId": ids["ada"]}, InitiateAs="COMPLETED"
    )["ContactId"]
    other = connect.create_contact(
        **i, Channel="TASK", InitiationMethod="API", Name="other", UserInfo={"UserId": ids["grace"]},
        InitiateAs="COMPLETED",
    )["ContactId"]

    def found(name):
        it = {"username": name, "password": users[name]["password"]}
        cookie = post(product, "/app/sign-in", it).getheader("set-cookie").split(";")[0]
        answer = raw(product, "GET", "/app/contacts", headers={"cookie": cookie})
        return {it["id"] for it in json.loads(answer.text)["contacts"]} if answer.status == 200 else answer.status

    assert found("admin") == {own, other}
    assert found("ada") == {own}
    [profile] = connect.describe_user(**i, UserId=ids["ada"])["User"]["SecurityProfileIds"]
    connect.update_security_profile(**i, SecurityProfileId=profile, Permissions=["BasicAgentAccess"])
    assert found("ada") == 403


def test_a_key_may_do_what_its_policy_says_and_no_more(make_carillon, tmp_path):
    product = make_carillon()
    policy = tmp_path / "reader.json"
    policy.write_text(json.dumps({
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "connect:List*", "Resource": "*"},
            {"Effect": "Deny", "Action": "connect:ListUsers", "Resource": "*"},
        ],
    }))
    demo = product.demo()
    product.terminate()
    told = product.run("keys", "create", "--data-dir", str(product.data), "--user", "reader", "--policy", str(policy))
    key, secret = (line.split(":", 1)[1].strip() for line in told.splitlines())
    product.start()
    reader = product.client("connect", key=key, secret=secret)
    assert reader.list_instances()["InstanceSummaryList"]
    for refused in (
        lambda: reader.list_users(InstanceId=demo["instanceId"]),
        lambda: reader.describe_instance(InstanceId=demo["instanceId"]),
    ):
        with pytest.raises(ClientError) as error:
            refused()
        assert code(error) == "AccessDeniedException"


def test_what_was_acknowledged_survives_kill_9(make_carillon):
    product = make_carillon()
    demo = product.demo()
    hours = product.client("connect").list_hours_of_operations(InstanceId=demo["instanceId"])["HoursOfOperationSummaryList"][0]["Id"]
    made = product.client("connect").create_queue(InstanceId=demo["instanceId"], Name="Kept", HoursOfOperationId=hours)
    product.kill9()
    product.start()
    described = product.client("connect").describe_queue(InstanceId=demo["instanceId"], QueueId=made["QueueId"])
    assert described["Queue"]["Name"] == "Kept"


def test_oversize_and_deep_and_broken_bodies_get_modelled_errors(product, instance):
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    def send(body):
        url = f"{product.url}/queues/{instance}"
        request = AWSRequest("PUT", url, data=body, headers={"content-type": "application/json"})
        SigV4Auth(Credentials(ROOT_KEY, ROOT_SECRET), "connect", "us-east-1").add_auth(request)
        return raw(product, "PUT", f"/queues/{instance}", body, dict(request.headers.items()))

    before = product.client("connect").list_queues(InstanceId=instance)["QueueSummaryList"]
    deep = b'{"Name":' + b"[" * 20_000 + b"]" * 20_000 + b"}"
    for body in (b"{", b'{"Name":"\xff\xfe"}', deep, b"[]", b'{"Name": 5}'):
        answer = send(body)
        assert answer.status == 400 and answer.getheader("x-amzn-errortype"), (body[:40], answer.status)
        assert answer.getheader("x-amzn-requestid")
    try:
        assert send(b'{"Name":"' + b"a" * (5 * 1024 * 1024) + b'"}').status in (400, 413)
    except ConnectionError:
        pass  # Refused while it was still being sent.
    assert product.client("connect").list_queues(InstanceId=instance)["QueueSummaryList"] == before
