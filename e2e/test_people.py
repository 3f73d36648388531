"""People who sign in: second factors, links for a new password, sessions, where from, and what
security profiles let them see and do."""

import base64
import contextlib
import hashlib
import hmac
import json
import sqlite3
import struct
import time
import uuid

import pytest
from botocore.exceptions import ClientError

from test_api import raw

PASSWORD = "Sup3rsecret"


class Person:
    """A browser's side of the pages, without the browser."""

    def __init__(self, product):
        self.product, self.cookie, self.csrf = product, "", ""

    def post(self, path, body=None, method="POST"):
        headers = {"content-type": "application/json", "cookie": self.cookie, "x-carillon-csrf": self.csrf}
        answer = raw(self.product, method, path, json.dumps(body or {}), headers)
        if cookie := answer.getheader("set-cookie"):
            self.cookie = cookie.split(";")[0]
        parsed = json.loads(answer.text) if answer.text else {}
        if "csrf" in parsed:
            self.csrf = parsed["csrf"]
        return answer.status, parsed.get("error", {}).get("code") or parsed

    def get(self, path):
        answer = raw(self.product, "GET", path, headers={"cookie": self.cookie})
        return answer.status, json.loads(answer.text)

    def sign_in(self, username, password=PASSWORD, **more):
        return self.post("/app/sign-in", {"username": username, "password": password, **more})

    def api(self, operation, service="connect", **input):
        return self.post(f"/app/api/{service}/{operation}", input)


class Centre:
    def __init__(self, product):
        self.product, self.connect = product, product.client("connect")
        self.i = {"InstanceId": self.connect.create_instance(
            IdentityManagementType="CONNECT_MANAGED", InstanceAlias=f"i-{uuid.uuid4().hex[:12]}",
            InboundCallsEnabled=True, OutboundCallsEnabled=True)["Id"]}
        self.profiles = {it["Name"]: it["Id"] for it in self.connect.list_security_profiles(**self.i)["SecurityProfileSummaryList"]}
        [self.routing] = [it["Id"] for it in self.connect.list_routing_profiles(**self.i)["RoutingProfileSummaryList"]]

    def user(self, name, profile="Admin", **more):
        phone = {"PhoneType": "SOFT_PHONE", "AutoAccept": False, "AfterContactWorkTimeLimit": 0}
        return self.connect.create_user(
            **self.i, Username=name, Password=PASSWORD, PhoneConfig=phone, RoutingProfileId=self.routing,
            SecurityProfileIds=[self.profiles.get(profile, profile)],
            IdentityInfo={"FirstName": name.title(), "LastName": "Tester"}, **more)["UserId"]

    def person(self, name, **more):
        person = Person(self.product)
        assert person.sign_in(name, **more)[0] == 200
        return person


@pytest.fixture(params=["sqlite", "postgres"])
def centre(request, make_carillon):
    env = request.getfixturevalue("postgres_env") if request.param == "postgres" else {}
    return Centre(make_carillon(env=env))


@pytest.fixture
def small(make_carillon):
    return Centre(make_carillon())


def totp(secret):
    """A code by RFC 6238, written down here so that the product is not checked by itself."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_second_factor_is_asked_for_once_it_is_proved(centre):
    centre.user("ada")
    ada = centre.person("ada")
    status, begun = ada.post("/app/account/second-factor")
    assert status == 200 and begun["uri"].startswith("otpauth://totp/")
    assert Person(centre.product).sign_in("ada")[0] == 200, "not asked for before it is proved"
    assert ada.post("/app/account/second-factor/proof", {"code": "000000x"})[0] == 400
    code = totp(begun["secret"])
    status, proved = ada.post("/app/account/second-factor/proof", {"code": code})
    assert status == 200 and len(set(proved["recoveryCodes"])) == 10
    other = Person(centre.product)
    assert other.sign_in("ada") == (401, "SecondFactorNeeded")
    assert other.sign_in("ada", "wrong") == (401, "InvalidCredentials"), "the password comes first"
    assert other.sign_in("ada", code=code) == (401, "WrongCode"), "a code is good once"
    recovery = proved["recoveryCodes"][0]
    assert other.sign_in("ada", code=recovery.upper())[0] == 200
    assert Person(centre.product).sign_in("ada", code=recovery) == (401, "WrongCode")
    assert ada.get("/app/account")[1]["recoveryCodesLeft"] == 9
    assert ada.post("/app/account/second-factor/removal", {"password": "wrong"})[0] == 400
    assert ada.post("/app/account/second-factor/removal", {"password": PASSWORD})[0] == 204
    assert Person(centre.product).sign_in("ada")[0] == 200


def test_an_administrator_gives_a_link_for_a_new_password_that_is_good_once(centre):
    centre.user("boss")
    user = centre.user("ada", "Agent")
    boss, ada = centre.person("boss"), centre.person("ada")
    assert ada.post(f"/app/users/{user}/new-password-link") == (403, "Forbidden")
    status, link = boss.post(f"/app/users/{user}/new-password-link")
    assert status == 200
    assert ada.get("/app/session")[0] == 401, "a reset signs the user out"
    ticket = link["path"].split("#")[1]
    stranger = Person(centre.product)
    status, whose = stranger.post("/app/new-password", {"ticket": ticket})
    assert status == 200 and whose["username"] == "ada"
    assert stranger.post("/app/new-password", {"ticket": ticket, "password": "weak"})[0] == 400
    assert stranger.post("/app/new-password", {"ticket": ticket, "password": "N3wsecretword"})[0] == 204
    assert stranger.post("/app/new-password", {"ticket": ticket, "password": "An0therword"}) == (403, "TicketNotGood")
    assert stranger.post("/app/new-password", {"ticket": ticket[:-1] + "x"}) == (403, "TicketNotGood")
    assert Person(centre.product).sign_in("ada") == (401, "InvalidCredentials")
    assert Person(centre.product).sign_in("ada", "N3wsecretword")[0] == 200
    assert boss.post(f"/app/users/{uuid.uuid4()}/new-password-link")[0] == 404


def test_a_changed_password_ends_the_other_sessions(small):
    small.user("ada")
    one, other = small.person("ada"), small.person("ada")
    assert one.post("/app/account/password", {"current": "wrong", "new": "N3wsecretword"})[0] == 400
    assert one.post("/app/account/password", {"current": PASSWORD, "new": "short"})[0] == 400
    assert one.post("/app/account/password", {"current": PASSWORD, "new": "N3wsecretword"})[0] == 204
    assert one.get("/app/session")[0] == 200
    assert other.get("/app/session")[0] == 401


def test_sessions_are_listed_and_ended_by_their_owner_and_through_the_api(centre):
    user = centre.user("ada")
    people = [centre.person("ada") for _ in range(3)]
    sessions = people[0].get("/app/account")[1]["sessions"]
    assert len(sessions) == 3
    assert all(it["address"] == "127.0.0.1" for it in sessions)
    [own] = [it["id"] for it in sessions if it["current"]]
    [other] = [it["id"] for it in people[1].get("/app/account")[1]["sessions"] if it["current"]]
    assert people[0].post(f"/app/account/sessions/{other}", method="DELETE")[0] == 204
    assert people[1].get("/app/session")[0] == 401
    connect = centre.connect
    connect.delete_session(**centre.i, SessionId=own)
    assert people[0].get("/app/session")[0] == 401
    with pytest.raises(connect.exceptions.ResourceNotFoundException):
        connect.delete_session(**centre.i, SessionId=own)
    assert people[2].get("/app/session")[0] == 200
    connect.delete_all_entity_sessions(**centre.i, EntityType="USER", EntityId=user)
    assert people[2].get("/app/session")[0] == 401


def test_guesses_are_slowed_down_across_a_restart(make_carillon):
    product = make_carillon()
    centre = Centre(product)
    centre.user("ada")
    guesses = [Person(product).sign_in("ada", "wrong") for _ in range(6)]
    assert [status for status, _ in guesses] == [401] * 5 + [429]
    product.kill9()
    product.start()
    assert Person(product).sign_in("ADA") == (429, "TooManyAttempts"), "in any case, and after a restart"


def test_the_authentication_profile_says_from_where_people_sign_in(centre):
    centre.user("ada")
    connect, i = centre.connect, centre.i
    [summary] = connect.list_authentication_profiles(**i)["AuthenticationProfileSummaryList"]
    assert summary["IsDefault"]
    profile = {"AuthenticationProfileId": summary["Id"]}
    read = lambda: connect.describe_authentication_profile(**i, **profile)["AuthenticationProfile"]
    assert (read()["MaxSessionDuration"], read()["AllowedIps"], read()["Arn"]) == (720, [], summary["Arn"])
    ada = centre.person("ada")
    connect.update_authentication_profile(**i, **profile, Name="Office", BlockedIps=["127.0.0.0/8"], SessionInactivityDuration=15, SessionInactivityHandlingEnabled=True)
    assert (read()["Name"], read()["BlockedIps"], read()["SessionInactivityDuration"]) == ("Office", ["127.0.0.0/8"], 15)
    assert ada.get("/app/session")[0] == 403, "what is blocked counts at once"
    assert Person(centre.product).sign_in("ada") == (403, "AddressNotAllowed")
    connect.update_authentication_profile(**i, **profile, BlockedIps=[], AllowedIps=["127.0.0.1", "10.0.0.0/8"])
    assert centre.person("ada").get("/app/session")[0] == 200
    for wrong in (["300.0.0.1"], ["10.0.0.0/40"], ["here"]):
        with pytest.raises(connect.exceptions.InvalidParameterException):
            connect.update_authentication_profile(**i, **profile, AllowedIps=wrong)
    with pytest.raises(connect.exceptions.ResourceNotFoundException):
        connect.describe_authentication_profile(**i, AuthenticationProfileId=str(uuid.uuid4()))


def test_a_program_that_vouches_for_a_user_gets_a_link_that_signs_in(centre):
    user = centre.user("ada")
    iam = centre.product.client("iam")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "123456789012"}}]}
    iam.create_role(RoleName="agents", AssumeRolePolicyDocument=json.dumps(trust))
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "connect:GetFederationToken", "Resource": "*"}]}
    iam.put_role_policy(RoleName="agents", PolicyName="federate", PolicyDocument=json.dumps(allow))
    iam.create_user(UserName="portal")
    may = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}
    iam.put_user_policy(UserName="portal", PolicyName="assume", PolicyDocument=json.dumps(may))
    key = iam.create_access_key(UserName="portal")["AccessKey"]
    portal = centre.product.client("sts", key=key["AccessKeyId"], secret=key["SecretAccessKey"])

    def as_session(name):
        found = portal.assume_role(RoleArn="arn:aws:iam::123456789012:role/agents", RoleSessionName=name)["Credentials"]
        return centre.product.client(
            "connect", key=found["AccessKeyId"], secret=found["SecretAccessKey"], aws_session_token=found["SessionToken"])

    got = as_session("ada").get_federation_token(**centre.i)
    assert got["UserId"] == user and got["UserArn"].endswith(f"/agent/{user}")
    assert got["SignInUrl"] == f"{centre.product.url}/sign-in/ticket#{got['Credentials']['AccessToken']}"
    person = Person(centre.product)
    status, session = person.post("/app/sign-in/ticket", {"ticket": got["Credentials"]["AccessToken"]})
    assert status == 200 and session["user"]["username"] == "ada"
    assert person.get("/app/session")[0] == 200
    again = Person(centre.product).post("/app/sign-in/ticket", {"ticket": got["Credentials"]["AccessToken"]})
    assert again == (403, "TicketNotGood")
    for name in ("Ada", "nobody"):
        with pytest.raises(ClientError) as error:
            as_session(name).get_federation_token(**centre.i)
        assert error.value.response["Error"]["Code"] == "UserNotFoundException", error.value
    with pytest.raises(centre.connect.exceptions.InvalidRequestException):
        centre.connect.get_federation_token(**centre.i)


def test_pages_do_what_the_security_profile_allows_and_it_is_recorded(centre):
    user = centre.user("boss")
    centre.user("ada", "Agent")
    boss, ada = centre.person("boss"), centre.person("ada")
    status, found = boss.api("SearchUsers", SearchCriteria={"StringCondition": {"FieldName": "Username", "Value": "ada", "ComparisonType": "EXACT"}})
    assert status == 200 and [it["Username"] for it in found["Users"]] == ["ada"]
    assert ada.api("SearchUsers") == (403, "Forbidden")
    assert boss.api("DeleteInstance") == (403, "Forbidden"), "what pages do not call"
    assert boss.api("SearchUsers", InstanceId=str(uuid.uuid4())) == (403, "Forbidden")
    assert boss.api("NoSuchOperation")[0] == 404
    assert boss.api("DescribeUser")[0] == 400, "checked against the model"
    assert boss.api("DescribeUser", UserId=str(uuid.uuid4())) == (404, "ResourceNotFoundException")
    assert boss.api("DescribeUser", UserId=user)[1]["User"]["Username"] == "boss"
    queue = boss.api("CreateQueue", Name="Sales", HoursOfOperationId=centre.connect.list_hours_of_operations(**centre.i)["HoursOfOperationSummaryList"][0]["Id"])[1]
    assert centre.connect.describe_queue(**centre.i, QueueId=queue["QueueId"])["Queue"]["Name"] == "Sales"
    records = boss.get("/app/audit?name=CreateQueue")[1]["records"]
    assert records[0]["userIdentity"]["userName"] == "boss" and records[0]["requestParameters"]["Name"] == "Sales"


def test_the_admin_profile_of_an_older_instance_gets_what_is_new_once(make_carillon):
    product = make_carillon()
    centre = Centre(product)

    def permissions(profile):
        of = {**centre.i, "SecurityProfileId": centre.profiles[profile]}
        return product.client("connect").list_security_profile_permissions(**of, MaxResults=1000)["Permissions"]

    full, agent = permissions("Admin"), permissions("Agent")
    assert {"Messaging.Edit", "MessageHistory.View", "HistoricalChanges.View"} <= set(full)
    product.terminate()
    # As an earlier version left it: without what is new, and without a note of the catalogue.
    with contextlib.closing(sqlite3.connect(product.data / "carillon.db")) as store:
        [(body,)] = store.execute("select body from resources where id = ?", (centre.profiles["Admin"],)).fetchall()
        older = json.loads(body)
        older["permissions"] = [it for it in full if not it.startswith(("Messag", "HistoricalChanges"))]
        store.execute("update resources set body = ? where id = ?", (json.dumps(older), centre.profiles["Admin"]))
        assert store.execute("delete from entries where space = 'permission-catalogue'").rowcount == 1
        store.commit()
    product.start()
    assert permissions("Admin") == full and permissions("Agent") == agent
    # What is taken from it afterwards stays taken.
    less = [it for it in full if it != "Messaging.Send"]
    product.client("connect").update_security_profile(
        **centre.i, SecurityProfileId=centre.profiles["Admin"], Permissions=less)
    product.restart()
    assert permissions("Admin") == less


def test_other_instances_cannot_be_reached_from_a_page(small):
    small.user("boss")
    other = Centre(small.product)
    stranger = other.user("stranger")
    arn = other.connect.describe_user(**other.i, UserId=stranger)["User"]["Arn"]
    alias = small.connect.describe_instance(**small.i)["Instance"]["InstanceAlias"]
    boss = small.person("boss", instance=alias)
    assert boss.api("DescribeUser", UserId=stranger)[0] == 404
    assert boss.api("TagResource", resourceArn=arn, tags={"a": "b"})[0] in (403, 404)
    assert "tags" not in str(other.connect.list_tags_for_resource(resourceArn=arn).get("tags") or "")


def test_tags_and_hierarchy_restrict_what_a_profile_shows(centre):
    connect, i = centre.connect, centre.i
    level = {"Name": "Region"}
    connect.update_user_hierarchy_structure(**i, HierarchyStructure={"LevelOne": level, "LevelTwo": {"Name": "Team"}})
    north = connect.create_user_hierarchy_group(**i, Name="North")["HierarchyGroupId"]
    team = connect.create_user_hierarchy_group(**i, Name="Team", ParentGroupId=north)["HierarchyGroupId"]
    permissions = ["Users.View", "Users.Edit", "Users.Create"]
    tagged = connect.create_security_profile(
        **i, SecurityProfileName="Tagged", Permissions=permissions,
        AllowedAccessControlTags={"country": "se"}, TagRestrictedResources=["User"])["SecurityProfileId"]
    below = connect.create_security_profile(
        **i, SecurityProfileName="Below", Permissions=permissions,
        AllowedAccessControlHierarchyGroupId=north, HierarchyRestrictedResources=["User"])["SecurityProfileId"]
    centre.user("tagger", tagged, Tags={"country": "se"})
    centre.user("northerner", below, HierarchyGroupId=north)
    swede = centre.user("swede", "Agent", Tags={"country": "se"})
    dane = centre.user("dane", "Agent", Tags={"country": "dk"})
    inside = centre.user("inside", "Agent", HierarchyGroupId=team)

    def names(person):
        status, found = person.api("SearchUsers")
        assert status == 200, found
        assert found["ApproximateTotalCount"] == len(found["Users"])
        return {it["Username"] for it in found["Users"]}

    tagger, northerner = centre.person("tagger"), centre.person("northerner")
    assert names(tagger) == {"tagger", "swede"}
    assert names(northerner) == {"northerner", "inside"}
    assert {it["Username"] for it in tagger.api("ListUsers")[1]["UserSummaryList"]} == {"tagger", "swede"}
    assert tagger.api("DescribeUser", UserId=swede)[0] == 200
    assert tagger.api("DescribeUser", UserId=dane) == (404, "NotFound")
    assert northerner.api("DescribeUser", UserId=inside)[0] == 200
    assert northerner.api("UpdateUserIdentityInfo", UserId=swede, IdentityInfo={"FirstName": "x", "LastName": "y"}) == (404, "NotFound")
    assert tagger.post(f"/app/users/{dane}/new-password-link")[0] == 404
    assert tagger.post(f"/app/users/{swede}/new-password-link")[0] == 200
    arn = connect.describe_user(**i, UserId=swede)["User"]["Arn"]
    assert tagger.api("UntagResource", resourceArn=arn, tagKeys=["country"]) == (403, "Forbidden")
    assert tagger.api("TagResource", resourceArn=arn, tags={"country": "dk"}) == (403, "Forbidden")
    assert tagger.api("TagResource", resourceArn=arn, tags={"team": "a"})[0] == 200
    new = {
        "Username": "new", "Password": PASSWORD, "RoutingProfileId": centre.routing, "SecurityProfileIds": [tagged],
        "IdentityInfo": {"FirstName": "New", "LastName": "Tester"},
        "PhoneConfig": {"PhoneType": "SOFT_PHONE", "AutoAccept": False, "AfterContactWorkTimeLimit": 0},
    }
    assert tagger.api("CreateUser", **new) == (403, "Forbidden")
    assert tagger.api("CreateUser", **new, Tags={"country": "se"})[0] == 200
    # A further profile without restrictions lifts them.
    [user] = [it["Id"] for it in connect.list_users(**i)["UserSummaryList"] if it["Username"] == "tagger"]
    connect.update_user_security_profiles(**i, UserId=user, SecurityProfileIds=[tagged, centre.profiles["Admin"]])
    assert {"dane", "inside"} <= names(tagger)
