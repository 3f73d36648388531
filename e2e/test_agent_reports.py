"""The agent activity audit, the login/logout report, and what supervisors do to agents, on the pages."""

import csv
import datetime
import io

from browser import sign_in
from phone import eventually
from test_call import CALLER_TONE, answered, centre, function, through_the_menu  # noqa: F401

DAY = datetime.timezone.utc


def today():
    return datetime.datetime.now(DAY).strftime("%Y-%m-%d")


def page_of(chromium, product, user):
    page = chromium.new_context(timezone_id="UTC").new_page()
    sign_in(page, product.url, user, "/performance")
    return page


def table(page, path, **parameters):
    query = "&".join(f"{key}={value}" for key, value in parameters.items())
    answer = page.request.get(f"{page.url.split('/performance')[0]}/app/reports/{path}?{query}")
    return answer


def rows(answer):
    assert answer.status == 200, answer.text()
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text())))


def test_what_an_agent_did_is_told_in_a_table_and_as_csv(centre, chromium, screenshots):
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    answered(phone, agent)
    agent.button("Hold").click()
    agent.button("Resume").click()
    agent.button("End call").click()
    agent.button("Clear contact").click()
    agent.card("Ready").wait_for()
    page = page_of(chromium, centre.product, centre.users["admin"])
    page.get_by_role("tab", name="Agent activity").click()
    page.get_by_label("Agent", exact=True).fill("ada")
    page.get_by_role("button", name="Generate report").click()
    page.get_by_role("heading", name="Activity of ada").wait_for()
    page.get_by_role("row", name="Connecting agent").first.wait_for()
    if screenshots:
        page.screenshot(path=f"{screenshots}/agent-activity.png", full_page=True)
    found = rows(table(page, "agent-activity", agent="ada", date=today(), zone="UTC", format="csv"))
    statuses = [row["Status"] for row in found]
    assert statuses[-6:] == ["Available", "Connecting agent", "Connected", "Busy", "After contact work", "Available"]
    [contact] = centre.contacts()
    assert found[-3]["Contact"] == contact["Id"] and found[-3]["Queue"] == "Demo support"
    for one, following in zip(found, found[1:]):
        assert one["End"] == following["Start"]
    assert table(page, "agent-activity", agent="nobody", date=today()).status == 404
    assert table(page, "agent-activity", agent="ada", date="yesterday").status == 400
    assert table(page, "agent-activity", agent="ada", date=today(), zone="Mars/Olympus").status == 400


def test_logins_and_logouts_are_told_with_open_ends(centre, chromium, screenshots):
    agent = centre.agent(chromium, "ada")
    centre.agent(chromium, "grace")
    agent.page.locator(".account-button").click()
    agent.page.get_by_role("menuitem", name="Sign out").click()
    agent.page.wait_for_url("**/sign-in**")
    page = page_of(chromium, centre.product, centre.users["admin"])
    page.get_by_role("tab", name="Logins").click()
    page.get_by_role("row", name="grace").wait_for()
    if screenshots:
        page.screenshot(path=f"{screenshots}/logins.png", full_page=True)
    found = rows(table(page, "logins", **{"from": today()}, to=today(), zone="UTC", format="csv"))
    ada, grace = [row for row in found if row["Agent"] in ("ada", "grace")]
    assert ada["Login"] and ada["Logout"] and int(ada["Duration"]) >= 0
    assert grace["Login"] and not grace["Logout"]
    long = (datetime.datetime.now(DAY) - datetime.timedelta(days=9)).strftime("%Y-%m-%d")
    assert table(page, "logins", **{"from": long}, to=today()).status == 400
    # An agent may see neither.
    assert agent_may_not(chromium, centre)


def agent_may_not(chromium, centre):
    other = centre.agent(chromium, "grace")
    url = centre.product.url
    answers = [
        other.page.request.get(f"{url}/app/reports/logins?from={today()}&to={today()}"),
        other.page.request.get(f"{url}/app/reports/agent-activity?agent=ada&date={today()}"),
    ]
    return [it.status for it in answers] == [403, 403]


def test_a_supervisor_sets_an_agents_status_and_signs_the_agent_out(centre, chromium, screenshots):
    agent = centre.agent(chromium, "ada")
    page = page_of(chromium, centre.product, centre.users["admin"])
    menu = page.get_by_role("button", name="Change ada")
    menu.wait_for(timeout=20_000)
    menu.click()
    if screenshots:
        page.screenshot(path=f"{screenshots}/supervise.png", full_page=True)
    page.get_by_role("menuitem", name="Available").click()
    agent.page.get_by_role("button", name="Status: Available").wait_for()
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    answered(phone, agent)
    menu.click()
    page.get_by_role("menuitem", name="Offline").click()
    page.get_by_text("the agent is on a contact").wait_for()
    agent.button("End call").click()
    agent.button("Clear contact").click()
    agent.card("Ready").wait_for()
    menu.click()
    page.get_by_role("menuitem", name="Sign out").click()
    agent.page.wait_for_url("**/sign-in**")
    found = eventually("she is signed out", lambda: rows(
        table(page, "logins", **{"from": today()}, to=today(), zone="UTC", format="csv")
    ))
    assert [row["Logout"] != "" for row in found if row["Agent"] == "ada"] == [True]

