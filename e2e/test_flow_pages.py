"""The pages of flows, in Chromium: the list, its filters, a flow as a graph that the keyboard goes
through, what cannot be drawn, the content as a file."""

import json
import re

from test_people_pages import Page


def open_flows(make_carillon, chromium, screenshots):
    product = make_carillon()
    admin = next(it for it in product.demo()["users"] if it["username"] == "admin")
    boss = Page(chromium, product, screenshots).sign_in("admin", admin["password"]).open("/flows")
    boss.page.get_by_role("link", name="Demo", exact=False).first.wait_for()
    return product, boss


def nodes(page):
    return page.locator("[data-node]")


def test_a_flow_is_found_and_looked_at_as_a_graph(make_carillon, chromium, screenshots):
    product, boss = open_flows(make_carillon, chromium, screenshots)
    page = boss.page
    boss.shot("flows")
    page.get_by_label("Find flows").fill("no such flow")
    boss.text("No flow fits").wait_for()
    page.get_by_label("Find flows").fill("demo inbound")
    link = page.get_by_role("link", name=re.compile("Demo inbound", re.I))
    link.click()
    nodes(page).first.wait_for()
    described = describe(product, page.url.rsplit("/", 1)[1])
    content = json.loads(described["Content"])
    actions = {it["Identifier"]: it for it in content["Actions"]}
    drawn = nodes(page).evaluate_all("all => all.map(it => it.dataset.node)")
    assert sorted(drawn) == sorted(actions)
    assert page.locator(".flow-edge").count() > len(actions)
    ways = page.locator(".flow-edge").evaluate_all("all => all.map(it => [it.dataset.from, it.dataset.to])")
    assert all(start in actions and end in actions for start, end in ways)
    assert page.get_by_role("button", name="the flow starts here").get_attribute("data-node") == content["StartAction"]
    boss.shot("flow")

    # By keyboard: from the drawing to its first block, whose parameters are told beside it.
    page.get_by_role("group", name="Graph of").focus()
    page.keyboard.press("Tab")
    chosen = page.evaluate("() => document.activeElement.dataset.node")
    panel = page.get_by_role("region", name="Block")
    panel.get_by_text(actions[chosen]["Type"], exact=True).wait_for()
    menu = page.locator("[data-node=menu]")
    menu.focus()
    panel.get_by_text("Welcome to Carillon").wait_for()
    panel.get_by_text("Timeout").wait_for()
    assert menu.get_attribute("aria-pressed") == "true"
    assert page.locator(".flow-edge.chosen[data-from=menu]").count() == 5
    boss.shot("flow-block")
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark' }")
    boss.shot("flow-dark")
    panel.get_by_role("button", name="Loop: menu-loop").first.click()
    panel.get_by_text("Looping").wait_for()

    # Arrow keys and buttons move and scale the drawing.
    view = page.locator(".flow-canvas > g")
    before = view.get_attribute("transform")
    boss.button("Zoom in").click()
    assert view.get_attribute("transform") != before
    boss.button("Fit to view").click()
    fitted = view.get_attribute("transform")
    page.get_by_role("group", name="Graph of").focus()
    page.keyboard.press("ArrowRight")
    assert view.get_attribute("transform") != fitted
    with page.expect_download() as download:
        boss.button("Download JSON").click()
    assert download.value.path().read_text() == described["Content"]
    assert boss.problems == []


def instance_of(product):
    return product.client("connect").list_instances()["InstanceSummaryList"][0]["Id"]


def describe(product, flow):
    client = product.client("connect")
    return client.describe_contact_flow(InstanceId=instance_of(product), ContactFlowId=flow)["ContactFlow"]


def test_content_that_cannot_be_drawn_is_shown_as_text_and_parts_that_do_not_fit_are_told(
    make_carillon, chromium, screenshots
):
    product, boss = open_flows(make_carillon, chromium, screenshots)
    page, connect = boss.page, product.client("connect")
    instance = instance_of(product)

    def make(name, content):
        made = connect.create_contact_flow(
            InstanceId=instance, Name=name, Type="CONTACT_FLOW", Content=content, Status="SAVED"
        )
        return made["ContactFlowId"]

    crooked = {
        "Version": "2019-10-30",
        "StartAction": "say",
        "Metadata": {},
        "Actions": [
            {
                "Identifier": "say",
                "Type": "MessageParticipant",
                "Parameters": {"Text": "Hello"},
                "Transitions": {"NextAction": "gone", "Errors": []},
            }
        ],
    }
    boss.open(f"/flows/{make('Crooked', json.dumps(crooked))}")
    boss.text("Parts of the content do not fit together").wait_for()
    boss.text(re.compile("leads to gone")).wait_for()
    assert nodes(page).count() == 1
    boss.shot("flow-crooked")

    boss.open("/flows/00000000-0000-4000-8000-000000000000")
    boss.text("There is no such flow").wait_for()

    # Modules are in the list, and are drawn likewise.
    module = {**crooked, "StartAction": "end"}
    module["Actions"] = [{"Identifier": "end", "Type": "EndFlowModuleExecution", "Parameters": {}, "Transitions": {}}]
    module["Settings"] = {"InputParameters": [], "OutputParameters": [], "Transitions": []}
    connect.create_contact_flow_module(InstanceId=instance, Name="Shared part", Content=json.dumps(module))
    boss.open("/flows")
    page.get_by_role("button", name="Type").click()
    page.get_by_role("option", name="Module").click()
    page.get_by_role("link", name="Shared part").click()
    page.get_by_role("button", name="Return (from module)").wait_for()
    assert boss.problems == []
