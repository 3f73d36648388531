"""A whole instance as one document, and users in bulk from CSV, against the real binary."""

import json
import subprocess
import time
import uuid

from conftest import BINARY
from signed import ask
from test_api import id_of

HEADER = (
    "first name,last name,email address,secondary email address,mobile,password,user login,"
    "routing profile name,security_profile_name_1|security_profile_name_2,phone type (soft/desk),"
    "phone number,soft phone auto accept (yes/no),ACW timeout (seconds),tags\r\n"
)


def run(product, *words, expect=0):
    done = subprocess.run(
        [BINARY, *words, "--ready-file", str(product.ready_file)],
        env=product.env, capture_output=True, text=True,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


def test_an_instance_goes_through_git_and_back(product, connect, instance, tmp_path):
    i = {"InstanceId": instance}
    hours = connect.list_hours_of_operations(**i)["HoursOfOperationSummaryList"][0]["Id"]
    queue = connect.create_queue(
        **i, Name="Support", HoursOfOperationId=hours, Description="All", Tags={"team": "blue"},
    )["QueueId"]
    profile = connect.list_routing_profiles(**i)["RoutingProfileSummaryList"][0]["Id"]
    agent = id_of(connect.list_security_profiles(**i)["SecurityProfileSummaryList"], "Agent")
    connect.create_user(
        **i, Username="ada", Password="Passw0rd-of-ada", PhoneConfig={"PhoneType": "SOFT_PHONE"},
        IdentityInfo={"FirstName": "Ada", "LastName": "L"}, SecurityProfileIds=[agent],
        RoutingProfileId=profile,
    )
    file = tmp_path / "centre.yaml"
    run(product, "export", "--instance", instance, "--output", str(file))
    text = file.read_text()
    assert "@hours-of-operation/Basic Hours" in text and "argon2" not in text
    # Nothing differs from what was just written.
    same = run(product, "import", str(file), "--instance", instance, "--dry-run", "--prune", "--exit-code")
    assert same.startswith("0 would change")
    # A changed word is a change of that resource only, told before it is made.
    file.write_text(text.replace("description: All\n", "description: Everything\n"))
    told = run(
        product, "import", str(file), "--instance", instance, "--dry-run", "--exit-code", expect=2
    )
    assert "~ queue Support" in told and "description: All -> Everything" in told
    assert connect.describe_queue(**i, QueueId=queue)["Queue"]["Description"] == "All"
    run(product, "import", str(file), "--instance", instance)
    assert connect.describe_queue(**i, QueueId=queue)["Queue"]["Description"] == "Everything"
    # What the document does not name goes only if that is asked for.
    other = connect.create_queue(**i, Name="Other", HoursOfOperationId=hours)["QueueId"]
    assert run(product, "import", str(file), "--instance", instance).startswith("0 changed")
    assert "- queue Other" in run(product, "import", str(file), "--instance", instance, "--prune")
    assert other not in {it["Id"] for it in connect.list_queues(**i)["QueueSummaryList"]}


def test_a_document_makes_another_instance(product, connect, instance, tmp_path):
    i = {"InstanceId": instance}
    hours = connect.list_hours_of_operations(**i)["HoursOfOperationSummaryList"][0]["Id"]
    connect.create_queue(**i, Name="Support", HoursOfOperationId=hours)
    file = tmp_path / "centre.yaml"
    run(product, "export", "--instance", instance, "--output", str(file))
    text = file.read_text()
    alias = connect.describe_instance(**i)["Instance"]["InstanceAlias"]
    other = f"i-{uuid.uuid4().hex[:12]}"
    file.write_text(text.replace(alias, other))
    run(product, "import", str(file), "--instance", other, "--create", "--prune")
    found = connect.list_instances()["InstanceSummaryList"]
    made = next(it["Id"] for it in found if it["InstanceAlias"] == other)
    queues = connect.list_queues(InstanceId=made, QueueTypes=["STANDARD"])["QueueSummaryList"]
    assert {it["Name"] for it in queues} == {"BasicQueue", "Support"}
    again = run(product, "import", str(file), "--instance", other, "--dry-run", "--prune")
    assert again.startswith("0 would change")
    connect.delete_instance(InstanceId=made)


def test_workspaces_and_what_belongs_to_them_go_along(product, connect, instance, tmp_path):
    i = {"InstanceId": instance}
    profile = connect.list_routing_profiles(**i)["RoutingProfileSummaryList"][0]["Arn"]
    view = connect.create_view(**i, Name="Home", Status="PUBLISHED", Content={"Template": "{}", "Actions": []})["View"]
    connect.create_view_version(**i, ViewId=view["Id"])
    desk = connect.create_workspace(**i, Name="Desk")["WorkspaceId"]
    kind = "IMAGE_LOGO_LIGHT_FAVICON"
    connect.import_workspace_media(**i, WorkspaceId=desk, MediaType=kind, MediaSource="R0lGODlh")
    connect.create_workspace_page(**i, WorkspaceId=desk, Page="HOME", ResourceArn=f"{view['Arn']}:1", Slug="home")
    connect.associate_workspace(**i, WorkspaceId=desk, ResourceArns=[profile])
    connect.create_notification(**i, Content={"en_US": "Hello"}, Recipients=[connect.describe_instance(**i)["Instance"]["Arn"]])
    file = tmp_path / "centre.yaml"
    run(product, "export", "--instance", instance, "--output", str(file))
    alias = connect.describe_instance(**i)["Instance"]["InstanceAlias"]
    other = f"i-{uuid.uuid4().hex[:12]}"
    file.write_text(file.read_text().replace(alias, other))
    run(product, "import", str(file), "--instance", other, "--create", "--prune")
    found = connect.list_instances()["InstanceSummaryList"]
    made = next(it for it in found if it["InstanceAlias"] == other)
    o = {"InstanceId": made["Id"]}
    w = {**o, "WorkspaceId": connect.list_workspaces(**o)["WorkspaceSummaryList"][0]["Id"]}
    [page] = connect.list_workspace_pages(**w)["WorkspacePageList"]
    assert page["ResourceArn"].startswith(made["Arn"]) and page["ResourceArn"].endswith(":1")
    connect.update_workspace_page(**w, Page="HOME", InputData="{}")
    [recipient] = connect.list_notifications(**o)["NotificationSummaryList"][0]["Recipients"]
    assert recipient == made["Arn"]
    profile = connect.list_routing_profiles(**o)["RoutingProfileSummaryList"][0]["Arn"]
    assert connect.associate_workspace(**w, ResourceArns=[profile])["FailedList"][0]["ErrorCode"] == "409"
    assert connect.disassociate_workspace(**w, ResourceArns=[profile])["SuccessfulList"] == [{"ResourceArn": profile}]
    # The bytes of media stay where the first instance has them.
    connect.delete_workspace(**w)
    assert connect.list_workspace_media(**i, WorkspaceId=desk)["Media"] == [{"Type": kind, "Source": "R0lGODlh"}]
    connect.delete_instance(**o)


def test_a_document_with_problems_is_refused_whole(product, connect, instance):
    path = f"/instances/{instance}/document"
    bad = "carillon: 1\nresources:\n  queue:\n    - name: A\n      hours: '@hours-of-operation/None'\n      status: ENABLED\n    - name: B\n      hours: '@hours-of-operation/Basic Hours'\n      status: ENABLED\n"
    status, answer = ask(product, "carillon", "POST", path, {"Document": bad})
    assert status == 400 and answer["Problems"][0]["At"] == "queue/A"
    names = {it["Name"] for it in connect.list_queues(InstanceId=instance, QueueTypes=["STANDARD"])["QueueSummaryList"]}
    assert names == {"BasicQueue"}
    for text in ("[", "carillon: 9\nresources: {}", "carillon: 1\nresources: {cats: []}"):
        status, answer = ask(product, "carillon", "POST", path, {"Document": text})
        assert status == 400, answer


def finished(product, path, job):
    deadline = time.monotonic() + 30
    while True:
        status, answer = ask(product, "carillon", "GET", f"{path}/{job}")
        assert status == 200, answer
        if answer["BulkImport"]["Status"] != "IN_PROGRESS":
            return answer["BulkImport"]
        assert time.monotonic() < deadline, answer
        time.sleep(0.05)


def test_a_file_of_users_is_previewed_and_its_valid_rows_made(product, connect, instance):
    path = f"/instances/{instance}/bulk-imports"
    csv = HEADER + "".join([
        "Ada,L,,,,Passw0rd-1,ada,Basic Routing Profile,Agent,soft,,no,30,team:blue\r\n",
        "Bob,M,,,,weak,bob,Basic Routing Profile,Agnet,soft,,no,0,\r\n",
        "Cyd,N,,,,Passw0rd-3,cyd,Basic Routing Profile,Agent|Admin,desk,+18005550100,yes,0,\r\n",
    ])
    body = {"ResourceType": "USER", "Csv": csv}
    status, answer = ask(product, "carillon", "POST", path, {**body, "DryRun": True})
    preview = answer["BulkImport"]
    assert status == 200 and preview["Status"] == "PREVIEW", answer
    assert [row["Status"] for row in preview["Rows"]] == ["VALID", "INVALID", "VALID"]
    errors = {it["Column"]: it["Message"] for it in preview["Rows"][1]["Errors"]}
    assert "Agnet" in errors["security_profile_name_1|security_profile_name_2"] and errors["password"]
    assert connect.list_users(InstanceId=instance)["UserSummaryList"] == []
    status, answer = ask(product, "carillon", "POST", path, body)
    done = finished(product, path, answer["BulkImport"]["JobId"])
    assert (done["Status"], done["Created"], done["Invalid"], done["Failed"]) == ("COMPLETE", 2, 1, 0)
    users = connect.list_users(InstanceId=instance)["UserSummaryList"]
    assert {it["Username"] for it in users} == {"ada", "cyd"}
    cyd = next(it["Id"] for it in users if it["Username"] == "cyd")
    described = connect.describe_user(InstanceId=instance, UserId=cyd)["User"]
    assert described["PhoneConfig"]["PhoneType"] == "DESK_PHONE" and len(described["SecurityProfileIds"]) == 2
    # Whoever is there already is an error of the row.
    status, answer = ask(product, "carillon", "POST", path, {**body, "DryRun": True})
    assert {row["Status"] for row in answer["BulkImport"]["Rows"]} == {"INVALID"}
    status, answer = ask(product, "carillon", "GET", path)
    assert len(answer["BulkImports"]) == 1
    status, answer = ask(product, "carillon", "POST", path, {"ResourceType": "USER", "Csv": "cats\r\n1\r\n"})
    assert status == 400 and "cats" in json.dumps(answer)
    status, answer = ask(
        product, "carillon", "GET", f"/instances/{instance}/bulk-import-template?resourceType=USER"
    )
    assert "user login" in answer["Csv"]
