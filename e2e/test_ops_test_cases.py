"""Test cases: their definitions, and their executions, with boto3."""

import json
import time
import uuid

import pytest
from botocore.exceptions import ClientError

from test_api import ALWAYS, FLOW, LAMBDA, code
from test_bots import TEST_ALIAS, account_balance, build
from test_limits import carillon
from test_ops_association import pages, refused

END = {"Identifier": "end", "Type": "TestControl", "Parameters": {"ActionType": "TestControl", "Command": {"Type": "EndTest"}}, "Transitions": {"NextAction": ""}}


def case(text="Welcome", following=()):
    """A test that waits for a message."""
    event = {"Identifier": "e", "Type": "MessageReceived", "Actor": "System", "Properties": {"Text": text, "MatchingCriteria": "Inclusion"}}
    hears = {"Identifier": "hears", "Event": event, "Actions": [END], "Usage": {"Type": "ANY"}, "Transitions": {"NextObservations": list(following)}}
    return json.dumps({"Version": "2019-10-30", "Metadata": {}, "Observations": [hears]})


def test_a_test_case_has_a_saved_and_a_published_version(connect, instance):
    i = {"InstanceId": instance}
    flow = connect.create_contact_flow(**i, Name="Main", Type="CONTACT_FLOW", Content=json.dumps(FLOW))["ContactFlowId"]
    entry = {"Type": "VOICE_CALL", "VoiceCallEntryPointParameters": {"FlowId": flow, "SourcePhoneNumber": "+18005550100"}}
    made = connect.create_test_case(**i, Name="Greets", Description="d", Content="no test yet", EntryPoint=entry, Status="SAVED", Tags={"a": "b"})
    assert made["TestCaseArn"].endswith(f"instance/{instance}/test-case/{made['TestCaseId']}")
    t = {**i, "TestCaseId": made["TestCaseId"]}
    found = connect.describe_test_case(**t)["TestCase"]
    assert (found["Name"], found["Description"], found["Content"], found["EntryPoint"], found["Status"]) == ("Greets", "d", "no test yet", entry, "SAVED")
    assert found["Tags"] == {"a": "b"} and len(found["TestCaseSha256"]) == 64 and found["LastModifiedTime"]
    refused("ResourceNotFoundException", connect.describe_test_case, **t, Status="PUBLISHED")
    # What is published must be a test.
    with pytest.raises(ClientError) as error:
        connect.update_test_case(**t, Status="PUBLISHED")
    assert code(error) == "InvalidTestCaseException" and "not JSON" in error.value.response["Problems"][0]["message"]
    connect.update_test_case(**t, Content=case(), Status="PUBLISHED")
    for status in ({}, {"Status": "PUBLISHED"}, {"Status": "SAVED"}):
        found = connect.describe_test_case(**t, **status)["TestCase"]
        assert (found["Content"], found["Status"], found["EntryPoint"]) == (case(), "PUBLISHED", entry)
    # A draft stands beside it until it is published.
    connect.update_test_case(**t, Content=case("Hello"), InitializationData='{"tier": "gold"}', Status="SAVED")
    connect.update_test_case(**t, Name="Greets well")
    assert connect.describe_test_case(**t)["TestCase"]["Content"] == case()
    found = connect.describe_test_case(**t, Status="SAVED")["TestCase"]
    assert (found["Name"], found["Content"], found["InitializationData"], found["Status"]) == ("Greets well", case("Hello"), '{"tier": "gold"}', "SAVED")
    connect.update_test_case(**t, Status="PUBLISHED")
    found = connect.describe_test_case(**t)["TestCase"]
    assert (found["Content"], found["InitializationData"], found["Status"]) == (case("Hello"), '{"tier": "gold"}', "PUBLISHED")
    connect.delete_test_case(**t)
    refused("ResourceNotFoundException", connect.describe_test_case, **t)
    refused("ResourceNotFoundException", connect.delete_test_case, **t)


def test_test_cases_are_listed_and_found(connect, instance):
    i = {"InstanceId": instance}
    first = connect.create_test_case(**i, Name="First", Content=case(), Tags={"team": "a"})["TestCaseId"]
    second = connect.create_test_case(**i, Name="Second", Content="{}", Status="SAVED", TestCaseId=str(uuid.uuid4()))["TestCaseId"]
    refused("DuplicateResourceException", connect.create_test_case, **i, Name="First", Content=case())
    refused("DuplicateResourceException", connect.create_test_case, **i, Name="Third", Content=case(), TestCaseId=second)
    rows = pages(connect.list_test_cases, "TestCaseSummaryList", **i)
    assert [(it["Id"], it["Name"], it["Status"]) for it in rows] == [(first, "First", "PUBLISHED"), (second, "Second", "SAVED")]
    named = {"StringCondition": {"FieldName": "name", "Value": "sec", "ComparisonType": "STARTS_WITH"}}
    tagged = {"TagFilter": {"TagCondition": {"TagKey": "team", "TagValue": "a"}}}
    for asked, ids in (
        ({"SearchCriteria": named}, [second]), ({"SearchCriteria": {"StatusCondition": "PUBLISHED"}}, [first]), ({"SearchFilter": tagged}, [first]), ({}, [first, second]),
    ):
        found = connect.search_test_cases(**i, **asked)
        assert [it["Id"] for it in found["TestCases"]] == ids and found["ApproximateTotalCount"] == len(ids)


def test_a_test_case_that_makes_no_sense_is_refused(connect, instance):
    i = {"InstanceId": instance, "Name": "x"}
    for content in ("[]", "{}", case(following=["nowhere"]), case().replace("TestControl", "Dance"), case().replace("MessageReceived", "Thunder")):
        refused("InvalidTestCaseException", connect.create_test_case, **i, Content=content)
    mixed = {"Type": "CHAT", "VoiceCallEntryPointParameters": {"SourcePhoneNumber": "+18005550100"}}
    refused("InvalidParameterException", connect.create_test_case, **i, Content=case(), EntryPoint=mixed)
    nowhere = {"Type": "CHAT", "ChatEntryPointParameters": {"FlowId": str(uuid.uuid4())}}
    refused("ResourceNotFoundException", connect.create_test_case, **i, Content=case(), EntryPoint=nowhere)
    refused("InvalidParameterException", connect.create_test_case, **i, Content=case(), InitializationData="{")
    refused("InvalidParameterException", connect.create_test_case, **i, Content=case(), TestCaseId="mine")


def action(name, kind, parameters, following="end", **ways):
    """An action of a flow; `ways` lead where, by an error's name or what is equal."""
    errors = [{"ErrorType": way, "NextAction": to} for way, to in ways.items() if way.startswith(("No", "Input", "Queue"))]
    equals = lambda way: {"Operator": "Equals", "Operands": [way.strip("_")]}
    conditions = [{"NextAction": to, "Condition": equals(way)} for way, to in ways.items() if not way.startswith(("No", "Input", "Queue"))]
    transitions = {"NextAction": following, "Errors": errors, "Conditions": conditions} if following else {"Errors": errors, "Conditions": []}
    return {"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": transitions}


def menu(queue, hours):
    """1 looks at the hours and queues, 2 asks a function."""
    sorry = {"NoMatchingError": "sorry"}
    ask = {"Text": "Press 1 for sales.", "InputTimeLimitSeconds": "5", "StoreInput": "False"}
    actions = [
        action("hello", "MessageParticipant", {"Text": "Welcome, $.Attributes.name."}, "menu", **sorry),
        action("menu", "GetParticipantInput", ask, "sorry", _1="hours", _2="look", NoMatchingCondition="sorry", InputTimeLimitExceeded="sorry", **sorry),
        action("hours", "CheckHoursOfOperation", {"HoursOfOperationId": hours}, "sorry", True_="queue", False_="closed", **sorry),
        action("queue", "UpdateContactTargetQueue", {"QueueId": queue}, "into", **sorry),
        action("into", "TransferContactToQueue", {}, None, QueueAtCapacity="sorry", **sorry),
        action("closed", "MessageParticipant", {"Text": "We are closed."}, **sorry),
        action("look", "InvokeLambdaFunction", {"LambdaFunctionARN": LAMBDA, "InvocationTimeLimitSeconds": "3"}, "tell", **sorry),
        action("tell", "MessageParticipant", {"Text": "You are $.External.tier."}, **sorry),
        action("sorry", "MessageParticipant", {"Text": "Sorry."}, NoMatchingError="end"),
        *FLOW["Actions"],
    ]
    return json.dumps({**FLOW, "StartAction": "hello", "Actions": actions})


def observed(name, event, actions=(), following=(), **properties):
    event = {"Identifier": f"{name}-event", "Type": event, "Actor": "System", "Properties": properties}
    return {"Identifier": name, "Event": event, "Actions": list(actions), "Transitions": {"NextObservations": list(following)}}


def heard(name, text, actions=(), following=()):
    return observed(name, "MessageReceived", actions, following, Text=text, MatchingCriteria={"Type": "Inclusion"})


def done(kind, **parameters):
    return {"Identifier": f"do-{kind}", "Type": kind, "Parameters": {"ActionType": kind, **parameters}, "Transitions": {}}


def press(keys):
    return done("SendInstruction", Actor="Customer", Instruction={"Type": "DtmfInput", "Properties": {"Value": keys}})


def say(text):
    return done("SendInstruction", Actor="Customer", Instruction={"Type": "TextUtterance", "Properties": {"Text": text}})


def instead(kind, parameters, strategy):
    properties = {"ActionType": kind, "ActionParameters": parameters, "Strategy": strategy}
    return done("OverrideSystemBehavior", Behavior={"Type": "FlowAction", "Properties": properties})


def is_(namespace, operand):
    return {"Identifier": "is", "Type": "Assert", "Parameters": {"Namespace": namespace, "Operator": "Equals", "Operand": operand}, "Transitions": {}}


def content(*observations):
    return json.dumps({"Version": "2019-10-30", "Metadata": {}, "Observations": observations})


class Tested:
    """A flow with its queue and hours, and tests of it."""

    __test__ = False

    def __init__(self, connect, instance):
        self.connect, self.i = connect, {"InstanceId": instance}
        make = lambda name, config: connect.create_hours_of_operation(**self.i, Name=name, TimeZone="UTC", Config=config)["HoursOfOperationArn"]
        self.open, self.closed = make("Open", ALWAYS), make("Closed", [])
        self.queue = connect.create_queue(**self.i, Name="Sales", HoursOfOperationId=self.open.split("/")[-1])["QueueId"]
        connect.associate_lambda_function(**self.i, FunctionArn=LAMBDA)
        self.flow = connect.create_contact_flow(**self.i, Name="Menu", Type="CONTACT_FLOW", Content=menu(self.queue, self.open))["ContactFlowId"]

    def case(self, name, *observations, flow=None, **more):
        entry = {"Type": "VOICE_CALL", "VoiceCallEntryPointParameters": {"FlowId": flow or self.flow}}
        return self.connect.create_test_case(**self.i, Name=name, Content=content(*observations), EntryPoint=entry, **more)["TestCaseId"]

    def start(self, case):
        started = self.connect.start_test_case_execution(**self.i, TestCaseId=case)
        assert (started["TestCaseId"], started["Status"]) == (case, "INITIATED")
        return {**self.i, "TestCaseId": case, "TestCaseExecutionId": started["TestCaseExecutionId"]}

    def over(self, execution):
        """The summary, once it is over."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            found = self.connect.get_test_case_execution_summary(**execution)
            if found["Status"] not in ("INITIATED", "IN_PROGRESS"):
                return found
        raise AssertionError("the execution did not end")

    def came(self, name, *observations, **more):
        """What came of a test, and its records."""
        execution = self.start(self.case(name, *observations, **more))
        summary = self.over(execution)
        records = self.connect.list_test_case_execution_records(**execution)["ExecutionRecords"]
        return summary, [(it.get("ObservationId"), it["Status"], json.loads(it["Record"])) for it in records]


@pytest.fixture
def tested(connect, instance):
    return Tested(connect, instance)


def counts(summary):
    found = summary["ObservationSummary"]
    return found["TotalObservations"], found["ObservationsPassed"], found["ObservationsFailed"]


def test_a_test_plays_a_call_and_passes(tested):
    queued = observed("queued", "FlowActionStarted", [is_("$.Queue.Name", "Sales")], ActionType="TransferContactToQueue", ActionParameters={"QueueId": tested.queue})
    summary, records = tested.came(
        "Reaches sales", observed("begins", "TestInitiated", following=["menu"]), heard("menu", "Welcome, Ada. Press 1", [press(1)], ["queued"]), queued,
        InitializationData='{"name": "Ada"}', Tags={"team": "a"},
    )
    assert summary["Status"] == "PASSED" and counts(summary) == (3, 3, 0), records
    assert summary["EndTime"] >= summary["StartTime"]
    assert [(of, status) for of, status, _ in records if of] == [("begins", "PASSED"), ("menu", "PASSED"), ("queued", "PASSED")]
    assert [record["Type"] for _, _, record in records] == ["INITIATION", "EXECUTION_START", *["OBSERVATION"] * 3, "COMPLETION"]
    assert records[-1][2]["CompletionReason"]["Type"] == "SUCCESS" and records[1][2]["ContactId"]


def test_what_is_not_so_fails_and_is_told(tested):
    summary, records = tested.came("Wrong", heard("menu", "press 1", [is_("$.Attributes.tier", "gold")], []))
    assert summary["Status"] == "FAILED" and counts(summary) == (1, 0, 1)
    assert records[-1][2]["CompletionReason"]["FailureReasons"] == ["ASSERT"]
    assert "$.Attributes.tier" in records[-1][2]["CompletionReason"]["Message"]
    summary, records = tested.came("Never", heard("bonjour", "Bonjour"))
    assert summary["Status"] == "FAILED" and ("bonjour", "FAILED") in [it[:2] for it in records]
    assert records[-1][2]["CompletionReason"]["FailureReasons"] == ["OBSERVE_EVENT"]
    summary, records = tested.came("Nowhere", heard("a", "b"), flow=tested.connect.create_contact_flow(
        **tested.i, Name="Draft", Type="CONTACT_FLOW", Content=json.dumps(FLOW), Status="SAVED")["ContactFlowId"])
    assert summary["Status"] == "FAILED" and records[-1][2]["CompletionReason"]["FailureReasons"] == ["INITIALIZATION_FAILURE"]


def test_a_function_is_mocked_and_hours_are_replaced(tested):
    mocked = {"Type": "MockResponse", "Response": {"Type": "ExecutionResult", "ExecutionResult": {"LoadedData": '{"tier": "gold"}'}}}
    asks = instead("InvokeLambdaFunction", {"LambdaFunctionARN": LAMBDA}, mocked)
    summary, records = tested.came("Gold", observed("begins", "TestInitiated", [asks], ["menu"]), heard("menu", "press 1", [press("2")], ["told"]), heard("told", "You are gold"))
    assert summary["Status"] == "PASSED", records
    # Without a mock no function is reached from a test.
    summary, _ = tested.came("Plain", heard("menu", "press 1", [press("2")], ["told"]), heard("told", "Sorry"))
    assert summary["Status"] == "PASSED"
    other = instead("CheckHoursOfOperation", {"HoursOfOperationId": tested.open}, {"Type": "SubstituteResource", "SubstituteArn": tested.closed})
    summary, records = tested.came("Night", observed("begins", "TestInitiated", [other], ["menu"]), heard("menu", "press 1", [press("1")], ["told"]), heard("told", "We are closed"))
    assert summary["Status"] == "PASSED", records


def test_a_bot_that_is_not_mocked_is_asked(tested, product):
    models = product.client("lexv2-models")
    bot, draft = account_balance(models)
    build(models, draft)
    alias = f"arn:aws:lex:us-east-1:123456789012:bot-alias/{bot}/{TEST_ALIAS}"
    sorry = {"NoMatchingError": "sorry"}
    actions = [
        action("ask", "ConnectParticipantWithLexBot", {"Text": "What can I do?", "LexV2Bot": {"AliasArn": alias}}, "sorry", AccountLookup="tell", NoMatchingCondition="sorry", **sorry),
        action("tell", "MessageParticipant", {"Text": "Account $.Lex.Slots.AccountNumber it is."}, **sorry),
        action("sorry", "MessageParticipant", {"Text": "Sorry."}, NoMatchingError="end"),
        *FLOW["Actions"],
    ]
    content = json.dumps({**FLOW, "StartAction": "ask", "Actions": actions})
    flow = tested.connect.create_contact_flow(**tested.i, Name="Bot", Type="CONTACT_FLOW", Content=content)["ContactFlowId"]
    summary, records = tested.came(
        "Asks a bot", heard("asked", "What can I do", [say("check my account balance")], ["which"]),
        heard("which", "Which account", [press("4711#")], ["told"]), heard("told", "Account 4711 it is"), flow=flow,
    )
    assert summary["Status"] == "PASSED", records


def test_the_saved_flow_is_tested_where_the_test_says_so(tested):
    draft = menu(tested.queue, tested.open).replace("Welcome", "Good morning")
    tested.connect.update_contact_flow_content(**tested.i, ContactFlowId=f"{tested.flow}:$SAVED", Content=draft)
    assert tested.came("Published", heard("hello", "Welcome"))[0]["Status"] == "PASSED"
    assert tested.came("Saved", heard("hello", "Good morning"), flow=f"{tested.flow}:$SAVED")[0]["Status"] == "PASSED"


def test_executions_wait_are_stopped_and_are_counted(tested, product):
    connect, i = tested.connect, tested.i
    case = tested.case("Waits", heard("menu", "press 1"))
    assert carillon(product, "set", "--instance", i["InstanceId"], "concurrent-test-executions", "0")[0] == 0
    assert carillon(product, "set", "--instance", i["InstanceId"], "queued-test-executions", "2")[0] == 0
    first, second = tested.start(case), tested.start(case)
    refused("ServiceQuotaExceededException", connect.start_test_case_execution, **i, TestCaseId=case)
    assert connect.get_test_case_execution_summary(**first)["Status"] == "INITIATED"
    connect.stop_test_case_execution(**first)
    assert tested.over(first)["Status"] == "STOPPED"
    # With room again, what waits goes on with the next that comes.
    assert carillon(product, "set", "--instance", i["InstanceId"], "concurrent-test-executions", "1")[0] == 0
    third = tested.start(case)
    assert [tested.over(it)["Status"] for it in (second, third)] == ["PASSED", "PASSED"]
    # Over is over.
    connect.stop_test_case_execution(**third)
    assert tested.over(third)["Status"] == "PASSED"


def test_executions_and_records_are_listed_page_by_page(tested):
    connect, i = tested.connect, tested.i
    one, other = tested.case("One", heard("menu", "press 1"), Tags={"team": "a"}), tested.case("Other", heard("menu", "Bonjour"))
    executions = [tested.start(case) for case in (one, other, one)]
    statuses = [tested.over(it)["Status"] for it in executions]
    assert statuses == ["PASSED", "FAILED", "PASSED"]
    ids = [it["TestCaseExecutionId"] for it in executions]
    rows = pages(connect.list_test_case_executions, "TestCaseExecutions", **i)
    assert sorted(it["TestCaseExecutionId"] for it in rows) == sorted(ids)
    assert rows == sorted(rows, key=lambda it: it["StartTime"], reverse=True)
    mine = [it for it in rows if it["TestCaseId"] == one]
    assert {it["TestCaseExecutionStatus"] for it in mine} == {"PASSED"} and mine[0]["Tags"] == {"team": "a"}
    found = lambda **asked: {it["TestCaseExecutionId"] for it in connect.list_test_case_executions(**i, **asked)["TestCaseExecutions"]}
    assert found(TestCaseId=other) == found(Status="FAILED") == found(TestCaseName="Other") == {ids[1]}
    now = int(time.time() * 1000)
    assert found(StartTime=now - 600_000, EndTime=now + 600_000) == set(ids) and found(EndTime=now - 600_000) == set()
    records = pages(connect.list_test_case_execution_records, "ExecutionRecords", **executions[0])
    assert len(records) == 4 and all(it["Timestamp"] for it in records)
    failed = connect.list_test_case_execution_records(**executions[1], Status="FAILED")["ExecutionRecords"]
    assert {it["Status"] for it in failed} == {"FAILED"}


def test_what_is_not_there_cannot_be_executed_or_asked_for(tested):
    connect, i = tested.connect, tested.i
    nowhere = str(uuid.uuid4())
    refused("ResourceNotFoundException", connect.start_test_case_execution, **i, TestCaseId=nowhere)
    draft = connect.create_test_case(**i, Name="Draft", Content=case(), Status="SAVED")["TestCaseId"]
    refused("InvalidRequestException", connect.start_test_case_execution, **i, TestCaseId=draft)
    execution = tested.start(tested.case("One", heard("menu", "press 1")))
    tested.over(execution)
    for members in ({"TestCaseExecutionId": nowhere}, {"TestCaseId": draft}, {"TestCaseId": nowhere}):
        asked = {**execution, **members}
        for call in (connect.get_test_case_execution_summary, connect.stop_test_case_execution, connect.list_test_case_execution_records):
            refused("ResourceNotFoundException", call, **asked)
    connect.delete_test_case(**i, TestCaseId=execution["TestCaseId"])
    refused("ResourceNotFoundException", connect.get_test_case_execution_summary, **execution)
    assert connect.list_test_case_executions(**i)["TestCaseExecutions"] == []
