"""The operators' pages of messaging in Chromium: rules on the map and in the table, registrations
from the form to the review, the message history, the carriers."""

import re

import pytest
from botocore.exceptions import ClientError

from phone import eventually
from sms import name, number
from test_messaging_operations import DELIVERED, TOPIC, fill
from test_people import PASSWORD, Centre

WIDE = {"width": 1600, "height": 1000}


class Desk:
    """Somebody at the pages."""

    def __init__(self, chromium, product, user, shots=None):
        self.url, self.shots = product.url, shots
        self.context = chromium.new_context(viewport=WIDE)
        self.page = self.context.new_page()
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(f"{self.url}/sign-in?return=%2Faccount")
        self.page.get_by_label("User name").fill(user)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.button("Sign in").click()
        self.page.get_by_role("heading", name="Sessions").wait_for()
        # Not before: who is not signed in is told so by a status that the browser notes as an error.
        self.page.on(
            "console", lambda line: self.problems.append(line.text) if line.type == "error" else None)

    def open(self, path, heading):
        self.page.goto(self.url + path)
        self.page.get_by_role("heading", name=heading, level=1).wait_for()
        return self

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def tab(self, name):
        self.page.get_by_role("tab", name=name, exact=True).click()

    def dialog(self):
        return self.page.get_by_role("dialog")

    def said(self, text):
        self.page.get_by_role("status").get_by_text(text).wait_for()

    def shot(self, name):
        """A picture in light, dark and narrow, when somebody wants to look."""
        if not self.shots:
            return
        take = lambda end: self.page.screenshot(path=f"{self.shots}/{name}{end}.png", full_page=True)
        take("")
        self.page.emulate_media(color_scheme="dark")
        take("-dark")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 400, "height": 800})
        take("-narrow")
        self.page.set_viewport_size(WIDE)


@pytest.fixture
def centre(make_carillon):
    product = make_carillon(config="[sms]\nregistrations_wait = true\n")
    centre = Centre(product)
    centre.sms = product.client("pinpoint-sms-voice-v2")
    centre.user("ada")
    return centre


def blocked(sms, simulator, **more):
    try:
        sms.send_text_message(
            DestinationPhoneNumber=DELIVERED, OriginationIdentity=simulator, MessageBody="Hello", DryRun=True, **more)
    except ClientError as error:
        return error.response["Reason"] == "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION"
    return False


def test_rules_set_on_the_map_and_in_the_table_refuse_sends(centre, chromium, screenshots):
    simulator = number(centre.sms, "US", "SIMULATOR")["PhoneNumberId"]
    ada = Desk(chromium, centre.product, "ada", screenshots)
    ada.open("/messaging/protect-configurations", "Protect configurations")
    ada.page.get_by_role("button", name="Create protect configuration").first.click()
    ada.dialog().get_by_label("Name", exact=True).fill("Home only")
    ada.dialog().get_by_text("The whole account").click()
    ada.dialog().get_by_role("button", name="Create", exact=True).click()
    ada.page.get_by_role("heading", name="Home only", level=1).wait_for()
    [it] = centre.sms.describe_protect_configurations()["ProtectConfigurations"]
    id = it["ProtectConfigurationId"]
    assert it["AccountDefault"] and not blocked(centre.sms, simulator)

    # On the map.
    ada.page.locator("path[data-country=US]").click()
    ada.page.locator("path[data-country=CA]").click()
    ada.shot("protect-rules-chosen")
    ada.button("Set rule").click()
    ada.page.get_by_role("menuitem", name="Block", exact=True).click()
    ada.dialog().get_by_text("Canada, United States").wait_for()
    ada.dialog().get_by_role("button", name="Block", exact=True).click()
    ada.said("Block: the rule of 2 countries was set.")
    assert blocked(centre.sms, simulator)
    ada.shot("protect-rules")

    # In the table, with the keyboard alone.
    search = ada.page.get_by_role("searchbox", name="Country")
    search.fill("united states")
    row = ada.page.get_by_role("row").filter(has_text="United States (US)")
    row.get_by_text("Block").wait_for()
    row.get_by_role("checkbox").focus()
    ada.page.keyboard.press("Space")
    ada.button("Set rule").focus()
    ada.page.keyboard.press("Enter")
    ada.page.keyboard.press("Enter")
    ada.dialog().get_by_role("button", name="Allow", exact=True).click()
    ada.said("Allow: the rule of 1 country was set.")
    assert not blocked(centre.sms, simulator)

    # A number of its own, associations, and the end of it.
    ada.tab("Number overrides")
    ada.button("Add number").click()
    ada.dialog().get_by_label("Phone number").fill(DELIVERED)
    ada.dialog().get_by_text("Block it").click()
    ada.dialog().get_by_role("button", name="Add", exact=True).click()
    ada.page.get_by_role("cell", name=DELIVERED).wait_for()
    with pytest.raises(ClientError, match="BLOCKED_BY_PROTECT_NUMBER_OVERRIDE|blocks this destination"):
        centre.sms.send_text_message(
            DestinationPhoneNumber=DELIVERED, OriginationIdentity=simulator, MessageBody="Hello", DryRun=True)
    ada.shot("protect-overrides")
    ada.tab("Associations")
    ada.page.get_by_role("checkbox", name="This is the account's default").wait_for()
    ada.shot("protect-associations")
    ada.button("Delete").click()
    delete = ada.dialog().get_by_role("button", name="Delete", exact=True)
    assert delete.is_disabled()
    ada.dialog().get_by_label("To agree, type “confirm”").fill("confirm")
    delete.click()
    ada.said("The protect configuration Home only was deleted.")
    assert id not in str(centre.sms.describe_protect_configurations()["ProtectConfigurations"])
    assert not ada.problems


def test_a_configuration_set_is_made_and_its_events_are_seen(centre, chromium, screenshots):
    simulator = number(centre.sms, "US", "SIMULATOR")["PhoneNumberId"]
    shop = name("shop")
    ada = Desk(chromium, centre.product, "ada", screenshots)
    ada.open("/messaging/configuration-sets", "Configuration sets")
    ada.page.get_by_role("button", name="Create configuration set").first.click()
    ada.dialog().get_by_label("Name", exact=True).fill(shop)
    ada.dialog().get_by_role("button", name="Create", exact=True).click()
    ada.page.get_by_role("heading", name=shop, level=1).wait_for()
    ada.page.get_by_role("button", name="Add event destination").first.click()
    ada.dialog().get_by_label("Name", exact=True).fill("failures")
    ada.dialog().get_by_label("ARN of the topic").fill(TOPIC)
    ada.dialog().get_by_text("Custom events").click()
    ada.dialog().get_by_text("All SMS events").click()
    ada.dialog().get_by_role("checkbox", name="Delivered", exact=True).first.check()
    ada.shot("event-destination")
    ada.dialog().get_by_role("button", name="Add", exact=True).click()
    ada.page.get_by_role("cell", name="failures").wait_for()
    [it] = centre.sms.describe_configuration_sets(ConfigurationSetNames=[shop])["ConfigurationSets"]
    assert "TEXT_DELIVERED" in str(it["EventDestinations"]) and "SnsDestination" in str(it["EventDestinations"])
    ada.shot("configuration-set")

    ada.tab("Recent events")
    ada.page.get_by_text("Waiting for events").wait_for()
    centre.sms.send_text_message(
        DestinationPhoneNumber=DELIVERED, OriginationIdentity=simulator, MessageBody="Hello", ConfigurationSetName=shop)
    ada.page.get_by_role("button", name="TEXT_DELIVERED").wait_for()
    ada.shot("events")
    ada.page.get_by_role("button", name="TEXT_DELIVERED").click()
    ada.dialog().get_by_text('"messageStatus": "DELIVERED"').wait_for()
    ada.page.keyboard.press("Escape")

    ada.tab("Set settings")
    ada.page.get_by_text("Promotional", exact=True).click()
    ada.page.get_by_label("Default sender ID").fill("SHOP")
    ada.button("Save settings").click()
    ada.said("The set's settings were saved.")
    [it] = centre.sms.describe_configuration_sets(ConfigurationSetNames=[shop])["ConfigurationSets"]
    assert (it["DefaultMessageType"], it["DefaultSenderId"]) == ("PROMOTIONAL", "SHOP")
    ada.shot("set-settings")
    ada.button("Delete").click()
    ada.dialog().get_by_label("To agree, type “delete”").fill("delete")
    ada.dialog().get_by_role("button", name="Delete", exact=True).click()
    ada.said(f"The configuration set {shop} was deleted.")
    assert not ada.problems


def test_a_registration_goes_from_its_form_through_the_review_to_an_active_number(centre, chromium, screenshots, tmp_path):
    sms = centre.sms
    phone = number(sms, "US", "TOLL_FREE")
    ada = Desk(chromium, centre.product, "ada", screenshots)
    ada.open("/messaging/registrations", "Registrations")
    ada.page.get_by_role("button", name="Create registration").first.click()
    ada.dialog().get_by_text("Choose one").click()
    ada.page.get_by_role("option", name="US toll-free").click()
    ada.dialog().get_by_label("Name – optional").fill("Shop")
    ada.dialog().get_by_role("button", name="Create", exact=True).click()
    ada.page.get_by_role("heading", name="US toll-free", level=1).wait_for()
    [it] = sms.describe_registrations()["Registrations"]
    registration = it["RegistrationId"]

    ada.page.get_by_label("Company name").fill("Example")
    ada.page.get_by_label("Website").fill("example.com")
    ada.page.get_by_text("Write a web address that begins with https://.").wait_for()
    ada.page.get_by_label("Website").fill("https://example.com")
    ada.shot("registration-form")
    ada.button("Next").click()
    ada.page.get_by_label("First name").wait_for()
    values = sms.describe_registration_field_values(RegistrationId=registration)["RegistrationFieldValues"]
    assert {it["FieldPath"]: it["TextValue"] for it in values} == {
        "companyInfo.companyName": "Example", "companyInfo.website": "https://example.com"}

    # The rest by script, but for the file.
    fill(sms, registration, **{"companyInfo.companyName": "Example"})
    sms.create_registration_association(RegistrationId=registration, ResourceId=phone["PhoneNumberId"])
    ada.page.reload()
    ada.page.get_by_role("button", name=re.compile("Review and submit")).click()
    ada.page.get_by_role("heading", name="Review and submit").wait_for()
    ada.shot("registration-review-and-submit")
    ada.button("Submit").click()
    ada.said("The registration was submitted.")
    ada.page.get_by_text("It waits for its review.").wait_for()

    ada.open("/messaging/registration-reviews", "Registration reviews")
    ada.page.get_by_role("link", name="Shop").wait_for()
    ada.shot("reviews")
    ada.page.get_by_role("link", name="Shop").click()
    ada.page.get_by_role("heading", name="Shop", level=1).wait_for()
    ada.page.get_by_role("button", name="Open the file").first.click()
    ada.page.get_by_role("img", name="The picture that was attached").wait_for()
    ada.shot("review")
    ada.button("Require updates").click()
    ada.dialog().get_by_label("Reason").fill("The website is gone.")
    ada.dialog().get_by_text("Company: Website").click()
    ada.dialog().get_by_label("What is wrong with Website").fill("It answers 404")
    ada.dialog().get_by_role("button", name="Require updates", exact=True).click()
    ada.said("The registration requires updates.")

    ada.open(f"/messaging/registrations/{registration}", "US toll-free")
    ada.page.get_by_text("The website is gone.").wait_for()
    ada.page.get_by_text("Refused: It answers 404").wait_for()
    ada.shot("registration-requires-updates")
    ada.button("Update registration").click()
    ada.page.get_by_label("Website").fill("https://www.example.com")
    ada.page.get_by_role("button", name=re.compile("Review and submit")).click()
    ada.button("Submit").click()
    ada.page.get_by_text("It waits for its review.").wait_for()

    ada.open(f"/messaging/registration-reviews/{registration}", "Shop")
    ada.button("Approve").click()
    ada.dialog().get_by_role("button", name="Approve", exact=True).click()
    ada.said("The registration is complete.")
    [number_now] = sms.describe_phone_numbers(PhoneNumberIds=[phone["PhoneNumberId"]])["PhoneNumbers"]
    assert number_now["Status"] == "ACTIVE"
    ada.open(f"/messaging/registrations/{registration}", "US toll-free")
    ada.tab("Versions")
    ada.page.get_by_role("cell", name="Denied").wait_for()
    ada.tab("Associated resources")
    ada.page.get_by_role("link", name=phone["PhoneNumber"]).wait_for()
    ada.shot("registration-resources")
    assert not ada.problems


def test_a_message_is_found_and_its_text_is_hidden_from_who_may_not_read_it(centre, chromium, screenshots):
    simulator = number(centre.sms, "US", "SIMULATOR")["PhoneNumberId"]
    sent = centre.sms.send_text_message(
        DestinationPhoneNumber=DELIVERED, OriginationIdentity=simulator, MessageBody="Your code is 123456")
    profile = centre.connect.create_security_profile(
        **centre.i, SecurityProfileName="Desk", Permissions=["Messaging.View", "MessageHistory.View"])["SecurityProfileId"]
    centre.user("ben", profile)
    ada = Desk(chromium, centre.product, "ada", screenshots)
    ada.open("/messaging/history", "Message history")
    ada.page.get_by_label("Destination").fill("+1 425 414 7167")
    ada.page.get_by_text("Nothing fits").wait_for()
    ada.page.get_by_label("Destination").fill("+1 (425) 414-7755")
    ada.page.get_by_role("cell", name=DELIVERED).wait_for()
    ada.shot("history")
    ada.page.get_by_role("table", name="Message history").get_by_role("link").first.click()
    ada.page.get_by_text("Message has been accepted by phone", exact=True).first.wait_for()
    steps = ada.page.get_by_role("list", name="What happened").get_by_role("listitem")
    eventually("all steps are shown", lambda: steps.count() == 4)
    assert "123456" not in ada.page.content()
    ada.button("Show text").click()
    ada.page.get_by_text("Your code is 123456").wait_for()
    ada.shot("message")

    ben = Desk(chromium, centre.product, "ben", screenshots)
    ben.open(f"/messaging/history/{sent['MessageId']}", f"Message to {DELIVERED}")
    ben.page.get_by_text("reading texts needs the permission MessageHistory.ViewText").wait_for()
    assert ben.button("Show text").count() == 0 and "123456" not in ben.page.content()
    ben.shot("message-redacted")
    assert not ada.problems and not ben.problems


def test_the_carriers_page_shows_the_simulators_throughput_and_the_months_counts(centre, chromium, screenshots):
    simulator = number(centre.sms, "US", "SIMULATOR")["PhoneNumberId"]
    ada = Desk(chromium, centre.product, "ada", screenshots)
    ada.open("/messaging/carriers", "Carriers")
    ada.page.get_by_role("row").filter(has_text="simulator").get_by_text("Healthy").wait_for()
    centre.sms.send_text_message(DestinationPhoneNumber=DELIVERED, OriginationIdentity=simulator, MessageBody="a" * 400)
    row = ada.page.get_by_role("row").filter(has_text="Built-in simulator")
    # Handed over and accepted: three parts each.
    eventually("the parts are counted", lambda: row.get_by_role("cell", name="3", exact=True).count() == 2, 30)
    ada.page.get_by_text("Throughput of the last hour").wait_for()
    ada.shot("carriers")
    ada.tab("Monthly counts")
    ada.page.get_by_text("1 in 3 parts").wait_for()
    ada.page.get_by_role("rowheader", name="United States (US)").wait_for()
    ada.shot("counts")
    assert not ada.problems
