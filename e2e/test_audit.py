"""The audit trail: what programs and people did, kept, delivered and shown."""

import json
import urllib.error
import urllib.request

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError



def page(carillon, session, query=""):
    request = urllib.request.Request(f"{carillon.url}/app/audit{query}", headers={"cookie": session})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def sign_in(carillon, username, password):
    body = json.dumps({"username": username, "password": password}).encode()
    request = urllib.request.Request(
        f"{carillon.url}/app/sign-in", data=body, method="POST", headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.headers["set-cookie"].split(";")[0]


@pytest.fixture
def product_with_sink(make_carillon, tmp_path):
    file = tmp_path / "audit.jsonl"
    sink = f'[[sinks]]\nname = "audit"\nkind = "file"\ntopics = ["audit"]\npath = "{file}"\n'
    return make_carillon(config=sink), file


def test_every_operation_is_recorded_without_secrets(carillon):
    made = carillon.demo()
    connect = carillon.client("connect", config=Config(retries={"max_attempts": 0}))
    instance = made["instance_id"] if "instance_id" in made else connect.list_instances()["InstanceSummaryList"][0]["Id"]
    i = {"InstanceId": instance}
    admin = next(user for user in made["users"] if user["username"] == "admin")
    session = sign_in(carillon, "admin", admin["password"])
    hours = connect.list_hours_of_operations(**i)["HoursOfOperationSummaryList"][0]["Id"]
    queue = connect.create_queue(**i, Name="Audited", HoursOfOperationId=hours)
    with pytest.raises(ClientError):
        connect.delete_queue(**i, QueueId="7f0c8f2e-0000-4000-8000-000000000000")
    found = page(carillon, session, "?name=CreateQueue&resource=Audited")["records"]
    assert len(found) == 1
    record = found[0]
    assert record["eventSource"] == "connect.amazonaws.com" and record["eventType"] == "AwsApiCall"
    assert record["readOnly"] is False and record["managementEvent"] is True
    assert record["userIdentity"]["type"] == "Root" and record["recipientAccountId"] == "123456789012"
    assert record["requestParameters"] == {"Name": "Audited", "HoursOfOperationId": hours, "InstanceId": instance}
    assert record["responseElements"]["QueueId"] == queue["QueueId"]
    assert "Boto3" in record["userAgent"] and record["sourceIPAddress"] == "127.0.0.1"
    refused = page(carillon, session, "?name=DeleteQueue&failed=true")["records"]
    assert refused[0]["errorCode"] == "ResourceNotFoundException"
    reads = page(carillon, session, "?readOnly=true&name=ListHours")["records"]
    assert reads and reads[0]["responseElements"] is None
    made_users = page(carillon, session, "?name=CreateUser")["records"]
    assert {it["requestParameters"]["Password"] for it in made_users} == {"HIDDEN_DUE_TO_SECURITY_REASONS"}
    login = page(carillon, session, "?name=ConsoleLogin")["records"][0]
    assert login["userIdentity"]["userName"] == "admin" and login["eventType"] == "AwsConsoleAction"
    # Pages of records join to the whole, newest first, and survive a kill.
    whole = page(carillon, session, "?readOnly=false")
    times = [it["eventTime"] for it in whole["records"]]
    assert times == sorted(times, reverse=True)
    carillon.kill9()
    carillon.start()
    again = page(carillon, session, "?name=CreateQueue&resource=Audited")["records"]
    assert again == found


def test_changes_of_programs_identities_are_recorded_without_their_secrets(carillon):
    admin = next(user for user in carillon.demo()["users"] if user["username"] == "admin")
    session = sign_in(carillon, "admin", admin["password"])
    iam = carillon.client("iam")
    iam.create_user(UserName="robot")
    key = iam.create_access_key(UserName="robot")["AccessKey"]
    iam.list_users()
    [record] = page(carillon, session, "?name=CreateAccessKey")["records"]
    assert record["eventSource"] == "iam.amazonaws.com" and record["requestParameters"] == {"UserName": "robot"}
    assert record["userIdentity"]["type"] == "Root" and record["readOnly"] is False
    assert key["SecretAccessKey"] not in json.dumps(page(carillon, session)["records"])
    assert page(carillon, session, "?name=ListUsers&readOnly=true")["records"]


def test_who_may_not_see_the_trail_is_refused(carillon):
    made = carillon.demo()
    agent = next(user for user in made["users"] if user["username"] == "ada")
    session = sign_in(carillon, "ada", agent["password"])
    with pytest.raises(urllib.error.HTTPError) as error:
        page(carillon, session)
    assert error.value.code == 403


def test_records_go_to_a_sink(product_with_sink):
    carillon, file = product_with_sink
    connect = carillon.client("connect")
    made = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InstanceAlias="audited", InboundCallsEnabled=True, OutboundCallsEnabled=True,
    )
    assert made["Id"]
    carillon.terminate()
    names = [json.loads(line) for line in file.read_text().splitlines()]
    assert any("CreateInstance" in json.dumps(it) for it in names)
