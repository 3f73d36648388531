"""Several tabs of one agent: all show the same state; the one opened last has the audio."""

from browser import AGENT_TONE
from phone import eventually
from test_call import CALLER_TONE, centre, function, through_the_menu  # noqa: F401


def test_two_tabs_of_an_agent_show_the_same_and_answering_in_one_stops_the_other(centre, chromium):
    first = centre.agent(chromium, "ada")
    first.choose("Available")
    second = first.context.new_page()
    second.goto(f"{centre.product.url}/agent")
    second.get_by_role("button", name="Status: Available").wait_for()
    # The first tab says that another one has the softphone, and goes on showing.
    first.page.get_by_text("The softphone moved to another page.").wait_for()
    second.get_by_role("button", name="Change status").click()
    second.get_by_role("menuitemradio", name="Offline").click()
    first.page.get_by_role("button", name="Status: Offline").wait_for()
    second.get_by_role("button", name="Change status").click()
    second.get_by_role("menuitemradio", name="Available").click()
    first.page.get_by_role("button", name="Status: Available").wait_for()

    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    offer = lambda page: page.get_by_role("region", name="Incoming call")
    offer(second).wait_for(timeout=15_000)
    offer(first.page).wait_for()
    second.get_by_role("button", name="Answer", exact=True).click()
    offer(first.page).wait_for(state="detached")
    second.get_by_role("region", name="Connected").wait_for()
    first.page.get_by_role("region", name="Connected").wait_for()
    strength = "hertz => window.strength(hertz)"
    eventually("the second tab hears the caller", lambda: second.evaluate(strength, CALLER_TONE) > 0.5)
    eventually("the caller hears the agent", lambda: phone.hears(AGENT_TONE))
    assert first.page.evaluate(strength, CALLER_TONE) < 0.1, "one tab has the audio"
    second.get_by_role("button", name="End call").click()
    for page in (first.page, second):
        page.get_by_role("region", name="After contact work").wait_for()
    second.get_by_role("button", name="Clear contact").click()
    for page in (first.page, second):
        page.get_by_role("region", name="Ready").wait_for()
