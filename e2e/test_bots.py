"""Bots: the life of the sample bot of Connect's guide, conversations, and a bot elsewhere.

`AccountBalance` has the intents AccountLookup, with the slot AccountNumber, and SpeakToAgent.
"""

import base64
import gzip
import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/lex"
ONCE = Config(retries={"max_attempts": 0})
TEST_ALIAS = "TSTALIASID"
# A bot that is not made here but asked at an endpoint.
ELSEWHERE = "ELSEWHERE0"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:hook"


@pytest.fixture(scope="module")
def hook():
    """A function: what it answers is set by the test, what it was asked is kept."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            event = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.asked.append((self.path, event))
            status, body = server.answer(event)
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.asked, server.answer = [], lambda event: (200, b"{}")
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def product(tmp_path_factory, hook):
    from conftest import Carillon

    config = f"[functions.endpoints]\n\"{FUNCTION}\" = \"{hook.url}/hook\"\n"
    config += f"[bots]\ntime_limit_ms = 2000\n[bots.endpoints]\n{ELSEWHERE} = \"{hook.url}/bots-of-mine/\"\n"
    product = Carillon(tmp_path_factory.mktemp("bots"), config=config).start()
    yield product
    product.close()


@pytest.fixture
def models(product):
    return product.client("lexv2-models", config=ONCE)


@pytest.fixture
def unchecked(product):
    """A client that sends what its model forbids."""
    return product.client("lexv2-models", config=ONCE.merge(Config(parameter_validation=False)))


@pytest.fixture
def runtime(product):
    return product.client("lexv2-runtime", config=ONCE)


def refused(code, call, **arguments):
    with pytest.raises(ClientError) as error:
        call(**arguments)
    assert error.value.response["Error"]["Code"] == code, error.value
    return str(error.value)


def text(value):
    return {"messageGroups": [{"message": {"plainTextMessage": {"value": value}}}]}


def prompt(value, retries=2):
    return {**text(value), "maxRetries": retries}


def new_bot(models, **more):
    name = f"AccountBalance-{uuid.uuid4().hex[:8]}"
    made = models.create_bot(
        botName=name, roleArn=ROLE, dataPrivacy={"childDirected": False}, idleSessionTTLInSeconds=300, **more,
    )
    return made["botId"]


def add_locale(models, bot, locale="en_US"):
    models.create_bot_locale(botId=bot, botVersion="DRAFT", localeId=locale, nluIntentConfidenceThreshold=0.4)
    return {"botId": bot, "botVersion": "DRAFT", "localeId": locale}


def account_balance(models, hooks=False):
    """The sample bot, not built yet: its identifier and where its draft is."""
    bot = new_bot(models)
    draft = add_locale(models, bot)
    lookup = {
        "intentName": "AccountLookup",
        "sampleUtterances": [{"utterance": "Check my account balance"}, {"utterance": "1"}],
        "intentClosingSetting": {"closingResponse": text("Account {AccountNumber} holds $1,000."), "active": True},
        "fulfillmentCodeHook": {"enabled": hooks},
    }
    intent = models.create_intent(**draft, **lookup)["intentId"]
    slot = models.create_slot(
        **draft, intentId=intent, slotName="AccountNumber", slotTypeId="AMAZON.Number",
        valueElicitationSetting={"slotConstraint": "Required", "promptSpecification": prompt("Which account?")},
    )["slotId"]
    models.update_intent(**draft, intentId=intent, slotPriorities=[{"priority": 1, "slotId": slot}], **lookup)
    models.create_intent(
        **draft, intentName="SpeakToAgent",
        sampleUtterances=[{"utterance": "Speak to an agent"}, {"utterance": "2"}],
    )
    return bot, draft


def build(models, draft):
    assert models.build_bot_locale(**draft)["botLocaleStatus"] == "Building"
    models.get_waiter("bot_locale_built").wait(**draft, WaiterConfig={"Delay": 1, "MaxAttempts": 10})


def talk(runtime, bot, said, session, alias=TEST_ALIAS, **more):
    return runtime.recognize_text(
        botId=bot, botAliasId=alias, localeId="en_US", sessionId=session, text=said, **more,
    )


def stands(answer):
    """The action, the slot that is asked for, the intent and its state."""
    state = answer["sessionState"]
    action, intent = state["dialogAction"], state.get("intent", {})
    return action["type"], action.get("slotToElicit"), intent.get("name"), intent.get("state")


def said(answer):
    return [it["content"] for it in answer.get("messages", [])]


def test_a_bot_from_its_making_to_its_end(models, runtime):
    bot, draft = account_balance(models)
    assert len(bot) == 10 and bot.isalnum() and bot == bot.upper()
    models.get_waiter("bot_available").wait(botId=bot)
    shown = models.describe_bot(botId=bot)
    assert shown["idleSessionTTLInSeconds"] == 300 and shown["botStatus"] == "Available"
    intents = models.list_intents(**draft)["intentSummaries"]
    assert [it["intentName"] for it in intents] == ["AccountLookup", "FallbackIntent", "SpeakToAgent"]
    assert "not built" in refused("ValidationException", talk, runtime=runtime, bot=bot, said="1", session="early")

    build(models, draft)
    located = models.describe_bot_locale(**draft)
    assert (located["localeName"], located["intentsCount"], located["slotTypesCount"]) == ("English (US)", 3, 0)
    version = models.create_bot_version(
        botId=bot, botVersionLocaleSpecification={"en_US": {"sourceBotVersion": "DRAFT"}},
    )["botVersion"]
    assert version == "1"
    models.get_waiter("bot_version_available").wait(botId=bot, botVersion=version)
    alias = models.create_bot_alias(
        botId=bot, botAliasName="live", botVersion=version,
        botAliasLocaleSettings={"en_US": {"enabled": True}}, sentimentAnalysisSettings={"detectSentiment": True},
    )["botAliasId"]
    models.get_waiter("bot_alias_available").wait(botId=bot, botAliasId=alias)
    assert {it["botAliasId"] for it in models.list_bot_aliases(botId=bot)["botAliasSummaries"]} == {alias, TEST_ALIAS}

    asked = talk(runtime, bot, "check my account balance", "s1", alias)
    assert stands(asked) == ("ElicitSlot", "AccountNumber", "AccountLookup", "InProgress")
    assert said(asked) == ["Which account?"]
    told = talk(runtime, bot, "one two three four", "s1", alias)
    assert stands(told) == ("Close", None, "AccountLookup", "ReadyForFulfillment")
    assert said(told) == ["Account 1234 holds $1,000."]
    value = told["sessionState"]["intent"]["slots"]["AccountNumber"]["value"]
    assert value["interpretedValue"] == "1234" and value["originalValue"] == "one two three four"

    # A version does not change with its draft.
    agent = next(it["intentId"] for it in intents if it["intentName"] == "SpeakToAgent")
    models.delete_intent(**draft, intentId=agent)
    assert models.describe_bot_locale(**draft)["botLocaleStatus"] == "NotBuilt"
    build(models, draft)
    assert stands(talk(runtime, bot, "2", "s2", alias))[2] == "SpeakToAgent"
    assert stands(talk(runtime, bot, "2", "s2"))[2] == "FallbackIntent"
    assert len(models.list_intents(botId=bot, botVersion="1", localeId="en_US")["intentSummaries"]) == 3
    assert [it["botVersion"] for it in models.list_bot_versions(botId=bot)["botVersionSummaries"]] == ["DRAFT", "1"]

    refused("PreconditionFailedException", models.delete_bot_version, botId=bot, botVersion="1")
    refused("PreconditionFailedException", models.delete_bot, botId=bot)
    models.delete_bot_alias(botId=bot, botAliasId=alias)
    refused("PreconditionFailedException", models.delete_bot_alias, botId=bot, botAliasId=TEST_ALIAS)
    models.delete_bot_version(botId=bot, botVersion="1")
    refused("ResourceNotFoundException", models.describe_bot_version, botId=bot, botVersion="1")
    assert models.delete_bot(botId=bot)["botStatus"] == "Deleting"
    refused("ResourceNotFoundException", models.describe_bot, botId=bot)
    refused("ResourceNotFoundException", talk, runtime=runtime, bot=bot, said="1", session="late")


def test_keys_other_wishes_fallback_and_retries(models, runtime):
    bot, draft = account_balance(models)
    build(models, draft)
    assert stands(talk(runtime, bot, "1", "s-a"))[1] == "AccountNumber"
    assert stands(talk(runtime, bot, "I want to speak to an agent", "s-a"))[2] == "SpeakToAgent"
    fallback = talk(runtime, bot, "what about the weather", "s-a")
    assert stands(fallback) == ("Close", None, "FallbackIntent", "ReadyForFulfillment")
    near = talk(runtime, bot, "could you check my balanse", "s-a")["interpretations"]
    assert near[0]["intent"]["name"] == "AccountLookup" and 0.4 <= near[0]["nluConfidence"]["score"] < 1
    for _ in range(2):
        assert said(talk(runtime, bot, "hm", "s-a")) == ["Which account?"]
    assert stands(talk(runtime, bot, "hm", "s-a"))[2] == "FallbackIntent"


def test_sentiment_where_the_alias_asks_for_it(models, runtime):
    bot, draft = account_balance(models)
    build(models, draft)
    plain = talk(runtime, bot, "this is terrible, speak to an agent", "s-a")
    assert "sentimentResponse" not in plain["interpretations"][0]
    models.update_bot_alias(
        botId=bot, botAliasId=TEST_ALIAS, botAliasName="TestBotAlias", botVersion="DRAFT",
        sentimentAnalysisSettings={"detectSentiment": True},
    )
    for words, label in (("this is terrible", "NEGATIVE"), ("thank you, great", "POSITIVE"), ("agent", "NEUTRAL")):
        mood = talk(runtime, bot, words, "s-b")["interpretations"][0]["sentimentResponse"]
        assert mood["sentiment"] == label, words
        assert abs(sum(mood["sentimentScore"].values()) - 1) < 0.01


def unpacked(header):
    return json.loads(gzip.decompress(base64.b64decode(header)))


def test_a_session_is_set_shown_and_forgotten(models, runtime):
    bot, draft = account_balance(models)
    build(models, draft)
    at = {"botId": bot, "botAliasId": TEST_ALIAS, "localeId": "en_US", "sessionId": "caller.1"}
    refused("ResourceNotFoundException", runtime.get_session, **at)
    put = runtime.put_session(**at, sessionState={
        "dialogAction": {"type": "ElicitSlot", "slotToElicit": "AccountNumber"},
        "intent": {"name": "AccountLookup"}, "sessionAttributes": {"tier": "gold"},
    })
    assert unpacked(put["messages"]) == [{"content": "Which account?", "contentType": "PlainText"}]
    assert unpacked(put["sessionState"])["sessionAttributes"] == {"tier": "gold"}
    shown = runtime.get_session(**at)
    assert stands(shown) == ("ElicitSlot", "AccountNumber", "AccountLookup", "InProgress")
    told = runtime.recognize_utterance(
        **at, requestContentType="text/plain; charset=utf-8", responseContentType="text/plain; charset=utf-8",
        inputStream=b"77",
    )
    assert unpacked(told["messages"])[0]["content"] == "Account 77 holds $1,000."
    assert unpacked(told["sessionState"])["sessionAttributes"] == {"tier": "gold"}
    assert runtime.delete_session(**at)["sessionId"] == "caller.1"
    refused("ResourceNotFoundException", runtime.get_session, **at)
    wrong = {"dialogAction": {"type": "ElicitSlot", "slotToElicit": "Pool"}, "intent": {"name": "AccountLookup"}}
    refused("ValidationException", runtime.put_session, **at, sessionState=wrong)


def test_a_code_hook_carries_an_intent_out(models, runtime, hook):
    bot, draft = account_balance(models, hooks=True)
    build(models, draft)
    talk(runtime, bot, "1", "s-a")
    assert "names no function" in refused("DependencyFailedException", talk, runtime=runtime, bot=bot, said="5", session="s-a")
    models.update_bot_alias(
        botId=bot, botAliasId=TEST_ALIAS, botAliasName="TestBotAlias", botVersion="DRAFT",
        botAliasLocaleSettings={"en_US": {"enabled": True, "codeHookSpecification": {
            "lambdaCodeHook": {"lambdaARN": FUNCTION, "codeHookInterfaceVersion": "1.0"}}}},
    )

    def fulfil(event):
        intent = {**event["sessionState"]["intent"], "state": "Fulfilled"}
        return 200, json.dumps({
            "sessionState": {
                "dialogAction": {"type": "Close"}, "intent": intent, "sessionAttributes": {"balance": "12"},
            },
            "messages": [{"contentType": "PlainText", "content": "It is $12."}],
        }).encode()

    hook.answer = fulfil
    done = talk(runtime, bot, "5", "s-a", requestAttributes={"channel": "test"})
    assert stands(done) == ("Close", None, "AccountLookup", "Fulfilled") and said(done) == ["It is $12."]
    assert done["sessionState"]["sessionAttributes"] == {"balance": "12"}
    path, event = hook.asked[-1]
    assert path == "/hook" and event["invocationSource"] == "FulfillmentCodeHook"
    assert event["bot"]["id"] == bot and event["bot"]["aliasId"] == TEST_ALIAS and event["inputTranscript"] == "5"
    assert event["requestAttributes"] == {"channel": "test"}
    talk(runtime, bot, "1", "s-b")
    for broken in ((200, b"not json"), (200, b'{"sessionState": {}}'), (500, b"")):
        hook.answer = lambda event, broken=broken: broken
        refused("DependencyFailedException", talk, runtime=runtime, bot=bot, said="5", session="s-b")
    # A turn that failed leaves the conversation as it was.
    hook.answer = fulfil
    assert said(talk(runtime, bot, "5", "s-b")) == ["It is $12."]


def test_a_bot_at_an_endpoint_speaks_the_same_contract(runtime, hook):
    answer = {
        "messages": [{"contentType": "PlainText", "content": "Elsewhere."}],
        "sessionState": {"dialogAction": {"type": "Close"}, "intent": {"name": "Any", "state": "Fulfilled"}},
        "interpretations": [{"intent": {"name": "Any"}, "nluConfidence": {"score": 0.9}}], "sessionId": "x.1",
    }
    hook.answer = lambda event: (200, json.dumps(answer).encode())
    told = talk(runtime, ELSEWHERE, "hello", "x.1", sessionState={"sessionAttributes": {"tier": "gold"}})
    assert said(told) == ["Elsewhere."] and stands(told) == ("Close", None, "Any", "Fulfilled")
    path, asked = hook.asked[-1]
    assert path == f"/bots-of-mine/bots/{ELSEWHERE}/botAliases/{TEST_ALIAS}/botLocales/en_US/sessions/x.1/text"
    assert asked["text"] == "hello" and asked["sessionState"] == {"sessionAttributes": {"tier": "gold"}}
    for broken in ((500, b"{}"), (200, b"[]"), (200, b'"' + b"x" * 300_000 + b'"'), (302, b"")):
        hook.answer = lambda event, broken=broken: broken
        refused("BadGatewayException", talk, runtime=runtime, bot=ELSEWHERE, said="hello", session="x.1")


def test_a_locale_that_cannot_be_built_says_why(models):
    bot = new_bot(models)
    draft = add_locale(models, bot)
    intent = models.create_intent(
        **draft, intentName="Book", sampleUtterances=[{"utterance": "book a {Room}"}],
    )["intentId"]
    models.create_slot(
        **draft, intentId=intent, slotName="City", slotTypeId="AMAZON.City",
        valueElicitationSetting={"slotConstraint": "Required", "slotCaptureSetting": {"captureConditional": {
            "active": True, "conditionalBranches": [{"name": "b", "condition": {"expressionString": "1 = 1"},
                "nextStep": {"dialogAction": {"type": "EndConversation"}}}],
            "defaultBranch": {"nextStep": {"dialogAction": {"type": "EndConversation"}}}}}},
    )
    models.build_bot_locale(**draft)
    located = models.describe_bot_locale(**draft)
    assert located["botLocaleStatus"] == "Failed"
    reasons = " / ".join(located["failureReasons"])
    for part in ("names the slot Room", "required slot City has no prompt", "conditional branches are not built"):
        assert part in reasons, reasons
    refused("PreconditionFailedException", models.create_bot_version, botId=bot,
            botVersionLocaleSpecification={"en_US": {"sourceBotVersion": "DRAFT"}})


def test_slot_types_and_slots(models, runtime):
    bot = new_bot(models)
    draft = add_locale(models, bot)
    kind = models.create_slot_type(
        **draft, slotTypeName="Size", valueSelectionSetting={"resolutionStrategy": "TopResolution"},
        slotTypeValues=[{"sampleValue": {"value": "small"}, "synonyms": [{"value": "tiny"}]}],
    )["slotTypeId"]
    intent = models.create_intent(
        **draft, intentName="Order", sampleUtterances=[{"utterance": "order a {Size} pizza"}],
    )["intentId"]
    elicit = {"slotConstraint": "Required", "promptSpecification": prompt("Which size?")}
    slot = models.create_slot(**draft, intentId=intent, slotName="Size", slotTypeId=kind, valueElicitationSetting=elicit)["slotId"]
    at = {**draft, "intentId": intent}
    summary = models.list_slots(**at)["slotSummaries"][0]
    assert summary["slotConstraint"] == "Required" and summary["valueElicitationPromptSpecification"]["maxRetries"] == 2
    assert models.describe_slot(**at, slotId=slot)["slotTypeId"] == kind
    refused("ConflictException", models.create_slot, **at, slotName="Size", slotTypeId=kind, valueElicitationSetting=elicit)
    refused("PreconditionFailedException", models.delete_slot_type, **draft, slotTypeId=kind)
    models.update_slot_type(
        **draft, slotTypeId=kind, slotTypeName="Size", valueSelectionSetting={"resolutionStrategy": "TopResolution"},
        slotTypeValues=[{"sampleValue": {"value": "small"}, "synonyms": [{"value": "little"}]}],
    )
    assert models.list_slot_types(**draft)["slotTypeSummaries"][0]["slotTypeCategory"] == "Custom"
    assert models.describe_slot_type(**draft, slotTypeId=kind)["slotTypeValues"][0]["synonyms"] == [{"value": "little"}]
    build(models, draft)
    done = talk(runtime, bot, "Order a little pizza", "s-a")
    assert done["sessionState"]["intent"]["slots"]["Size"]["value"]["interpretedValue"] == "small"
    models.update_slot(**at, slotId=slot, slotName="Magnitude", slotTypeId=kind, valueElicitationSetting=elicit)
    models.delete_slot(**at, slotId=slot)
    assert models.list_slots(**at)["slotSummaries"] == []
    models.delete_slot_type(**draft, slotTypeId=kind)
    models.update_bot_locale(**draft, nluIntentConfidenceThreshold=0.7)
    assert models.describe_bot_locale(**draft)["nluIntentConfidenceThreshold"] == 0.7
    models.delete_bot_locale(**draft)
    assert models.list_bot_locales(botId=bot, botVersion="DRAFT")["botLocaleSummaries"] == []


def test_pages_filters_and_order(models):
    bot = new_bot(models)
    draft = add_locale(models, bot)
    for n in range(5):
        models.create_intent(**draft, intentName=f"Intent-{n}", sampleUtterances=[{"utterance": f"number {n} please"}])
    names, token = [], None
    while True:
        more = {"nextToken": token} if token else {}
        page = models.list_intents(**draft, maxResults=2, **more)
        assert len(page["intentSummaries"]) <= 2
        names += [it["intentName"] for it in page["intentSummaries"]]
        token = page.get("nextToken")
        if not token:
            break
    assert names == ["FallbackIntent"] + [f"Intent-{n}" for n in range(5)]
    refused("ValidationException", models.list_intents, **draft, nextToken="nonsense")
    only = models.list_intents(**draft, filters=[{"name": "IntentName", "operator": "CO", "values": ["-3"]}])
    assert [it["intentName"] for it in only["intentSummaries"]] == ["Intent-3"]
    back = models.list_intents(**draft, sortBy={"attribute": "IntentName", "order": "Descending"})
    assert back["intentSummaries"][0]["intentName"] == "Intent-4"
    name = models.describe_bot(botId=bot)["botName"]
    found = models.list_bots(filters=[{"name": "BotName", "operator": "EQ", "values": [name]}])["botSummaries"]
    assert [it["botId"] for it in found] == [bot]
    assert "AMAZON.Number" in [it["slotTypeSignature"] for it in models.list_built_in_slot_types(localeId="en_US")["builtInSlotTypeSummaries"]]
    assert "AMAZON.FallbackIntent" in [it["intentSignature"] for it in models.list_built_in_intents(localeId="en_US")["builtInIntentSummaries"]]


def test_what_the_model_forbids_is_refused(unchecked):
    refused("ValidationException", unchecked.describe_bot, botId="short")
    told = refused("ValidationException", unchecked.create_bot, botName="x y", roleArn=ROLE, idleSessionTTLInSeconds=1)
    for member in ("botName", "dataPrivacy", "idleSessionTTLInSeconds"):
        assert member in told, told


def test_what_is_not_there_and_what_is_taken(models, runtime):
    nobody = "ABCDEFGHIJ"
    refused("ResourceNotFoundException", models.describe_bot, botId=nobody)
    refused("ResourceNotFoundException", models.describe_bot_alias, botId=nobody, botAliasId=TEST_ALIAS)
    refused("ResourceNotFoundException", talk, runtime=runtime, bot=nobody, said="hi", session="a1")
    bot = new_bot(models)
    draft = add_locale(models, bot)
    refused("ConflictException", models.create_bot, botName=models.describe_bot(botId=bot)["botName"], roleArn=ROLE,
            dataPrivacy={"childDirected": False}, idleSessionTTLInSeconds=300)
    refused("ConflictException", models.create_bot_locale, **draft, nluIntentConfidenceThreshold=0.4)
    refused("ValidationException", models.create_bot_locale, botId=bot, botVersion="DRAFT", localeId="xx_XX", nluIntentConfidenceThreshold=0.4)
    models.create_intent(**draft, intentName="Once", sampleUtterances=[{"utterance": "once"}])
    refused("ConflictException", models.create_intent, **draft, intentName="Once")
    refused("PreconditionFailedException", models.delete_intent, **draft, intentId="FALLBCKINT")
    refused("ResourceNotFoundException", models.describe_intent, **draft, intentId=nobody)
    refused("PreconditionFailedException", models.create_bot_alias, botId=bot, botAliasName="live", botVersion="9")
    refused("NotImplementedException", models.list_exports)


def test_tags_and_policies(models):
    bot = new_bot(models, botTags={"team": "a"}, testBotAliasTags={"stage": "test"})
    arn = f"arn:aws:lex:us-east-1:123456789012:bot/{bot}"
    alias = f"arn:aws:lex:us-east-1:123456789012:bot-alias/{bot}/{TEST_ALIAS}"
    assert models.list_tags_for_resource(resourceARN=alias)["tags"] == {"stage": "test"}
    models.tag_resource(resourceARN=arn, tags={"cost": "1"})
    models.untag_resource(resourceARN=arn, tagKeys=["team"])
    assert models.list_tags_for_resource(resourceARN=arn)["tags"] == {"cost": "1"}
    refused("ResourceNotFoundException", models.list_tags_for_resource, resourceARN=arn[:-1] + "0")

    refused("ResourceNotFoundException", models.describe_resource_policy, resourceArn=alias)
    made = models.create_resource_policy_statement(
        resourceArn=alias, statementId="connect", effect="Allow", action=["lex:RecognizeText"],
        principal=[{"service": "connect.amazonaws.com"}],
    )
    shown = models.describe_resource_policy(resourceArn=alias)
    assert shown["revisionId"] == made["revisionId"]
    statement = json.loads(shown["policy"])["Statement"][0]
    assert statement["Sid"] == "connect" and statement["Principal"] == {"Service": ["connect.amazonaws.com"]}
    refused("PreconditionFailedException", models.update_resource_policy, resourceArn=alias, policy=shown["policy"],
            expectedRevisionId="99")
    refused("PreconditionFailedException", models.create_resource_policy, resourceArn=alias, policy=shown["policy"])
    models.update_resource_policy(resourceArn=alias, policy=shown["policy"])
    models.delete_resource_policy_statement(resourceArn=alias, statementId="connect")
    models.create_resource_policy(resourceArn=alias, policy=shown["policy"])
    models.delete_resource_policy(resourceArn=alias)
    refused("ResourceNotFoundException", models.describe_resource_policy, resourceArn=alias)


def test_conversations_and_bots_outlive_a_crash(make_carillon):
    product = make_carillon()
    models = product.client("lexv2-models", config=ONCE)
    bot, draft = account_balance(models)
    build(models, draft)
    talk(product.client("lexv2-runtime", config=ONCE), bot, "1", "kept")
    product.kill9()
    product.start()
    told = talk(product.client("lexv2-runtime", config=ONCE), bot, "42", "kept")
    assert said(told) == ["Account 42 holds $1,000."]


def test_a_quota_bounds_the_bots(make_carillon):
    models = make_carillon(config="[quotas.overrides]\nlex-bots = 1\n").client("lexv2-models", config=ONCE)
    new_bot(models)
    refused("ServiceQuotaExceededException", new_bot, models=models)
