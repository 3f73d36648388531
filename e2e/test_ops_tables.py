"""Data tables, with boto3."""

import json
import threading
import uuid

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from test_api import code
from test_ops_association import pages

ZONE = "Europe/Berlin"
BY = {"DATA_TABLE": "DataTable", "ATTRIBUTE": "Attribute", "PRIMARY_VALUE": "PrimaryValues", "VALUE": "Value"}


def refused(error_code, call, *arguments, **members):
    with pytest.raises(ClientError) as error:
        call(*arguments, **members)
    assert code(error) == error_code, error.value


class Table:
    """One table, so that calls need not name it."""

    def __init__(self, connect, instance, level="NONE", **members):
        self.connect = connect
        made = connect.create_data_table(
            InstanceId=instance, Name=f"Table {uuid.uuid4().hex[:8]}", TimeZone=ZONE, ValueLockLevel=level,
            Status="PUBLISHED", **members,
        )
        self.arn = made["Arn"]
        self.at = {"InstanceId": instance, "DataTableId": made["Id"]}

    def attribute(self, name, kind="TEXT", primary=False, **validation):
        more = {"Validation": validation} if validation else {}
        return self.connect.create_data_table_attribute(**self.at, Name=name, ValueType=kind, Primary=primary, **more)

    def create(self, *values):
        return self.connect.batch_create_data_table_value(**self.at, Values=[cell(*it) for it in values])

    def update(self, *values, lock=None):
        lock = {"LockVersion": lock} if lock is not None else {}
        return self.connect.batch_update_data_table_value(**self.at, Values=[{**cell(*it), **lock} for it in values])

    def delete(self, *names, lock=None):
        values = [{**named(*it), "LockVersion": lock or {}} for it in names]
        return self.connect.batch_delete_data_table_value(**self.at, Values=values)

    def describe(self, *names):
        return self.connect.batch_describe_data_table_value(**self.at, Values=[named(*it) for it in names])

    def evaluate(self, primary, *names, **members):
        sets = [{"PrimaryValues": values(primary), "AttributeNames": list(names)}]
        found = self.connect.evaluate_data_table_values(**self.at, Values=sets, **members)["Values"]
        return [(it["EvaluatedValue"], it["Found"], it["Error"]) for it in found]

    def records(self, **members):
        rows = pages(self.connect.list_data_table_primary_values, "PrimaryValuesList", **self.at, **members)
        return [tuple(it["Value"] for it in row["PrimaryValues"]) for row in rows]

    def values(self, **members):
        rows = pages(self.connect.list_data_table_values, "Values", **self.at, **members)
        return [(tuple(p["Value"] for p in it["PrimaryValues"]), it["AttributeName"], it["Value"]) for it in rows]


def values(primary):
    return [{"AttributeName": name, "Value": value} for name, value in primary.items()]


def named(primary, name):
    return {"PrimaryValues": values(primary), "AttributeName": name}


def cell(primary, name, value):
    return {**named(primary, name), "Value": value}


def messages(answer):
    assert answer["Successful"] == []
    return [it["Message"] for it in answer["Failed"]]


def succeeded(answer, count=1):
    assert answer["Failed"] == [] and len(answer["Successful"]) == count, answer
    return answer["Successful"]


def test_tables_are_made_found_changed_and_deleted(connect, instance):
    i = {"InstanceId": instance}
    more = {"TimeZone": ZONE, "ValueLockLevel": "VALUE", "Status": "PUBLISHED"}
    made = connect.create_data_table(**i, Name="  Opening hours ", Description=" When ", Tags={"team": "a"}, **more)
    assert made["Arn"].endswith(f"instance/{instance}/data-table/{made['Id']}") and made["LockVersion"]["DataTable"]
    t = {**i, "DataTableId": made["Id"]}
    for name in (made["Id"], made["Arn"], made["Id"] + ":$LATEST", made["Arn"] + ":$SAVED"):
        found = connect.describe_data_table(**i, DataTableId=name)["DataTable"]
        assert (found["Name"], found["Description"], found["TimeZone"]) == ("Opening hours", "When", ZONE)
        assert (found["ValueLockLevel"], found["Status"], found["Tags"]) == ("VALUE", "PUBLISHED", {"team": "a"})
        assert found["LockVersion"] == made["LockVersion"] and found["CreatedTime"] <= found["LastModifiedTime"]
        assert (found["Id"], found["Arn"]) == (made["Id"], made["Arn"])
    refused("ResourceNotFoundException", connect.describe_data_table, **i, DataTableId=made["Id"] + ":7")
    refused("ResourceNotFoundException", connect.describe_data_table, **i, DataTableId=str(uuid.uuid4()))
    refused("ResourceNotFoundException", connect.describe_data_table, InstanceId=str(uuid.uuid4()), DataTableId=made["Id"])
    refused("DuplicateResourceException", connect.create_data_table, **i, Name="OPENING HOURS", **more)
    for wrong in ({"Name": " "}, {"Name": "aws:x"}, {"Name": "Connect:x"}, {"Name": "a/b"}, {"Name": "x" * 128},
                  {"TimeZone": "Mars/Base"}, {"Status": "SAVED"}, {"ValueLockLevel": "ROW"}, {"Tags": {"aws:x": "y"}}):
        refused("InvalidParameterException", connect.create_data_table, **{**i, "Name": "New", **more, **wrong})
    other = connect.create_data_table(**i, Name="Ähren", **more)["Id"]
    refused("DuplicateResourceException", connect.create_data_table, **i, Name="ähren", **more)
    names = [it["Name"] for it in pages(connect.list_data_tables, "DataTableSummaryList", **i)]
    assert sorted(names) == ["Opening hours", "Ähren"]

    def search(field, value, by="EXACT", **members):
        criteria = {"StringCondition": {"FieldName": field, "Value": value, "ComparisonType": by}}
        found = connect.search_data_tables(**i, SearchCriteria=criteria, **members)
        assert found["ApproximateTotalCount"] == len(found["DataTables"])
        assert all("LockVersion" not in it for it in found["DataTables"])
        return [it["Id"] for it in found["DataTables"]]

    assert search("name", "opening", "STARTS_WITH") == search("description", "when", "CONTAINS") == [made["Id"]]
    assert search("dataTableId", other) == [other] and search("name", "Shop") == []
    tagged = {"AttributeFilter": {"TagCondition": {"TagKey": "team", "TagValue": "a"}}}
    assert search("name", "e", "CONTAINS", SearchFilter=tagged) == [made["Id"]]
    refused("InvalidParameterException", search, "colour", "red")
    assert len(pages(connect.search_data_tables, "DataTables", **i)) == 2

    connect.tag_resource(resourceArn=made["Arn"], tags={"site": "b"})
    connect.untag_resource(resourceArn=made["Arn"], tagKeys=["team"])
    assert connect.list_tags_for_resource(resourceArn=made["Arn"])["tags"] == {"site": "b"}

    changed = connect.update_data_table_metadata(**t, Name="opening HOURS", ValueLockLevel="NONE", TimeZone="UTC")
    assert changed["LockVersion"]["DataTable"] != made["LockVersion"]["DataTable"]
    found = connect.describe_data_table(**t)["DataTable"]
    assert (found["Name"], found["ValueLockLevel"], found["TimeZone"]) == ("opening HOURS", "NONE", "UTC")
    assert "Description" not in found and found["Tags"] == {"site": "b"}
    change = {"ValueLockLevel": "NONE", "TimeZone": "UTC"}
    refused("DuplicateResourceException", connect.update_data_table_metadata, **t, Name="ÄHREN", **change)
    refused("InvalidParameterException", connect.update_data_table_metadata, **t, Name="X", ValueLockLevel="NONE", TimeZone="x")
    for call, members in ((connect.update_data_table_metadata, {"Name": "X", **change}), (connect.delete_data_table, {})):
        refused("InvalidParameterException", call, **i, DataTableId=made["Id"] + ":$SAVED", **members)
        refused("ResourceNotFoundException", call, **i, DataTableId=str(uuid.uuid4()), **members)
    connect.delete_data_table(**i, DataTableId=made["Id"] + ":$LATEST")
    connect.delete_data_table(**i, DataTableId=other)
    refused("ResourceNotFoundException", connect.delete_data_table, **t)
    assert connect.list_data_tables(**i)["DataTableSummaryList"] == []


def test_attributes_are_made_changed_and_deleted(connect, instance):
    table = Table(connect, instance)
    t = table.at
    rules = {"MinLength": 1, "MaxLength": 5, "IgnoreCase": True, "Enum": {"Strict": True, "Values": ["Gold", "Iron"]}}
    made = table.attribute(" Level ", **rules)
    assert made["Name"] == "Level" and {"DataTable", "Attribute"} <= set(made["LockVersion"])
    found = connect.describe_data_table_attribute(**t, AttributeName="LEVEL")["Attribute"]
    assert (found["AttributeId"], found["Name"], found["ValueType"], found["Primary"]) == (made["AttributeId"], "Level", "TEXT", False)
    assert found["Validation"] == rules and found["LockVersion"] == made["LockVersion"]
    assert (found["DataTableId"], found["DataTableArn"]) == (t["DataTableId"], table.arn)
    create = connect.create_data_table_attribute
    refused("DuplicateResourceException", create, **t, Name="level", ValueType="TEXT")
    refused("ResourceNotFoundException", create, **{**t, "DataTableId": str(uuid.uuid4())}, Name="x", ValueType="TEXT")
    refused("InvalidParameterException", create, **{**t, "DataTableId": t["DataTableId"] + ":3"}, Name="x", ValueType="TEXT")
    for wrong in ({"Name": "aws:x"}, {"ValueType": "DATE"}):
        refused("InvalidParameterException", create, **{**t, "Name": "x", "ValueType": "TEXT", **wrong})
    for validation in ({"MinLength": 2, "MaxLength": 1}, {"MaxLength": 1001}, {"MinValues": 3, "MaxValues": 2},
                       {"Minimum": 2, "Maximum": 1}, {"Minimum": 1, "ExclusiveMaximum": 1}, {"MultipleOf": 0},
                       {"ExclusiveMinimum": 1, "Maximum": 1}, {"Enum": {"Strict": True}}, {"Enum": {"Values": ["x"]}}):
        refused("InvalidParameterException", create, **t, Name="x", ValueType="NUMBER", Validation=validation)
    table.attribute("Seats", "NUMBER")
    table.attribute("Open", "BOOLEAN")
    rows = pages(connect.list_data_table_attributes, "Attributes", **t)
    assert [it["Name"] for it in rows] == ["Level", "Seats", "Open"]
    ids = [rows[2]["AttributeId"], rows[0]["AttributeId"]]
    some = pages(connect.list_data_table_attributes, "Attributes", **t, AttributeIds=ids)
    assert [it["Name"] for it in some] == ["Level", "Open"]

    update = connect.update_data_table_attribute
    changed = update(**t, AttributeName="level", Name="Tier", ValueType="TEXT", Description="d")
    assert changed["Name"] == "Tier" and changed["LockVersion"]["Attribute"] != made["LockVersion"]["Attribute"]
    found = connect.describe_data_table_attribute(**t, AttributeName="Tier")["Attribute"]
    assert "Validation" not in found and found["Description"] == "d" and found["AttributeId"] == made["AttributeId"]
    refused("ConflictException", update, **t, AttributeName="Tier", Name="seats", ValueType="TEXT")
    refused("ResourceNotFoundException", update, **t, AttributeName="Level", Name="Level", ValueType="TEXT")
    refused("InvalidParameterException", update, **t, AttributeName="Tier", Name="connect:x", ValueType="TEXT")
    refused("ResourceNotFoundException", connect.describe_data_table_attribute, **t, AttributeName="Level")

    succeeded(table.create(({}, "Tier", "Gold"), ({}, "Seats", "3")), 2)
    gone = connect.delete_data_table_attribute(**t, AttributeName="Tier")
    assert gone["LockVersion"]["DataTable"] != changed["LockVersion"]["DataTable"]
    assert table.values() == [((), "Seats", "3")]
    refused("ResourceNotFoundException", connect.delete_data_table_attribute, **t, AttributeName="Tier")


def test_quotas_bound_tables_and_attributes(make_carillon):
    product = make_carillon(config="[quotas.overrides]\ndata-tables = 1\nattributes-per-data-table = 2\n")
    connect = product.client("connect", config=Config(retries={"max_attempts": 0}))
    instance = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InstanceAlias="one", InboundCallsEnabled=True, OutboundCallsEnabled=False,
    )["Id"]
    table = Table(connect, instance)
    refused("ServiceQuotaExceededException", Table, connect, instance)
    table.attribute("a")
    table.attribute("b")
    refused("ServiceQuotaExceededException", table.attribute, "c")
    connect.delete_data_table_attribute(**table.at, AttributeName="a")
    table.attribute("c")


def test_values_are_checked_by_type_and_rules(connect, instance):
    table = Table(connect, instance)
    table.attribute("Text", MinLength=2, MaxLength=3)
    table.attribute("Number", "NUMBER", Minimum=1, ExclusiveMaximum=10, MultipleOf=0.5)
    table.attribute("Boolean", "BOOLEAN")
    table.attribute("Texts", "TEXT_LIST", MinValues=1, MaxValues=2, Enum={"Strict": True, "Values": ["red", "blue"]})
    table.attribute("Numbers", "NUMBER_LIST", Enum={"Strict": False, "Values": ["7"]}, Maximum=5)
    wrong = [
        ("Text", "a", "less than 2"), ("Text", "abcd", "more than 3"), ("Number", "one", "not a number"),
        ("Number", "0.5", "less than 1"), ("Number", "10", "not less than 10"), ("Number", "1.2", "multiple of 0.5"),
        ("Boolean", "yes", "not true or false"), ("Texts", "red", "array of texts"), ("Texts", "[]", "less than 1"),
        ("Texts", '["red","red","red"]', "more than 2"), ("Texts", '["green"]', "none of those"),
        ("Numbers", '["1"]', "array of numbers"), ("Numbers", "[6]", "greater than 5"),
    ]
    for name, value, why in wrong:
        assert why in messages(table.create(({}, name, value)))[0], (name, value)
    right = {"Text": "äöü", "Number": "9.5", "Boolean": "TRUE", "Texts": '["blue", "red"]', "Numbers": "[7, 1]"}
    made = succeeded(table.create(*[({}, name, value) for name, value in right.items()]), 5)
    assert len({it["RecordId"] for it in made}) == 1
    shown = table.evaluate({}, *right)
    assert shown == [(it, True, False) for it in ("äöü", "9.5", "true", '["blue","red"]', "[7,1]")]
    described = succeeded(table.describe(*[({}, name) for name in right]), 5)
    assert {it["AttributeName"]: it["Value"] for it in described} == right
    assert "is less" in messages(table.update(({}, "Number", "-1")))[0]
    # New rules are for new values; another type gives way to the default, of which there is none.
    connect.update_data_table_attribute(**table.at, AttributeName="Text", Name="Text", ValueType="NUMBER")
    assert table.evaluate({}, "Text") == [("", True, True)]
    assert succeeded(table.describe(({}, "Text")))[0]["Value"] == "äöü"


def test_records_are_named_by_their_primary_values(connect, instance):
    table = Table(connect, instance)
    table.attribute("Site", primary=True, IgnoreCase=True, MaxLength=10)
    table.attribute("Floor", "NUMBER", primary=True)
    table.attribute("Seats", "NUMBER")
    table.attribute("Name")
    one, two = {"Site": "Berlin", "Floor": "1"}, {"Site": "Berlin", "Floor": "2"}
    made = succeeded(table.create((one, "Seats", "10"), (one, "Name", "a"), (two, "Seats", "20"), ({}, "Seats", "5")), 4)
    assert made[0]["RecordId"] == made[1]["RecordId"] != made[2]["RecordId"]
    assert made[0]["PrimaryValues"] == values(one)
    same = {"Floor": "1.0", "Site": "BERLIN"}
    assert "already" in messages(table.create((same, "Seats", "1")))[0]
    failed = table.create(
        ({"Site": "X"}, "Seats", "1"), ({**one, "Seats": "1"}, "Seats", "1"), (two, "Roof", "1"), (two, "Site", "X"),
        ({"Site": "x" * 11, "Floor": "1"}, "Seats", "1"), ({"Site": "X", "Floor": "top"}, "Seats", "1"),
        (two, "Name", "kept"),
    )
    assert [it["AttributeName"] for it in failed["Failed"]] == ["Seats", "Seats", "Roof", "Site", "Seats", "Seats"]
    assert [it["AttributeName"] for it in failed["Successful"]] == ["Name"]
    refused("DuplicateResourceException", table.create, (two, "Seats", "1"), (two, "seats", "2"))
    refused("InvalidParameterException", table.update, (two, "Seats", "1"), ({**same, "Floor": "2"}, "Seats", "2"))
    assert "no such value" in messages(table.update(({"Site": "Rome", "Floor": "1"}, "Seats", "1")))[0]

    assert table.records() == [("Berlin", "1"), ("Berlin", "2")]
    rows = connect.list_data_table_primary_values(**table.at)["PrimaryValuesList"]
    assert rows[0]["RecordId"] == made[0]["RecordId"] and rows[0]["PrimaryValues"][0]["AttributeName"] == "Site"
    wanted = [{"AttributeName": "site", "Values": ["berlin"]}, {"AttributeName": "Floor", "Values": ["2.0", "3"]}]
    assert table.records(PrimaryAttributeValues=wanted) == [("Berlin", "2")]
    assert table.records(RecordIds=[made[0]["RecordId"]]) == [("Berlin", "1")]
    assert table.records(RecordIds=[str(uuid.uuid4())]) == []
    for call in (table.records, table.values):
        refused("InvalidParameterException", call, PrimaryAttributeValues=[{"AttributeName": "Seats", "Values": ["1"]}])
        refused("ResourceNotFoundException", call, PrimaryAttributeValues=[{"AttributeName": "Roof", "Values": ["1"]}])
    assert sorted(table.values()) == [
        ((), "Seats", "5"), (("Berlin", "1"), "Name", "a"), (("Berlin", "1"), "Seats", "10"),
        (("Berlin", "2"), "Name", "kept"), (("Berlin", "2"), "Seats", "20"),
    ]
    assert table.values(PrimaryAttributeValues=wanted) == [(("Berlin", "2"), "Seats", "20"), (("Berlin", "2"), "Name", "kept")]
    assert len(table.values(RecordIds=[made[0]["RecordId"], made[3]["RecordId"]])) == 3

    assert table.evaluate(same, "Site", "Seats", "Name") == [("Berlin", True, False), ("10", True, False), ("a", True, False)]
    # What has no value has the default, if there is one.
    rome = {"Site": "Rome", "Floor": "1"}
    assert table.evaluate(rome, "Seats", "Name") == [("5", True, False), ("", False, False)]
    sets = [{"PrimaryValues": values(one), "AttributeNames": ["Seats", "Name"]}, {"PrimaryValues": values(rome), "AttributeNames": ["Seats"]}]
    assert len(pages(connect.evaluate_data_table_values, "Values", **table.at, Values=sets, TimeZone="Asia/Tokyo")) == 3
    refused("InvalidParameterException", table.evaluate, one, "Seats", TimeZone="x")
    refused("InvalidParameterException", table.evaluate, {"Site": "Rome"}, "Seats")
    refused("ResourceNotFoundException", table.evaluate, one, "Roof")
    described = table.describe((same, "Seats"), (one, "Site"), (rome, "Seats"), (one, "Roof"))
    assert [it["Value"] for it in described["Successful"]] == ["10", "Berlin"] and len(described["Failed"]) == 2
    assert described["Successful"][0]["PrimaryValues"][1]["Value"] == "1" and described["Successful"][0]["LastModifiedTime"]

    def move(old, new, **lock):
        return connect.update_data_table_primary_values(
            **table.at, PrimaryValues=values(old), NewPrimaryValues=values(new), LockVersion=lock
        )

    refused("ConflictException", move, one, {"Site": "berlin", "Floor": "2"})
    refused("ResourceNotFoundException", move, rome, one)
    for new in ({"Site": "Rome"}, {}, {"Site": "Rome", "Floor": "x"}, {"Site": "x" * 11, "Floor": "1"}):
        refused("InvalidParameterException", move, one, new)
    assert set(move(one, rome)["LockVersion"]) == {"DataTable", "PrimaryValues"}
    assert table.records() == [("Berlin", "2"), ("Rome", "1")]
    assert table.evaluate(rome, "Seats") == [("10", True, False)]
    assert table.records(PrimaryAttributeValues=[{"AttributeName": "Site", "Values": ["rome"]}]) == [("Rome", "1")]
    move(rome, {"Site": "ROME", "Floor": "1"})

    gone = succeeded(table.delete((rome, "Seats"), (rome, "Name")), 2)
    assert "Value" not in gone[0]["LockVersion"]
    assert table.records() == [("Berlin", "2")]
    assert "no such value" in messages(table.delete((rome, "Seats")))[0]
    connect.delete_data_table(**table.at)
    for call in (table.records, table.values):
        refused("ResourceNotFoundException", call)
    refused("ResourceNotFoundException", table.create, (one, "Seats", "1"))


def test_records_follow_what_becomes_of_their_attributes(connect, instance):
    table = Table(connect, instance)
    table.attribute("Site", primary=True)
    table.attribute("Floor", "NUMBER")
    succeeded(table.create(*[({"Site": site}, "Floor", floor) for site, floor in (("A", "1"), ("B", "2"), ("a", "1"))]), 3)

    def change(name, **members):
        return connect.update_data_table_attribute(**table.at, AttributeName=name, Name=name, **members)

    # A and a would be one.
    refused("ConflictException", change, "Site", ValueType="TEXT", Primary=True, Validation={"IgnoreCase": True})
    refused("ConflictException", connect.delete_data_table_attribute, **table.at, AttributeName="Site")
    refused("ConflictException", change, "Site", ValueType="TEXT", Primary=False)
    # A new primary attribute is empty in the records that there are.
    table.attribute("Wing", "NUMBER", primary=True)
    assert sorted(table.records()) == [("A", "0"), ("B", "0"), ("a", "0")]
    connect.delete_data_table_attribute(**table.at, AttributeName="Wing")
    # A value that becomes primary names its record.
    change("Floor", ValueType="NUMBER", Primary=True)
    assert sorted(table.records()) == [("A", "1"), ("B", "2"), ("a", "1")]
    refused("ConflictException", connect.delete_data_table_attribute, **table.at, AttributeName="Site")
    table.attribute("Seats", "NUMBER")
    succeeded(table.create(({"Site": "a", "Floor": "1"}, "Seats", "9")))
    change("Floor", ValueType="NUMBER", Primary=False)
    assert table.evaluate({"Site": "a"}, "Seats", "Floor") == [("9", True, False), ("1", True, False)]
    # The last one names nothing any more: one record can do without a name, more cannot.
    succeeded(table.delete(({"Site": "A"}, "Floor"), ({"Site": "B"}, "Floor")), 2)
    connect.delete_data_table_attribute(**table.at, AttributeName="Site")
    assert table.records() == [] and table.values() == [((), "Floor", "1"), ((), "Seats", "9")]


@pytest.mark.parametrize("level", list(BY))
def test_a_stale_lock_version_is_refused(connect, instance, level):
    table = Table(connect, instance, level)
    table.attribute("Site", primary=True)
    table.attribute("Seats", "NUMBER")
    table.attribute("Name")
    here, there = {"Site": "Here"}, {"Site": "There"}
    succeeded(table.create((here, "Seats", "1"), (here, "Name", "x"), (there, "Seats", "1")), 3)
    part = BY[level]

    def version(primary=here, name="Seats"):
        return succeeded(table.describe((primary, name)))[0]["LockVersion"]

    first = version()
    assert set(first) == set(BY.values())
    second = succeeded(table.update((here, "Seats", "2"), lock={part: first[part]}))[0]["LockVersion"]
    assert second[part] != first[part] and second == version()
    assert "not the current one" in messages(table.update((here, "Seats", "3"), lock=first))[0]
    assert "not the current one" in messages(table.delete((here, "Seats"), lock=first))[0]
    assert "is required" in messages(table.update((here, "Seats", "3")))[0]
    assert "is required" in messages(table.delete((here, "Seats"), lock={}))[0]
    # Others are locked as far as the level reaches, and no further.
    reaches = {"DATA_TABLE": (True, True), "PRIMARY_VALUE": (True, False), "ATTRIBUTE": (False, True), "VALUE": (False, False)}
    same_record, same_attribute = reaches[level]
    assert (version(name="Name")[part] == second[part]) is same_record
    assert (version(there)[part] == second[part]) is same_attribute
    # One batch is held against what was there before it.
    both = {here["Site"]: version(), there["Site"]: version(there)}
    answer = connect.batch_update_data_table_value(
        **table.at,
        Values=[{**cell({"Site": site}, "Seats", "4"), "LockVersion": lock} for site, lock in both.items()],
    )
    succeeded(answer, 2)
    # The record's own values.
    move = {"PrimaryValues": values(here), "NewPrimaryValues": values({"Site": "Else"})}
    lock = version()
    if level in ("DATA_TABLE", "PRIMARY_VALUE"):
        refused("InvalidParameterException", connect.update_data_table_primary_values, **table.at, **move, LockVersion={})
    stale = {**lock, part: first[part], "PrimaryValues": "stale"}
    refused("ConflictException", connect.update_data_table_primary_values, **table.at, **move, LockVersion=stale)
    moved = connect.update_data_table_primary_values(**table.at, **move, LockVersion=lock)["LockVersion"]
    assert moved["PrimaryValues"] != lock["PrimaryValues"]
    succeeded(table.delete(({"Site": "Else"}, "Seats"), lock=version({"Site": "Else"})))


def test_writers_at_the_same_time_lose_nothing(connect, instance):
    table = Table(connect, instance)
    table.attribute("Key", "NUMBER", primary=True)
    table.attribute("Count", "NUMBER")
    succeeded(table.create(({"Key": "0"}, "Count", "0")))
    answers = []

    def work(at):
        answers.append(table.create(({"Key": "1"}, "Count", str(at)), ({"Key": str(10 + at)}, "Count", "1")))
        answers.append(table.update(({"Key": "0"}, "Count", str(at))))

    threads = [threading.Thread(target=work, args=(at,)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One of all made the common record; the others were told so.
    assert len(answers) == 16 and sum(len(it["Failed"]) for it in answers) == 7
    assert len(table.records()) == 10


def test_tables_stay_and_go_through_a_document(make_carillon, tmp_path):
    product = make_carillon()
    connect = product.client("connect", config=Config(retries={"max_attempts": 0}))
    instance = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InstanceAlias="one", InboundCallsEnabled=True, OutboundCallsEnabled=False,
    )["Id"]
    table = Table(connect, instance, "VALUE", Tags={"a": "b"})
    table.attribute("Site", primary=True)
    table.attribute("Plan", "TEXT")
    plan = json.dumps({"open": True})
    succeeded(table.create(({"Site": "A"}, "Plan", plan), ({}, "Plan", "none")), 2)
    product.kill9()
    product.start()
    table.connect = connect = product.client("connect", config=Config(retries={"max_attempts": 0}))
    before = table.values()
    assert (("A",), "Plan", plan) in before
    file = tmp_path / "centre.yaml"
    ready = ("--ready-file", str(product.ready_file))
    product.run("export", "--instance", instance, "--output", str(file), *ready)
    same = product.run("import", str(file), "--instance", instance, "--dry-run", "--prune", "--exit-code", *ready)
    assert same.startswith("0 would change"), same
    connect.delete_data_table(**table.at)
    product.run("import", str(file), "--instance", instance, *ready)
    assert [(p, n, json.loads(v) if p else v) for p, n, v in table.values()] == [
        (p, n, json.loads(v) if p else v) for p, n, v in before
    ]
    # The same document makes another instance.
    file.write_text(file.read_text().replace("alias: one", "alias: two"))
    product.run("import", str(file), "--instance", "two", "--create", "--prune", *ready)
    other = next(it["Id"] for it in connect.list_instances()["InstanceSummaryList"] if it["InstanceAlias"] == "two")
    copied = connect.list_data_tables(InstanceId=other)["DataTableSummaryList"][0]["Id"]
    table.at = {"InstanceId": other, "DataTableId": copied}
    assert len(table.values()) == 2 and table.evaluate({"Site": "B"}, "Plan") == [("none", True, False)]
    # An instance goes with its tables.
    connect.delete_instance(InstanceId=other)
    refused("ResourceNotFoundException", connect.list_data_tables, InstanceId=other)


def test_a_policy_is_about_a_table_under_any_alias(product, connect, instance):
    open_table, shut = Table(connect, instance), Table(connect, instance)
    statements = [
        {"Effect": "Allow", "Action": "connect:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "connect:*", "Resource": shut.arn},
    ]
    name = f"u-{uuid.uuid4().hex[:8]}"
    iam = product.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    asker = product.client("connect", key=key["AccessKeyId"], secret=key["SecretAccessKey"])
    at = open_table.at["DataTableId"]
    assert asker.describe_data_table(InstanceId=instance, DataTableId=at + ":$LATEST")
    at = shut.at["DataTableId"]
    for text in (at, shut.arn, at + ":$LATEST", shut.arn + ":$SAVED"):
        refused("AccessDeniedException", asker.describe_data_table, InstanceId=instance, DataTableId=text)
