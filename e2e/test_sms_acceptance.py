"""The acceptance list of messaging (sms.md §21) and what is easily missed (§22), each as a test of the
real binary with boto3, an independent message centre and a carrier that takes MMS over HTTP.

Behaviours that are proven elsewhere: 7 in test_sms_send.py, 14 to 18 in test_sms_numbers.py, 20 and
the sixth destination of 21 in test_sms_rules.py, the rest of 24 in test_sms_account.py; 72 hours
without a receipt (§22) in crates/messaging/tests/sending.rs, toll-free opt-outs in rules.rs.
"""

import contextlib
import http.server
import itertools
import json
import threading

import pytest
from botocore.config import Config

from conftest import Carillon, postgres_schema
from sms import ROLE, TOPIC, name, number, refused
from smsc import Carrier
from test_api import FLOW
from test_smpp import until

SUCCESS, FAILURE = "+14254147755", "+14254147167"
CENTS = "0.01"
CONFIG = """
[messaging]
per_recipient = 0

[messaging.throughput]
long-code = 1000
ten-dlc = 1000
sender-id = 1000
shared = 1000
simulator = 1000

[[messaging.rates]]
channel = "TEXT"
price = "%(price)s"

[[messaging.rates]]
channel = "MEDIA"
price = "%(price)s"

[[messaging.networks]]
prefix = "+4479"
carrier = "Example Mobile"
mcc = "234"
mnc = "01"

[[messaging.carriers]]
name = "texts"
kind = "smpp"
address = "%(smpp)s"
system_id = "carillon"
password_env = "CARRIER_PASSWORD"

[[messaging.carriers]]
name = "pictures"
kind = "http"
channels = ["MEDIA"]
url = "%(http)s"
body = { to = "{to}", text = "{text}", files = "{media}" }

[[sinks]]
name = "told"
kind = "file"
topics = ["sms-events", "sms-inbound", "sms-connect"]
path = "%(file)s"
"""
# Addresses of customers: fictitious numbers of Canada.
CUSTOMERS = (f"+1613555{n:04}" for n in itertools.count(100))
SENT_KEYS = {
    "eventType", "eventVersion", "eventTimestamp", "isFinal", "originationPhoneNumber", "destinationPhoneNumber",
    "isoCountryCode", "messageId", "messageRequestTimestamp", "messageEncoding", "messageType", "messageStatus",
    "messageStatusDescription", "context", "totalMessageParts", "totalMessagePrice", "totalCarrierFee",
}


class Pictures(http.server.ThreadingHTTPServer):
    """A carrier that takes MMS; keeps what it got."""

    def __init__(self):
        self.got = []
        super().__init__(("127.0.0.1", 0), Take)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Take(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Desk:
    """A product, its carriers, and what was told to streams."""

    def __init__(self, folder, env=None, price=CENTS, more=""):
        self.centre, self.pictures, self.file = Carrier(), Pictures(), folder / "told.jsonl"
        config = CONFIG % {
            "price": price, "smpp": self.centre.address, "file": self.file,
            "http": "http://127.0.0.1:%d/" % self.pictures.server_address[1],
        }
        self.product = Carillon(folder, config + more, env={"CARRIER_PASSWORD": "secret", **(env or {})}).start()
        self.open()

    def open(self):
        once = Config(retries={"max_attempts": 0}, parameter_validation=False)
        self.sms = self.product.client("pinpoint-sms-voice-v2", config=once)

    def close(self):
        self.product.close()
        self.centre.close()
        self.pictures.shutdown()

    def told(self):
        """What was told so far: the key and the record."""
        rows = {}
        for line in self.file.read_text().splitlines() if self.file.exists() else ():
            with contextlib.suppress(ValueError):  # The line that is being written.
                row = json.loads(line)
                rows[row["position"]] = (row["key"], row["body"])
        return [rows[at] for at in sorted(rows)]

    def events(self, id):
        """A message's events, once the last is there."""
        of_it = lambda: [body for key, body in self.told() if key == id]
        until(lambda: any(it["isFinal"] for it in of_it()))
        return of_it()

    def last(self, id):
        return self.events(id)[-1]

    def set(self, types=("ALL",)):
        """A configuration set with a destination for these events."""
        of = {"ConfigurationSetName": name("set")}
        self.sms.create_configuration_set(**of)
        self.sms.create_event_destination(
            **of, EventDestinationName="one", MatchingEventTypes=list(types), SnsDestination={"TopicArn": TOPIC})
        return of["ConfigurationSetName"]

    def send(self, to, body="hello", **more):
        return self.sms.send_text_message(DestinationPhoneNumber=to, MessageBody=body, **more)["MessageId"]

    def came(self, source, it, text):
        """A customer writes to a number of ours."""
        until(lambda: self.centre.connections)
        to = it["PhoneNumber"][1:].encode()
        number = self.centre.deliver(self.centre.connections[-1], source[1:].encode(), to, text)
        until(lambda: number not in self.centre.owed)

    def inbound(self, source):
        """What was passed on of a customer's messages."""
        return [body for key, body in self.told() if key == source and "messageBody" in body]

    def outcomes(self, source):
        """What the contact centre did with a customer's messages."""
        return [body for key, body in self.told() if key == source and "outcome" in body]

    def got(self, to):
        """The texts that a customer got."""
        return [text.decode("latin-1") for _, one, text, _ in self.centre.submitted if one == to[1:]]

    def simulator(self, **more):
        return number(self.sms, "US", "SIMULATOR", NumberCapabilities=["SMS", "MMS", "VOICE"], **more)["PhoneNumberId"]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def desk(request, tmp_path_factory):
    with contextlib.ExitStack() as stack:
        env = stack.enter_context(postgres_schema()) if request.param == "postgres" else {}
        it = Desk(tmp_path_factory.mktemp(request.param), env)
        stack.callback(it.close)
        yield it


@pytest.fixture
def customer():
    return next(CUSTOMERS)


@pytest.fixture
def simulator(desk):
    it = desk.simulator()
    yield it
    desk.sms.release_phone_number(PhoneNumberId=it)


@pytest.fixture
def two_way(desk):
    """A number that passes on what comes in."""
    it = number(desk.sms)
    desk.sms.update_phone_number(PhoneNumberId=it["PhoneNumberId"], TwoWayEnabled=True, TwoWayChannelArn=TOPIC)
    return it


def test_01_without_a_configuration_set_a_message_is_sent_and_nobody_is_told(desk, simulator):
    quiet = desk.send(SUCCESS, OriginationIdentity=simulator)
    heard = desk.send(SUCCESS, OriginationIdentity=simulator, ConfigurationSetName=desk.set())
    desk.events(heard)
    assert quiet not in {key for key, _ in desk.told()}


@pytest.mark.parametrize("body, parts, encoding", [
    ("a" * 160, 1, "GSM"), ("a" * 161, 2, "GSM"), ("a" * 1530, 10, "GSM"), ("я" * 70, 1, "Unicode"),
    ("я" * 71, 2, "Unicode"), ("€" * 80, 1, "GSM"), ("€" * 81, 2, "GSM"),
    ("John: Your appointment with Dr. Salazar’s office is scheduled for next Thursday at 4:30pm. Reply YES to confirm, NO to reschedule.", 2, "Unicode"),
    ("John: Your appointment with Dr. Salazar's office is scheduled for next Thursday at 4:30pm. Reply YES to confirm, NO to reschedule.", 1, "GSM"),
    ("ExampleCorp Alerts: Save 20% when you buy a new ExampleCorp Widget® at example.com and use the promo code WIDGET.", 2, "Unicode"),
    ("ExampleCorp Alerts: Save 20% when you buy a new ExampleCorp Widget(R) at example.com and use the promo code WIDGET.", 1, "GSM"),
])
def test_02_03_04_parts_and_encodings(desk, body, parts, encoding):
    event = desk.last(desk.send("+33755512501", body, OriginationIdentity="Shop", ConfigurationSetName=desk.set()))
    assert (event["totalMessageParts"], event["messageEncoding"]) == (parts, encoding)


@pytest.mark.parametrize("body", ["a" * 1531, "я" * 631])
def test_02_longer_texts_are_refused(desk, body):
    with refused("ValidationException", "INVALID_PARAMETER"):
        desk.send(SUCCESS, body, OriginationIdentity="Shop")


def test_05_the_simulators_numbers_end_as_they_say_with_exact_keys(desk, simulator):
    for to, status in ((SUCCESS, "DELIVERED"), (FAILURE, "UNREACHABLE")):
        it = desk.send(to, OriginationIdentity=simulator, ConfigurationSetName=desk.set(), Context={"account": "bar"})
        first, *_, last = desk.events(it)
        assert (first["eventType"], last["eventType"], last["messageStatus"]) == ("TEXT_QUEUED", f"TEXT_{status}", status)
        assert set(last) == SENT_KEYS and last["isFinal"] and not first["isFinal"]
        assert last["context"] == {"account": "bar"} and last["isoCountryCode"] == "US"
        assert last["eventTimestamp"] >= last["messageRequestTimestamp"] > 1_600_000_000_000


def test_05_all_pairs_of_simulated_numbers(desk):
    of = desk.set()
    pairs = [line.split() for line in PAIRS.splitlines() if line]
    sent = {desk.send(to, OriginationIdentity="Shop", ConfigurationSetName=of): word
            for good, bad in pairs for to, word in ((good, "DELIVERED"), (bad, "UNREACHABLE"))}
    assert {key: desk.last(key)["messageStatus"] for key in sent} == sent and len(pairs) == 24


PAIRS = """
+61455944038 +61455944039
+43676800442031 +43676800442032
+32460213922 +32460213923
+56229140630 +56229140631
+420790542286 +420790542287
+4525919410 +4525919215
+37282720792 +37282720793
+3584573979110 +3584573979111
+33755512501 +33755512502
+85257048426 +85257048854
+36707178770 +36707178772
+394390009172 +394390009174
+447937404990 +447937404992
+352691385880 +352691385882
+3197008100148 +3197008100150
+4759449384 +4759449387
+48732141440 +48732141442
+351927946948 +351927946950
+40783900330 +40783900332
+34683783440 +34683783442
+46790645100 +46790645102
+41798075872 +41798075874
+886903444630 +886903444632
+447860019066 +447860019067
"""


def test_06_a_simulator_number_sends_to_its_own_country_alone(desk, simulator):
    before = len(desk.told())
    with refused("ValidationException", "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY"):
        desk.send("+447860019066", OriginationIdentity=simulator, ConfigurationSetName=desk.set())
    assert len(desk.told()) == before


def test_08_stop_opts_out_is_answered_and_holds_until_it_is_taken_back(desk, customer):
    it = number(desk.sms)
    send = dict(to=customer, OriginationIdentity=it["PhoneNumberId"])
    desk.came(customer, it, "Stop please")
    listed = desk.sms.describe_opted_out_numbers(OptOutListName="Default", OptedOutNumbers=[customer])["OptedOutNumbers"]
    assert listed[0]["EndUserOptedOut"]
    until(lambda: desk.got(customer))
    with refused("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
        desk.send(**send)
    desk.sms.delete_opted_out_number(OptOutListName="Default", OptedOutNumber=customer)
    assert desk.send(**send)
    until(lambda: "hello" in desk.got(customer))


def test_09_help_is_answered_with_its_keywords_message(desk, customer):
    it = number(desk.sms)
    desk.sms.put_keyword(OriginationIdentity=it["PhoneNumberId"], Keyword="HELP", KeywordMessage="Call 425-555-0199")
    desk.came(customer, it, "help me")
    until(lambda: desk.got(customer) == ["Call 425-555-0199"])


def test_10_a_keyword_is_answered_and_passed_on_with_what_it_answers_also_after_a_kill(desk, customer, two_way):
    of = two_way["PhoneNumberId"]
    desk.sms.put_keyword(OriginationIdentity=of, Keyword="JOIN", KeywordMessage="Welcome", KeywordAction="AUTOMATIC_RESPONSE")
    sent = desk.send(customer, OriginationIdentity=of)
    until(lambda: desk.got(customer))
    desk.product.kill9()
    desk.product.start()
    desk.open()
    until(lambda: len(desk.centre.connections) > 1)
    desk.came(customer, two_way, "join the club")
    until(lambda: desk.inbound(customer))
    [came] = desk.inbound(customer)
    assert came.pop("inboundMessageId")
    assert came == {
        "originationNumber": customer, "destinationNumber": two_way["PhoneNumber"], "messageKeyword": "JOIN",
        "messageBody": "join the club", "previousPublishedMessageId": sent,
    }
    until(lambda: desk.got(customer) == ["hello", "Welcome"])


def test_11_keywords_are_overwritten_bounded_and_the_mandatory_ones_stay(desk):
    of = {"OriginationIdentity": number(desk.sms)["PhoneNumberId"]}
    for message in ("Hello", "Welcome"):
        desk.sms.put_keyword(**of, Keyword="JOIN", KeywordMessage=message)
    [it] = desk.sms.describe_keywords(**of, Keywords=["JOIN"])["Keywords"]
    assert it["KeywordMessage"] == "Welcome"
    with refused("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"):
        desk.sms.delete_keyword(**of, Keyword="STOP")
    for word in ("a" * 31, " JOIN"):
        with refused("ValidationException", "INVALID_PARAMETER", "Keyword"):
            desk.sms.put_keyword(**of, Keyword=word, KeywordMessage="Hello")


def test_12_self_managed_opt_outs_are_left_to_their_owner(desk, customer, two_way):
    of = {"PhoneNumberId": two_way["PhoneNumberId"], "SelfManagedOptOutsEnabled": True}
    with refused("ValidationException", "TWO_WAY_NOT_ENABLED"):
        desk.sms.update_phone_number(**{**of, "PhoneNumberId": number(desk.sms)["PhoneNumberId"]})
    desk.sms.update_phone_number(**of)
    desk.came(customer, two_way, "STOP")
    until(lambda: desk.inbound(customer))
    assert desk.inbound(customer)[0]["messageKeyword"] == "STOP"
    assert desk.send(customer, "still here", OriginationIdentity=of["PhoneNumberId"])
    until(lambda: desk.got(customer))
    assert desk.got(customer) == ["still here"]


def test_13_a_connect_channel_is_taken_and_excludes_self_managed_opt_outs(desk):
    it = number(desk.sms)["PhoneNumberId"]
    channel = dict(TwoWayEnabled=True, TwoWayChannelArn="connect.us-east-1.amazonaws.com", TwoWayChannelRole=ROLE)
    assert desk.sms.update_phone_number(PhoneNumberId=it, **channel)["TwoWayChannelRole"] == ROLE
    with refused("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"):
        desk.sms.update_phone_number(PhoneNumberId=it, SelfManagedOptOutsEnabled=True)


def test_13_a_message_for_connect_is_told_to_the_sink_and_what_became_of_it(desk, customer):
    it = number(desk.sms)
    channel = dict(TwoWayEnabled=True, TwoWayChannelArn="connect.us-east-1.amazonaws.com", TwoWayChannelRole=ROLE)
    desk.sms.update_phone_number(PhoneNumberId=it["PhoneNumberId"], **channel)
    desk.came(customer, it, "hello there")
    until(lambda: desk.outcomes(customer))
    [came], [outcome] = desk.inbound(customer), desk.outcomes(customer)
    assert came["messageBody"] == "hello there" and outcome["inboundMessageId"] == came["inboundMessageId"]
    assert (outcome["outcome"], outcome["instanceId"]) == ("NOT_TAKEN", None) and "AssociateFlow" in outcome["reason"]
    connect = desk.product.client("connect")
    instance = connect.create_instance(
        IdentityManagementType="SAML", InstanceAlias=name("texts"), InboundCallsEnabled=True, OutboundCallsEnabled=False)["Id"]
    flow = connect.create_contact_flow(InstanceId=instance, Name="texts", Type="CONTACT_FLOW", Content=json.dumps(FLOW))["ContactFlowArn"]
    connect.associate_flow(InstanceId=instance, ResourceId=it["PhoneNumberArn"], ResourceType="SMS_PHONE_NUMBER", FlowId=flow)
    desk.came(customer, it, "again")
    until(lambda: len(desk.outcomes(customer)) == 2)
    assert desk.outcomes(customer)[1]["instanceId"] == instance and flow in desk.outcomes(customer)[1]["reason"]
    # Imported into an instance, the number may be named as that instance's.
    connect.disassociate_flow(InstanceId=instance, ResourceId=it["PhoneNumberArn"], ResourceType="SMS_PHONE_NUMBER")
    own = connect.import_phone_number(InstanceId=instance, SourcePhoneNumberArn=it["PhoneNumberArn"])["PhoneNumberArn"]
    connect.associate_flow(InstanceId=instance, ResourceId=own, ResourceType="SMS_PHONE_NUMBER", FlowId=flow)
    desk.came(customer, it, "once more")
    until(lambda: len(desk.outcomes(customer)) == 3)
    assert desk.outcomes(customer)[2]["instanceId"] == instance and flow in desk.outcomes(customer)[2]["reason"]


def test_carriers_are_looked_up_in_the_operators_table(desk):
    found = desk.sms.carrier_lookup(PhoneNumber="+447900123456")
    assert (found["Carrier"], found["MCC"], found["MNC"]) == ("Example Mobile", "234", "01")
    assert "Carrier" not in desk.sms.carrier_lookup(PhoneNumber="+447400123456")


def test_19_the_requests_protect_configuration_wins_over_the_sets_and_the_accounts(desk):
    blocks, allows = (desk.sms.create_protect_configuration()["ProtectConfigurationId"] for _ in range(2))
    rules = {"GB": {"ProtectStatus": "BLOCK"}}
    desk.sms.update_protect_configuration_country_rule_set(
        ProtectConfigurationId=blocks, NumberCapability="SMS", CountryRuleSetUpdates=rules)
    of = desk.set()
    send = dict(to="+447860019066", OriginationIdentity="Shop")
    blocked = lambda: refused("ConflictException", "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION")
    desk.sms.associate_protect_configuration(ConfigurationSetName=of, ProtectConfigurationId=allows)
    with blocked():
        desk.send(**send, ConfigurationSetName=of, ProtectConfigurationId=blocks)
    desk.sms.set_account_default_protect_configuration(ProtectConfigurationId=blocks)
    assert desk.send(**send, ConfigurationSetName=of)
    with blocked():
        desk.send(**send)
    desk.sms.delete_account_default_protect_configuration()
    assert desk.send(**send)


def test_20_a_new_protect_configuration_allows_all_countries_and_updates_are_bounded(desk):
    of = {"ProtectConfigurationId": desk.sms.create_protect_configuration()["ProtectConfigurationId"]}
    for capability in ("SMS", "MMS", "VOICE"):
        rules = desk.sms.get_protect_configuration_country_rule_set(**of, NumberCapability=capability)["CountryRuleSet"]
        assert len(rules) > 200 and {it["ProtectStatus"] for it in rules.values()} == {"ALLOW"}
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    many = {a + b: {"ProtectStatus": "ALLOW"} for a in letters for b in letters[:12]}
    with refused("ValidationException", "INVALID_PARAMETER", "CountryRuleSetUpdates"):
        desk.sms.update_protect_configuration_country_rule_set(**of, NumberCapability="SMS", CountryRuleSetUpdates=many)


def test_21_a_destination_hears_what_it_asked_for_and_the_context_comes_back(desk, simulator):
    of = desk.set(["TEXT_DELIVERED"])
    it = desk.send(SUCCESS, OriginationIdentity=simulator, ConfigurationSetName=of, Context={"order": "7"})
    [only] = desk.events(it)
    assert (only["eventType"], only["context"]) == ("TEXT_DELIVERED", {"order": "7"})


@pytest.fixture(scope="module")
def camera(desk):
    return number(desk.sms, "US", "TEN_DLC", NumberCapabilities=["SMS", "MMS"])["PhoneNumberId"]


@pytest.mark.parametrize("key, size, status", [
    ("big.png", 2_000_000, "SUCCESSFUL"), ("film.mp4", 600_000, "SUCCESSFUL"), ("film.mp4", 615_000, "FILE_SIZE_EXCEEDED"),
    ("page.html", 10, "FILE_TYPE_UNSUPPORTED"), ("card.vcf", 70_000, "FILE_SIZE_EXCEEDED"), ("missing.png", None, "FILE_INACCESSIBLE"),
])
def test_22_a_pictures_file_is_looked_at(desk, camera, key, size, status):
    key = f"{name('file')}/{key}"
    if size:
        desk.product.client("s3").put_object(Bucket="pictures", Key=key, Body=bytes(size))
    it = desk.sms.send_media_message(
        DestinationPhoneNumber="+14255550123", OriginationIdentity=camera, MessageBody="a" * 481, MediaUrls=[f"s3://pictures/{key}"],
        ConfigurationSetName=desk.set(),
    )["MessageId"]
    event = desk.last(it)
    assert (event["eventType"], event["contentType"], event["totalMessageParts"]) == (f"MEDIA_{status}", "MMS", 1)
    assert "messageEncoding" not in event


def test_23_the_sandbox_writes_to_numbers_that_entered_their_code(tmp_path):
    desk = Desk(tmp_path, more='[sms]\nsandbox = true\n[quotas]\nprofile = "aws"\n')
    try:
        own = number(desk.sms, "US", "TEN_DLC", NumberCapabilities=["SMS", "VOICE"])["PhoneNumberId"]
        send = dict(to="+14255550142", OriginationIdentity=own)
        with refused("ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"):
            desk.send(**send)
        of = {"VerifiedDestinationNumberId": desk.sms.create_verified_destination_number(DestinationPhoneNumber=send["to"])["VerifiedDestinationNumberId"]}
        with refused("ValidationException", "INVALID_PARAMETER", "VerificationChannel"):
            desk.sms.send_destination_number_verification_code(**of, VerificationChannel="text")
        code = lambda: desk.got(send["to"])[-1].split()[-1]

        def ask():
            before = len(desk.got(send["to"]))
            desk.sms.send_destination_number_verification_code(**of, VerificationChannel="TEXT", OriginationIdentity=own)
            until(lambda: len(desk.got(send["to"])) > before)

        ask()
        with refused("ValidationException", "VERIFICATION_CODE_MISMATCH"):
            desk.sms.verify_destination_number(**of, VerificationCode="%06d" % ((int(code()) + 1) % 10**6))
        aged(desk, "$.Verification.Expires")
        with refused("ConflictException", "VERIFICATION_CODE_EXPIRED"):
            desk.sms.verify_destination_number(**of, VerificationCode=code())
        ask()
        assert desk.sms.verify_destination_number(**of, VerificationCode=code())["Status"] == "VERIFIED"
        assert desk.send(**send)
        until(lambda: desk.got(send["to"])[-1] == "hello")
        for n in range(9):
            desk.sms.create_verified_destination_number(DestinationPhoneNumber=f"+1425555015{n}")
        with refused("ServiceQuotaExceededException", "VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT"):
            desk.sms.create_verified_destination_number(DestinationPhoneNumber="+14255550160")
        with refused("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"):
            desk.sms.delete_verified_destination_number(**of)
    finally:
        desk.close()


def test_a_code_is_replaced_only_by_one_that_was_taken(tmp_path):
    desk = Desk(tmp_path, price="1.1", more='[sms]\nsandbox = true\n[quotas.overrides]\nsms-verification-codes = 3\n')
    try:
        own = number(desk.sms, "US", "TEN_DLC", NumberCapabilities=["SMS", "VOICE"])["PhoneNumberId"]
        to = "+14255550142"
        desk.sms.set_text_message_spend_limit_override(MonthlyLimit=1)
        of = {"VerifiedDestinationNumberId": desk.sms.create_verified_destination_number(DestinationPhoneNumber=to)["VerifiedDestinationNumberId"]}
        ask = lambda: desk.sms.send_destination_number_verification_code(**of, VerificationChannel="TEXT", OriginationIdentity=own)
        ask()
        until(lambda: desk.got(to))
        code = desk.got(to)[-1].split()[-1]
        # The first one was free. Refused by the month's limit, twice, and by the day's.
        for _ in range(2):
            with refused("ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"):
                ask()
        with refused("ServiceQuotaExceededException", "VERIFICATION_ATTEMPTS_PER_DAY"):
            ask()
        with refused("ValidationException", "VERIFICATION_CODE_MISMATCH"):
            desk.sms.verify_destination_number(**of, VerificationCode="%06d" % ((int(code) + 1) % 10**6))
        assert desk.sms.verify_destination_number(**of, VerificationCode=code)["Status"] == "VERIFIED"
        with refused("ConflictException", "VERIFICATION_ALREADY_COMPLETE"):
            ask()
    finally:
        desk.close()


def test_five_wrong_codes_end_a_code_and_a_new_one_is_good(tmp_path):
    desk = Desk(tmp_path, more="[sms]\nsandbox = true\n")
    try:
        own = number(desk.sms, "US", "TEN_DLC", NumberCapabilities=["SMS", "VOICE"])["PhoneNumberId"]
        to = "+14255550142"
        of = {"VerifiedDestinationNumberId": desk.sms.create_verified_destination_number(DestinationPhoneNumber=to)["VerifiedDestinationNumberId"]}
        codes = []
        for n in range(2):
            desk.sms.send_destination_number_verification_code(**of, VerificationChannel="TEXT", OriginationIdentity=own)
            until(lambda: len(desk.got(to)) > n)
            codes.append(desk.got(to)[-1].split()[-1])
        wrong = next(it for it in ("000000", "111111", "222222") if it not in codes)
        # The first one went when the second was taken.
        for given in [codes[0] if codes[0] != codes[1] else wrong, *[wrong] * 4]:
            with refused("ValidationException", "VERIFICATION_CODE_MISMATCH"):
                desk.sms.verify_destination_number(**of, VerificationCode=given)
        with refused("ConflictException", "VERIFICATION_CODE_EXPIRED"):
            desk.sms.verify_destination_number(**of, VerificationCode=codes[1])
        desk.sms.send_destination_number_verification_code(**of, VerificationChannel="TEXT", OriginationIdentity=own)
        until(lambda: len(desk.got(to)) == 3)
        assert desk.sms.verify_destination_number(**of, VerificationCode=desk.got(to)[-1].split()[-1])["Status"] == "VERIFIED"
    finally:
        desk.close()


def aged(desk, path):
    """Sets a time of the one thing that has it to the past, while nothing runs."""
    import sqlite3

    desk.product.terminate()
    with contextlib.closing(sqlite3.connect(desk.product.data / "carillon.db")) as store:
        changed = store.execute(f"update resources set body = json_set(body, '{path}', 1) where json_extract(body, '{path}') > 0")
        assert changed.rowcount == 1
        store.commit()
    desk.product.start()
    desk.open()


def test_24_sending_stops_at_the_enforced_limit_and_goes_on_when_it_is_raised(tmp_path):
    desk = Desk(tmp_path, price="0.3")
    try:
        own = number(desk.sms)["PhoneNumberId"]
        camera = number(desk.sms, "US", "TEN_DLC", NumberCapabilities=["SMS", "MMS"])["PhoneNumberId"]
        send = dict(to=next(CUSTOMERS), OriginationIdentity=own)
        desk.sms.set_text_message_spend_limit_override(MonthlyLimit=1)
        for _ in range(3):
            desk.send(**send)
        with refused("ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"):
            desk.send(**send)
        # Each channel has a limit of its own.
        picture = dict(DestinationPhoneNumber="+14255550123", OriginationIdentity=camera, MessageBody="hello")
        assert desk.sms.send_media_message(**picture)["MessageId"]
        with refused("ValidationException", "INVALID_PARAMETER", "MonthlyLimit"):
            desk.sms.set_text_message_spend_limit_override(MonthlyLimit=0)
        with refused("ValidationException", "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT"):
            desk.sms.set_text_message_spend_limit_override(MonthlyLimit=100_000_000)
        desk.sms.set_text_message_spend_limit_override(MonthlyLimit=2)
        assert desk.send(**send)
        assert desk.sms.delete_text_message_spend_limit_override()["MonthlyLimit"] == 1_000_000
    finally:
        desk.close()


def test_25_a_spoken_message_tells_its_call_in_order_and_a_dry_run_makes_none(desk, simulator):
    call = dict(DestinationPhoneNumber=SUCCESS, OriginationIdentity=simulator, ConfigurationSetName=desk.set())
    it = desk.sms.send_voice_message(**call, MessageBody="Hello")["MessageId"]
    events = desk.events(it)
    assert [event["eventType"] for event in events] == ["VOICE_INITIATED", "VOICE_RINGING", "VOICE_ANSWERED", "VOICE_COMPLETED"]
    assert events[-1]["callDurationInSeconds"] > 0 and events[-1]["totalDurationInMinutes"] == 1
    assert not {"messageType", "totalMessageParts", "messageStatusDescription"} & set(events[-1])
    dry = desk.sms.send_voice_message(**call, MessageBody="Hello", DryRun=True)["MessageId"]
    desk.events(desk.sms.send_voice_message(**call, MessageBody="Again")["MessageId"])
    assert not [body for key, body in desk.told() if key == dry and body["isFinal"]]
    with refused("ValidationException", "INVALID_PARAMETER"):
        desk.sms.send_voice_message(**call, MessageBody="a" * 6001)
    with refused("ValidationException", "INVALID_PARAMETER"):
        desk.sms.send_voice_message(**call, MessageBody="a" * 3001)


def test_22_1_what_a_carrier_knows_for_no_number_is_accepted_and_paid_for(desk, customer):
    from smpp.pdu.pdu_types import CommandStatus

    own = number(desk.sms)["PhoneNumberId"]
    desk.centre.refusals.append(CommandStatus.ESME_RINVDSTADR)
    event = desk.last(desk.send(customer, OriginationIdentity=own, ConfigurationSetName=desk.set()))
    assert (event["eventType"], event["totalMessagePrice"]) == ("TEXT_INVALID", float(CENTS))


def test_22_2_an_opt_out_holds_for_all_originators_of_its_list_and_another_list_lets_through(desk, customer):
    one, two = number(desk.sms), number(desk.sms)
    other = desk.sms.create_opt_out_list(OptOutListName=name("list"))["OptOutListName"]
    desk.came(customer, one, "STOP")
    for it in (one, two):
        with refused("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
            desk.send(customer, OriginationIdentity=it["PhoneNumberId"])
    desk.sms.update_phone_number(PhoneNumberId=two["PhoneNumberId"], OptOutListName=other)
    assert desk.send(customer, OriginationIdentity=two["PhoneNumberId"])
    with refused("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
        desk.send(customer, OriginationIdentity=one["PhoneNumberId"])


def test_22_3_a_pools_settings_hold_for_its_members(desk, customer):
    it = number(desk.sms)
    of = {"PoolId": desk.sms.create_pool(OriginationIdentity=it["PhoneNumberId"], IsoCountryCode="CA", MessageType="TRANSACTIONAL")["PoolId"]}
    desk.sms.update_pool(**of, TwoWayEnabled=True, TwoWayChannelArn=TOPIC)
    desk.sms.put_keyword(OriginationIdentity=of["PoolId"], Keyword="JOIN", KeywordMessage="Of the pool")
    desk.came(customer, it, "join")
    until(lambda: desk.got(customer) == ["Of the pool"] and desk.inbound(customer))


def test_22_4_an_unregistered_name_in_singapore_is_rewritten_and_not_refused(desk):
    event = desk.last(desk.send("+6581234567", OriginationIdentity="Shop", ConfigurationSetName=desk.set()))
    assert (event["originationPhoneNumber"], event["messageStatus"]) == ("LIKELY-SCAM", "DELIVERED")


def test_22_5_what_a_number_can_do_is_not_changed_after_it_was_requested(desk):
    it = number(desk.sms)
    [kept] = desk.sms.describe_phone_numbers(PhoneNumberIds=[it["PhoneNumberId"]])["PhoneNumbers"]
    changeable = desk.sms.meta.service_model.operation_model("UpdatePhoneNumber").input_shape.members
    assert kept["NumberCapabilities"] == ["SMS"] and "NumberCapabilities" not in changeable


def test_22_7_a_short_code_of_the_configuration_is_in_the_account_and_sends_to_its_country(tmp_path):
    more = '[[sms.short_codes]]\ncode = "72345"\ncountry = "CA"\n'
    desk = Desk(tmp_path, more=more)
    try:
        [it] = desk.sms.describe_phone_numbers(Filters=[{"Name": "number-type", "Values": ["SHORT_CODE"]}])["PhoneNumbers"]
        assert (it["PhoneNumber"], it["Status"], it["IsoCountryCode"]) == ("72345", "ACTIVE", "CA")
        customer = next(CUSTOMERS)
        assert desk.last(desk.send(customer, OriginationIdentity="72345", ConfigurationSetName=desk.set()))["originationPhoneNumber"] == "72345"
        with refused("ValidationException", "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY"):
            desk.send("+14255550123", OriginationIdentity=it["PhoneNumberId"])
        desk.product.restart()
        desk.open()
        assert len(desk.sms.describe_phone_numbers()["PhoneNumbers"]) == 1
    finally:
        desk.close()


def test_22_6_what_the_carrier_throttles_is_sent_once_it_takes_messages_again(desk, customer):
    from smsc import THROTTLED

    own = number(desk.sms)["PhoneNumberId"]
    desk.centre.refusals.append(THROTTLED)
    assert desk.last(desk.send(customer, OriginationIdentity=own, ConfigurationSetName=desk.set()))["messageStatus"] == "DELIVERED"
    assert desk.got(customer) == ["hello"]
