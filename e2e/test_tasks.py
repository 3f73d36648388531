"""Tasks through the agent's page, and what outlives a kill -9."""

import re

from phone import eventually
from test_call import FILE_SINK, Centre, lines
from test_ops_contacts import action, flow


def open_for_tasks(centre, agent, count=3):
    """The agent's routing profile takes tasks of the demo's first queue; returns that queue."""
    connect, i = centre.connect, {"InstanceId": centre.instance}
    queue = connect.list_queues(**i, QueueTypes=["STANDARD"])["QueueSummaryList"][0]["Id"]
    users = connect.list_users(**i)["UserSummaryList"]
    user = next(it["Id"] for it in users if it["Username"] == agent)
    profile = {**i, "RoutingProfileId": connect.describe_user(**i, UserId=user)["User"]["RoutingProfileId"]}
    connect.update_routing_profile_concurrency(
        **profile,
        MediaConcurrencies=[
            {"Channel": "VOICE", "Concurrency": 1},
            {"Channel": "TASK", "Concurrency": count, "CrossChannelBehavior": {"BehaviorType": "ROUTE_ANY_CHANNEL"}},
        ],
    )
    reference = {"QueueId": queue, "Channel": "TASK"}
    connect.associate_routing_profile_queues(
        **profile, QueueConfigs=[{"QueueReference": reference, "Priority": 1, "Delay": 0}]
    )
    waits = flow(
        connect, centre.instance, "Waits",
        action("set", "UpdateContactTargetQueue", {"QueueId": queue}, "queue"),
        action("queue", "TransferContactToQueue", {}, "end"),
    )
    goes = flow(connect, centre.instance, "Goes", action("queue", "TransferContactToQueue", {}, "end"))
    config = {"QuickConnectType": "QUEUE", "QueueConfig": {"QueueId": queue, "ContactFlowId": goes}}
    quick = connect.create_quick_connect(**i, Name="Back office", QuickConnectConfig=config)["QuickConnectId"]
    connect.associate_queue_quick_connects(**i, QueueId=queue, QuickConnectIds=[quick])
    return queue, waits, user


def picture(agent, folder, name):
    if folder:
        agent.page.screenshot(path=f"{folder}/{name}.png")


def test_an_agent_works_on_tasks_and_a_kill_loses_none(make_carillon, chromium, tmp_path, screenshots):
    product = make_carillon(config=FILE_SINK.format(path=tmp_path / "events.jsonl"))
    centre = Centre(product)
    name = next(user for user, it in centre.users.items() if it.get("role", "").lower().startswith("agent") or user == "alice")
    _, waits, user = open_for_tasks(centre, name)
    start = lambda title, **more: centre.connect.start_task_contact(
        InstanceId=centre.instance, Name=title, ContactFlowId=waits, **more
    )["ContactId"]
    agent = centre.agent(chromium, name)
    agent.choose("Available")
    link = {"ticket": {"Type": "URL", "Value": "https://example.com/7"}, "bad": {"Type": "URL", "Value": "javascript:alert(1)"}}
    first = start("Call Ada back", Description="She wants a quote.", References=link)
    agent.card("New task").wait_for()
    picture(agent, screenshots, "task-offer")
    agent.page.get_by_text("She wants a quote.").wait_for()
    anchor = agent.page.get_by_role("link", name="https://example.com/7")
    assert anchor.get_attribute("href") == "https://example.com/7"
    assert agent.page.get_by_role("link", name="javascript:alert(1)").count() == 0, "only pages are links"
    # By the keyboard alone.
    agent.page.keyboard.press("Alt+Shift+Y")
    agent.card("Working").wait_for()
    picture(agent, screenshots, "task-working")
    agent.page.keyboard.press("Alt+Shift+H")
    agent.card("Paused").wait_for()
    picture(agent, screenshots, "task-paused")
    assert centre.contact(first)["TotalPauseCount"] == 1

    second = start("Second")
    agent.card("New task").wait_for()
    agent.button("Accept").click()
    agent.card("Working").wait_for()

    product.kill9()
    product.start()
    centre.connect = product.client("connect")
    data = centre.connect.get_current_user_data(InstanceId=centre.instance, Filters={"Agents": [user]})
    states = {it["ContactId"]: it["AgentContactState"] for it in data["UserDataList"][0]["Contacts"]}
    assert states == {first: "PAUSED", second: "CONNECTED"}
    again = centre.agent(chromium, name)
    again.page.get_by_role("button", name=re.compile("Call Ada back")).click()
    again.button("Resume").click()
    again.card("Working").wait_for()
    again.button("Transfer").click()
    again.page.get_by_role("button", name=re.compile("Back office")).click()
    again.card("New task").wait_for()
    moved = [it for it in centre.contacts() if it.get("PreviousContactId") == first]
    assert len(moved) == 1 and moved[0]["InitiationMethod"] == "TRANSFER"
    again.button("Accept").click()
    # The one that was looked at, whose work is over here.
    again.card("After contact work").wait_for()
    picture(again, screenshots, "task-after-work")
    again.button("Clear contact").click()
    again.card("Working").wait_for()
    again.button("End task").click()
    eventually("the task is over", lambda: centre.contact(second).get("DisconnectReason") == "AGENT_DISCONNECT")

    again.page.keyboard.press("Alt+Shift+W")
    again.page.get_by_label("Name", exact=True).fill("From the page")
    again.page.get_by_label("Assign to").select_option(label="Back office")
    picture(again, screenshots, "task-create")
    again.button("Create").click()
    eventually("the task is there", lambda: [it for it in centre.contacts() if it.get("Name") == "From the page"])
    published = lines(tmp_path / "events.jsonl")
    assert any("PAUSED" in str(line) for line in published)


def test_one_who_takes_nothing_from_queues_is_given_a_task_by_hand(make_carillon, chromium):
    centre = Centre(make_carillon())
    _, waits, user = open_for_tasks(centre, "ada")
    i = {"InstanceId": centre.instance}
    centre.connect.create_agent_status(**i, Name="Paperwork", State="ENABLED")
    agent = centre.agent(chromium, "ada")
    agent.choose("Paperwork")
    task = centre.connect.start_task_contact(**i, Name="By hand", ContactFlowId=waits)["ContactId"]
    eventually("it waits", lambda: "EnqueueTimestamp" in centre.contact(task).get("QueueInfo", {}))
    centre.connect.associate_contact_with_user(**i, ContactId=task, UserId=user)
    agent.card("New task").wait_for()
    agent.button("Accept").click()
    agent.card("Working").wait_for()
    assert centre.contact(task)["AgentInfo"]["Id"] == user
