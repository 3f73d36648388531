"""Metrics of real calls: what boto3 is told equals what the contact records and agent events say."""

import time
from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError

from browser import sign_in
from phone import eventually
from test_api import raw
from test_call import CALLER_TONE, answered, centre, function, lines, records, through_the_menu  # noqa: F401

DURATIONS = {
    "SUM_INTERACTION_TIME": lambda r: r["Agent"]["AgentInteractionDuration"],
    "SUM_HOLD_TIME": lambda r: r["Agent"]["CustomerHoldDuration"],
    "SUM_AFTER_CONTACT_WORK_TIME": lambda r: r["Agent"]["AfterContactWorkDuration"],
}


def refused(call, **arguments):
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return error.value.response["Error"]["Code"]


class Questions:
    """Asks about the demo's queue."""

    def __init__(self, centre):
        self.connect, self.instance = centre.connect, centre.instance
        self.arn = self.connect.describe_instance(InstanceId=self.instance)["Instance"]["Arn"]
        queues = self.connect.list_queues(InstanceId=self.instance, QueueTypes=["STANDARD"])["QueueSummaryList"]
        self.queue = next(it for it in queues if it["Name"] == "Demo support")

    def rows(self, *metrics, filters=None, **more):
        now = datetime.now(timezone.utc)
        given = filters or [{"FilterKey": "QUEUE", "FilterValues": [self.queue["Id"]]}]
        more = {"StartTime": now - timedelta(hours=1), "EndTime": now, **more}
        found = self.connect.get_metric_data_v2(
            ResourceArn=self.arn, Filters=given, **more,
            Metrics=[it if isinstance(it, dict) else {"Name": it} for it in metrics],
        )
        return found["MetricResults"]

    def values(self, *metrics, **more):
        rows = self.rows(*metrics, **more)
        assert len(rows) == 1, rows
        return [it.get("Value") for it in rows[0]["Collections"]]

    def now(self, *names, **more):
        found = self.connect.get_current_metric_data(
            InstanceId=self.instance, Filters={"Queues": [self.queue["Arn"]]},
            CurrentMetrics=[{"Name": it} for it in names], **more,
        )["MetricResults"]
        return {it["Metric"]["Name"]: it["Value"] for row in found for it in row["Collections"]}


def within(name, seconds, comparison="LTE"):
    return {"Name": name, "Threshold": [{"Comparison": comparison, "ThresholdValue": seconds}]}


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def complete(published, count):
    """The last record of each contact, once so many have ended."""
    done = {}
    for row in published:
        if row["topic"] == "contact-records" and row["body"].get("DisconnectTimestamp"):
            done[row["key"]] = row["body"]
    return list(done.values()) if len(done) >= count else None


def test_metrics_of_real_calls_equal_their_records(centre, chromium, tmp_path):
    ask = Questions(centre)
    assert ask.rows("CONTACTS_QUEUED") == [] and ask.now("AGENTS_ONLINE") == {}

    # One waits in vain.
    lost = centre.phone(tone=CALLER_TONE)
    through_the_menu(lost, lambda: lost.press("1"))
    waiting = lambda: ask.now("CONTACTS_IN_QUEUE", "OLDEST_CONTACT_AGE", "AGENTS_ONLINE")
    found = eventually("the caller is in the queue", lambda: (it := waiting()) and it["CONTACTS_IN_QUEUE"] == 1 and it)
    assert found["AGENTS_ONLINE"] == 0 and 0 <= found["OLDEST_CONTACT_AGE"] < 60_000
    [contact] = centre.contacts()
    place = centre.connect.get_contact_metrics(
        InstanceId=centre.instance, ContactId=contact["Id"], Metrics=[{"Name": "POSITION_IN_QUEUE"}]
    )
    assert place["MetricResults"] == [{"Name": "POSITION_IN_QUEUE", "Value": {"Number": 1.0}}]
    lost.hang_up()
    eventually("the queue is empty", lambda: ask.now("CONTACTS_IN_QUEUE") == {})

    # One is answered, and held once.
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    names = ["AGENTS_ONLINE", "AGENTS_AVAILABLE", "AGENTS_STAFFED", "AGENTS_ON_CONTACT", "SLOTS_ACTIVE", "SLOTS_AVAILABLE"]
    voice = lambda *wanted: ask.now(*wanted)
    eventually("the agent is available", lambda: list(voice(*names).values())[:5] == [1, 1, 1, 0, 0])
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    answered(phone, agent)
    assert list(voice(*names).values())[:5] == [1, 0, 1, 1, 1]
    users = centre.connect.get_current_user_data(InstanceId=centre.instance, Filters={"Queues": [ask.queue["Id"]]})
    [data] = users["UserDataList"]
    assert data["Contacts"][0]["AgentContactState"] == "CONNECTED" and data["ActiveSlotsByChannel"]["VOICE"] == 1
    agent.button("Hold").click()
    agent.card("On hold").wait_for()
    agent.button("Resume").click()
    agent.card("Connected").wait_for()
    assert ask.values("CONTACTS_HANDLED", "CONTACTS_HANDLED_BY_CONNECTED_TO_AGENT") == [0, 1]
    agent.button("End call").click()
    agent.card("After contact work").wait_for()
    assert ask.now("AGENTS_AFTER_CONTACT_WORK", "SLOTS_ACTIVE") == {"AGENTS_AFTER_CONTACT_WORK": 1, "SLOTS_ACTIVE": 1}
    agent.button("Clear contact").click()
    agent.page.get_by_role("region", name="Ready").wait_for()

    done = eventually("both records are there", lambda: complete(lines(tmp_path / "events.jsonl"), 2))
    check_records(ask, done)
    check_groups(ask, data["User"]["Id"])
    check_older(ask, done)
    check_custom(ask)
    check_refusals(ask)
    check_pages(centre, chromium, tmp_path)


def check_pages(centre, chromium, folder):
    """The pages show the same numbers, to those who may see them; and Prometheus is told."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, centre.product.url, centre.users["admin"], "/performance")
    now = page.get_by_role("row").filter(has_text="Demo support")
    now.first.wait_for()
    page.get_by_role("row").filter(has_text="ada").filter(has_text="Available").wait_for()
    page.screenshot(path=folder / "real-time.png")
    page.get_by_role("tab", name="Historical").click()
    row = page.get_by_role("row").filter(has_text="Demo support")
    row.wait_for()
    assert row.get_by_role("cell").all_inner_texts()[:3] == ["2", "1", "1"]
    page.get_by_text("Average handle time").first.wait_for()
    page.screenshot(path=folder / "historical.png", full_page=True)
    assert problems == []
    context.close()
    told = eventually("agents are told", lambda: (it := raw(centre.product, "GET", "/metrics").text) and "carillon_agents" in it and it)
    assert f'carillon_agents{{instance="{centre.instance}",state="available"}} 1' in told


def check_records(ask, done):
    """Numbers are those of the records; their times are whole seconds there."""
    handled = [it for it in done if it.get("Agent")]
    queued = [it for it in done if it.get("Queue")]
    lost = [it for it in queued if not it.get("Agent")]
    assert (len(handled), len(queued), len(lost)) == (1, 2, 1)
    counts = ["CONTACTS_CREATED", "CONTACTS_HANDLED", "CONTACTS_QUEUED", "CONTACTS_ABANDONED", "CONTACTS_PUT_ON_HOLD", "AVG_HOLDS"]
    holds = handled[0]["Agent"]["NumberOfHolds"]
    assert ask.values(*counts) == [len(done), 1, 2, 1, 1, holds]
    assert ask.values("ABANDONMENT_RATE") == [50.0]
    for name, of in DURATIONS.items():
        [value] = ask.values(name)
        assert abs(value - of(handled[0])) <= 1, name
    queue = lambda it: it["Queue"]["Duration"]
    for name, record in (("AVG_ABANDON_TIME", lost[0]), ("AVG_QUEUE_ANSWER_TIME", handled[0])):
        [value] = ask.values(name)
        assert abs(value - queue(record)) <= 1, name
    [longest] = ask.values("MAX_QUEUED_TIME")
    far = int(longest) + 2
    assert ask.values(within("SERVICE_LEVEL", far), within("SUM_CONTACTS_ABANDONED_IN_X", far)) == [100.0, 1]
    method = {"Name": "CONTACTS_CREATED", "MetricFilters": [{"MetricFilterKey": "INITIATION_METHOD", "MetricFilterValues": ["INBOUND"], "Negate": True}]}
    reason = {"Name": "CONTACTS_HANDLED", "MetricFilters": [{"MetricFilterKey": "DISCONNECT_REASON", "MetricFilterValues": ["AGENT_DISCONNECT"]}]}
    assert ask.values(method, reason) == [0, 1]


def check_groups(ask, agent):
    [row] = ask.rows("CONTACTS_HANDLED", Groupings=["AGENT", "QUEUE", "CHANNEL"])
    assert (row["Dimensions"]["AGENT"], row["Dimensions"]["QUEUE"], row["Dimensions"]["CHANNEL"]) == (agent, ask.queue["Id"], "VOICE")
    assert row["Dimensions"]["QUEUE_ARN"] == ask.queue["Arn"]
    by_day = {"TimeZone": "Asia/Kathmandu", "IntervalPeriod": "DAY"}
    start = datetime.now(timezone.utc) - timedelta(days=7)
    rows = ask.rows("CONTACTS_QUEUED", Interval=by_day, StartTime=start)
    assert sum(it["Collections"][0]["Value"] for it in rows) == 2
    assert all(it["MetricInterval"]["Interval"] == "DAY" for it in rows)
    # An agent's own time goes on; it is of no queue.
    mine = [{"FilterKey": "AGENT", "FilterValues": [agent]}]
    online, contact, idle, occupancy = ask.values(
        "SUM_ONLINE_TIME_AGENT", "SUM_CONTACT_TIME_AGENT", "SUM_IDLE_TIME_AGENT", "AGENT_OCCUPANCY", filters=mine
    )
    assert online >= contact + idle > 0 and abs(occupancy - 100 * contact / (contact + idle)) < 1e-6
    [later] = ask.values("SUM_ONLINE_TIME_AGENT", filters=mine)
    assert later >= online


def check_older(ask, done):
    end = (int(time.time()) // 300 + 1) * 300
    found = ask.connect.get_metric_data(
        InstanceId=ask.instance, StartTime=end - 3600, EndTime=end, Filters={"Queues": [ask.queue["Id"]]}, Groupings=["QUEUE"],
        HistoricalMetrics=[
            {"Name": "CONTACTS_HANDLED_INCOMING", "Statistic": "SUM", "Unit": "COUNT"},
            {"Name": "SERVICE_LEVEL", "Statistic": "AVG", "Unit": "PERCENT", "Threshold": {"Comparison": "LT", "ThresholdValue": 600}},
            {"Name": "CALLBACK_CONTACTS_HANDLED", "Statistic": "SUM", "Unit": "COUNT"},
        ],
    )["MetricResults"]
    assert [it["Value"] for it in found[0]["Collections"]] == [1, 100.0, 0]
    assert found[0]["Dimensions"]["Queue"]["Id"] == ask.queue["Id"]


def check_custom(ask):
    made = ask.connect.create_metric(
        InstanceId=ask.instance, Name="Handled share", Unit="PERCENT",
        MetricCalculation={
            "Calculation": "100 * SUM(M1) / SUM(M2)",
            "CalculationComponents": [{"Alias": "M1", "MetricName": "CONTACTS_HANDLED"}, {"Alias": "M2", "MetricName": "CONTACTS_QUEUED"}],
        },
    )
    assert ask.values({"MetricId": made["MetricId"]}, {"MetricId": made["MetricArn"]}) == [50.0, 50.0]
    # One contact was handled: the least and the greatest are its own.
    talk = lambda formula, name: ask.connect.create_metric(
        InstanceId=ask.instance, Name=name, Unit="SECONDS",
        MetricCalculation={"Calculation": formula, "CalculationComponents": [{"Alias": "M1", "MetricName": "SUM_INTERACTION_TIME"}]},
    )["MetricId"]
    least, most, both = [talk(*it) for it in (("MIN(M1)", "Shortest"), ("MAX(M1)", "Longest"), ("MAX(M1) - MIN(M1)", "Spread"))]
    own, *found = ask.values("SUM_INTERACTION_TIME", *({"MetricId": it} for it in (least, most, both)))
    assert own > 0 and found == [own, own, 0]
    assert refused(talk, formula="MIN(M1 + M1)", name="Never") == "InvalidParameterException"
    managed = next(it["Arn"] for it in ask.connect.search_metrics(InstanceId=ask.instance, MaxResults=100)["Metrics"] if it["Id"] == "CONTACTS_QUEUED")
    assert ask.values({"MetricId": managed}) == [2]


def check_refusals(ask):
    v2 = lambda *metrics, **more: refused(ask.rows, **more) if not metrics else refused(lambda **m: ask.rows(*metrics, **m), **more)
    wrong = "InvalidParameterException"
    now = datetime.now(timezone.utc)
    for metrics, more in [
        (["NO_SUCH_METRIC"], {}),
        (["SERVICE_LEVEL"], {}),
        ([within("SERVICE_LEVEL", 1.5)], {}),
        ([within("CONTACTS_QUEUED", 60)], {}),
        (["SUM_ONLINE_TIME_AGENT"], {}),
        (["SERVICE_LEVEL"], {"Groupings": ["AGENT"]}),
        (["CONTACTS_QUEUED"], {"Groupings": ["QUEUE", "QUEUE"]}),
        (["CONTACTS_QUEUED"], {"Groupings": ["NO_SUCH_KEY"]}),
        (["CONTACTS_QUEUED"], {"filters": [{"FilterKey": "CHANNEL", "FilterValues": ["VOICE"]}]}),
        (["CONTACTS_QUEUED"], {"StartTime": now - timedelta(days=36)}),
        (["CONTACTS_QUEUED"], {"StartTime": now - timedelta(days=4), "Interval": {"IntervalPeriod": "HOUR"}}),
        (["CONTACTS_QUEUED"], {"EndTime": now + timedelta(hours=1)}),
        (["CONTACTS_QUEUED"], {"Interval": {"TimeZone": "Europe/Atlantis"}}),
    ]:
        assert v2(*metrics, **more) == wrong, (metrics, more)
    current = lambda **more: refused(
        ask.connect.get_current_metric_data, InstanceId=ask.instance,
        **{"CurrentMetrics": [{"Name": "AGENTS_ONLINE"}], "Filters": {"Queues": [ask.queue["Id"]]}, **more},
    )
    assert current(Filters={"Channels": ["VOICE"]}) == wrong
    assert current(Groupings=["CHANNEL"]) == wrong
    assert current(Groupings=["AGENT_STATUS"]) == wrong
    assert current(CurrentMetrics=[{"Name": "AGENTS_ONLINE", "Unit": "SECONDS"}]) == wrong
    older = lambda start, end: refused(
        ask.connect.get_metric_data, InstanceId=ask.instance, StartTime=start, EndTime=end, Filters={"Queues": [ask.queue["Id"]]},
        HistoricalMetrics=[{"Name": "CONTACTS_QUEUED", "Statistic": "SUM", "Unit": "COUNT"}],
    )
    five = int(time.time()) // 300 * 300
    assert older(five - 601, five) == wrong and older(five - 2 * 86_400, five - 86_400) == wrong
