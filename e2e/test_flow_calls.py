"""Flows that are published through the API and run by real calls: what their actions leave behind."""

import http.server
import json
import threading
import time

import pytest

from phone import Phone, eventually, loudness
from test_bots import TEST_ALIAS, account_balance, build


def action(identifier, kind, parameters, following=None, conditions=(), errors=("NoMatchingError",), failed="end"):
    """One action whose error branches all lead to the same place."""
    transitions = {}
    if following:
        transitions = {
            "NextAction": following,
            "Conditions": [
                {"NextAction": to, "Condition": {"Operator": "Equals", "Operands": [value]}} for value, to in conditions
            ],
            "Errors": [{"NextAction": failed, "ErrorType": error} for error in errors],
        }
    return {"Identifier": identifier, "Type": kind, "Parameters": parameters, "Transitions": transitions}


END = action("end", "DisconnectParticipant", {})


def note(identifier, following, **values):
    return action(identifier, "UpdateContactAttributes", {"Attributes": values, "TargetContact": "Current"}, following)


class Line:
    """A product with demo data, whose number runs the flow that a test gives it."""

    def __init__(self, product):
        self.product = product
        demo = product.demo()
        self.instance, self.number = demo["instanceId"], demo["number"]
        self.connect = product.client("connect")
        listed = self.connect.list_phone_numbers_v2(TargetArn=self.arn())["ListPhoneNumbersSummaryList"]
        self.number_id = next(it["PhoneNumberId"] for it in listed if it["PhoneNumber"] == self.number)

    def arn(self):
        return self.connect.describe_instance(InstanceId=self.instance)["Instance"]["Arn"]

    def runs(self, *actions):
        """Publishes a flow and lets the number run it."""
        content = {
            "Version": "2019-10-30", "StartAction": actions[0]["Identifier"], "Metadata": {}, "Actions": [*actions, END],
        }
        made = self.connect.create_contact_flow(
            InstanceId=self.instance, Name=f"flow {time.time_ns()}", Type="CONTACT_FLOW", Content=json.dumps(content),
        )
        self.connect.associate_phone_number_contact_flow(
            PhoneNumberId=self.number_id, InstanceId=self.instance, ContactFlowId=made["ContactFlowId"],
        )

    def call(self, **options):
        return Phone(self.product.sip_udp, self.number, self.product.folder, **options)

    def attributes(self):
        """The attributes of the last contact, once it is over."""

        def over():
            found = self.connect.search_contacts(
                InstanceId=self.instance,
                TimeRange={
                    "Type": "INITIATION_TIMESTAMP", "StartTime": time.time() - 3600, "EndTime": time.time() + 3600,
                },
                Sort={"FieldName": "INITIATION_TIMESTAMP", "Order": "DESCENDING"},
            )["Contacts"]
            return [it for it in found if it.get("DisconnectTimestamp")]

        contact = eventually("the contact is over", over)[0]
        found = self.connect.get_contact_attributes(InstanceId=self.instance, InitialContactId=contact["Id"])
        return found["Attributes"]


@pytest.fixture
def line(carillon):
    return Line(carillon)


def test_a_flow_reads_and_writes_a_data_table(line):
    connect, instance = line.connect, line.instance
    table = connect.create_data_table(
        InstanceId=instance, Name="Greetings", TimeZone="UTC", ValueLockLevel="NONE", Status="PUBLISHED",
    )["Id"]
    at = {"InstanceId": instance, "DataTableId": table}
    connect.create_data_table_attribute(**at, Name="Caller", ValueType="TEXT", Primary=True)
    connect.create_data_table_attribute(**at, Name="Greeting", ValueType="TEXT", Primary=False)
    connect.create_data_table_attribute(**at, Name="Calls", ValueType="NUMBER", Primary=False)
    primary = [{"AttributeName": "Caller", "Value": "+12065550123"}]
    connect.batch_create_data_table_value(
        **at, Values=[{"PrimaryValues": primary, "AttributeName": "Greeting", "Value": "Hoi"}],
    )
    line.runs(
        action(
            "write", "UpsertDataTableValues",
            {
                "DataTableId": table, "LockVersion": "LATEST",
                "DataTableUpsertAttributes": [{
                    "PrimaryKeyGroupName": "me",
                    "PrimaryValues": [{"Name": "Caller", "Value": "$.CustomerEndpoint.Address"}],
                    "Attributes": [{"Name": "Calls", "Value": "7"}],
                }],
            },
            "read",
        ),
        action(
            "read", "EvaluateDataTableValues",
            {
                "DataTableId": table,
                "Queries": [{
                    "QueryName": "Me", "Attributes": ["Greeting", "Calls"],
                    "PrimaryValues": [{"AttributeName": "Caller", "Value": "$.CustomerEndpoint.Address"}],
                }],
            },
            "list",
        ),
        action(
            "list", "ListDataTableValues",
            {
                "DataTableId": table,
                "PrimaryKeyGroups": [{
                    "PrimaryKeyGroupName": "Mine",
                    "PrimaryValues": [{"Name": "Caller", "Value": "$.CustomerEndpoint.Address"}],
                }],
            },
            "note",
        ),
        note(
            "note", "end", greeting="$.DataTables.Me.Greeting", calls="$.DataTables.Me.Calls",
            first="$.DataTables.Mine.0.Greeting",
        ),
    )
    phone = line.call()
    assert line.attributes() == {"greeting": "Hoi", "calls": "7", "first": "Hoi"}
    phone.close()
    found = connect.evaluate_data_table_values(**at, Values=[{"PrimaryValues": primary, "AttributeNames": ["Calls"]}])
    assert found["Values"][0]["EvaluatedValue"] == "7"


def test_what_the_product_cannot_do_yet_takes_the_error_branch(line):
    line.runs(
        action("case", "CreateCase", {"LinkContactToCase": "false", "CaseTemplateId": "t", "CaseRequestFields": {"title": "x"}}, "good", failed="bad"),
        note("good", "end", came="by success"),
        note("bad", "end", came="by error"),
    )
    phone = line.call()
    assert line.attributes() == {"came": "by error"}
    phone.close()


def test_criteria_wait_for_an_agent_with_the_skill(line):
    connect, i = line.connect, {"InstanceId": line.instance}
    connect.create_predefined_attribute(**i, Name="Dialect", Values={"StringList": ["Walser"]})
    user = connect.search_users(
        **i, SearchCriteria={"StringCondition": {"FieldName": "Username", "Value": "ada", "ComparisonType": "EXACT"}},
    )["Users"][0]["Id"]
    connect.associate_user_proficiencies(
        **i, UserId=user, UserProficiencies=[{"AttributeName": "Dialect", "AttributeValue": "Walser", "Level": 3.0}],
    )
    queue = connect.list_queues(**i, QueueTypes=["STANDARD"])["QueueSummaryList"][0]["Id"]

    def walser(level, seconds):
        condition = {
            "Name": "Dialect", "Value": "$.Attributes.dialect", "ProficiencyLevel": level,
            "ComparisonOperator": "NumberGreaterOrEqualTo",
        }
        return {"Expression": {"AttributeCondition": condition}, "Expiry": {"DurationInSeconds": seconds}}

    line.runs(
        note("note", "need", dialect="Walser"),
        action(
            "need", "UpdateContactRoutingCriteria", {"RoutingCriteria": {"Steps": [walser("5", "2"), walser("2.5", "600")]}},
            "set",
        ),
        action("set", "UpdateContactTargetQueue", {"QueueId": queue}, "go"),
        action("go", "TransferContactToQueue", {}, "end", errors=("NoMatchingError", "QueueAtCapacity")),
    )
    phone = line.call()

    def second_step():
        found = connect.search_contacts(
            **i, TimeRange={
                "Type": "INITIATION_TIMESTAMP", "StartTime": time.time() - 3600, "EndTime": time.time() + 3600,
            },
        )["Contacts"]
        contact = found and connect.describe_contact(**i, ContactId=found[0]["Id"])["Contact"]
        criteria = contact and contact.get("RoutingCriteria")
        return criteria if criteria and criteria["Steps"][1]["Status"] == "ACTIVE" else None

    criteria = eventually("the first step expires", second_step)
    assert [it["Status"] for it in criteria["Steps"]] == ["EXPIRED", "ACTIVE"]
    wanted = criteria["Steps"][1]["Expression"]["AttributeCondition"]
    assert (wanted["Value"], wanted["ProficiencyLevel"]) == ("Walser", 2.5)
    phone.close()


ALIAS = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST"


@pytest.fixture
def outside():
    """What runs outside: a bot behind the Lex runtime's REST contract, and ears behind OpenAI's."""
    asked = []

    def turn(body):
        understood = {"1": "AccountLookup", "balance please": "AccountLookup"}.get(body.get("text"), "FallbackIntent")
        done = understood != "FallbackIntent"
        intent = {
            "name": understood, "state": "ReadyForFulfillment" if done else "Failed", "confirmationState": "None",
            "slots": {"AccountNumber": {"shape": "Scalar", "value": {
                "originalValue": "one", "interpretedValue": "1", "resolvedValues": ["1"],
            }}},
        }
        return {
            "messages": [{"content": "One moment.", "contentType": "PlainText"}],
            "sessionState": {"dialogAction": {"type": "Close"}, "intent": intent, "sessionAttributes": {"seen": "yes"}},
            "interpretations": [{"intent": intent, "nluConfidence": {"score": 0.75}}],
        }

    class Outside(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path.startswith("/v1/audio"):
                asked.append(("speech", len(body)))
                answer = {"text": "balance please"}
            else:
                body = json.loads(body)
                asked.append((self.path, body))
                answer = turn(body)
            answer = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Outside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def talk(line, alias=ALIAS, **attributes):
    """The number asks the bot, and notes what it found."""
    line.runs(
        action(
            "ask", "ConnectParticipantWithLexBot",
            {"Text": "How can I help?", "LexV2Bot": {"AliasArn": alias}, "LexSessionAttributes": attributes},
            "other", conditions=[("AccountLookup", "note")], errors=("NoMatchingCondition", "NoMatchingError"), failed="other",
        ),
        note(
            "note", "end", intent="$.Lex.IntentName", account="$.Lex.Slots.AccountNumber",
            score="$.Lex.IntentConfidence.Score", seen="$.Lex.SessionAttributes.seen",
        ),
        note("other", "end", intent="other"),
    )


FOUND = {"intent": "AccountLookup", "account": "1", "score": "0.75", "seen": "yes"}


def test_a_caller_keys_what_a_bot_asks_for(make_carillon, outside):
    url, asked = outside
    line = Line(make_carillon(config=f'[bots.endpoints]\n"{ALIAS}" = "{url}"\n'))
    talk(line, topic="accounts")
    phone = line.call()
    eventually("the bot's prompt is spoken", lambda: loudness(phone.last(0.3)) > 500)
    phone.press("1#")
    assert line.attributes() == FOUND
    phone.close()
    path, body = asked[0]
    assert path.startswith("/bots/ABCDEFGHIJ/botAliases/KLMNOPQRST/botLocales/en_US/sessions/")
    assert body["sessionState"]["sessionAttributes"]["topic"] == "accounts"


def test_a_caller_says_what_a_bot_asks_for(make_carillon, outside):
    url, asked = outside
    config = f"""
[bots.endpoints]
"{ALIAS}" = "{url}"
[speech.recogniser]
kind = "openai"
base_url = "{url}/v1"
model = "whisper-1"
"""
    line = Line(make_carillon(config=config))
    talk(line)
    phone = line.call(tone=0)
    eventually("the bot's prompt is spoken", lambda: loudness(phone.last(0.3)) > 500)
    eventually("the bot's prompt is over", lambda: loudness(phone.last(0.5)) < 50)
    phone.say("I would like to know my balance please")
    assert line.attributes() == FOUND
    phone.close()
    assert asked[0][0] == "speech" and asked[0][1] > 8_000
    assert asked[1][1]["text"] == "balance please"


def test_the_built_in_bot_leads_a_call(line):
    models = line.product.client("lexv2-models")
    bot, draft = account_balance(models)
    build(models, draft)
    line.runs(
        action(
            "ask", "ConnectParticipantWithLexBot",
            {
                "Text": "Press 1 for your balance.",
                "LexV2Bot": {"AliasArn": f"arn:aws:lex:us-east-1:123456789012:bot-alias/{bot}/{TEST_ALIAS}"},
            },
            "other", conditions=[("AccountLookup", "note")], errors=("NoMatchingCondition", "NoMatchingError"), failed="other",
        ),
        note("note", "end", intent="$.Lex.IntentName", account="$.Lex.Slots.AccountNumber"),
        note("other", "end", intent="other"),
    )
    phone = line.call()
    eventually("the prompt is spoken", lambda: loudness(phone.last(0.3)) > 500)
    phone.press("1#")
    eventually("the prompt is cut short", lambda: loudness(phone.last(0.2)) < 50)
    eventually("the bot asks for the account", lambda: loudness(phone.last(0.3)) > 500)
    phone.press("4711#")
    assert line.attributes() == {"intent": "AccountLookup", "account": "4711"}
    phone.close()
