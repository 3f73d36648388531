"""One product with one of everything of messaging, and what its two APIs must refuse and answer."""

import itertools
import json
import re
import sqlite3
import subprocess
import uuid

import boto3
from botocore.config import Config

from conftest import POSTGRES
from conformance.cases import Case, Walk, every, missing
from conformance.values import Values, always, of
from conformance.wire import Wire
from conformance.world import STORED, nobody as nobody_allowed
from sms import TOPIC

V1, V2 = "pinpoint-sms-voice", "pinpoint-sms-voice-v2"
NUMBERS = itertools.count(1)
SUCCESS = "+14254147755"
TOLL_FREE = "US_TOLL_FREE_REGISTRATION"
SNS = {"TopicArn": TOPIC}
# Identifiers of messaging end in 32 digits.
IDENTIFIER = re.compile(r"[0-9a-f]{32}$|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
# Operations that take an identifier of nothing without complaint, and why.
INDIFFERENT = {
    ("DeleteResourcePolicy", "ResourceArn"): "there is no policy either way",
}
# What an operation needs though its model does not say so.
ALSO = {
    "CreateEventDestination": ["SnsDestination"], "CreateRegistrationAttachment": ["AttachmentBody"],
    "PutRegistrationFieldValue": ["TextValue"], "SendTextMessage": ["OriginationIdentity", "MessageBody", "DryRun"],
    "SendMediaMessage": ["MessageBody", "DryRun"], "SendVoiceMessage": ["MessageBody", "DryRun"],
    "SendNotifyTextMessage": ["DryRun"], "SendNotifyVoiceMessage": ["DryRun"],
    "CreatePool": ["IsoCountryCode"], "AssociateOriginationIdentity": ["IsoCountryCode"], "DisassociateOriginationIdentity": ["IsoCountryCode"],
    "SendDestinationNumberVerificationCode": ["OriginationIdentity"],
}
ALSO_V1 = {
    "CreateConfigurationSet": ["ConfigurationSetName"],
    "CreateConfigurationSetEventDestination": ["EventDestination", "EventDestinationName"],
    "UpdateConfigurationSetEventDestination": ["EventDestination"],
    "SendVoiceMessage": ["Content", "DestinationPhoneNumber", "OriginationPhoneNumber"],
}


def fresh(known, operation):
    return f"C{next(NUMBERS):07}"


def new_or(name, *makers):
    """Something new where the operation makes it, else what the world has."""
    return lambda known, operation: fresh(known, operation) if operation in makers else known.get(name)


def by_operation(else_, **them):
    return lambda known, operation: known.get(them.get(operation, else_))


TABLE = {
    "ConfigurationSetName": new_or("ConfigurationSetName", "CreateConfigurationSet"),
    "EventDestinationName": new_or("EventDestinationName", "CreateEventDestination", "CreateConfigurationSetEventDestination"),
    "OptOutListName": new_or("OptOutListName", "CreateOptOutList"),
    "SenderId": new_or("SenderId", "RequestSenderId"),
    "DisplayName": fresh,
    "IsoCountryCode": lambda known, operation: "DE" if "SenderId" in operation else "US" if operation == "ListAvailablePhoneNumbers" else "CA",
    "OriginationIdentity": by_operation(
        "PhoneNumberId", CreatePool="FreeId", AssociateOriginationIdentity="SpareId", DisassociateOriginationIdentity="MemberId",
        SendTextMessage="SimulatorId", SendMediaMessage="SimulatorId", SendVoiceMessage="SimulatorId", SendRcsMessage="RcsAgentId",
        SendDestinationNumberVerificationCode="TenDlcId",
    ),
    "ListAvailablePhoneNumbers.NumberType": always("TEN_DLC"),
    "NumberType": always("LONG_CODE"),
    "MediaUrlValue": always("s3://pictures/a.png"),
    "NumberCapabilities": always(["SMS"]),
    "MessageType": always("TRANSACTIONAL"),
    "ResourceId": of("TollFreeId"),
    "RegistrationType": always(TOLL_FREE),
    "FieldPath": always("companyInfo.companyName"),
    "TextValue": always("Example Corp"),
    "AttachmentBody": always(b"a picture"),
    "UseCase": always("CODE_VERIFICATION"),
    "EnabledChannels": always(["SMS"]),
    "TemplateVariables": always({"code": "123456"}),
    "MatchingEventTypes": always(["TEXT_ALL"]),
    "SnsDestination": always(SNS),
    "DestinationPhoneNumber": lambda known, operation: (
        "+1425556%04d" % next(NUMBERS) if operation == "CreateVerifiedDestinationNumber" else SUCCESS),
    "OptedOutNumber": always("+14255550142"),
    "PhoneNumber": always("+447400123456"),
    "Keyword": always("JOIN"),
    "KeywordMessage": always("Welcome"),
    "MessageBody": always("Hello"),
    "DryRun": always(True),
    "CountryRuleSetUpdates": always({"GB": {"ProtectStatus": "ALLOW"}}),
    "ResourceArn": of("OptOutListArn"),
    "Policy": of("Policy"),
    "Tags": always([{"Key": "team", "Value": "a"}]),
    "TagKeys": always(["team"]),
    "MonthlyLimit": always(5),
    "RcsMessageContent": always({"Content": {"TextMessage": {"Body": "Hello"}}}),
    # Of the API before.
    "EventDestination": always({"Enabled": True, "MatchingEventTypes": ["COMPLETED_CALL"], "SnsDestination": SNS}),
    "Content": always({"PlainTextMessage": {"Text": "Hello", "LanguageCode": "en-US", "VoiceId": "Joanna"}}),
    "OriginationPhoneNumber": of("SimulatorNumber"),
}


class SmsWorld:
    """A product, what of messaging it holds, and how to ask one of the two APIs."""

    def __init__(self, product, service, schema=None, known=None):
        self.product, self.schema = product, schema
        self.model = boto3.session.Session()._session.get_service_model(service)
        self.wire = Wire(product, self.model)
        self.known = known if known is not None else {}
        self.values = Values(self.known, TABLE, ALSO if service == V2 else ALSO_V1)
        self.routes = {}
        if known is None:
            self.fill(product.client(V2, config=Config(retries={"max_attempts": 0})))
        self.nobody = nobody_allowed(product)

    def operation(self, name):
        return self.model.operation_model(name)

    def number(self, sms, country, kind, key, capabilities=("SMS",)):
        it = sms.request_phone_number(
            IsoCountryCode=country, NumberType=kind, MessageType="TRANSACTIONAL", NumberCapabilities=list(capabilities))
        self.known[key] = it["PhoneNumberId"]
        return it

    def fill(self, sms):
        """Makes one of everything."""
        know = self.known
        everything = ("SMS", "MMS", "VOICE")
        self.number(sms, "CA", "LONG_CODE", "PhoneNumberId")
        self.number(sms, "CA", "LONG_CODE", "MemberId")
        self.number(sms, "CA", "LONG_CODE", "SpareId")
        self.number(sms, "CA", "LONG_CODE", "FreeId")
        self.number(sms, "US", "TEN_DLC", "TenDlcId")
        self.number(sms, "US", "TOLL_FREE", "TollFreeId")
        know["SimulatorNumber"] = self.number(sms, "US", "SIMULATOR", "SimulatorId", everything)["PhoneNumber"]
        pool = sms.create_pool(OriginationIdentity=know["MemberId"], IsoCountryCode="CA", MessageType="TRANSACTIONAL")
        know["PoolId"] = pool["PoolId"]
        more = self.number(sms, "CA", "LONG_CODE", "SecondMemberId")
        sms.associate_origination_identity(PoolId=pool["PoolId"], OriginationIdentity=more["PhoneNumberId"], IsoCountryCode="CA")
        know["ConfigurationSetName"] = sms.create_configuration_set(ConfigurationSetName="world")["ConfigurationSetName"]
        sms.create_event_destination(
            ConfigurationSetName="world", EventDestinationName="first", MatchingEventTypes=["TEXT_ALL"], SnsDestination=SNS)
        know["EventDestinationName"] = "first"
        sms.create_configuration_set(ConfigurationSetName="before")
        sms.create_event_destination(
            ConfigurationSetName="before", EventDestinationName="first", MatchingEventTypes=["VOICE_ALL"], SnsDestination=SNS)
        made = sms.create_opt_out_list(OptOutListName="world")
        know.update(OptOutListName="world", OptOutListArn=made["OptOutListArn"])
        know["SenderId"] = sms.request_sender_id(SenderId="WORLD", IsoCountryCode="DE")["SenderId"]
        know["ProtectConfigurationId"] = sms.create_protect_configuration()["ProtectConfigurationId"]
        sms.associate_protect_configuration(ConfigurationSetName="world", ProtectConfigurationId=know["ProtectConfigurationId"])
        sms.put_protect_configuration_rule_set_number_override(
            ProtectConfigurationId=know["ProtectConfigurationId"], DestinationPhoneNumber=SUCCESS, Action="ALLOW")
        know["RegistrationId"] = sms.create_registration(RegistrationType=TOLL_FREE)["RegistrationId"]
        know["RegistrationAttachmentId"] = sms.create_registration_attachment(AttachmentBody=b"a")["RegistrationAttachmentId"]
        know["RcsAgentId"] = sms.create_rcs_agent()["RcsAgentId"]
        made = sms.create_notify_configuration(
            DisplayName="world", UseCase="CODE_VERIFICATION", EnabledChannels=["SMS"], DefaultTemplateId="code-verification-en")
        know["NotifyConfigurationId"] = made["NotifyConfigurationId"]
        made = sms.create_verified_destination_number(DestinationPhoneNumber="+14255550100")
        know["VerifiedDestinationNumberId"] = made["VerifiedDestinationNumberId"]
        sms.put_keyword(OriginationIdentity=know["PhoneNumberId"], Keyword="JOIN", KeywordMessage="Welcome")
        sms.put_opted_out_number(OptOutListName="world", OptedOutNumber="+14255550142")
        sent = sms.send_text_message(DestinationPhoneNumber=SUCCESS, OriginationIdentity=know["SimulatorId"], MessageBody="Hello")
        know["MessageId"] = sent["MessageId"]
        allow = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sms-voice:DescribeOptOutLists", "Resource": made_arn(know)}
        know["Policy"] = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
        sms.put_resource_policy(ResourceArn=know["OptOutListArn"], Policy=know["Policy"])

    def stored(self):
        """How many resources of each kind are kept and how often they were written."""
        if self.schema:
            sql = STORED.format(f'"{self.schema}".resources')
            done = subprocess.run(["psql", "-qtA", POSTGRES, "-c", sql], check=True, capture_output=True, text=True)
            return set(done.stdout.splitlines())
        [file] = self.product.data.glob("carillon.db")
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            return set(connection.execute(STORED.format("resources")))


def made_arn(known):
    return known["OptOutListArn"]


def refusals(world, operation):
    """Everything that must be refused without a trace."""
    base = lambda: world.values.input(operation)
    shape = operation.input_shape
    yield Case("nobody signed", base(), codes={"MissingAuthenticationTokenException"}, signed="")
    yield Case("no policy allows it", base(), codes={"AccessDeniedException"}, signed="nobody")
    if not shape:
        return
    walk = Walk(world, operation)
    for name, member in shape.members.items():
        where = member.serialization.get("location")
        put = lambda value, name=name: {**base(), name: value}
        if name in shape.required_members:
            without = {key: value for key, value in base().items() if key != name}
            yield missing(f"{name} is missing", without, name, where)
        yield from walk.broken(name, name, member, put, where)
    yield from every(world, operation)
    yield from unknown(world, operation)
    if "NextToken" in shape.members:
        yield Case("NextToken is forged", {**base(), "NextToken": "Zm9yZ2Vk" * 4})


def unknown(world, operation):
    """Each identifier and name in turn is one of nothing."""
    for name, value in world.values.input(operation).items():
        if not isinstance(value, str) or (operation.name, name) in INDIFFERENT:
            continue
        known = {key for key, one in world.known.items() if one == value}
        if not any(key.endswith(("Id", "Name", "Arn")) for key in known) or name in ("SenderId", "EventDestination"):
            continue
        other = IDENTIFIER.sub(uuid.uuid4().hex, value) if IDENTIFIER.search(value) else value + "X"
        yield Case(f"{name} is unknown", {**world.values.input(operation), name: other})


def works(world, operation):
    """What must succeed: a name, and what is wrong or None."""
    base = lambda: world.values.input(operation)
    members = operation.input_shape.members if operation.input_shape else {}
    if operation.name.startswith(("Describe", "Get", "List")):
        yield from reads(world, operation, base, members)
    elif operation.name.startswith("Create") and "ClientToken" in members and operation.name != "CreatePool":
        yield "a token makes once", once(world, operation, base)


def once(world, operation, base):
    """The same token with the same request makes once; with another request it is refused."""
    asked = {**base(), "ClientToken": str(uuid.uuid4())}
    first = world.wire.send(operation, asked)
    if first.status >= 300:
        return f"not made: {first}"
    before = world.stored()
    second = world.wire.send(operation, asked)
    if (first.status, first.output) != (second.status, second.output):
        return f"first {first.output}, then {second} {second.output}"
    third = world.wire.send(operation, {**asked, "Tags": [{"Key": "team", "Value": "b"}]} if "Tags" in operation.input_shape.members else {**base(), "ClientToken": asked["ClientToken"]})
    if third.status < 400:
        return f"another request with the token: {third} {third.output}"
    return None if world.stored() == before else "made twice"


def reads(world, operation, base, members):
    answer = world.wire.send(operation, base())
    yield "answers", None if answer.status == 200 else str(answer)
    if answer.status != 200:
        return
    strange = set(answer.body) - set(operation.output_shape.members)
    yield "answers what the model has", f"and {strange}" if strange else None
    size = {"MaxResults", "PageSize"} & set(members)
    if not size or "NextToken" not in operation.output_shape.members:
        return
    [size] = size
    value = 1 if size == "MaxResults" else "1"
    rows = [name for name, shape in operation.output_shape.members.items() if shape.type_name == "list"]
    one = world.wire.send(operation, {**base(), size: value})
    long = [name for name in rows if len(one.output.get(name, ())) > 1]
    yield "a page of one", str(one) if one.status != 200 else f"{long} have more" if long else None
    if token := one.output.get("NextToken"):
        next_ = world.wire.send(operation, {**base(), size: value, "NextToken": token})
        same = [name for name in rows if next_.output.get(name) and next_.output.get(name) == one.output.get(name)]
        yield "the next page", str(next_) if next_.status != 200 else f"{same} again" if same else None
