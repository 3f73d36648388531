"""The pages of messaging, in Chromium: a test message with its counter and its end, a number by the
wizard, its keywords, pools, opt-out lists; and who may do any of it."""

import re

import pytest

from phone import eventually
from test_people import Centre
from test_people_pages import Page

ARN = "arn:aws:sns:us-east-1:123456789012:answers"
DELIVERED, FAILING = "+14254147755", "+14254147167"


class Messaging(Page):
    """Somebody at messaging's pages."""

    def go(self, path, heading):
        self.open(path)
        self.heading(heading).wait_for()
        return self

    def heading(self, name, level=1):
        return self.page.get_by_role("heading", name=name, level=level, exact=False)

    @property
    def dialog(self):
        return self.page.get_by_role("dialog")

    def choose(self, label, option, within=None):
        """Takes an option of a select."""
        within = within or self.page
        within.get_by_role("button", name=re.compile(f"^{re.escape(label)}")).click()
        self.page.get_by_role("option", name=option).first.click()

    def typed(self, word, button):
        """Agrees to what cannot be undone."""
        agree = self.dialog.get_by_role("button", name=button)
        assert agree.is_disabled()
        self.dialog.get_by_role("textbox").fill(word)
        agree.click()
        self.dialog.wait_for(state="hidden")

    def counted(self, name):
        return self.page.locator(".parts-counts div").filter(has_text=name).locator("dd").text_content()


@pytest.fixture
def admin(make_carillon, chromium, screenshots):
    product = make_carillon()
    password = next(it["password"] for it in product.demo()["users"] if it["username"] == "admin")
    page = Messaging(chromium, product, screenshots)
    page.product = product
    page.sign_in("admin", password)
    yield page
    assert page.problems == []


def simulator(page):
    """A simulator's number, by the API."""
    return page.product.client("pinpoint-sms-voice-v2").request_phone_number(
        IsoCountryCode="US", NumberType="SIMULATOR", MessageType="TRANSACTIONAL",
        NumberCapabilities=["SMS", "MMS", "VOICE"])


def test_a_test_message_is_counted_sent_and_followed_to_its_end(admin):
    admin.go("/messaging", "Messaging")
    admin.page.get_by_role("cell", name="Voice", exact=True).or_(
        admin.page.get_by_role("rowheader", name="Voice", exact=True)).first.wait_for()
    admin.shot("messaging-overview")
    admin.page.get_by_role("link", name=re.compile("^Send a test message To a")).click()
    admin.heading("Send a test message").wait_for()
    # In place of a number of one's own.
    admin.button("Request simulator number").click()
    admin.page.get_by_role("button", name=re.compile(r"Phone number.*\+1312555")).wait_for()
    body = admin.field("Text")
    body.fill("a" * 159 + "€")
    assert [admin.counted(it) for it in ("Encoding", "Characters", "Message parts", "Left")] == ["GSM", "161 of 1,530", "2", "145"]
    body.fill("It’s here")
    assert [admin.counted(it) for it in ("Encoding", "Message parts", "Left")] == ["Unicode", "1", "61"]
    admin.text("’ (U+2019)").wait_for()
    admin.button("Send the message").click()
    admin.text("Choose a destination.").wait_for()
    admin.shot("messaging-send-problems")
    admin.choose("Simulator's number", re.compile(re.escape(DELIVERED)))
    admin.button("Send the message").click()
    admin.page.get_by_text("TEXT_DELIVERED", exact=True).wait_for()
    types = admin.page.locator(".event-type").all_text_contents()
    assert types == ["TEXT_QUEUED", "TEXT_PENDING", "TEXT_SUCCESSFUL", "TEXT_DELIVERED"]
    admin.shot("messaging-send")

    # One that fails, one that is not sent at all, and one that is spoken.
    admin.choose("Simulator's number", re.compile(re.escape(FAILING)))
    admin.button("Send the message").click()
    admin.page.locator(".message-events li.bad").wait_for()
    admin.page.get_by_role("checkbox", name="Dry run").check()
    admin.button("Check the message").click()
    admin.page.get_by_text("Dry run: not sent").wait_for()
    admin.page.get_by_role("checkbox", name="Dry run").uncheck()
    admin.button("Spoken").click()
    admin.choose("Phone number", re.compile(r"\+1312555"))
    admin.choose("Simulator's number", re.compile(re.escape(DELIVERED)))
    body.fill("Good morning")
    admin.button("Send the message").click()
    admin.page.get_by_text("VOICE_COMPLETED", exact=True).wait_for()


def test_the_quick_start_leads_to_what_is_to_be_made(admin):
    for card, dialog in (
        ("Make a configuration set", "Create a configuration set"),
        ("Make a protect configuration", "Create a protect configuration"),
    ):
        admin.go("/messaging", "Messaging")
        admin.page.get_by_role("link", name=re.compile(f"^{card}")).click()
        admin.dialog.get_by_role("heading", name=dialog).wait_for()
    admin.go("/messaging", "Messaging")
    admin.page.get_by_role("link", name=re.compile("^Make a phone pool")).click()
    admin.heading("pool").wait_for()


def test_a_picture_is_sent_and_a_file_that_cannot_be_sent_says_why(admin):
    simulator(admin)
    s3 = admin.product.client("s3")
    for key, size in (("cat.png", 2_000_000), ("cat.mp4", 615_000), ("cat.html", 10)):
        s3.put_object(Bucket="pictures", Key=key, Body=bytes(size))
    admin.go("/messaging/send", "Send a test message")
    admin.button("MMS").click()
    admin.choose("Phone number", re.compile(r"\+1312555"))
    admin.choose("Simulator's number", re.compile(re.escape(DELIVERED)))
    file = admin.page.get_by_label("File", exact=False)
    file.fill("pictures/cat.png")
    admin.button("Send the message").click()
    admin.text("Write it as s3://bucket/key.").wait_for()
    for key, event in (
        ("cat.png", "MEDIA_DELIVERED"), ("cat.html", "MEDIA_FILE_TYPE_UNSUPPORTED"),
        ("cat.mp4", "MEDIA_FILE_SIZE_EXCEEDED"), ("dog.png", "MEDIA_FILE_INACCESSIBLE"),
    ):
        file.fill(f"s3://pictures/{key}")
        admin.button("Send the message").click()
        admin.page.locator(".event-type", has_text=event).wait_for()
    admin.shot("messaging-send-mms")


def test_a_text_is_cut_into_parts_before_the_eyes(admin):
    admin.go("/messaging/parts", "Message-part preview")
    admin.field("Message body").fill("a" * 152 + "€" + "b" * 20)
    parts = admin.page.locator(".parts-list li")
    assert [it.split("of 2")[1] for it in parts.all_text_contents()] == ["a" * 152, "€" + "b" * 20]
    admin.shot("messaging-parts")


def test_a_number_is_requested_step_by_step_and_set_up(admin):
    admin.go("/messaging/numbers", "Phone numbers")
    admin.text("There are no numbers yet").wait_for()
    admin.shot("messaging-numbers-empty")
    admin.button("Request originator").click()
    admin.heading("Request an originator").wait_for()
    admin.button("Next").click()
    admin.text("Choose a country.").wait_for()
    admin.choose("Where your recipients are", re.compile(r"Canada \(CA\)"))
    admin.shot("messaging-wizard-country")
    admin.button("Next").click()
    admin.page.get_by_role("radio", name="SMS and MMS").check()
    admin.page.get_by_role("checkbox", name="Recipients may answer").check()
    admin.shot("messaging-wizard-use")
    admin.button("Next").click()
    # Short codes suit best there, and are the carriers'; the long code is what can be had.
    admin.page.get_by_role("radio", name=re.compile("^Long code")).wait_for()
    assert admin.page.get_by_role("radio", name=re.compile("^Long code")).is_checked()
    admin.shot("messaging-wizard-type")
    admin.button("Next").click()
    admin.button("Add tag").click()
    admin.field("Key of tag 1").fill("team")
    admin.field("Value of tag 1").fill("shop")
    admin.shot("messaging-wizard-review")
    admin.button("Request").click()
    admin.heading(re.compile(r"^\+1204555\d+$")).wait_for()
    number = admin.page.get_by_role("heading", level=1).text_content()
    admin.text(f"{number} is yours.").wait_for()

    # Two-way messages, and then opt-outs of one's own.
    admin.page.get_by_role("checkbox", name="Pass messages on").check()
    admin.button("Save").click()
    admin.text("Enter an ARN.").wait_for()
    admin.field("ARN of the topic").fill(ARN)
    admin.button("Save").click()
    admin.text("To answers").wait_for()
    admin.shot("messaging-number")
    admin.page.get_by_role("tab", name="Opt-out list").click()
    admin.page.get_by_role("checkbox", name="We look after opt-outs ourselves").check()
    admin.text("Self-managed opt-outs: on.").wait_for()
    admin.shot("messaging-number-opt-outs")

    admin.page.get_by_role("tab", name="Keywords").click()
    admin.page.get_by_role("row", name=re.compile("^STOP")).wait_for()
    assert admin.page.get_by_role("button", name="Delete the keyword STOP").count() == 0
    admin.button("Add keyword").click()
    admin.dialog.get_by_label("Keyword", exact=True).fill("join")
    admin.dialog.get_by_role("textbox", name="Answer").fill("Welcome aboard")
    admin.shot("messaging-keyword")
    admin.dialog.get_by_role("button", name="Save").click()
    admin.page.get_by_role("row", name=re.compile("^JOIN")).wait_for()
    admin.shot("messaging-keywords")
    admin.button("Delete the keyword JOIN").click()
    admin.dialog.get_by_role("button", name="Delete").click()
    admin.page.get_by_role("row", name=re.compile("^JOIN")).wait_for(state="hidden")

    admin.page.get_by_role("tab", name="Tags").click()
    eventually("the tag is shown", lambda: admin.field("Value of tag 1").input_value() == "shop")
    admin.field("Value of tag 1").fill("support")
    admin.button("Save tags").click()
    admin.text("The tags were saved.").wait_for()

    admin.page.get_by_role("tab", name="Deletion protection").click()
    admin.page.get_by_role("checkbox", name="Protect the number").check()
    admin.text("Deletion protection: on.").wait_for()
    eventually("it is locked", lambda: admin.button("Release number").get_attribute("aria-disabled") == "true")
    admin.page.get_by_role("checkbox", name="Protect the number").uncheck()
    admin.text("Deletion protection: off.").wait_for()
    admin.button("Release number").click()
    admin.shot("messaging-release")
    admin.typed("release", "Release number")
    admin.text(f"{number} was released.").wait_for()
    admin.text("There are no numbers yet").wait_for()


def test_a_pool_begins_with_one_number_takes_another_and_is_deleted(admin):
    first, second = simulator(admin)["PhoneNumber"], simulator(admin)["PhoneNumber"]
    admin.go("/messaging/pools", "Phone pools")
    admin.text("There are no pools yet").wait_for()
    admin.button("Create pool").click()
    admin.heading("Create a pool").wait_for()
    admin.button("Create pool").click()
    admin.text("Choose the first originator.").wait_for()
    admin.field("Name – optional").fill("Shop")
    admin.choose("Phone number", re.compile(re.escape(first)))
    admin.shot("messaging-pool-create")
    admin.button("Create pool").click()
    admin.heading("Shop").wait_for()
    admin.button("Add originator").click()
    admin.choose("Originator", re.compile(re.escape(second)), admin.dialog)
    admin.dialog.get_by_role("button", name="Add", exact=True).click()
    admin.page.get_by_role("row", name=re.compile(re.escape(second))).wait_for()
    admin.shot("messaging-pool")
    for tab, label, told in (
        ("Shared routes", "Use shared routes", "Shared routes: on."),
        ("Deletion protection", "Protect the pool", "Deletion protection: on."),
    ):
        admin.page.get_by_role("tab", name=tab).click()
        admin.page.get_by_role("checkbox", name=label).check()
        admin.text(told).wait_for()
    eventually("it is locked", lambda: admin.button("Delete pool").get_attribute("aria-disabled") == "true")
    admin.page.get_by_role("checkbox", name="Protect the pool").uncheck()
    admin.text("Deletion protection: off.").wait_for()

    # A number in the pool says where its settings are.
    admin.go("/messaging/numbers", "Phone numbers")
    admin.page.get_by_role("link", name=second).click()
    admin.text("The number is in a pool").wait_for()
    admin.page.get_by_role("link", name="Change them there.").click()
    admin.heading("Shop").wait_for()
    admin.page.get_by_role("tab", name="Associated originators").click()
    admin.button(f"Remove {second} from the pool").click()
    admin.dialog.get_by_role("button", name="Remove").click()
    admin.page.get_by_role("row", name=re.compile(re.escape(second))).wait_for(state="hidden")
    admin.button("Delete pool").click()
    admin.dialog.get_by_role("button", name="Cancel").click()
    admin.dialog.wait_for(state="hidden")
    focused = admin.page.evaluate("document.activeElement.textContent")
    assert focused == "Delete pool", "the keyboard goes on where the dialogue was opened"
    admin.button("Delete pool").click()
    admin.typed("release", "Delete pool")
    admin.text("The pool was deleted.").wait_for()
    admin.text("There are no pools yet").wait_for()


def test_numbers_are_put_on_an_opt_out_list_found_and_taken_off(admin):
    admin.go("/messaging/opt-out-lists", "Opt-out lists")
    admin.page.get_by_role("link", name="Default", exact=True).wait_for()
    admin.button("Create list").click()
    admin.dialog.get_by_label("Name", exact=True).fill("news letter")
    admin.dialog.get_by_role("button", name="Create list").click()
    admin.text("Use up to 64 letters").wait_for()
    admin.dialog.get_by_label("Name", exact=True).fill("newsletter")
    admin.dialog.get_by_role("button", name="Create list").click()
    admin.page.get_by_role("link", name="newsletter", exact=True).click()
    admin.text("Nobody has opted out").wait_for()
    for number in ("+1 (206) 555-0142", "+12065550143"):
        admin.button("Add number").click()
        admin.dialog.get_by_label("Phone number", exact=True).fill(number)
        admin.dialog.get_by_role("button", name="Add number").click()
        admin.dialog.wait_for(state="hidden")
    rows = admin.page.get_by_role("row", name=re.compile(r"^\+1206555"))
    eventually("both are on the list", lambda: rows.count() == 2)
    admin.shot("messaging-opted-out")
    admin.field("Find an opted-out number").fill("+12065550142")
    eventually("one is found", lambda: rows.count() == 1)
    admin.field("Find an opted-out number").fill("+12065550199")
    admin.text("This number is not on the list").wait_for()
    admin.field("Find an opted-out number").fill("")
    admin.button("Remove +12065550143 from the list").click()
    admin.typed("release", "Remove number")
    eventually("one is left", lambda: rows.count() == 1)
    admin.page.get_by_role("tab", name="Linked origination numbers").click()
    admin.text("No number uses this list").wait_for()
    admin.button("Delete list").click()
    admin.typed("delete", "Delete list")
    admin.text("The list newsletter was deleted.").wait_for()


def test_sender_ids_limits_and_verified_numbers(admin):
    admin.go("/messaging/sender-ids", "Sender IDs")
    admin.button("Request sender ID").click()
    admin.choose("Country", re.compile("United Kingdom"), admin.dialog)
    admin.dialog.get_by_label("Sender ID", exact=True).fill("12345")
    admin.dialog.get_by_role("button", name="Request").click()
    admin.text("It needs a letter.").wait_for()
    admin.dialog.get_by_label("Sender ID", exact=True).fill("SHOP")
    admin.dialog.get_by_role("button", name="Request").click()
    admin.page.get_by_role("link", name="SHOP").click()
    admin.heading("SHOP").wait_for()
    admin.button("Release sender ID").click()
    admin.typed("release", "Release sender ID")
    admin.text("There are no sender IDs yet").wait_for()

    admin.go("/messaging", "Messaging")
    admin.button("Edit the limit for SMS").click()
    admin.dialog.get_by_role("radio", name="A lower one").check()
    admin.dialog.get_by_label("Enforced limit in US dollars").fill("0")
    admin.dialog.get_by_role("button", name="Save").click()
    admin.text(re.compile("^Enter 1 to")).wait_for()
    admin.dialog.get_by_label("Enforced limit in US dollars").fill("5")
    admin.shot("messaging-limit")
    admin.dialog.get_by_role("button", name="Save").click()
    admin.page.get_by_role("row", name=re.compile(r"^SMS.*\$5\.00")).wait_for()

    simulator(admin)
    admin.go("/messaging/send", "Send a test message")
    admin.page.get_by_role("radio", name="A verified number").check()
    admin.button("Manage numbers").click()
    admin.dialog.get_by_label("Another number").fill(DELIVERED)
    admin.dialog.get_by_role("button", name="Add number").click()
    admin.choose("From", re.compile(r"\+1312555"), admin.dialog)
    admin.button("Send code").click()
    admin.dialog.get_by_label("Code", exact=True).fill("000000")
    admin.button("Verify").click()
    admin.dialog.get_by_role("alert").or_(admin.dialog.get_by_text("code", exact=False)).first.wait_for()
    admin.shot("messaging-verified")


def test_pages_fit_a_phone_and_the_dark(admin, chromium):
    simulator(admin)
    admin.page.emulate_media(color_scheme="dark")
    for path, heading, name in (
        ("/messaging", "Messaging", "overview"),
        ("/messaging/send", "Send a test message", "send"),
        ("/messaging/numbers", "Phone numbers", "numbers"),
        ("/messaging/numbers/request", "Request an originator", "wizard"),
    ):
        admin.go(path, heading)
        admin.shot(f"messaging-dark-{name}")
    admin.page.set_viewport_size({"width": 390, "height": 844})
    admin.page.emulate_media(color_scheme="light")
    for path, heading, name in (
        ("/messaging", "Messaging", "overview"),
        ("/messaging/send", "Send a test message", "send"),
        ("/messaging/numbers", "Phone numbers", "numbers"),
        ("/messaging/opt-out-lists/Default", "Default", "list"),
        ("/messaging/numbers/request", "Request an originator", "wizard"),
    ):
        admin.go(path, heading)
        wide = admin.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is wider than the screen"
        admin.shot(f"messaging-narrow-{name}")
    menu = admin.page.get_by_role("button", name=re.compile("^Messaging:"))
    assert menu.get_attribute("aria-expanded") == "false"
    menu.press("Enter")
    admin.page.get_by_role("navigation", name="Messaging").get_by_role("link", name="Phone pools").press("Enter")
    admin.heading("Phone pools").wait_for()
    eventually("reading goes on at the heading", lambda: admin.page.evaluate("document.activeElement.tagName") == "H1")


def test_pages_have_names_for_everything_and_one_heading(admin):
    number = simulator(admin)["PhoneNumberId"]
    unnamed = """() => [...document.querySelectorAll('button, a[href], input, textarea, select')]
        .filter((it) => it.offsetParent !== null && it.type !== 'hidden')
        .filter((it) => !(it.innerText.trim() || it.getAttribute('aria-label') || it.getAttribute('aria-labelledby')
            || it.labels?.length || it.title || it.getAttribute('alt')))
        .map((it) => it.outerHTML.slice(0, 200))"""
    for path in (
        "/messaging", "/messaging/send", "/messaging/parts", "/messaging/pools", "/messaging/pools/create",
        "/messaging/numbers", "/messaging/numbers/request", f"/messaging/numbers/{number}",
        "/messaging/sender-ids", "/messaging/opt-out-lists", "/messaging/opt-out-lists/Default",
    ):
        admin.open(path)
        admin.page.get_by_role("heading", level=1).first.wait_for()
        admin.page.wait_for_load_state("networkidle")
        # The wizard gives its step one of its own.
        most = 2 if path.endswith("/request") else 1
        assert admin.page.get_by_role("heading", level=1).count() <= most, path
        assert admin.page.evaluate(unnamed) == [], path


def test_security_profiles_decide_about_messaging(make_carillon):
    product = make_carillon()
    centre = Centre(product)

    def person(name, *permissions):
        profile = centre.connect.create_security_profile(
            **centre.i, SecurityProfileName=name, Permissions=list(permissions))["SecurityProfileId"]
        centre.user(name, profile)
        alias = centre.connect.describe_instance(**centre.i)["Instance"]["InstanceAlias"]
        return centre.person(name, instance=alias)

    nobody, viewer = person("nobody", "Users.View"), person("viewer", "Messaging.View")
    sender = person("sender", "Messaging.Send", "Messaging.View")
    maker = person("maker", "Messaging.Create", "Messaging.View", "HistoricalChanges.View")

    def sms(who, operation, **input):
        return who.api(operation, "sms-voice", **input)

    simulator = {"IsoCountryCode": "US", "NumberType": "SIMULATOR", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"]}
    assert sms(nobody, "DescribePhoneNumbers") == (403, "Forbidden")
    assert sms(viewer, "DescribePhoneNumbers") == (200, {"PhoneNumbers": []})
    assert sms(viewer, "RequestPhoneNumber", **simulator) == (403, "Forbidden")
    status, number = sms(maker, "RequestPhoneNumber", **simulator)
    assert status == 200
    text = {"DestinationPhoneNumber": DELIVERED, "OriginationIdentity": number["PhoneNumberId"], "MessageBody": "hi"}
    assert sms(maker, "SendTextMessage", **text) == (403, "Forbidden")
    assert sms(maker, "ReleasePhoneNumber", PhoneNumberId=number["PhoneNumberId"]) == (403, "Forbidden")
    assert sms(maker, "TagResource", ResourceArn=number["PhoneNumberArn"], Tags=[{"Key": "a", "Value": "b"}]) == (403, "Forbidden")
    # What no page is for is for programs, whoever asks.
    assert sms(maker, "PutResourcePolicy", ResourceArn=number["PhoneNumberArn"], Policy="{}") == (403, "Forbidden")
    status, sent = sms(sender, "SendTextMessage", **text)
    assert status == 200

    def ended():
        status, message = sender.get(f"/app/messaging/messages/{sent['MessageId']}")
        assert status == 200
        return message["isFinal"] and message
    message = eventually("the message has ended", ended)
    assert [it["type"] for it in message["events"]][-1] == "TEXT_DELIVERED"
    assert viewer.get(f"/app/messaging/messages/{sent['MessageId']}")[0] == 403
    assert sender.get("/app/messaging/messages/00000000-0000-0000-0000-000000000000")[0] == 404
    assert viewer.get("/app/messaging/spend") == (200, {"TEXT": 0.0, "MEDIA": 0.0, "VOICE": 0.0})
    assert nobody.get("/app/messaging/countries")[0] == 403
    # What was changed or refused is in the trail; sends are not, as the API's are not.
    trail = maker.get("/app/audit")[1]["records"]
    kept = [(it["eventName"], it.get("errorCode")) for it in trail if it["eventSource"].startswith("sms-voice")]
    assert ("RequestPhoneNumber", None) in kept and ("ReleasePhoneNumber", "Forbidden") in kept
    assert not any(name == "SendTextMessage" for name, _ in kept)
