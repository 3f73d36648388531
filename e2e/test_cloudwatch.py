"""Metrics by the minute through boto3's CloudWatch client, our own API, and the page."""

import contextlib
import json
import socket
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

import botocore.session
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from browser import sign_in
from conftest import ROOT_KEY, ROOT_SECRET
from phone import eventually
from signed import ask as signed
from test_call import Centre
from test_ops_contacts import action, flow


def refused_call(product, number):
    """Calls a number that nobody answers for, and returns the final status."""
    host, port = product.sip_udp.rsplit(":", 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(5)
        line.connect((host, int(port)))
        ours = f"127.0.0.1:{line.getsockname()[1]}"
        sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"
        branch = uuid.uuid4().hex
        head = (
            f"Via: SIP/2.0/UDP {ours};branch=z9hG4bK{branch}\r\nMax-Forwards: 70\r\n"
            f"From: <sip:+12065550100@127.0.0.1>;tag={branch[:8]}\r\nTo: <sip:{number}@{host}>{{tag}}\r\n"
            f"Call-ID: {branch}\r\nCSeq: 1 {{method}}\r\n"
        )
        contact = f"Contact: <sip:caller@{ours}>\r\nContent-Type: application/sdp\r\n"
        uri = f"sip:{number}@{product.sip_udp}"
        line.send(f"INVITE {uri} SIP/2.0\r\n{head.format(tag='', method='INVITE')}{contact}Content-Length: {len(sdp)}\r\n\r\n{sdp}".encode())
        while True:
            answer = line.recv(4096).decode()
            status = int(answer.split(" ", 2)[1])
            if status >= 200:
                to = next(it for it in answer.split("\r\n") if it.lower().startswith("to:"))
                tag = ";tag=" + to.split(";tag=", 1)[1] if ";tag=" in to else ""
                line.send(f"ACK {uri} SIP/2.0\r\n{head.format(tag=tag, method='ACK')}Content-Length: 0\r\n\r\n".encode())
                return status


class Watch:
    """Asks about the last hour of an instance."""

    def __init__(self, centre):
        self.client, self.instance = centre.product.client("cloudwatch"), centre.instance

    def dimensions(self, group, **more):
        named = {"InstanceId": self.instance, "MetricGroup": group, **more}
        return [{"Name": name, "Value": value} for name, value in named.items()]

    def metric(self, name, group, **more):
        return {"Namespace": "AWS/Connect", "MetricName": name, "Dimensions": self.dimensions(group, **more)}

    def times(self):
        now = datetime.now(timezone.utc)
        return {"StartTime": now - timedelta(minutes=30), "EndTime": now + timedelta(minutes=1)}

    def points(self, name, group, statistic, **more):
        found = self.client.get_metric_statistics(
            **self.metric(name, group, **more), **self.times(), Period=60, Statistics=[statistic]
        )
        assert found["Label"] == name
        return [it[statistic] for it in sorted(found["Datapoints"], key=lambda it: it["Timestamp"])]

    def most(self, name, group, **more):
        return max(self.points(name, group, "Maximum", **more), default=None)

    def sum(self, name, group, **more):
        return sum(self.points(name, group, "Sum", **more))


def refused(code, call, **arguments):
    with pytest.raises(ClientError) as error:
        call(**arguments)
    assert error.value.response["Error"]["Code"] == code, error.value.response


def test_what_happens_is_told_by_the_minute(make_carillon, chromium, tmp_path, screenshots):
    product = make_carillon()
    centre = Centre(product)
    watch = Watch(centre)
    connect, i = centre.connect, {"InstanceId": centre.instance}
    assert watch.client.list_metrics(Namespace="AWS/Connect")["Metrics"] == []
    assert watch.points("ConcurrentTasks", "Tasks", "Maximum") == []

    # Two tasks wait in a queue that takes no more.
    queue = connect.create_queue(
        **i, Name="Back office", HoursOfOperationId=connect.list_hours_of_operations(**i)["HoursOfOperationSummaryList"][0]["Id"],
        MaxContacts=2,
    )["QueueId"]
    waits = flow(
        connect, centre.instance, "Waits",
        action("set", "UpdateContactTargetQueue", {"QueueId": queue}, "queue"),
        action("queue", "TransferContactToQueue", {}, "end"),
    )
    for title in ("one", "two", "three"):
        connect.start_task_contact(**i, Name=title, ContactFlowId=waits)
    in_queue = {"QueueName": "Back office"}
    eventually("two are waiting", lambda: watch.most("QueueSize", "Queue", **in_queue) == 2)
    eventually("the third was refused", lambda: watch.sum("QueueCapacityExceededError", "Queue", **in_queue) == 1)
    assert watch.most("ConcurrentTasks", "Tasks") >= 2
    # 2500 tasks may be at a time; of tasks the share is told times a hundred.
    share = watch.most("ConcurrentTasksPercentage", "Tasks")
    assert share == pytest.approx(100 * watch.most("ConcurrentTasks", "Tasks") / 2500)
    eventually("they wait for seconds", lambda: watch.most("LongestQueueWaitTime", "Queue", **in_queue) > 1)

    # A flow whose error branch is taken.
    # No queue was set.
    errs = flow(connect, centre.instance, "Errs", action("queue", "TransferContactToQueue", {}, "end"))
    connect.start_task_contact(**i, Name="four", ContactFlowId=errs)
    eventually("an error is told", lambda: watch.sum("ContactFlowErrors", "ContactFlow", ContactFlowName="Errs") >= 1)

    # A call comes to the queue of the demo, and one to a number without a flow.
    phone = centre.phone()
    eventually("a call is there", lambda: watch.most("ConcurrentCalls", "VoiceCalls") == 1)
    assert watch.most("ConcurrentCallsPercentage", "VoiceCalls") == pytest.approx(1 / 10_000)
    phone.hang_up()
    eventually("it was one call", lambda: watch.sum("CallsPerInterval", "VoiceCalls") == 1)
    number = next(it for it in connect.list_phone_numbers_v2(MaxResults=100)["ListPhoneNumbersSummaryList"] if it["PhoneNumber"] == centre.number)
    connect.disassociate_phone_number_contact_flow(PhoneNumberId=number["PhoneNumberId"], **i)
    assert refused_call(product, centre.number) == 480
    eventually("it is told", lambda: watch.sum("MisconfiguredPhoneNumbers", "VoiceCalls") == 1)

    check_lists(watch)
    check_data(watch)
    check_query(product, watch, tmp_path)
    check_refusals(watch)
    check_policies(product, watch)
    check_own_api(product, centre)

    # What is told of minutes that are over is durable, and is told again by the next process.
    before = minutes_over(watch)
    product.restart()
    watch.client = product.client("cloudwatch")
    after = minutes_over(watch)
    assert before.items() <= after.items()
    check_page(centre, chromium, screenshots or tmp_path)


def minutes_over(watch):
    """Samples of the minutes that are over, by metric and time."""
    this_minute = datetime.now(timezone.utc).replace(second=0, microsecond=0)
    found = {}
    for metric in watch.client.list_metrics(Namespace="AWS/Connect")["Metrics"]:
        points = watch.client.get_metric_statistics(**metric, **watch.times(), Period=60, Statistics=["Sum", "SampleCount"])["Datapoints"]
        for point in points:
            if point["Timestamp"] < this_minute - timedelta(minutes=1):
                found[(metric["MetricName"], str(metric["Dimensions"]), point["Timestamp"])] = (point["Sum"], point["SampleCount"])
    return found


def check_lists(watch):
    names = lambda **more: sorted({it["MetricName"] for it in watch.client.list_metrics(**more)["Metrics"]})
    expected = {"QueueCapacityExceededError", "MisconfiguredPhoneNumbers", "ContactFlowErrors"}
    assert expected <= set(names(Namespace="AWS/Connect"))
    assert names(Namespace="AWS/EC2") == []
    assert names(MetricName="MisconfiguredPhoneNumbers", RecentlyActive="PT3H") == ["MisconfiguredPhoneNumbers"]
    of_flows = names(Dimensions=[{"Name": "ContactFlowName", "Value": "Errs"}])
    assert of_flows == ["ContactFlowErrors"]
    assert names(Dimensions=[{"Name": "InstanceId", "Value": str(uuid.uuid4())}]) == []


def check_data(watch):
    """Arithmetic over two metrics: the quota follows from tasks and their share."""
    stat = lambda name: {"Metric": watch.metric(name, "Tasks"), "Period": 60, "Stat": "Maximum"}
    found = watch.client.get_metric_data(
        **watch.times(), ScanBy="TimestampAscending",
        MetricDataQueries=[
            {"Id": "m1", "MetricStat": stat("ConcurrentTasks"), "ReturnData": False},
            {"Id": "m2", "MetricStat": stat("ConcurrentTasksPercentage"), "Label": "Share"},
            {"Id": "e1", "Expression": "m1 / m2 * 100", "Label": "Quota"},
        ],
    )["MetricDataResults"]
    assert [(it["Id"], it["Label"], it["StatusCode"]) for it in found] == [("m2", "Share", "Complete"), ("e1", "Quota", "Complete")]
    assert found[1]["Values"] and all(it == pytest.approx(2500) for it in found[1]["Values"])
    assert found[0]["Timestamps"] == sorted(found[0]["Timestamps"])
    none = watch.client.get_metric_data(
        **watch.times(), MetricDataQueries=[{"Id": "x", "MetricStat": {**stat("ConcurrentTasks"), "Metric": {**watch.metric("ConcurrentTasks", "Tasks"), "Namespace": "AWS/EC2"}}}],
    )["MetricDataResults"]
    assert none[0]["Values"] == []


def check_query(product, watch, folder):
    """The query protocol, as older clients speak it: forms in, XML out."""
    old = query_client(product, folder)
    series = lambda client, **more: client.get_metric_statistics(
        **watch.metric("QueueSize", "Queue", QueueName="Back office"), **{**watch.times(), **more}, Period=60, Statistics=["Maximum", "Sum"],
    )
    times = {"EndTime": datetime.now(timezone.utc) - timedelta(minutes=1)}
    plain = lambda found: sorted((it["Timestamp"], it["Maximum"], it["Unit"]) for it in found["Datapoints"])
    found = series(old)
    assert found["Label"] == "QueueSize" and max(it["Maximum"] for it in found["Datapoints"]) == 2
    assert plain(series(old, **times)) == plain(series(watch.client, **times))
    names = lambda client: sorted((it["MetricName"], str(it["Dimensions"])) for it in client.list_metrics(Namespace="AWS/Connect")["Metrics"])
    assert names(old) == names(watch.client) != []
    data = old.get_metric_data(**watch.times(), MetricDataQueries=[
        {"Id": "m1", "MetricStat": {"Metric": watch.metric("ConcurrentTasks", "Tasks"), "Period": 60, "Stat": "Maximum"}, "ReturnData": False},
        {"Id": "e1", "Expression": "m1 * 2", "Label": "<Twice>"},
    ])["MetricDataResults"]
    assert [(it["Id"], it["Label"]) for it in data] == [("e1", "<Twice>")] and max(data[0]["Values"]) >= 4
    assert old.list_metrics(Namespace="AWS/EC2")["Metrics"] == []
    times = {"StartTime": datetime.now(timezone.utc) - timedelta(hours=1), "EndTime": datetime.now(timezone.utc)}
    refused("InvalidParameterValue", old.get_metric_statistics, **watch.metric("QueueSize", "Queue"), **times, Period=30, Statistics=["Sum"])
    refused("NotImplementedException", old.put_metric_data, Namespace="x", MetricData=[{"MetricName": "y", "Value": 1.0}])
    status, answer = form(product, Action="ListMetrics", Version="2010-08-01", Namespace="AWS/Connect", MetricName="QueueCapacityExceededError")
    assert status == 200 and answer.startswith('<ListMetricsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><ListMetricsResult>')
    assert "<MetricName>QueueCapacityExceededError</MetricName>" in answer and answer.endswith("</ResponseMetadata></ListMetricsResponse>")
    for code, fields in (("InvalidAction", {"Action": "Listen"}), ("MissingAction", {}), ("ValidationError", {"Action": "GetMetricData", "StartTime": "now"})):
        status, answer = form(product, **fields)
        assert status == 400 and f"<Type>Sender</Type><Code>{code}</Code>" in answer, answer
    status, answer = form(product, key="AKIANOBODYKNOWSTHIS0", Action="ListMetrics")
    assert status == 403 and "<ErrorResponse" in answer


def query_client(product, folder):
    """A client whose model has the query protocol only."""
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    model = loader.load_service_model("cloudwatch", "service-2", "2010-08-01")
    model["metadata"] = {**model["metadata"], "protocol": "query", "protocols": ["query"]}
    model["metadata"].pop("awsQueryCompatible", None)
    place = folder / "models" / "cloudwatch" / "2010-08-01"
    place.mkdir(parents=True)
    (place / "service-2.json").write_text(json.dumps(model))
    session = botocore.session.get_session()
    session.get_component("data_loader").search_paths.insert(0, str(folder / "models"))
    client = session.create_client(
        "cloudwatch", endpoint_url=product.url, region_name="us-east-1", aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_SECRET,
    )
    assert client.meta.service_model.resolved_protocol == "query"
    return client


def form(product, key=ROOT_KEY, **fields):
    """The status and the text of the answer to a form."""
    data = urllib.parse.urlencode(fields).encode()
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    request = AWSRequest(method="POST", url=f"{product.url}/", data=data, headers=headers)
    SigV4Auth(Credentials(key, ROOT_SECRET), "monitoring", "us-east-1").add_auth(request)
    plain = urllib.request.Request(request.url, data=data, method="POST", headers=dict(request.headers.items()))
    try:
        with urllib.request.urlopen(plain, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def check_refusals(watch):
    metric = watch.metric("ConcurrentTasks", "Tasks")
    now = datetime.now(timezone.utc)
    hour = {"StartTime": now - timedelta(hours=1), "EndTime": now}
    ask = watch.client.get_metric_statistics
    refused("InvalidParameterValue", ask, **metric, **hour, Period=30, Statistics=["Sum"])
    refused("InvalidParameterValue", ask, **metric, **hour, Period=60)
    refused("InvalidParameterValue", ask, **metric, StartTime=now, EndTime=now - timedelta(hours=1), Period=60, Statistics=["Sum"])
    days = {"StartTime": now - timedelta(days=2), "EndTime": now}
    refused("InvalidParameterCombination", ask, **metric, **days, Period=60, Statistics=["Sum"])
    with pytest.raises(watch.client.exceptions.InvalidParameterValueException):
        ask(**metric, **hour, Period=30, Statistics=["Sum"])
    query = {"Id": "m1", "Expression": "SUM(m2)"}
    refused("InvalidParameterValue", watch.client.get_metric_data, **hour, MetricDataQueries=[query])
    refused("NotImplementedException", watch.client.put_metric_data, Namespace="x", MetricData=[{"MetricName": "y", "Value": 1.0}])


def check_policies(product, watch):
    """A program needs the permission that policies name `cloudwatch:…`."""
    iam = product.client("iam")
    iam.create_user(UserName="monitor")
    key = iam.create_access_key(UserName="monitor")["AccessKey"]
    theirs = product.client("cloudwatch", key=key["AccessKeyId"], secret=key["SecretAccessKey"])
    refused("AccessDeniedException", theirs.list_metrics)
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cloudwatch:List*","Resource":"*"}]}'
    iam.put_user_policy(UserName="monitor", PolicyName="list", PolicyDocument=document)
    assert theirs.list_metrics()["Metrics"]
    refused("AccessDeniedException", theirs.get_metric_data, **watch.times(), MetricDataQueries=[{"Id": "a", "Expression": "1"}])


def check_own_api(product, centre):
    now = int(time.time())
    path = f"/instances/{centre.instance}/metrics?end={now + 60}&start={now - 1800}&period="
    status, found = signed(product, "carillon", "GET", f"{path}60")
    assert status == 200, found
    series = {(it["MetricName"], it.get("DimensionValue", "")): it for it in found["Series"]}
    wrong = series[("MisconfiguredPhoneNumbers", "")]
    assert sum(it["Sum"] for it in wrong["Points"]) == 1 and wrong["MetricGroup"] == "VoiceCalls" and wrong["Unit"] == "Count"
    full = series[("QueueCapacityExceededError", "Back office")]
    assert full["DimensionName"] == "QueueName"
    assert signed(product, "carillon", "GET", f"{path}90")[0] == 400


def check_page(centre, chromium, folder):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, centre.product.url, centre.users["admin"], "/performance")
    page.get_by_role("tab", name="By the minute").click()
    page.get_by_role("button", name="Metric").click()
    page.get_by_role("option", name="QueueSize").click()
    page.get_by_role("button", name="Statistic").click()
    page.get_by_role("option", name="Maximum").click()
    page.get_by_role("img", name="Maximum of QueueSize").wait_for()
    page.get_by_role("table", name="Values of QueueSize").get_by_role("cell", name="2", exact=True).first.wait_for()
    page.screenshot(path=f"{folder}/minutes.png", full_page=True)
    assert problems == []
    context.close()


RATES = """
[messaging]
per_recipient = 0

[[messaging.rates]]
channel = "TEXT"
price = "0.25"

[[messaging.rates]]
channel = "MEDIA"
price = "1.5"
"""


def test_what_was_spent_on_messages_is_told_and_begins_anew_with_the_month(make_carillon):
    product = make_carillon(config=RATES)
    sms = product.client("pinpoint-sms-voice-v2")
    own = sms.request_phone_number(
        IsoCountryCode="US", NumberType="TEN_DLC", MessageType="TRANSACTIONAL", NumberCapabilities=["SMS", "MMS"])["PhoneNumberId"]

    def metric(name):
        return {"Namespace": "AWS/SMSVoice", "MetricName": f"{name}MessageMonthlySpend"}

    def spent(name, period=60, days=0.02):
        now = datetime.now(timezone.utc)
        found = product.client("cloudwatch").get_metric_statistics(
            **metric(name), StartTime=now - timedelta(days=days), EndTime=now + timedelta(minutes=1), Period=period,
            Statistics=["Maximum"])
        assert {it["Unit"] for it in found["Datapoints"]} <= {"None"}
        return [it["Maximum"] for it in sorted(found["Datapoints"], key=lambda it: it["Timestamp"])]

    listed = lambda: [it["MetricName"] for it in product.client("cloudwatch").list_metrics(Namespace="AWS/SMSVoice")["Metrics"]]
    assert listed() == [] and spent("Text") == [], "there are none before something is sent"
    send = dict(OriginationIdentity=own, MessageBody="hello")
    for n in range(3):
        sms.send_text_message(DestinationPhoneNumber=f"+1425555010{n}", **send)
    assert spent("Text")[-1] == 0.75 and spent("Media") == []
    sms.send_media_message(DestinationPhoneNumber="+14255550100", **send)
    # What goes to the simulator's numbers is free.
    sms.send_text_message(DestinationPhoneNumber="+14254147755", **{**send, "OriginationIdentity": sms.request_phone_number(
        IsoCountryCode="US", NumberType="SIMULATOR", MessageType="TRANSACTIONAL", NumberCapabilities=["SMS"])["PhoneNumberId"]})
    assert (spent("Text")[-1], spent("Media")[-1]) == (0.75, 1.5)
    assert listed() == ["TextMessageMonthlySpend", "MediaMessageMonthlySpend"]
    # Half a year back there is a value an hour.
    assert spent("Text", period=3600 * 24, days=180)[-1] == 0.75
    now = datetime.now(timezone.utc)
    data = product.client("cloudwatch").get_metric_data(
        StartTime=now - timedelta(minutes=30), EndTime=now + timedelta(minutes=1),
        MetricDataQueries=[
            {"Id": name.lower(), "MetricStat": {"Metric": metric(name), "Period": 3600, "Stat": "Maximum"}} for name in ("Text", "Media")
        ] + [{"Id": "all", "Expression": "text + media"}])["MetricDataResults"]
    assert data[-1]["Values"] == [2.25]

    # As if all of that had been in another month.
    product.kill9()
    with contextlib.closing(sqlite3.connect(product.data / "carillon.db")) as store:
        assert store.execute("update entries set key = '2020-01' where space = 'sms-spend'").rowcount == 1
        store.commit()
    product.start()
    eventually("the month begins at nothing", lambda: spent("Text")[-1] == 0 and spent("Media")[-1] == 0)
    product.client("pinpoint-sms-voice-v2").send_text_message(DestinationPhoneNumber="+14255550100", **send)
    assert spent("Text")[-1] == 0.25
