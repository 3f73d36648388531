"""Definitions of metrics, with boto3."""

import uuid

from test_ops_association import pages, refused

HANDLED = {"Alias": "M1", "MetricName": "CONTACTS_HANDLED"}
QUEUED = {"Alias": "M2", "MetricName": "CONTACTS_QUEUED"}
SHARE = {"Calculation": "100 * SUM(M1) / SUM(M2)", "CalculationComponents": [HANDLED, QUEUED]}


def named(field, value, by="EXACT"):
    return {"StringCondition": {"FieldName": field, "Value": value, "ComparisonType": by}}


def test_a_metric_is_a_formula_over_others(connect, instance):
    i = {"InstanceId": instance}
    made = connect.create_metric(**i, Name="Handled share", Description="d", MetricCalculation=SHARE, Unit="PERCENT", PositiveTrendIndicator="POSITIVE", Tags={"a": "b"})
    m = {**i, "MetricId": made["MetricId"]}
    assert made["MetricArn"].endswith(f"instance/{instance}/metric/{made['MetricId']}")
    found = connect.describe_metric(**m)["Metric"]
    assert (found["Name"], found["Description"], found["MetricCalculation"], found["Unit"]) == ("Handled share", "d", SHARE, "PERCENT")
    assert (found["Status"], found["Type"], found["PositiveTrendIndicator"], found["Tags"]) == ("PUBLISHED", "CUSTOMER_MANAGED", "POSITIVE", {"a": "b"})
    assert found["Arn"] == made["MetricArn"] and found["CreatedUser"] == found["LastModifiedUser"] and "QUEUE" in found["Groupings"]
    assert {"Id": "QUEUE", "Type": "RESOURCE_LEVEL"} in found["Filters"] and found["SupportsCustomCalculation"] is False
    refused("DuplicateResourceException", connect.create_metric, **i, Name="Handled share", MetricCalculation=SHARE, Unit="PERCENT")
    connect.update_metric_metadata(**m, Name="Share", Description="")
    connect.update_metric_content(InstanceId=instance, MetricId=f"{made['MetricArn']}:$LATEST", Unit="DOUBLE")
    # The draft is changed beside what is published.
    draft = {**i, "MetricId": f"{made['MetricId']}:$SAVED"}
    idle = {"Calculation": "M1", "CalculationComponents": [{"Alias": "M1", "MetricName": "SUM_IDLE_TIME_AGENT"}]}
    connect.update_metric_content(**draft, MetricCalculation=idle, PositiveTrendIndicator="NEUTRAL")
    found = connect.describe_metric(**draft)["Metric"]
    assert (found["Status"], found["MetricCalculation"], found["PositiveTrendIndicator"], found["Unit"]) == ("SAVED", idle, "NEUTRAL", "DOUBLE")
    assert found["Arn"] == f"{made['MetricArn']}:$SAVED"
    found = connect.describe_metric(**m)["Metric"]
    assert (found["Name"], found["Status"], found["MetricCalculation"], found["Unit"]) == ("Share", "PUBLISHED", SHARE, "DOUBLE")
    connect.delete_metric(**m)
    refused("ResourceNotFoundException", connect.describe_metric, **m)
    refused("ResourceNotFoundException", connect.delete_metric, **m)


def test_metrics_of_the_service_stand_beside_the_customers(connect, instance):
    i = {"InstanceId": instance}
    service = connect.describe_metric(**i, MetricId="SUM_HOLD_TIME")["Metric"]
    assert (service["Type"], service["Unit"], service["Status"]) == ("AWS_MANAGED", "SECONDS", "PUBLISHED")
    assert connect.describe_metric(**i, MetricId=service["Arn"])["Metric"] == service
    refused("InvalidRequestException", connect.delete_metric, **i, MetricId="SUM_HOLD_TIME")
    refused("InvalidRequestException", connect.update_metric_metadata, **i, MetricId=service["Arn"], Name="x")
    by_arn = {"Calculation": "SUM(Hold)", "CalculationComponents": [{"Alias": "Hold", "MetricId": service["Arn"]}]}
    own = connect.create_metric(**i, Name="Aaa", MetricCalculation=by_arn, Unit="SECONDS", Status="SAVED", Tags={"team": "a"})["MetricId"]
    found = connect.describe_metric(**i, MetricId=own)["Metric"]
    assert found["Status"] == "SAVED" and found["MetricCalculation"]["CalculationComponents"] == [{"Alias": "Hold", "MetricName": "SUM_HOLD_TIME"}]
    rows = pages(connect.list_metrics, "MetricSummaryList", **i)
    assert rows[0]["Id"] == own and rows[0]["Type"] == "CUSTOMER_MANAGED" and len(rows) > 50
    assert [it["Id"] for it in connect.list_metrics(**i, Type="CUSTOMER_MANAGED")["MetricSummaryList"]] == [own]
    assert len(connect.list_metrics(**i, Type="AWS_MANAGED")["MetricSummaryList"]) == len(rows) - 1
    flag = {"BooleanCondition": {"FieldName": "SupportsPreaggregateCalculation", "ComparisonType": "IS_TRUE"}}
    for criteria, ids in (
        (named("name", "customer hold time"), ["SUM_HOLD_TIME"]),
        (named("metricId", own), [own]),
        ({"AndConditions": [named("name", "Customer hold", "CONTAINS"), flag]}, ["SUM_HOLD_TIME"]),
        ({"AndConditions": [named("status", "SAVED"), named("type", "CUSTOMER_MANAGED")]}, [own]),
    ):
        found = connect.search_metrics(**i, SearchCriteria=criteria)
        assert [it["Id"] for it in found["Metrics"]] == ids and found["ApproximateTotalCount"] == len(ids)
    tagged = {"TagFilter": {"TagCondition": {"TagKey": "team", "TagValue": "a"}}}
    assert [it["Id"] for it in pages(connect.search_metrics, "Metrics", **i, SearchFilter=tagged)] == [own]


def test_a_metric_that_cannot_be_computed_is_refused(connect, instance):
    i = {"InstanceId": instance, "Name": "x", "Unit": "DOUBLE"}
    rate = {"Alias": "R", "MetricName": "SERVICE_LEVEL"}
    for formula, parts in (
        ("SUM(M1", [HANDLED]), ("SUM(M3)", [HANDLED]), ("1 + 2", [HANDLED]), ("LOG(M1)", [HANDLED]), ("M1", [HANDLED, HANDLED]), ("SUM(R)", [rate]),
        ("M1", [{"Alias": "M1", "MetricName": "NO_SUCH"}]), ("M1", [{"Alias": "M1"}]), ("M1", [{**HANDLED, "MetricId": "CONTACTS_HANDLED"}]),
        ("M1", [{**HANDLED, "MetricFilters": [{"MetricFilterKey": "INITIATION_METHOD"}]}]),
    ):
        refused("InvalidParameterException", connect.create_metric, **i, MetricCalculation={"Calculation": formula, "CalculationComponents": parts})
    filters = [{"MetricFilterKey": "INITIATION_METHOD", "Negate": True, "StringCondition": {"Comparison": "MATCHES_ANY", "Values": ["API"]}}]
    fine = {"Calculation": "R + M1", "CalculationComponents": [rate, {**HANDLED, "MetricFilters": filters}]}
    made = connect.create_metric(**i, MetricCalculation=fine)["MetricId"]
    m = {"InstanceId": instance, "MetricId": made}
    assert connect.describe_metric(**m)["Metric"]["MetricCalculation"] == fine
    refused("InvalidParameterException", connect.update_metric_content, **m, MetricCalculation={"Calculation": "-", "CalculationComponents": [HANDLED]})
    refused("ResourceNotFoundException", connect.update_metric_content, InstanceId=instance, MetricId=str(uuid.uuid4()), Unit="DOUBLE")
    refused("ResourceNotFoundException", connect.describe_metric, InstanceId=instance, MetricId=f"{made}:7")
