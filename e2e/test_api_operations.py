"""Every operation that is implemented is called at least once, on both stores, and the answers of
refusals are those that the API's model names."""

import contextlib
import datetime
import io
import json
import socket
import threading
import uuid
import wave

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from conftest import ROOT_KEY, ROOT_SECRET, Carillon, postgres_schema
from test_api import ALWAYS, FLOW, LAMBDA, code, id_of, post, raw, status

NOBODY = str(uuid.UUID(int=7))


@pytest.fixture
def i(instance):
    return {"InstanceId": instance}


@pytest.fixture
def hours(connect, i):
    return connect.list_hours_of_operations(**i)["HoursOfOperationSummaryList"][0]["Id"]


@pytest.fixture
def queue(connect, i, hours):
    return connect.create_queue(**i, Name="Support", HoursOfOperationId=hours)["QueueId"]


@pytest.fixture
def profile(connect, i, queue):
    return connect.create_routing_profile(
        **i, Name="Agents", Description="Agents", DefaultOutboundQueueId=queue,
        MediaConcurrencies=[{"Channel": "VOICE", "Concurrency": 1}],
    )["RoutingProfileId"]


@pytest.fixture
def user(connect, i, profile):
    agent = id_of(connect.list_security_profiles(**i)["SecurityProfileSummaryList"], "Agent")
    return connect.create_user(
        **i, Username="ada", Password="Correct-Horse-1", SecurityProfileIds=[agent],
        RoutingProfileId=profile, IdentityInfo={"FirstName": "Ada", "LastName": "Example"},
        PhoneConfig={"PhoneType": "SOFT_PHONE"},
    )["UserId"]


def refused(*codes):
    """A refusal with one of these codes; what it said is in `.value`."""

    class Refused:
        def __enter__(self):
            self.raises = pytest.raises(ClientError)
            self.error = self.raises.__enter__()
            return self.error

        def __exit__(self, *exc):
            handled = self.raises.__exit__(*exc)
            assert code(self.error) in codes, str(self.error.value)
            return handled

    return Refused()


@contextlib.contextmanager
def agent_page(product, cookie):
    """An agent's page: a WebSocket whose first message has come, by which the agent is signed in."""
    host, port = product.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as page:
        lines = (
            "GET /app/ws?role=agent HTTP/1.1", f"host: {host}:{port}", f"origin: {product.url}",
            f"cookie: {cookie}", "connection: upgrade", "upgrade: websocket",
            "sec-websocket-version: 13", "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
        )
        page.sendall("\r\n".join(lines).encode())
        came = b""
        while b"\r\n\r\n" not in came or came.endswith(b"\r\n\r\n"):
            some = page.recv(4096)
            assert some, came
            came += some
        assert came.startswith(b"HTTP/1.1 101 "), came
        yield


def sound():
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    return out.getvalue()


def test_the_switches_of_an_instance(connect, i):
    connect.update_instance_attribute(**i, AttributeType="CONTACTFLOW_LOGS", Value="false")
    one = connect.describe_instance_attribute(**i, AttributeType="CONTACTFLOW_LOGS")["Attribute"]
    assert one == {"AttributeType": "CONTACTFLOW_LOGS", "Value": "false"}
    all_of_them = connect.list_instance_attributes(**i)["Attributes"]
    assert one in all_of_them and {"AttributeType": "INBOUND_CALLS", "Value": "true"} in all_of_them
    with refused("InvalidParameterException"):
        connect.update_instance_attribute(**i, AttributeType="EARLY_MEDIA", Value="perhaps")
    listed = [it["Id"] for page in connect.get_paginator("list_instances").paginate(
        PaginationConfig={"PageSize": 1}) for it in page["InstanceSummaryList"]]
    assert i["InstanceId"] in listed and len(listed) == len(set(listed))


def test_where_data_goes(connect, i):
    kind = {"ResourceType": "CALL_RECORDINGS"}
    place = {"StorageType": "S3", "S3Config": {"BucketName": "calls", "BucketPrefix": "a"}}
    token = str(uuid.uuid4())
    made = connect.associate_instance_storage_config(**i, **kind, StorageConfig=place, ClientToken=token)
    again = connect.associate_instance_storage_config(**i, **kind, StorageConfig=place, ClientToken=token)
    it = {"AssociationId": made["AssociationId"]}
    assert again["AssociationId"] == made["AssociationId"]
    with refused("ResourceConflictException"):
        connect.associate_instance_storage_config(**i, **kind, StorageConfig=place)
    moved = {"StorageType": "S3", "S3Config": {"BucketName": "calls", "BucketPrefix": "b"}}
    connect.update_instance_storage_config(**i, **it, **kind, StorageConfig=moved)
    read = connect.describe_instance_storage_config(**i, **it, **kind)["StorageConfig"]
    assert read == {**moved, **it}
    assert connect.list_instance_storage_configs(**i, **kind)["StorageConfigs"] == [read]
    stream = {"StorageType": "KINESIS_STREAM"}
    with refused("InvalidParameterException"):
        connect.associate_instance_storage_config(**i, ResourceType="AGENT_EVENTS", StorageConfig=stream)
    connect.disassociate_instance_storage_config(**i, **it, **kind)
    with refused("ResourceNotFoundException"):
        connect.describe_instance_storage_config(**i, **it, **kind)


def test_hours_of_operation(connect, i):
    it = {"HoursOfOperationId": connect.create_hours_of_operation(
        **i, Name="Office", TimeZone="Europe/Berlin", Config=ALWAYS)["HoursOfOperationId"]}
    config = [{**ALWAYS[1], "StartTime": {"Hours": 9, "Minutes": 0}, "EndTime": {"Hours": 17, "Minutes": 30}}]
    connect.update_hours_of_operation(**i, **it, Name="Mondays", TimeZone="Asia/Tokyo", Config=config)
    read = connect.describe_hours_of_operation(**i, **it)["HoursOfOperation"]
    assert (read["Name"], read["TimeZone"], read["Config"]) == ("Mondays", "Asia/Tokyo", config)
    with refused("InvalidParameterException"):
        connect.update_hours_of_operation(**i, **it, TimeZone="Atlantis/Centre")
    assert connect.describe_hours_of_operation(**i, **it)["HoursOfOperation"] == read
    with refused("DuplicateResourceException"):
        connect.create_hours_of_operation(**i, Name="Mondays", TimeZone="UTC", Config=ALWAYS)
    connect.delete_hours_of_operation(**i, **it)
    with refused("ResourceNotFoundException"):
        connect.describe_hours_of_operation(**i, **it)


def test_a_queue_is_changed_piece_by_piece(connect, i, queue):
    it = {"QueueId": queue}
    other = connect.create_hours_of_operation(**i, Name="Other", TimeZone="UTC", Config=ALWAYS)["HoursOfOperationId"]
    claimed = connect.search_available_phone_numbers(**i, PhoneNumberCountryCode="CA", PhoneNumberType="DID")
    number = connect.claim_phone_number(**i, PhoneNumber=claimed["AvailableNumbersList"][0]["PhoneNumber"])["PhoneNumberId"]
    caller = {"OutboundCallerIdName": "Example", "OutboundCallerIdNumberId": number}
    connect.update_queue_name(**i, **it, Name="Help", Description="All kinds")
    connect.update_queue_hours_of_operation(**i, **it, HoursOfOperationId=other)
    connect.update_queue_max_contacts(**i, **it, MaxContacts=3)
    connect.update_queue_outbound_caller_config(**i, **it, OutboundCallerConfig=caller)
    connect.update_queue_status(**i, **it, Status="DISABLED")
    read = connect.describe_queue(**i, **it)["Queue"]
    assert {key: read[key] for key in ("Name", "Description", "HoursOfOperationId", "MaxContacts", "Status")} == {
        "Name": "Help", "Description": "All kinds", "HoursOfOperationId": other, "MaxContacts": 3,
        "Status": "DISABLED",
    }
    assert read["OutboundCallerConfig"] == caller
    with refused("ResourceInUseException") as error:
        connect.release_phone_number(PhoneNumberId=number)
    assert error.value.response["ResourceId"] == number
    with refused("ResourceNotFoundException"):
        connect.update_queue_hours_of_operation(**i, **it, HoursOfOperationId=NOBODY)
    connect.create_queue(**i, Name="Sales", HoursOfOperationId=other)
    with refused("DuplicateResourceException"):
        connect.update_queue_name(**i, **it, Name="Sales")
    connect.delete_queue(**i, **it)
    connect.release_phone_number(PhoneNumberId=number)
    with refused("ResourceNotFoundException"):
        connect.delete_queue(**i, **it)


def test_a_routing_profile_is_changed_piece_by_piece(connect, i, queue, profile, hours):
    it = {"RoutingProfileId": profile}
    entry = lambda priority: {
        "QueueReference": {"QueueId": queue, "Channel": "VOICE"}, "Priority": priority, "Delay": 0,
    }
    connect.associate_routing_profile_queues(**i, **it, QueueConfigs=[entry(1)])
    connect.update_routing_profile_queues(**i, **it, QueueConfigs=[entry(5)])
    [listed] = connect.list_routing_profile_queues(**i, **it)["RoutingProfileQueueConfigSummaryList"]
    assert (listed["QueueId"], listed["Priority"]) == (queue, 5)
    with refused("ResourceInUseException"):
        connect.delete_queue(**i, QueueId=queue)
    connect.disassociate_routing_profile_queues(**i, **it, QueueReferences=[entry(5)["QueueReference"]])
    assert connect.list_routing_profile_queues(**i, **it)["RoutingProfileQueueConfigSummaryList"] == []
    other = connect.create_queue(**i, Name="Other", HoursOfOperationId=hours)["QueueId"]
    connect.update_routing_profile_default_outbound_queue(**i, **it, DefaultOutboundQueueId=other)
    connect.update_routing_profile_name(**i, **it, Name="Seniors", Description="Those who know")
    connect.update_routing_profile_agent_availability_timer(**i, **it, AgentAvailabilityTimer="TIME_SINCE_LAST_INBOUND")
    concurrency = [{"Channel": "VOICE", "Concurrency": 1}, {"Channel": "CHAT", "Concurrency": 4}]
    connect.update_routing_profile_concurrency(**i, **it, MediaConcurrencies=concurrency)
    read = connect.describe_routing_profile(**i, **it)["RoutingProfile"]
    assert (read["Name"], read["DefaultOutboundQueueId"]) == ("Seniors", other)
    assert read["AgentAvailabilityTimer"] == "TIME_SINCE_LAST_INBOUND"
    assert {(c["Channel"], c["Concurrency"]) for c in read["MediaConcurrencies"]} == {("VOICE", 1), ("CHAT", 4)}
    assert profile in [p["Id"] for p in connect.list_routing_profiles(**i)["RoutingProfileSummaryList"]]
    with refused("InvalidParameterException", "InvalidRequestException"):
        connect.update_routing_profile_concurrency(**i, **it, MediaConcurrencies=[{"Channel": "VOICE", "Concurrency": 2}])
    connect.delete_routing_profile(**i, **it)
    with refused("ResourceNotFoundException"):
        connect.describe_routing_profile(**i, **it)


def test_a_user_is_changed_piece_by_piece(connect, i, user, queue):
    it = {"UserId": user}
    admin = id_of(connect.list_security_profiles(**i)["SecurityProfileSummaryList"], "Admin")
    profile = connect.create_routing_profile(
        **i, Name="Second", Description="-", DefaultOutboundQueueId=queue,
        MediaConcurrencies=[{"Channel": "VOICE", "Concurrency": 1}],
    )["RoutingProfileId"]
    identity = {"FirstName": "Augusta", "LastName": "King", "Email": "a@example.org"}
    phone = {"PhoneType": "DESK_PHONE", "AutoAccept": False, "AfterContactWorkTimeLimit": 9, "DeskPhoneNumber": "+12065550111"}
    connect.update_user_identity_info(**i, **it, IdentityInfo=identity)
    connect.update_user_phone_config(**i, **it, PhoneConfig=phone)
    connect.update_user_routing_profile(**i, **it, RoutingProfileId=profile)
    connect.update_user_security_profiles(**i, **it, SecurityProfileIds=[admin])
    read = connect.describe_user(**i, **it)["User"]
    assert read["RoutingProfileId"] == profile and read["SecurityProfileIds"] == [admin]
    assert read["IdentityInfo"] == identity
    assert {key: read["PhoneConfig"][key] for key in phone} == phone
    assert [u["Username"] for u in connect.list_users(**i)["UserSummaryList"]] == ["ada"]
    with refused("DuplicateResourceException"):
        connect.create_user(
            **i, Username="ada", Password="Correct-Horse-1", SecurityProfileIds=[admin], RoutingProfileId=profile,
            IdentityInfo={"FirstName": "A", "LastName": "B"}, PhoneConfig={"PhoneType": "SOFT_PHONE"},
        )
    with refused("InvalidParameterException"):
        connect.create_user(
            **i, Username="bob", Password="weakweakweak", SecurityProfileIds=[admin], RoutingProfileId=profile,
            IdentityInfo={"FirstName": "A", "LastName": "B"}, PhoneConfig={"PhoneType": "SOFT_PHONE"},
        )
    with refused("ResourceInUseException"):
        connect.delete_security_profile(**i, SecurityProfileId=admin)
    connect.delete_user(**i, **it)
    with refused("ResourceNotFoundException", "UserNotFoundException"):
        connect.describe_user(**i, **it)


def test_the_status_of_an_agent(connect, product, i, user):
    statuses = connect.list_agent_statuses(**i)["AgentStatusSummaryList"]
    made = {"AgentStatusId": connect.create_agent_status(
        **i, Name="Lunch", State="ENABLED", DisplayOrder=4)["AgentStatusId"]}
    connect.update_agent_status(**i, **made, Name="Break", Description="Away", ResetOrderNumber=True)
    read = connect.describe_agent_status(**i, **made)["AgentStatus"]
    assert (read["Name"], read["Type"], read["State"]) == ("Break", "CUSTOM", "ENABLED")
    assert "DisplayOrder" not in read
    with refused("InvalidRequestException"):
        connect.update_agent_status(**i, AgentStatusId=id_of(statuses, "Available"), State="DISABLED")
    with refused("DuplicateResourceException"):
        connect.create_agent_status(**i, Name="Break", State="ENABLED")
    available = id_of(statuses, "Available")
    with refused("InvalidRequestException"):
        connect.put_user_status(**i, UserId=user, AgentStatusId=available)
    alias = connect.describe_instance(**i)["Instance"]["InstanceAlias"]
    sign_in = post(product, "/app/sign-in", {"instance": alias, "username": "ada", "password": "Correct-Horse-1"})
    with agent_page(product, sign_in.getheader("set-cookie").split(";")[0]):
        connect.put_user_status(**i, UserId=user, AgentStatusId=available)
        [now] = connect.get_current_user_data(**i, Filters={"Agents": [user]})["UserDataList"]
        assert (now["User"]["Id"], now["Status"]["StatusName"]) == (user, "Available")
        assert now["AvailableSlotsByChannel"] == {"VOICE": 1}
        connect.put_user_status(**i, UserId=user, **made)
        [now] = connect.get_current_user_data(**i, Filters={"Agents": [user]})["UserDataList"]
        assert now["Status"]["StatusName"] == "Break"
    with refused("ResourceNotFoundException", "UserNotFoundException"):
        connect.put_user_status(**i, UserId=NOBODY, **made)


def test_a_security_profile(connect, i):
    it = {"SecurityProfileId": connect.create_security_profile(
        **i, SecurityProfileName="Reader", Permissions=["BasicAgentAccess", "AgentStates.View"],
    )["SecurityProfileId"]}
    connect.update_security_profile(**i, **it, Description="Reads", Permissions=["BasicAgentAccess"])
    assert connect.list_security_profile_permissions(**i, **it)["Permissions"] == ["BasicAgentAccess"]
    read = connect.describe_security_profile(**i, **it)["SecurityProfile"]
    assert (read["SecurityProfileName"], read["Description"]) == ("Reader", "Reads")
    with refused("DuplicateResourceException"):
        connect.create_security_profile(**i, SecurityProfileName="Reader")
    connect.delete_security_profile(**i, **it)
    with refused("ResourceNotFoundException"):
        connect.describe_security_profile(**i, **it)


def test_a_flow_is_saved_published_and_archived(connect, i):
    content = json.dumps(FLOW)
    it = {"ContactFlowId": connect.create_contact_flow(
        **i, Name="Main", Type="CONTACT_FLOW", Content=content, Status="SAVED")["ContactFlowId"]}
    with refused("ContactFlowNotPublishedException"):
        connect.describe_contact_flow(**i, **it)
    connect.update_contact_flow_content(**i, **it, Content=content)
    later = json.dumps({**FLOW, "Metadata": {"name": "Größe"}})
    saved = f"{it['ContactFlowId']}:$SAVED"
    connect.update_contact_flow_content(**i, ContactFlowId=saved, Content=later)
    assert connect.describe_contact_flow(**i, **it)["ContactFlow"]["Content"] == content
    assert connect.describe_contact_flow(**i, ContactFlowId=saved)["ContactFlow"]["Content"] == later
    connect.update_contact_flow_name(**i, **it, Name="First", Description="Answers")
    connect.update_contact_flow_metadata(**i, **it, ContactFlowState="ARCHIVED")
    read = connect.describe_contact_flow(**i, **it)["ContactFlow"]
    assert (read["Name"], read["Description"], read["State"]) == ("First", "Answers", "ARCHIVED")
    connect.update_contact_flow_metadata(**i, **it, ContactFlowState="ACTIVE")
    with refused("DuplicateResourceException"):
        connect.create_contact_flow(**i, Name="First", Type="CONTACT_FLOW", Content=content)
    default = id_of(connect.list_contact_flows(**i)["ContactFlowSummaryList"], "Default customer queue")
    with refused("InvalidRequestException"):
        connect.delete_contact_flow(**i, ContactFlowId=default)
    connect.delete_contact_flow(**i, **it)
    with refused("ResourceNotFoundException"):
        connect.describe_contact_flow(**i, **it)


def test_all_problems_of_a_flow_are_named_and_it_is_not_kept(connect, i):
    action = lambda name, kind: {"Identifier": name, "Type": kind, "Parameters": {}, "Transitions": {"NextAction": "gone"}}
    content = {**FLOW, "StartAction": "one", "Actions": [
        action("one", "MessageParticipant"), action("two", "NoSuchActionAtAll"), action("two", "MessageParticipant"),
    ]}
    with refused("InvalidContactFlowException") as error:
        connect.create_contact_flow(**i, Name="Bad", Type="CONTACT_FLOW", Content=json.dumps(content))
    problems = " | ".join(problem["message"] for problem in error.value.response["problems"])
    assert "gone" in problems and "NoSuchActionAtAll" in problems and "two" in problems, problems
    assert "Bad" not in [f["Name"] for f in connect.list_contact_flows(**i)["ContactFlowSummaryList"]]


def test_a_prompt_through_its_life(connect, i, product):
    s3 = product.client("s3")
    for key in ("hello.wav", "a/b=c/size_1.wav"):
        s3.put_object(Bucket="prompts", Key=key, Body=sound())
    assert s3.head_object(Bucket="prompts", Key="hello.wav")["ContentLength"] == len(sound())
    part = s3.get_object(Bucket="prompts", Key="hello.wav", Range="bytes=0-3")
    assert (part["Body"].read(), part["ResponseMetadata"]["HTTPStatusCode"]) == (b"RIFF", 206)
    it = {"PromptId": connect.create_prompt(**i, Name="Hello", S3Uri="s3://prompts/hello.wav")["PromptId"]}
    connect.update_prompt(**i, **it, Name="Size", S3Uri="s3://prompts/a/b=c/size_1.wav")
    assert connect.describe_prompt(**i, **it)["Prompt"]["Name"] == "Size"
    assert [p["Name"] for p in connect.list_prompts(**i)["PromptSummaryList"]].count("Size") == 1
    s3.put_object(Bucket="prompts", Key="text.wav", Body=b"this is no sound")
    for uri in ("s3://prompts/text.wav", "s3://prompts/nothing.wav", "s3://prompts/../../etc/passwd"):
        with refused("InvalidParameterException", "InvalidRequestException"):
            connect.create_prompt(**i, Name="Other", S3Uri=uri)
    with refused("DuplicateResourceException"):
        connect.create_prompt(**i, Name="Size", S3Uri="s3://prompts/hello.wav")
    connect.delete_prompt(**i, **it)
    with refused("ResourceNotFoundException"):
        connect.describe_prompt(**i, **it)
    with refused("InvalidArgument"):
        s3.put_object(Bucket="prompts", Key="../../out.wav", Body=sound())
    with refused("NoSuchKey"):
        s3.get_object(Bucket="prompts", Key="nothing.wav")


def test_a_number_changes_instance_and_loses_its_flow(connect, i):
    free = connect.search_available_phone_numbers(**i, PhoneNumberCountryCode="US", PhoneNumberType="DID")
    number = free["AvailableNumbersList"][0]["PhoneNumber"]
    it = {"PhoneNumberId": connect.claim_phone_number(**i, PhoneNumber=number)["PhoneNumberId"]}
    after = connect.search_available_phone_numbers(**i, PhoneNumberCountryCode="US", PhoneNumberType="DID")
    assert number not in [n["PhoneNumber"] for n in after["AvailableNumbersList"]]
    with refused("InvalidParameterException"):
        connect.claim_phone_number(**i, PhoneNumber=number)
    with refused("ResourceNotFoundException"):
        connect.claim_phone_number(**i, PhoneNumber="+4930123456")
    flow = connect.create_contact_flow(**i, Name="Main", Type="CONTACT_FLOW", Content=json.dumps(FLOW))["ContactFlowId"]
    connect.associate_phone_number_contact_flow(**i, **it, ContactFlowId=flow)
    with refused("InvalidRequestException", "InvalidParameterException"):
        connect.delete_contact_flow(**i, ContactFlowId=flow)
    connect.disassociate_phone_number_contact_flow(**i, **it)
    connect.delete_contact_flow(**i, ContactFlowId=flow)
    other = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InstanceAlias=f"i-{uuid.uuid4().hex[:12]}",
        InboundCallsEnabled=True, OutboundCallsEnabled=False,
    )["Id"]
    connect.update_phone_number(**it, InstanceId=other)
    assert connect.describe_phone_number(**it)["ClaimedPhoneNumberSummary"]["InstanceId"] == other
    assert connect.list_phone_numbers_v2(**i)["ListPhoneNumbersSummaryList"] == []
    connect.release_phone_number(**it)
    with refused("ResourceNotFoundException"):
        connect.describe_phone_number(**it)
    connect.delete_instance(InstanceId=other)


def test_functions_and_tags_and_their_limits(connect, i, queue):
    connect.associate_lambda_function(**i, FunctionArn=LAMBDA)
    assert connect.list_lambda_functions(**i)["LambdaFunctions"] == [LAMBDA]
    with refused("ResourceConflictException"):
        connect.associate_lambda_function(**i, FunctionArn=LAMBDA)
    connect.disassociate_lambda_function(**i, FunctionArn=LAMBDA)
    arn = connect.describe_queue(**i, QueueId=queue)["Queue"]["QueueArn"]
    connect.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
    with refused("InvalidParameterException"):
        connect.tag_resource(resourceArn=arn, tags={"aws:owner": "me"})
    with refused("InvalidParameterException", "InvalidRequestException"):
        connect.tag_resource(resourceArn=arn, tags={f"k{n}": "v" for n in range(50)})
    connect.untag_resource(resourceArn=arn, tagKeys=["a", "never"])
    assert connect.list_tags_for_resource(resourceArn=arn)["tags"] == {"b": "2"}
    # By ARN as by identifier.
    assert connect.describe_queue(InstanceId=arn.split("/queue/")[0], QueueId=arn)["Queue"]["QueueId"] == queue


def test_contacts_are_searched_and_one_that_is_not_there_is_not_found(connect, i):
    now = datetime.datetime.now(datetime.timezone.utc)
    day = {"Type": "INITIATION_TIMESTAMP", "StartTime": now - datetime.timedelta(days=1), "EndTime": now}
    found = connect.search_contacts(**i, TimeRange=day)
    assert (found["Contacts"], found["TotalCount"]) == ([], 0)
    for ask in (
        lambda: connect.describe_contact(**i, ContactId=NOBODY),
        lambda: connect.get_contact_attributes(**i, InitialContactId=NOBODY),
        lambda: connect.list_contact_references(**i, ContactId=NOBODY, ReferenceTypes=["URL"]),
        lambda: connect.stop_contact(**i, ContactId=NOBODY),
        lambda: connect.update_contact_attributes(**i, InitialContactId=NOBODY, Attributes={"a": "b"}),
    ):
        with refused("ResourceNotFoundException", "ContactNotFoundException"):
            ask()


def test_the_queues_of_agents_come_after_a_page_that_standard_ones_fill(connect, i, queue, user):
    pages = connect.get_paginator("list_queues").paginate(**i, PaginationConfig={"PageSize": 2})
    kinds = [it["QueueType"] for page in pages for it in page["QueueSummaryList"]]
    # BasicQueue and Support fill the first page.
    assert kinds == ["STANDARD", "STANDARD", "AGENT"]


def test_a_token_of_one_listing_is_not_good_for_another(connect, i, queue):
    token = connect.list_queues(**i, QueueTypes=["STANDARD"], MaxResults=1)["NextToken"]
    for ask in (
        lambda: connect.list_queues(**i, QueueTypes=["AGENT"], MaxResults=1, NextToken=token),
        lambda: connect.list_hours_of_operations(**i, NextToken=token),
        lambda: connect.list_queues(**i, NextToken="nonsense"),
    ):
        with refused("InvalidParameterException", "InvalidRequestException"):
            ask()


def test_of_many_claims_of_one_number_at_once_one_wins(connect, i, product):
    free = connect.search_available_phone_numbers(**i, PhoneNumberCountryCode="GB", PhoneNumberType="TOLL_FREE")
    number = free["AvailableNumbersList"][0]["PhoneNumber"]
    client = product.client("connect", config=Config(max_pool_connections=8, retries={"max_attempts": 0}))
    results = []

    def claim():
        try:
            results.append(client.claim_phone_number(**i, PhoneNumber=number)["PhoneNumberId"])
        except ClientError as error:
            results.append(error.response["Error"]["Code"])

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [result for result in results if not result.endswith("Exception")]
    assert len(results) == 8 and len(won) == 1, results
    connect.release_phone_number(PhoneNumberId=won[0])


def signed(product, path="/instance", *, auth=SigV4Auth, at=None, region="us-east-1", body=b"", method="GET"):
    """A signed request; `at` seconds from now."""
    request = AWSRequest(method, product.url + path, data=body)
    signer = auth(Credentials(ROOT_KEY, ROOT_SECRET), "connect", region)
    if at is not None:
        # The signer's clock is patched in one place only: the moment it puts into the request.
        import botocore.auth as module

        real = module.get_current_datetime
        module.get_current_datetime = lambda *a, **k: real(*a, **k) + datetime.timedelta(seconds=at)
        try:
            signer.add_auth(request)
        finally:
            module.get_current_datetime = real
    else:
        signer.add_auth(request)
    prepared = request.prepare()
    return method, prepared.url.removeprefix(product.url), body, dict(prepared.headers.items())


def refusal(answer):
    return answer.status, answer.getheader("x-amzn-errortype")


def test_signatures_of_another_time_region_or_body_are_refused(product):
    good = signed(product)
    assert raw(product, *good).status == 200
    assert raw(product, *signed(product, auth=SigV4QueryAuth)).status == 200
    for bad in (
        signed(product, at=-3600), signed(product, at=3600), signed(product, region="eu-central-1"),
        signed(product, auth=SigV4QueryAuth, at=-7200),
    ):
        assert refusal(raw(product, *bad)) == (403, "InvalidSignatureException"), bad
    method, path, _, headers = signed(product, "/queues/x", body=b'{"Name":"a"}', method="PUT")
    assert refusal(raw(product, method, path, b'{"Name":"b"}', headers)) == (403, "InvalidSignatureException")
    assert refusal(raw(product, "GET", "/instance")) == (403, "MissingAuthenticationTokenException")


def test_an_unknown_operation_is_told_apart_from_one_that_is_not_built(connect, product, i):
    assert refusal(raw(product, *signed(product, "/no/such/operation"))) == (404, "UnknownOperationException")
    with refused("NotImplementedException") as error:
        connect.start_chat_contact(**i, ContactFlowId=NOBODY, ParticipantDetails={"DisplayName": "Bob"})
    assert status(error) == 501 and "StartChatContact" in str(error.value)


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_every_acknowledged_write_survives_kill_9(tmp_path, store):
    with postgres_schema() as env:
        product = Carillon(tmp_path, env=env if store == "postgres" else {}).start()
        try:
            connect = product.client("connect", config=Config(retries={"max_attempts": 0}))
            instance = connect.create_instance(
                IdentityManagementType="CONNECT_MANAGED", InstanceAlias="kept", InboundCallsEnabled=True,
                OutboundCallsEnabled=True,
            )["Id"]
            hours = connect.list_hours_of_operations(InstanceId=instance)["HoursOfOperationSummaryList"][0]["Id"]
            acknowledged, some = [], threading.Event()

            def write():
                for n in range(10_000):
                    try:
                        connect.create_queue(InstanceId=instance, Name=f"Q{n}", HoursOfOperationId=hours)
                    except Exception:
                        return
                    acknowledged.append(f"Q{n}")
                    if n == 20:
                        some.set()

            writer = threading.Thread(target=write)
            writer.start()
            assert some.wait(20)
            product.kill9()
            writer.join()
            product.start()
            pages = product.client("connect").get_paginator("list_queues").paginate(InstanceId=instance)
            kept = {it.get("Name") for page in pages for it in page["QueueSummaryList"]}
            assert set(acknowledged) <= kept
        finally:
            product.close()


def test_a_lockout_says_how_long_and_unknown_people_look_like_wrong_passwords(product, connect, instance):
    alias = connect.describe_instance(InstanceId=instance)["Instance"]["InstanceAlias"]
    name = f"nobody-{uuid.uuid4().hex[:8]}"
    guess = {"instance": alias, "username": name, "password": "Wrong-Horse-1"}
    answers = [post(product, "/app/sign-in", guess) for _ in range(6)]
    assert [answer.status for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1].getheader("retry-after")) >= 1
    for body in ("null", "[]", '{"username": 5}', '{"username":"a"}', "\x00"):
        assert raw(product, "POST", "/app/sign-in", body).status == 400
