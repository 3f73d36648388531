"""Saved reports: who may see, change and schedule them, and the files that schedules write."""

import contextlib
import csv
import io
import json
import sqlite3
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

import pytest

from browser import sign_in
from phone import eventually
from test_call import CALLER_TONE, Centre as Demo, answered, function, through_the_menu  # noqa: F401
from test_metrics import Questions, within
from test_people import Centre, Person

METRICS = ["CONTACTS_QUEUED", "CONTACTS_HANDLED", "CONTACTS_ABANDONED", "AVG_QUEUE_ANSWER_TIME", "AVG_HANDLE_TIME"]
BLANK = {
    "kind": "HISTORICAL_QUEUES", "metrics": [{"name": "CONTACTS_HANDLED"}], "groupings": ["QUEUE"], "filters": {},
    "interval": "TOTAL", "range": {"preset": "LAST_HOURS", "hours": 24}, "zone": "UTC",
}
HOURLY = {"every": "HOUR", "minute": 0}


def definition(**changes):
    return {**BLANK, **changes}


def now():
    return datetime.now(timezone.utc)


class Reporter(Person):
    """Somebody who asks for reports as the pages do."""

    def made(self, wanted):
        return self.get("/app/reports/made?" + urlencode({"definition": json.dumps(wanted)}))

    def saved(self, which="mine"):
        status, found = self.get(f"/app/reports/saved?list={which}")
        return sorted(it["name"] for it in found["reports"]) if status == 200 else status

    def save(self, name, wanted=BLANK, **more):
        return self.post("/app/reports/saved", {"name": name, "definition": wanted, **more})

    def change(self, report, **changes):
        return self.post(f"/app/reports/saved/{report['id']}", changes)[0]

    def schedule(self, report, repeat=HOURLY, **more):
        return self.post(f"/app/reports/saved/{report['id']}/schedule", {"repeat": repeat, "zone": "UTC", **more})

    def remove(self, report):
        return self.raw_delete(f"/app/reports/saved/{report['id']}")

    def raw_delete(self, path):
        return self.post(path, method="DELETE")[0]

    def open(self, report):
        return self.get(f"/app/reports/saved/{report['id']}")


@pytest.fixture(params=["sqlite", "postgres"])
def centre(request, make_carillon):
    env = request.getfixturevalue("postgres_env") if request.param == "postgres" else {}
    return Centre(make_carillon(env=env))


def reporter(centre, name, *permissions):
    """Somebody with these permissions and no other."""
    profile = centre.connect.create_security_profile(
        **centre.i, SecurityProfileName=f"of {name}", Permissions=list(permissions))["SecurityProfileId"]
    centre.user(name, profile)
    return signed_in(centre, name)


def signed_in(centre, name):
    person = Reporter(centre.product)
    assert person.sign_in(name)[0] == 200
    return person


def test_a_report_is_its_owners_until_it_is_shared_or_published(centre):
    centre.user("root")
    admin = signed_in(centre, "root")
    rights = [f"MetricsReports.{it}" for it in ("View", "Create", "Edit", "Delete", "Publish", "Schedule")]
    ann, ben = (reporter(centre, name, "AccessMetrics", *rights) for name in ("ann", "ben"))
    reader = reporter(centre, "reader", "AccessMetrics", "MetricsReports.View")
    outsider = reporter(centre, "outsider", "MetricsReports.View")

    status, report = ann.save("Queues of today")
    assert status == 200 and report["owner"]["username"] == "ann" and not report["published"]
    # Names are one for all people, also of reports that one does not see.
    assert ben.save("Queues of today")[0] == 409
    assert reader.save("Another")[0] == 403
    assert ann.saved() == ["Queues of today"] and ben.saved() == []
    assert ben.saved("published") == [] and ben.saved("all") == 403
    assert admin.saved("all") == ["Queues of today"]

    # The link opens it for who may see reports, and lets them change nothing.
    assert ben.open(report)[0] == reader.open(report)[0] == 200 and outsider.open(report)[0] == 403
    assert ben.change(report, name="Mine now") == 403 and ben.remove(report) == 403
    assert ben.schedule(report)[0] == 403

    # Published, it is in everybody's list; whoever may edit reports changes it, nobody else's is deleted.
    assert ben.change(report, published=True) == 403
    assert ann.change(report, published=True) == 200
    assert ben.saved("published") == reader.saved("published") == ["Queues of today"] == ann.saved("published")
    assert outsider.saved("published") == []
    assert ben.change(report, definition=definition(interval="DAY")) == 200
    assert reader.change(report, name="Read") == 403
    assert ann.open(report)[1]["definition"]["interval"] == "DAY"
    assert ben.remove(report) == 403

    # Anyone with the permission schedules a published one, and a schedule publishes.
    assert reader.schedule(report)[0] == 403
    status, scheduled = ben.schedule(report, prefix="daily")
    assert status == 200 and scheduled["schedule"]["repeat"] == HOURLY and scheduled["schedule"]["last"] is None
    assert ann.change(report, published=False) == 200 and ben.saved("published") == []
    assert ann.schedule(report, {"every": "DAY", "at": {"hours": 17, "minutes": 0}})[1]["published"]
    assert ann.raw_delete(f"/app/reports/saved/{report['id']}/schedule") == 200
    assert ann.open(report)[1]["schedule"] is None

    # An administrator has them all.
    assert ben.schedule(report)[0] == 200
    assert admin.remove(report) == 204 and ann.open(report)[0] == 404
    told = [it["eventName"] for it in admin.get("/app/audit?who=ben")[1]["records"]]
    assert told.count("PutReportSchedule") == 2 and "UpdateSavedReport" in told


def test_what_cannot_be_a_report_is_refused_in_words(centre):
    centre.user("root")
    admin = signed_in(centre, "root")

    def why(**changes):
        status, body = admin.get("/app/reports/made?" + urlencode({"definition": json.dumps(definition(**changes))}))
        assert status == 400, body
        return body["error"]["message"]

    days = lambda count: {"preset": "LAST_DAYS", "days": count}
    assert "at most 3 days" in why(interval="THIRTY_MIN", range=days(4))
    assert "at most 3 days" in why(interval="FIFTEEN_MIN", range=days(4))
    assert "1 to 31 days" in why(range=days(32))
    long = {"preset": "CUSTOM", "from": "2026-01-01T00:00", "to": "2026-03-01T00:00"}
    assert "at most 31 days" in why(interval="DAY", range=long)
    assert "cannot be told by QUEUE" in why(metrics=[{"name": "SUM_ONLINE_TIME_AGENT"}])
    assert "at least one metric" in why(metrics=[])
    assert "no time zone" in why(zone="Mars/Olympus")
    assert "at most 5 groupings" in why(groupings=[
        "QUEUE", "AGENT", "CHANNEL", "ROUTING_PROFILE", "AGENT_HIERARCHY_LEVEL_ONE", "AGENT_HIERARCHY_LEVEL_TWO"])
    assert "at most 100 resources" in why(filters={"QUEUE": [str(n) for n in range(101)]})

    # 100 queues, 144 half hours and 6 metrics are 86,400 cells.
    metrics = [{"name": name} for name in METRICS] + [{"name": "SERVICE_LEVEL", "seconds": 60}]
    queues = {"QUEUE": [str(n) for n in range(100)]}
    large = definition(metrics=metrics, interval="THIRTY_MIN", range=days(3), filters=queues)
    answer = admin.post("/app/reports/saved", {"name": "Large", "definition": large})
    assert answer == (400, "BadRequest")
    status, body = admin.get("/app/reports/saved?list=mine")
    assert (status, body["reports"]) == (200, [])
    metrics.pop()
    assert admin.save("Smaller", definition(metrics=metrics, interval="THIRTY_MIN", range=days(3), filters=queues))[0] == 200

    # Schedules: a login report is of midnight, fixed dates do not move on, a prefix stays in its folder.
    logins = {"kind": "LOGIN_LOGOUT", "range": {"preset": "YESTERDAY"}, "zone": "UTC"}
    status, report = admin.save("Logins", logins)
    assert status == 200
    assert admin.schedule(report)[0] == 400
    assert admin.schedule(report, {"every": "WEEK", "days": ["MONDAY"], "at": {"hours": 0, "minutes": 0}})[0] == 200
    status, fixed = admin.save("Fixed", definition(range={**long, "to": "2026-01-02T00:00"}))
    assert status == 200 and admin.schedule(fixed)[0] == 400
    assert admin.schedule(fixed, range={"preset": "YESTERDAY"})[0] == 200
    assert admin.schedule(fixed, range={"preset": "YESTERDAY"}, prefix="../up")[0] == 400
    assert admin.schedule(fixed, zone="Mars/Olympus")[0] == 400


def test_a_real_time_report_is_saved_and_never_a_file(centre):
    centre.user("root")
    admin = signed_in(centre, "root")
    now_ = definition(kind="REAL_TIME", metrics=[{"name": "CONTACTS_IN_QUEUE"}, {"name": "AGENTS_ONLINE"}])
    status, report = admin.save("Queues now", now_)
    assert status == 200 and admin.open(report)[1]["definition"]["kind"] == "REAL_TIME"
    assert admin.save("Counted", {**now_, "metrics": [{"name": "CONTACTS_HANDLED"}]})[0] == 400
    assert admin.made(now_)[0] == 400 and admin.schedule(report)[0] == 400
    assert admin.change(report, definition=BLANK) == 400
    status, offered = admin.get("/app/reports/metrics")
    assert "CONTACTS_IN_QUEUE" in [it["name"] for it in offered["current"]]
    listener = reporter(centre, "listener", "HistoricalMetrics.Access", "MetricsReports.View")
    assert listener.open(report)[0] == 403 and listener.get("/app/reports/choices")[0] == 200


def test_who_is_restricted_by_tags_reports_on_what_they_see(centre):
    hours = centre.connect.list_hours_of_operations(**centre.i)["HoursOfOperationSummaryList"][0]["Id"]
    queue = lambda name, **more: centre.connect.create_queue(
        **centre.i, Name=name, HoursOfOperationId=hours, **more)["QueueId"]
    north, south = queue("North", Tags={"team": "north"}), queue("South")
    profile = centre.connect.create_security_profile(
        **centre.i, SecurityProfileName="Tagged", Permissions=["AccessMetrics", "Queues.View", "MetricsReports.Create"],
        AllowedAccessControlTags={"team": "north"}, TagRestrictedResources=["Queue"])["SecurityProfileId"]
    centre.user("tia", profile)
    tia = signed_in(centre, "tia")
    status, choices = tia.get("/app/reports/choices")
    assert status == 200 and [it["name"] for it in choices["QUEUE"]] == ["North"]
    assert tia.made(BLANK)[0] == 400
    assert tia.made(definition(filters={"QUEUE": [south]}))[0] == 404
    seen = definition(filters={"QUEUE": [north]}, groupings=["QUEUE", "CHANNEL"])
    assert tia.made(seen)[0] == 200
    assert tia.made({**seen, "groupings": ["QUEUE", "AGENT"]})[0] == 400
    assert tia.save("Ours", seen)[0] == 200 and tia.save("Theirs", BLANK)[0] == 400


@pytest.fixture
def demo(make_carillon, function):
    """The demo's centre, whose scheduled reports are made at their times."""
    env = {"CARILLON_FUNCTIONS_FALLBACK": function[0]}
    return Demo(make_carillon(config="[reports]\ndelay_minutes = 0\n", env=env))


def calls(centre, chromium):
    """One caller waits in vain, one is served."""
    lost = centre.phone(tone=CALLER_TONE)
    through_the_menu(lost, lambda: lost.press("1"))
    ask = Questions(centre)
    eventually("the caller is in the queue", lambda: ask.now("CONTACTS_IN_QUEUE").get("CONTACTS_IN_QUEUE") == 1)
    lost.hang_up()
    eventually("the queue is empty", lambda: ask.now("CONTACTS_IN_QUEUE") == {})
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    answered(phone, agent)
    agent.button("End call").click()
    agent.button("Clear contact").click()
    agent.card("Ready").wait_for()
    eventually("both are counted", lambda: ask.rows("CONTACTS_QUEUED") and ask.values("CONTACTS_QUEUED") == [2])
    return ask


def numbers(row):
    """The values of a row of a file: a dash is none, a share has its sign."""
    def number(text):
        return None if text == "-" else float(text.removesuffix("%"))

    return [number(text) for name, text in row.items() if name not in ("Queue", "StartInterval", "EndInterval")]


def told(ask, start):
    """The same by the API."""
    values = ask.values(*METRICS, within("SERVICE_LEVEL", 60), StartTime=start, EndTime=now())
    return [None if it is None else round(it, 3) for it in values]


def equal(found, expected):
    assert len(found) == len(expected) == 6
    for one, other in zip(found, expected):
        assert (one is None) == (other is None) and (one is None or abs(one - other) < 0.01), (found, expected)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def long_ago(product):
    """As if the schedules had been made hours ago, while nothing runs."""
    with contextlib.closing(sqlite3.connect(product.data / "carillon.db")) as store:
        ago = (now() - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        store.execute("update resources set body = json_set(body, '$.after', ?) where kind = 'report-schedule'", [ago])
        store.commit()


def files(product, folder):
    return sorted(it for it in (product.data / "blobs" / folder).rglob("*.csv"))


def test_a_report_is_saved_shared_scheduled_and_written_at_the_start_after_a_kill(demo, chromium, screenshots):
    product, connect = demo.product, demo.connect
    s3 = {"BucketName": "acme", "BucketPrefix": "connect/acme/Reports"}
    connect.associate_instance_storage_config(
        InstanceId=demo.instance, ResourceType="SCHEDULED_REPORTS", StorageConfig={"StorageType": "S3", "S3Config": s3})
    ask = calls(demo, chromium)
    shot = lambda page, name: screenshots and page.screenshot(path=f"{screenshots}/{name}.png", full_page=True)

    # A new report is made at once, and saved under a name.
    page = chromium.new_context(timezone_id="UTC").new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, product.url, demo.users["admin"], "/performance")
    page.get_by_role("tab", name="Reports").click()
    page.get_by_text("You have not saved a report yet.").wait_for()
    shot(page, "reports-empty")
    page.get_by_role("button", name="New report").click()
    page.get_by_test_id("HISTORICAL_QUEUES").get_by_role("menuitem").click()
    page.get_by_role("row", name="Demo support").wait_for()
    shot(page, "report-new")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Queues of today")
    shot(page, "report-save")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.wait_for_url("**/performance?report=*")
    page.reload()
    page.get_by_role("heading", name="Queues of today").wait_for()
    page.get_by_role("row", name="Demo support").wait_for()
    shot(page, "report-saved")

    # Its file has the numbers of the API.
    file = page.get_by_role("link", name="Download CSV").get_attribute("href")
    answer = page.request.get(product.url + file)
    assert answer.headers["content-type"].startswith("text/csv")
    [row] = rows(answer.text())
    assert row["Queue"] == "Demo support" and row["StartInterval"].endswith("+00:00")
    start = datetime.fromisoformat(row["StartInterval"])
    equal(numbers(row), told(ask, start))
    assert numbers(row)[:3] == [2, 1, 1]

    # One of what is now is renewed by itself.
    page.goto(f"{product.url}/performance?new=REAL_TIME")
    page.get_by_role("row", name="Demo support").wait_for()
    shot(page, "report-real-time")
    page.go_back()
    page.get_by_role("heading", name="Queues of today").wait_for()

    # Somebody else opens it by its link, before it is published.
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Share").click()
    dialog = page.get_by_role("dialog")
    link = dialog.get_by_text("/performance?report=").inner_text()
    shot(page, "report-share")
    dialog.get_by_role("button", name="Close").last.click()
    profiles = connect.list_security_profiles(InstanceId=demo.instance)["SecurityProfileSummaryList"]
    manager = next(it["Id"] for it in profiles if it["Name"] == "CallCenterManager")
    routing = connect.list_routing_profiles(InstanceId=demo.instance)["RoutingProfileSummaryList"][0]["Id"]
    connect.create_user(
        InstanceId=demo.instance, Username="lin", Password="Sup3rsecret", RoutingProfileId=routing,
        PhoneConfig={"PhoneType": "SOFT_PHONE"}, SecurityProfileIds=[manager],
        IdentityInfo={"FirstName": "Lin", "LastName": "Manager"})
    other = chromium.new_context(timezone_id="UTC").new_page()
    sign_in(other, product.url, {"username": "lin", "password": "Sup3rsecret"}, "/performance")
    other.goto(link)
    other.get_by_role("row", name="Demo support").wait_for()
    other.get_by_role("button", name="All reports").click()
    other.get_by_role("radio", name="Published").or_(other.get_by_role("button", name="Published")).first.click()
    other.get_by_text("Nobody has published a report yet.").wait_for()

    # Scheduled for this minute of each hour, it is published; the time of this hour is over.
    minute = eventually("the time is not at the edge of a tally", lambda: now().minute % 5 and now().minute, seconds=70)
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Schedule").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Recurrence").click()
    page.get_by_role("option", name="Hourly").click()
    dialog.get_by_label("Minute").fill(str(minute))
    dialog.get_by_label("Prefix").fill("hourly")
    shot(page, "report-schedule")
    dialog.get_by_role("button", name="Schedule", exact=True).click()
    dialog.wait_for(state="hidden")
    page.get_by_text(f"Hourly at {minute:02} past").wait_for()
    other.reload()
    other.get_by_role("tab", name="Reports").click()
    other.get_by_role("radio", name="Published").or_(other.get_by_role("button", name="Published")).first.click()
    other.get_by_role("link", name="Queues of today").wait_for()
    assert files(product, "acme") == []

    # What was due while the product was down is made once, at the start.
    product.kill9()
    long_ago(product)
    product.start()
    [written] = eventually("the report is written", lambda: files(product, "acme"))
    folder = product.data / "blobs/acme/connect/acme/Reports/hourly"
    due = now().replace(minute=minute, second=0, microsecond=0)
    due -= timedelta(hours=1) if due > now() else timedelta()
    # The name has blanks, so it is followed by the beginning of the report's identifier.
    report = link.split("report=")[1]
    assert written == folder / f"Queues_of_today-{report[:8]}-{due:%Y-%m-%dT%H:%M:%SZ}.csv"
    content = written.read_text()
    [row] = rows(content)
    assert row["Queue"] == "Demo support"
    equal(numbers(row), told(ask_again(demo), due - timedelta(hours=24)))

    # Killed again before it could be known, it writes the same file.
    product.kill9()
    long_ago(product)
    written.unlink()
    product.start()
    eventually("the report is written again", lambda: files(product, "acme") == [written])
    eventually("it has the same content", lambda: written.read_text() == content)

    # Its outcome is on the page.
    page.goto(f"{product.url}/performance?reports")
    page.get_by_label("User name").or_(page.get_by_role("link", name="Queues of today")).first.wait_for()
    if page.get_by_label("User name").count():
        sign_in(page, product.url, demo.users["admin"], "/performance")
        page.goto(f"{product.url}/performance?reports")
    page.get_by_role("row", name="Queues of today").get_by_text("Made").wait_for()
    shot(page, "reports-list")
    page.get_by_role("button", name="Delete Queues of today").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text("You have not saved a report yet.").wait_for()
    assert files(product, "acme") == [written]
    assert problems == []


def ask_again(demo):
    """Questions to the product as it runs now: its address is another one."""
    demo.connect = demo.product.client("connect")
    return Questions(demo)


def test_a_login_report_is_written_at_midnight_and_a_failure_is_told(make_carillon):
    """Both by the clocks of a place where it was midnight at the last full hour."""
    centre = Centre(make_carillon(config="[reports]\ndelay_minutes = 0\n"))
    centre.user("root")
    admin = signed_in(centre, "root")
    hour = now().hour
    zone = f"Etc/GMT+{hour}" if hour <= 12 else f"Etc/GMT-{24 - hour}"
    midnight = {"every": "DAY", "at": {"hours": 0, "minutes": 0}}
    logins = {"kind": "LOGIN_LOGOUT", "range": {"preset": "YESTERDAY"}, "zone": zone}
    status, report = admin.save("Logins", logins)
    assert status == 200 and admin.schedule(report, midnight, zone=zone)[0] == 200
    status, broken = admin.save("Broken")
    assert status == 200 and admin.schedule(broken, midnight, zone=zone, prefix="in-the-way")[0] == 200
    product = centre.product
    product.kill9()
    long_ago(product)
    # A file lies where a folder is to be.
    folder = product.data / "blobs" / "carillon" / centre.i["InstanceId"] / "Reports"
    folder.mkdir(parents=True)
    (folder / "in-the-way").write_text("")
    product.start()
    admin = signed_in(centre, "root")

    def last(of):
        return admin.open(of)[1]["schedule"]["last"]

    done = eventually("the logins are written", lambda: last(report))
    due = datetime.fromisoformat(done["due"].replace("Z", "+00:00"))
    assert done["why"] is None and due.minute == 0
    written = product.data / "blobs" / done["object"]
    assert written.name == f"Logins-{due:%Y-%m-%dT%H:%M:%SZ}.csv"
    assert written.read_text().startswith("Agent,First name,Last name,Login,Logout,Duration\n")
    failed = eventually("the failure is told", lambda: last(broken))
    assert failed["why"] == "the storage of reports cannot be written to" and failed["again"]
