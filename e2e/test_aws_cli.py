"""The aws CLI as it is installed, told only where to go: no patched client, no special options."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from conftest import ROOT_KEY, ROOT_SECRET, Carillon
from test_ops_numbers import wav

BESIDE = Path(sys.executable).parent / "aws"
AWS = str(BESIDE) if BESIDE.exists() else shutil.which("aws")
# What the CLI ends with, of version 1 and 2. Source: its own documentation, "Return codes".
REFUSED, MISUSED = (255, 254), (2, 252)


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    product = Carillon(tmp_path_factory.mktemp("cli"))
    yield product.start()
    product.close()


@pytest.fixture(scope="module")
def run(product, tmp_path_factory):
    """Runs the CLI in an environment with nothing of the machine's own; gives what it ended with."""
    home = tmp_path_factory.mktemp("home")
    own = {
        "PATH": os.environ["PATH"], "HOME": str(home), "AWS_ENDPOINT_URL": product.url, "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": ROOT_KEY, "AWS_SECRET_ACCESS_KEY": ROOT_SECRET, "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1",
    }

    def run(*words, **env):
        whole = {key: value for key, value in {**own, **env}.items() if value is not None}
        return subprocess.run([AWS, *words], env=whole, capture_output=True, text=True, timeout=60, check=False)

    return run


@pytest.fixture(scope="module")
def aws(run):
    """Runs a command that must succeed; gives its JSON, or its text where it is no JSON."""

    def aws(*words, **env):
        done = run(*words, **env)
        assert done.returncode == 0, (words, done.stderr)
        try:
            return json.loads(done.stdout)
        except ValueError:
            return done.stdout.strip()

    return aws


@pytest.fixture(scope="module")
def instance(aws):
    alias = f"i-{uuid.uuid4().hex[:12]}"
    made = aws(
        "connect", "create-instance", "--identity-management-type", "CONNECT_MANAGED", "--instance-alias", alias,
        "--inbound-calls-enabled", "--no-outbound-calls-enabled", "--tags", "team=a,site=b",
    )
    assert made["Arn"].endswith(made["Id"])
    asked = ("connect", "list-instances", "--query", f"InstanceSummaryList[?InstanceAlias=='{alias}'].Id", "--output", "text")
    assert aws(*asked) == made["Id"]
    return made["Id"]


def test_an_instance_is_made_from_the_shell(aws, instance):
    about = aws("connect", "describe-instance", "--instance-id", instance)["Instance"]
    assert (about["InboundCallsEnabled"], about["OutboundCallsEnabled"], about["Tags"]) == (True, False, {"team": "a", "site": "b"})
    switch = ("--instance-id", instance, "--attribute-type", "CONTACTFLOW_LOGS")
    aws("connect", "update-instance-attribute", *switch, "--value", "true")
    assert aws("connect", "describe-instance-attribute", *switch, "--query", "Attribute.Value") == "true"


def test_queues_are_made_listed_in_pages_and_queried(aws, instance):
    i = ("--instance-id", instance)
    hours = aws("connect", "list-hours-of-operations", *i, "--query", "HoursOfOperationSummaryList[0].Id", "--output", "text")
    for n in range(5):
        aws("connect", "create-queue", *i, "--name", f"Queue {n}", "--hours-of-operation-id", hours, "--max-contacts", str(n + 1))
    listing = ("connect", "list-queues", *i, "--queue-types", "STANDARD")
    names = aws(*listing, "--query", "QueueSummaryList[].Name")
    assert {f"Queue {n}" for n in range(5)} <= set(names) and len(names) == 6
    # All pages are joined, however small; --max-items ends with a token of the CLI's own to go on with.
    assert aws(*listing, "--page-size", "2", "--query", "QueueSummaryList[].Name") == names
    seen, token = [], None
    while True:
        page = aws(*listing, "--max-items", "4", *(("--starting-token", token) if token else ()))
        seen += [it["Name"] for it in page["QueueSummaryList"]]
        token = page.get("NextToken")
        if not token:
            break
        assert len(page["QueueSummaryList"]) == 4
    assert seen == names
    assert aws(*listing, "--max-items", "1", "--query", "length(QueueSummaryList)") == 1
    assert len(aws(*listing, "--no-paginate", "--max-results", "2")["QueueSummaryList"]) == 2
    lines = aws(*listing, "--query", "sort_by(QueueSummaryList, &Name)[].[Name,QueueType]", "--output", "text").splitlines()
    assert lines == sorted(f"{name}\tSTANDARD" for name in names)
    assert "|  Queue 3" in aws(*listing, "--query", "QueueSummaryList[].Name", "--output", "table")


def test_people_are_made_found_and_changed(aws, instance, tmp_path):
    i = ("--instance-id", instance)
    first = lambda *words: aws("connect", *words, *i, "--output", "text")
    profile = first("list-routing-profiles", "--query", "RoutingProfileSummaryList[0].Id")
    agent = first("list-security-profiles", "--query", "SecurityProfileSummaryList[?Name=='Agent'].Id")
    ada = aws(
        "connect", "create-user", *i, "--username", "ada", "--password", "Correct-Horse-1", "--routing-profile-id", profile,
        "--security-profile-ids", agent, "--phone-config", "PhoneType=SOFT_PHONE,AutoAccept=false,AfterContactWorkTimeLimit=5",
        "--identity-info", "FirstName=Ada,LastName=Example,Email=ada@example.com", "--tags", "team=a",
    )
    # The same from a file, as `--generate-cli-skeleton` begins one.
    skeleton = aws("connect", "create-user", "--generate-cli-skeleton", "input")
    assert {"Username", "SecurityProfileIds"} <= set(skeleton)
    asked = {
        "InstanceId": instance, "Username": "bob", "Password": "Correct-Horse-1", "RoutingProfileId": profile, "SecurityProfileIds": [agent],
        "PhoneConfig": {"PhoneType": "DESK_PHONE", "DeskPhoneNumber": "+12065550111"}, "Tags": {"team": "b"},
        "IdentityInfo": {"FirstName": "Bob", "LastName": "Größe"},
    }
    file = tmp_path / "bob.json"
    file.write_text(json.dumps(asked))
    aws("connect", "create-user", "--cli-input-json", f"file://{file}")
    assert aws("connect", "list-users", *i, "--query", "sort(UserSummaryList[].Username)") == ["ada", "bob"]
    about = aws("connect", "describe-user", *i, "--user-id", ada["UserId"], "--query", "User")
    assert about["PhoneConfig"]["AfterContactWorkTimeLimit"] == 5 and about["IdentityInfo"]["Email"] == "ada@example.com"
    aws("connect", "update-user-identity-info", *i, "--user-id", ada["UserId"], "--identity-info", "FirstName=Augusta,LastName=King")
    criteria = '{"StringCondition": {"FieldName": "LastName", "Value": "größe", "ComparisonType": "EXACT"}}'
    assert aws("connect", "search-users", *i, "--search-criteria", criteria, "--query", "Users[].Username") == ["bob"]
    tagged = ("--search-filter", "TagFilter={TagCondition={TagKey=team,TagValue=a}}")
    assert aws("connect", "search-users", *i, *tagged, "--query", "Users[].IdentityInfo.FirstName") == ["Augusta"]


def test_tags_from_the_shell(aws, instance):
    arn = ("--resource-arn", aws("connect", "describe-instance", "--instance-id", instance, "--query", "Instance.Arn", "--output", "text"))
    aws("connect", "tag-resource", *arn, "--tags", "stage=test,site=c d")
    now = ("connect", "list-tags-for-resource", *arn, "--query", "tags")
    assert aws(*now) == {"team": "a", "site": "c d", "stage": "test"}
    aws("connect", "untag-resource", *arn, "--tag-keys", "stage", "site")
    assert aws(*now) == {"team": "a"}
    aws("connect", "tag-resource", *arn, "--tags", "site=b")


def test_a_flow_and_a_prompt_come_from_files(aws, instance, tmp_path):
    i = ("--instance-id", instance)
    action = {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    content = json.dumps({"Version": "2019-10-30", "StartAction": "end", "Metadata": {}, "Actions": [action]}, indent=1)
    file = tmp_path / "flow.json"
    file.write_text(content)
    made = aws("connect", "create-contact-flow", *i, "--name", "Main", "--type", "CONTACT_FLOW", "--content", f"file://{file}")
    flow = ("--contact-flow-id", made["ContactFlowId"])
    assert aws("connect", "describe-contact-flow", *i, *flow, "--query", "ContactFlow")["Content"] == content
    sound, back = tmp_path / "hello.wav", tmp_path / "back.wav"
    sound.write_bytes(wav())
    aws("s3", "cp", str(sound), "s3://prompts/cli/hello.wav")
    aws("s3", "cp", "s3://prompts/cli/hello.wav", str(back))
    assert back.read_bytes() == wav()
    made = aws("connect", "create-prompt", *i, "--name", "Hello", "--s3-uri", "s3://prompts/cli/hello.wav")
    assert aws("connect", "describe-prompt", *i, "--prompt-id", made["PromptId"], "--query", "Prompt.Name") == "Hello"


def told(done, operation, code):
    """What the CLI says of an error of the service."""
    assert done.returncode in REFUSED and not done.stdout, (done.returncode, done.stderr)
    start = f"An error occurred ({code}) when calling the {operation} operation: "
    assert start in done.stderr, done.stderr
    return done.stderr.partition(start)[2].strip()


def test_an_error_ends_with_its_code_and_says_why(run, instance):
    i, nobody = ("--instance-id", instance), str(uuid.UUID(int=7))
    message = told(run("connect", "describe-queue", *i, "--queue-id", nobody), "DescribeQueue", "ResourceNotFoundException")
    assert nobody in message
    flow = run("connect", "create-contact-flow", *i, "--name", "Bad", "--type", "CONTACT_FLOW", "--content", "{}")
    assert told(flow, "CreateContactFlow", "InvalidContactFlowException")
    token = run("connect", "list-queues", *i, "--no-paginate", "--next-token", "forged")
    assert "NextToken" in told(token, "ListQueues", "InvalidParameterException")
    assert told(run("connect", "list-instances", AWS_SECRET_ACCESS_KEY="wrong"), "ListInstances", "InvalidSignatureException")
    assert told(run("connect", "list-instances", AWS_ACCESS_KEY_ID="AKIANOBODYNOBODYNOBO"), "ListInstances", "UnrecognizedClientException")
    # What the CLI itself refuses never comes here.
    assert run("connect", "describe-queue", *i).returncode in MISUSED


def test_a_profile_with_a_role_and_an_endpoint_of_its_own(aws, run, product, instance, tmp_path):
    """The endpoint and a role from the configuration file, as people have them there."""
    name = f"reader-{uuid.uuid4().hex[:8]}"
    allow = lambda action, **more: json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, **more}})
    aws("iam", "create-user", "--user-name", name)
    key = aws("iam", "create-access-key", "--user-name", name)["AccessKey"]
    trust = allow("sts:AssumeRole", Principal={"AWS": "123456789012"})
    role = aws("iam", "create-role", "--role-name", name, "--assume-role-policy-document", trust)["Role"]["Arn"]
    read = allow(["connect:List*", "connect:Describe*"], Resource="*")
    aws("iam", "put-role-policy", "--role-name", name, "--policy-name", "read", "--policy-document", read)
    aws("iam", "put-user-policy", "--user-name", name, "--policy-name", "own", "--policy-document", allow("sts:AssumeRole", Resource=role))
    file = tmp_path / "config"
    file.write_text(
        f"[profile base]\nregion = us-east-1\nservices = here\naws_access_key_id = {key['AccessKeyId']}\n"
        f"aws_secret_access_key = {key['SecretAccessKey']}\n\n"
        f"[profile reader]\nregion = us-east-1\nservices = here\nrole_arn = {role}\nsource_profile = base\nrole_session_name = shell\n\n"
        f"[services here]\nconnect =\n  endpoint_url = {product.url}\nsts =\n  endpoint_url = {product.url}\n"
    )
    of = {"AWS_CONFIG_FILE": str(file), "AWS_ENDPOINT_URL": None, "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    reader = {**of, "AWS_PROFILE": "reader"}
    arn = aws("sts", "get-caller-identity", "--query", "Arn", "--output", "text", **reader)
    assert arn == f"arn:aws:sts::123456789012:assumed-role/{name}/shell"
    assert instance in aws("connect", "list-instances", "--query", "InstanceSummaryList[].Id", **reader)
    told(run("connect", "delete-instance", "--instance-id", instance, **reader), "DeleteInstance", "AccessDeniedException")
    told(run("connect", "list-instances", **{**of, "AWS_PROFILE": "base"}), "ListInstances", "AccessDeniedException")


def test_an_instance_goes_from_the_shell(aws, run):
    alias = f"i-{uuid.uuid4().hex[:12]}"
    made = aws(
        "connect", "create-instance", "--identity-management-type", "CONNECT_MANAGED", "--instance-alias", alias,
        "--inbound-calls-enabled", "--outbound-calls-enabled",
    )
    assert aws("connect", "delete-instance", "--instance-id", made["Id"]) == ""
    told(run("connect", "describe-instance", "--instance-id", made["Id"]), "DescribeInstance", "ResourceNotFoundException")
