"""Programs' identities with boto3 and the aws CLI: users, roles, sessions, policies, the decision log."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from conftest import ROOT_KEY, ROOT_SECRET

ACCOUNT = "123456789012"
ROOT = {"aws_access_key_id": ROOT_KEY, "aws_secret_access_key": ROOT_SECRET}
TRUST = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": ["sts:AssumeRole", "sts:TagSession"]},
}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def client(carillon, service, credentials=ROOT):
    return boto3.client(
        service, endpoint_url=carillon.url, region_name="us-east-1",
        config=Config(retries={"max_attempts": 0}), **credentials,
    )


def temporary(answer):
    given = answer["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"], "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }


def user(carillon, name, *statements):
    """A user with a key and a policy."""
    iam = client(carillon, "iam")
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy(*statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}


def error(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    found = raised.value.response["Error"]
    return found["Code"], found["Message"]


def instance(carillon, **more):
    made = client(carillon, "connect").create_instance(
        IdentityManagementType="CONNECT_MANAGED", InstanceAlias=f"i-{uuid.uuid4().hex[:10]}",
        InboundCallsEnabled=True, OutboundCallsEnabled=True, **more,
    )
    return made["Id"], made["Arn"]


def test_a_role_is_assumed_narrowed_and_revoked(carillon):
    iam, root = client(carillon, "iam"), client(carillon, "connect")
    own, _ = instance(carillon)
    role = iam.create_role(RoleName="ci", AssumeRolePolicyDocument=json.dumps(TRUST), Tags=[{"Key": "team", "Value": "a"}])["Role"]
    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/ci" and role["AssumeRolePolicyDocument"] == TRUST
    iam.put_role_policy(RoleName="ci", PolicyName="read", PolicyDocument=policy(allow(["connect:List*", "connect:Describe*"])))
    ann = user(carillon, "ann")
    wanted = {"RoleArn": role["Arn"], "RoleSessionName": "job-1"}
    # The trust policy trusts the account: ann's own policy must allow it too.
    code, message = error(client(carillon, "sts", ann).assume_role, **wanted)
    assert code == "AccessDenied" and "arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:AssumeRole" in message
    iam.put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=policy(allow("sts:AssumeRole", role["Arn"])))
    assumed = client(carillon, "sts", ann).assume_role(**wanted)
    assert assumed["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/ci/job-1"
    session = temporary(assumed)
    who = client(carillon, "sts", session).get_caller_identity()
    assert (who["Arn"], who["UserId"]) == (assumed["AssumedRoleUser"]["Arn"], f"{role['RoleId']}:job-1")
    connect = client(carillon, "connect", session)
    assert [it["Id"] for it in connect.list_instances()["InstanceSummaryList"]] == [own]
    code, message = error(connect.delete_instance, InstanceId=own)
    assert code == "AccessDeniedException"
    assert message.endswith("because no identity-based policy allows the connect:DeleteInstance action")
    # A presigned request carries its token in the query.
    url = client(carillon, "sts", session).generate_presigned_url("get_caller_identity")
    assert "X-Amz-Security-Token" in url
    # A session policy narrows, and does not widen.
    narrow = policy(allow("connect:ListInstances"), allow("connect:DeleteInstance"))
    narrowed = client(carillon, "connect", temporary(client(carillon, "sts", ann).assume_role(**wanted, Policy=narrow)))
    narrowed.list_instances()
    code, message = error(narrowed.describe_instance, InstanceId=own)
    assert code == "AccessDeniedException" and "no session policy allows the connect:DescribeInstance action" in message
    assert error(narrowed.delete_instance, InstanceId=own)[0] == "AccessDeniedException"
    # The end of the role ends its sessions at once.
    assert error(iam.delete_role, RoleName="ci")[0] == "DeleteConflict"
    iam.delete_role_policy(RoleName="ci", PolicyName="read")
    assert error(connect.list_instances)[0] == "AccessDeniedException"
    iam.delete_role(RoleName="ci")
    assert error(connect.list_instances)[0] == "UnrecognizedClientException"
    assert error(client(carillon, "sts", session).get_caller_identity)[0] == "InvalidClientTokenId"
    assert root.describe_instance(InstanceId=own)["Instance"]["Id"] == own


def test_credentials_that_do_not_fit_are_told_apart(carillon):
    ann = user(carillon, "ann", allow("connect:ListInstances"))
    session = temporary(client(carillon, "sts", ann).get_session_token(DurationSeconds=900))
    client(carillon, "connect", session).list_instances()
    forged = {**session, "aws_session_token": session["aws_session_token"][:-8] + "AAAAAAA="}
    without = {**session, "aws_session_token": None}
    swapped = {**ann, "aws_session_token": session["aws_session_token"]}
    wrong = {**session, "aws_secret_access_key": "x" * 40}
    for credentials in (forged, without, swapped):
        assert error(client(carillon, "connect", credentials).list_instances)[0] == "UnrecognizedClientException"
        assert error(client(carillon, "sts", credentials).get_caller_identity)[0] == "InvalidClientTokenId"
    assert error(client(carillon, "connect", wrong).list_instances)[0] == "InvalidSignatureException"
    assert error(client(carillon, "sts", wrong).get_caller_identity)[0] == "SignatureDoesNotMatch"
    # Sessions of a key do little at STS, and an inactive key ends its sessions.
    assert error(client(carillon, "sts", session).get_session_token)[0] == "AccessDenied"
    client(carillon, "iam").update_access_key(UserName="ann", AccessKeyId=ann["aws_access_key_id"], Status="Inactive")
    assert error(client(carillon, "connect", session).list_instances)[0] == "UnrecognizedClientException"
    for call in ("assume_role_with_saml", "assume_role_with_web_identity"):
        arguments = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/some-role"}
        if call.endswith("saml"):
            arguments |= {"PrincipalArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/p", "SAMLAssertion": "AAAA"}
        else:
            arguments |= {"RoleSessionName": "session", "WebIdentityToken": "AAAA"}
        assert error(getattr(client(carillon, "sts"), call), **arguments)[0] == "NotImplemented"


def test_tags_resources_and_conditions_decide(carillon):
    root = client(carillon, "connect")
    own, arn = instance(carillon)
    i = {"InstanceId": own}
    profiles = {it["Name"]: it["Id"] for it in root.list_security_profiles(**i)["SecurityProfileSummaryList"]}
    routing = root.list_routing_profiles(**i)["RoutingProfileSummaryList"][0]["Id"]
    phone = {"PhoneType": "SOFT_PHONE", "AutoAccept": False, "AfterContactWorkTimeLimit": 0}

    def new(name, profile="Agent", **more):
        return {
            **i, "Username": name, "Password": "Secret-123456", "PhoneConfig": phone, "RoutingProfileId": routing,
            "SecurityProfileIds": [profiles[profile]], "IdentityInfo": {"FirstName": "A", "LastName": "B"}, **more,
        }

    test = root.create_user(**new("tested", Tags={"Department": "Test"}))["UserId"]
    other = root.create_user(**new("other"))["UserId"]
    bob = client(carillon, "connect", user(
        carillon, "bob",
        allow("connect:DescribeUser", Condition={"StringEquals": {"aws:ResourceTag/Department": "Test"}}),
        allow("connect:CreateUser"),
        {"Sid": "NoAdmins", "Effect": "Deny", "Action": "connect:CreateUser", "Resource": f"{arn}/security-profile/{profiles['Admin']}"},
        allow("connect:ListUsers", Condition={"StringEquals": {"connect:InstanceId": own}}),
    ))
    assert bob.describe_user(**i, UserId=test)["User"]["Username"] == "tested"
    code, message = error(bob.describe_user, **i, UserId=other)
    assert code == "AccessDeniedException" and f"on resource: {arn}/agent/{other} because" in message
    bob.create_user(**new("made"))
    code, message = error(bob.create_user, **new("admin", "Admin"))
    assert code == "AccessDeniedException" and message.endswith("with an explicit deny in an identity-based policy")
    assert "made" in {it["Username"] for it in bob.list_users(**i)["UserSummaryList"]}
    another, _ = instance(carillon)
    assert error(bob.list_users, InstanceId=another)[0] == "AccessDeniedException"


def test_federated_users_and_tagged_sessions_are_bound(carillon):
    ann = user(carillon, "ann", allow("sts:GetFederationToken"), allow("connect:List*"), allow("sts:AssumeRole"))
    sts = client(carillon, "sts", ann)
    made = sts.get_federation_token(Name="guest", Policy=policy(allow("connect:*")))
    guest = temporary(made)
    assert client(carillon, "sts", guest).get_caller_identity()["Arn"] == f"arn:aws:sts::{ACCOUNT}:federated-user/guest"
    client(carillon, "connect", guest).list_instances()
    assert error(client(carillon, "connect", guest).create_instance, IdentityManagementType="CONNECT_MANAGED",
                 InstanceAlias="x", InboundCallsEnabled=True, OutboundCallsEnabled=True)[0] == "AccessDeniedException"
    nothing = temporary(sts.get_federation_token(Name="nobody"))
    assert error(client(carillon, "connect", nothing).list_instances)[0] == "AccessDeniedException"
    iam = client(carillon, "iam")
    trust = {**TRUST, "Statement": {**TRUST["Statement"], "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"},
                                    "Condition": {"StringEquals": {"sts:ExternalId": "42"}}}}
    role = iam.create_role(RoleName="tagged", AssumeRolePolicyDocument=json.dumps(trust), MaxSessionDuration=3600)["Role"]["Arn"]
    iam.put_role_policy(RoleName="tagged", PolicyName="p", PolicyDocument=policy(
        allow("connect:ListInstances", Condition={"StringEquals": {"aws:PrincipalTag/team": "a"}})))
    wanted = {"RoleArn": role, "RoleSessionName": "session"}
    assert error(sts.assume_role, **wanted)[0] == "AccessDenied"
    plain = temporary(sts.assume_role(**wanted, ExternalId="42"))
    assert error(client(carillon, "connect", plain).list_instances)[0] == "AccessDeniedException"
    tagged = temporary(sts.assume_role(**wanted, ExternalId="42", Tags=[{"Key": "team", "Value": "a"}]))
    client(carillon, "connect", tagged).list_instances()
    assert error(sts.assume_role, **wanted, ExternalId="42", DurationSeconds=7200)[0] == "ValidationError"
    assert error(client(carillon, "sts").assume_role, **wanted)[0] == "AccessDenied"
    assert sts.get_caller_identity()["UserId"] == iam.get_user(UserName="ann")["User"]["UserId"]


def test_a_refusal_is_logged_and_its_message_decodes(carillon):
    ann = user(carillon, "ann", {"Sid": "Never", "Effect": "Deny", "Action": "connect:DeleteInstance", "Resource": "*"})
    own, _ = instance(carillon)
    with pytest.raises(ClientError) as raised:
        client(carillon, "connect", ann).delete_instance(InstanceId=own)
    headers = raised.value.response["ResponseMetadata"]["HTTPHeaders"]
    encoded = headers["x-carillon-authorization-message"]
    sts = client(carillon, "sts")
    decoded = json.loads(sts.decode_authorization_message(EncodedMessage=encoded)["DecodedMessage"])
    assert decoded["explicitDeny"] and decoded["matchedStatements"]["items"][0]["statementId"] == "Never"
    assert decoded["context"]["action"] == "connect:DeleteInstance"
    assert error(sts.decode_authorization_message, EncodedMessage="nonsense")[0] == "InvalidAuthorizationMessageException"
    assert error(client(carillon, "sts", ann).decode_authorization_message, EncodedMessage=encoded)[0] == "AccessDenied"
    assert sts.get_access_key_info(AccessKeyId=ann["aws_access_key_id"])["Account"] == ACCOUNT
    carillon.terminate()
    lines = carillon.run("decisions", "--denied", "--json", "--data-dir", str(carillon.data)).splitlines()
    logged = [json.loads(line) for line in lines]
    refused = next(it for it in logged if it["action"] == "connect:DeleteInstance")
    assert refused["outcome"] == "Denied" and refused["principal"].endswith(":user/ann")
    assert refused["by"] == [{"policy": "own", "layer": "identity", "statement": 0, "sid": "Never"}]
    assert refused["request_id"] == headers["x-amzn-requestid"]
    everything = carillon.run("decisions", "--data-dir", str(carillon.data))
    assert "allowed" in everything and "by the root key" in everything


def test_roles_and_keys_by_the_command_line(carillon, tmp_path):
    carillon.terminate()
    trust, read = tmp_path / "trust.json", tmp_path / "read.json"
    trust.write_text(json.dumps(TRUST))
    read.write_text(policy(allow("connect:ListInstances")))
    data = ("--data-dir", str(carillon.data))
    arn = carillon.run("roles", "create", "ci", "--trust", str(trust), "--policy", str(read), "--tag", "a=b", *data).strip()
    assert arn == f"arn:aws:iam::{ACCOUNT}:role/ci" and arn in carillon.run("roles", "list", *data)
    made = carillon.run("keys", "create", "--user", "deployer", *data)
    key = dict(line.split(":", 1) for line in made.splitlines())
    key = {"aws_access_key_id": key["access key id"].strip(), "aws_secret_access_key": key["secret access key"].strip()}
    listed = carillon.run("keys", "list", "--user", "deployer", *data)
    assert key["aws_access_key_id"] in listed and key["aws_secret_access_key"] not in listed
    carillon.start()
    client(carillon, "iam").put_user_policy(UserName="deployer", PolicyName="p", PolicyDocument=policy(allow("sts:AssumeRole", arn)))
    session = temporary(client(carillon, "sts", key).assume_role(RoleArn=arn, RoleSessionName="deploy"))
    client(carillon, "connect", session).list_instances()
    assert client(carillon, "iam").list_role_tags(RoleName="ci")["Tags"] == [{"Key": "a", "Value": "b"}]
    carillon.terminate()
    carillon.run("roles", "delete", "ci", *data)
    assert arn not in carillon.run("roles", "list", *data)


def test_the_aws_cli_starts_against_us(carillon):
    beside = Path(sys.executable).parent / "aws"
    aws = str(beside) if beside.exists() else shutil.which("aws")
    if not aws:
        pytest.skip("the aws CLI is not installed")
    env = {**os.environ, "AWS_ACCESS_KEY_ID": ROOT_KEY, "AWS_SECRET_ACCESS_KEY": ROOT_SECRET, "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run(
        [aws, "sts", "get-caller-identity", "--endpoint-url", carillon.url, "--output", "json"],
        env=env, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"
