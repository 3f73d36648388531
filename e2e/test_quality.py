"""How good the audio of calls was: measured from real packets, told by the record and the API."""

import pytest

from phone import eventually
from test_call import CALLER_TONE, FILE_SINK, Centre, answered, lines, records, through_the_menu

@pytest.fixture
def centre(make_carillon, tmp_path):
    return Centre(make_carillon(config=FILE_SINK.format(path=tmp_path / "events.jsonl")))


def audio(contact, side):
    return contact["QualityMetrics"][side]["Audio"]


def finished(centre, phone):
    """The newest contact, once a phone's call is over."""
    newest = max(centre.contacts(), key=lambda it: it["InitiationTimestamp"])
    phone.hang_up()
    assert phone.ended()
    return eventually(
        "the contact is over",
        lambda: (it := centre.contact(newest["Id"])).get("DisconnectTimestamp") and it,
    )


def test_a_phone_that_loses_packets_has_less_quality_than_one_that_does_not(centre, chromium, tmp_path):
    agent = centre.agent(chromium, "ada")
    agent.choose("Available")
    phone = centre.phone(tone=CALLER_TONE)
    through_the_menu(phone, lambda: phone.press("1"))
    answered(phone, agent)
    # A second is judged, and each one after it.
    spoken = phone.sent
    eventually("both have spoken for a while", lambda: phone.sent >= spoken + 150)
    assert "QualityMetrics" not in centre.contact(centre.contacts()[0]["Id"]), "the call goes on"
    clean = finished(centre, phone)
    for side in ("Customer", "Agent"):
        assert 1.0 <= audio(clean, side)["QualityScore"] <= 4.5
        assert "HighPacketLoss" not in audio(clean, side)["PotentialQualityIssues"], side
    assert clean["AgentInfo"]["AcceptedByAgentTimestamp"] <= clean["AgentInfo"]["ConnectedToAgentTimestamp"]

    phone = centre.phone(tone=CALLER_TONE, loses=5)
    eventually("it has spoken for a while", lambda: phone.sent >= 200)
    lossy = finished(centre, phone)
    assert "HighPacketLoss" in audio(lossy, "Customer")["PotentialQualityIssues"]
    assert audio(lossy, "Customer")["QualityScore"] < audio(clean, "Customer")["QualityScore"] - 0.5
    assert "Agent" not in lossy["QualityMetrics"]

    # The record says the same.
    done = lambda: records(lines(tmp_path / "events.jsonl"), lossy["Id"], "contact-records")
    metrics = eventually("the record is delivered", done)[-1]["QualityMetrics"]
    assert metrics["Agent"] is None
    assert metrics["Customer"]["Audio"]["PotentialQualityIssues"] == audio(lossy, "Customer")["PotentialQualityIssues"]
    assert abs(metrics["Customer"]["Audio"]["QualityScore"] - audio(lossy, "Customer")["QualityScore"]) < 0.001
