"""Metrics of flows, of routing steps and of bots, of real calls through published flows."""

import json
import time
from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError

from phone import eventually, loudness
from test_bots import TEST_ALIAS, account_balance, build
from test_flow_calls import END, Line, action, note


@pytest.fixture
def line(carillon):
    return Line(carillon)


def published(line, name, *actions, kind="CONTACT_FLOW"):
    content = {"Version": "2019-10-30", "StartAction": actions[0]["Identifier"], "Metadata": {}, "Actions": [*actions, END]}
    return line.connect.create_contact_flow(InstanceId=line.instance, Name=name, Type=kind, Content=json.dumps(content))["ContactFlowId"]


def runs(line, flow):
    line.connect.associate_phone_number_contact_flow(PhoneNumberId=line.number_id, InstanceId=line.instance, ContactFlowId=flow)


class Questions:
    def __init__(self, line, key, *values):
        self.connect, self.arn = line.connect, line.arn()
        self.filter = {"FilterKey": key, "FilterValues": list(values)}

    def rows(self, *metrics, by=(), **filters):
        now = datetime.now(timezone.utc)
        more = [{"FilterKey": key, "FilterValues": [value]} for key, value in filters.items()]
        return self.connect.get_metric_data_v2(
            ResourceArn=self.arn, StartTime=now - timedelta(hours=1), EndTime=now, Groupings=list(by), Filters=[self.filter, *more],
            Metrics=[it if isinstance(it, dict) else {"Name": it} for it in metrics],
        )["MetricResults"]

    def values(self, *metrics, **filters):
        rows = self.rows(*metrics, **filters)
        return [it.get("Value") for it in rows[0]["Collections"]] if rows else None

    def by(self, metric, *keys, **filters):
        """Values by those of the groupings."""
        rows = self.rows(metric, by=keys, **filters)
        of = lambda row: tuple(row["Dimensions"][key] for key in keys)
        found = {of(row): row["Collections"][0]["Value"] for row in rows}
        return {key[0] if len(keys) == 1 else key: value for key, value in found.items()}


def only(name, key, *values, negate=False):
    return {"Name": name, "MetricFilters": [{"MetricFilterKey": key, "MetricFilterValues": list(values), "Negate": negate}]}


def test_flows_are_counted_by_how_they_end(line):
    connect, i = line.connect, {"InstanceId": line.instance}
    queue = connect.list_queues(**i, QueueTypes=["STANDARD"])["QueueSummaryList"][0]["Id"]
    module = connect.create_contact_flow_module(**i, Name="Says where", Content=json.dumps({
        "Version": "2019-10-30", "StartAction": "say", "Metadata": {}, "Settings": {},
        "Actions": [
            {
                "Identifier": "say", "Type": "MessageParticipant", "Parameters": {"Text": "You come to the queue."},
                "Transitions": {"NextAction": "back", "Conditions": [], "Errors": [{"NextAction": "back", "ErrorType": "NoMatchingError"}]},
            },
            {"Identifier": "back", "Type": "EndFlowModuleExecution", "Parameters": {}, "Transitions": {}},
        ],
    }))["Id"]
    second = published(
        line, "Second",
        action("module", "InvokeFlowModule", {"FlowModuleId": module}, "set"),
        action("set", "UpdateContactTargetQueue", {"QueueId": queue}, "go"),
        action("go", "TransferContactToQueue", {}, "end", errors=("NoMatchingError", "QueueAtCapacity")),
    )
    first = published(
        line, "First",
        action("say", "MessageParticipant", {"Text": "Good morning."}, "over"),
        action("over", "TransferToFlow", {"ContactFlowId": second}, "end"),
    )
    runs(line, first)
    ask = Questions(line, "FLOWS_RESOURCE_ID", first, second)
    assert ask.rows("FLOWS_STARTED") == []
    phone = line.call()
    outcome = lambda: ask.by("FLOWS_OUTCOME", "FLOWS_RESOURCE_ID", "FLOWS_OUTCOME_TYPE")
    ended = {(first, "TRANSFERRED_TO_FLOW"): 1, (second, "TRANSFERRED_TO_QUEUE"): 1}
    eventually("the call is in the queue", lambda: outcome() == ended)
    assert ask.by("FLOWS_STARTED", "FLOWS_RESOURCE_ID") == {first: 1, second: 1}
    started = ask.by("FLOWS_STARTED", "FLOWS_RESOURCE_ID", "CHANNEL", "INITIATION_METHOD", "FLOW_TYPE")
    assert started == {(it, "VOICE", "INBOUND", "CONTACT_FLOW"): 1 for it in (first, second)}
    assert ask.by("FLOWS_OUTCOME", "FLOWS_NEXT_RESOURCE_ID") == {second: 1}
    assert ask.by("FLOWS_OUTCOME", "FLOWS_NEXT_RESOURCE_QUEUE_ID") == {queue: 1}
    assert ask.values("FLOWS_OUTCOME", FLOWS_OUTCOME_TYPE="TRANSFERRED_TO_QUEUE") == [1]
    [row] = ask.rows("FLOWS_OUTCOME", by=["FLOWS_RESOURCE_ID"], FLOWS_OUTCOME_TYPE="TRANSFERRED_TO_QUEUE")
    assert row["Dimensions"]["FLOWS_RESOURCE_ID_ARN"].endswith(f"/contact-flow/{second}")

    # The first says two words, the second a sentence more.
    average, longest, shortest = ask.values("AVG_FLOW_TIME", "MAX_FLOW_TIME", "MIN_FLOW_TIME")
    assert 0 < shortest <= average <= longest and abs(2 * average - shortest - longest) < 0.01
    share = lambda **more: only("PERCENT_FLOWS_OUTCOME", "FLOWS_OUTCOME_TYPE", "TRANSFERRED_TO_FLOW", **more)
    assert ask.values(share(), share(negate=True)) == [50.0, 50.0]

    # A module is a run of its own, which counts where modules are asked for.
    of_module = Questions(line, "FLOWS_MODULE_RESOURCE_ID", module)
    assert of_module.by("FLOWS_OUTCOME", "FLOWS_MODULE_RESOURCE_ID", "FLOWS_OUTCOME_TYPE") == {(module, "RETURNED_TO_FLOW"): 1}
    assert of_module.values("FLOWS_STARTED") == [1]

    # Each was published when it was made; published anew, it is told apart.
    times = ask.by("FLOWS_STARTED", "RESOURCE_PUBLISHED_TIMESTAMP")
    assert sum(times.values()) == 2 and ask.by("FLOWS_STARTED", "FLOWS_RESOURCE_ID", RESOURCE_PUBLISHED_TIMESTAMP=max(times)) == {first: 1}

    # The caller leaves the queue's flow by hanging up.
    queue_flows = [it["Id"] for it in connect.list_contact_flows(**i, ContactFlowTypes=["CUSTOMER_QUEUE"])["ContactFlowSummaryList"]]
    waits = Questions(line, "FLOWS_RESOURCE_ID", *queue_flows)
    assert waits.values("FLOWS_STARTED", FLOW_TYPE="CUSTOMER_QUEUE") == [1] and waits.values("FLOWS_OUTCOME") == [0]
    phone.hang_up()
    dropped = lambda: waits.by("FLOWS_OUTCOME", "FLOW_TYPE", "FLOWS_OUTCOME_TYPE") == {("CUSTOMER_QUEUE", "DROPPED"): 1}
    eventually("the caller has left", dropped)
    phone.close()
    check_refusals(line, ask)


def check_refusals(line, ask):
    def refused(*metrics, **more):
        with pytest.raises(ClientError) as error:
            ask.rows(*metrics, **more)
        return error.value.response["Error"]["Code"]

    wrong = "InvalidParameterException"
    assert refused("FLOWS_STARTED", by=["FLOWS_OUTCOME_TYPE"]) == wrong
    assert refused("PERCENT_FLOWS_OUTCOME", by=["FLOWS_OUTCOME_TYPE"]) == wrong
    assert refused("CONTACTS_HANDLED") == wrong
    assert refused(only("FLOWS_OUTCOME", "FLOWS_OUTCOME_TYPE", "DROPPED")) == wrong
    assert refused("FLOWS_STARTED", RESOURCE_PUBLISHED_TIMESTAMP="yesterday") == wrong
    steps = Questions(line, "QUEUE", "11111111-2222-3333-4444-555555555555")
    with pytest.raises(ClientError) as error:
        steps.rows("STEP_CONTACTS_QUEUED", ROUTING_STEP_EXPRESSION="Language >= 3")
    assert error.value.response["Error"]["Code"] == wrong


def test_steps_are_counted_by_what_they_ask_for(line):
    connect, i = line.connect, {"InstanceId": line.instance}
    connect.create_predefined_attribute(**i, Name="Dialect", Values={"StringList": ["Walser"]})
    queue = connect.list_queues(**i, QueueTypes=["STANDARD"])["QueueSummaryList"][0]["Id"]

    def walser(level, seconds):
        condition = {"Name": "Dialect", "Value": "Walser", "ProficiencyLevel": level, "ComparisonOperator": "NumberGreaterOrEqualTo"}
        return {"Expression": {"AttributeCondition": condition}, "Expiry": {"DurationInSeconds": seconds}}

    line.runs(
        action("need", "UpdateContactRoutingCriteria", {"RoutingCriteria": {"Steps": [walser("5", "1"), walser("2.5", "600")]}}, "set"),
        action("set", "UpdateContactTargetQueue", {"QueueId": queue}, "go"),
        action("go", "TransferContactToQueue", {}, "end", errors=("NoMatchingError", "QueueAtCapacity")),
    )
    ask = Questions(line, "QUEUE", queue)
    phone = line.call()
    eventually("both steps have begun", lambda: ask.values("STEP_CONTACTS_QUEUED") == [2])
    begun = ask.by("STEP_CONTACTS_QUEUED", "ROUTING_STEP_EXPRESSION")
    levels = {json.loads(text)["AttributeCondition"]["ProficiencyLevel"]: count for text, count in begun.items()}
    assert levels == {5.0: 1, 2.5: 1}
    # Members may stand in any order, with any space.
    hard = {"AttributeCondition": {"ProficiencyLevel": 5, "Value": "Walser", "Name": "Dialect", "ComparisonOperator": "NumberGreaterOrEqualTo"}}
    text = json.dumps(hard, indent=2)
    assert ask.values("STEP_CONTACTS_QUEUED", "PERCENT_CONTACTS_STEP_EXPIRED", ROUTING_STEP_EXPRESSION=text) == [1, 100.0]
    phone.hang_up()
    eventually("the second has ended", lambda: ask.values("PERCENT_CONTACTS_STEP_EXPIRED", "PERCENT_CONTACTS_STEP_JOINED") == [50.0, 0])
    abandoned = lambda: {json.loads(it)["AttributeCondition"]["ProficiencyLevel"]: n for it, n in ask.by("CONTACTS_ABANDONED", "ROUTING_STEP_EXPRESSION").items()}
    eventually("the contact is over", lambda: abandoned() == {2.5: 1})
    phone.close()


def test_conversations_with_bots_are_counted(line):
    models = line.product.client("lexv2-models")
    bot, draft = account_balance(models)
    build(models, draft)
    alias = f"arn:aws:lex:us-east-1:123456789012:bot-alias/{bot}/{TEST_ALIAS}"
    asks = published(
        line, "Asks the bot",
        action(
            "ask", "ConnectParticipantWithLexBot", {"Text": "Press 1 for your balance.", "LexV2Bot": {"AliasArn": alias}}, "other",
            conditions=[("AccountLookup", "note")], errors=("NoMatchingCondition", "NoMatchingError"), failed="other",
        ),
        note("note", "end", intent="$.Lex.IntentName"),
        note("other", "end", intent="other"),
    )
    runs(line, asks)
    ask = Questions(line, "BOT_ID", bot)

    def call():
        phone = line.call()
        eventually("the prompt is spoken", lambda: loudness(phone.last(0.3)) > 500)
        phone.press("1#")
        eventually("the prompt is cut short", lambda: loudness(phone.last(0.2)) < 50)
        eventually("the bot asks for the account", lambda: loudness(phone.last(0.3)) > 500)
        return phone

    begun = time.monotonic()
    first = call()
    first.press("4711#")
    eventually("the conversation is over", lambda: ask.values("BOT_CONVERSATIONS_COMPLETED") == [1])
    first.close()
    [duration] = ask.values("AVG_BOT_CONVERSATION_TIME")
    assert 0 < duration < time.monotonic() - begun
    assert ask.values("AVG_BOT_CONVERSATION_TURNS") == [2]
    second = call()
    second.hang_up()
    eventually("the caller has gone", lambda: ask.values("BOT_CONVERSATIONS_COMPLETED") == [2])
    second.close()

    ended = lambda name, key, *values: ask.values(only(name, key, *values))
    assert ended("BOT_CONVERSATIONS_COMPLETED", "BOT_CONVERSATION_OUTCOME_TYPE", "SUCCESS") == [1]
    assert ended("PERCENT_BOT_CONVERSATIONS_OUTCOME", "BOT_CONVERSATION_OUTCOME_TYPE", "DROPPED") == [50.0]
    assert ended("PERCENT_BOT_INTENTS_OUTCOME", "BOT_INTENT_OUTCOME_TYPE", "SUCCESS") == [50.0]
    assert ask.by("BOT_INTENTS_COMPLETED", "BOT_INTENT_NAME") == {"AccountLookup": 2}
    keys = ["BOT_ALIAS", "BOT_LOCALE", "FLOWS_RESOURCE_ID"]
    assert ask.by("BOT_CONVERSATIONS_COMPLETED", *keys) == {(TEST_ALIAS, "en_US", asks): 2}
    where = ["FLOW_ACTION_ID", "INVOKING_RESOURCE_TYPE"]
    assert ask.by("BOT_CONVERSATIONS_COMPLETED", *where) == {("ask", "CONTACT_FLOW"): 2}
