"""The journal: what it says equals the rows, before and after a compaction, and the product goes on."""

import subprocess

import pytest

from conftest import BINARY
from test_event_stream import Centre, names


@pytest.fixture
def centre(carillon):
    return Centre(carillon)


def journal(product, *words):
    done = subprocess.run([BINARY, "journal", *words, "--data-dir", str(product.data)], env=product.env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def entries(told):
    return int(told.split()[0])


def test_the_journal_says_what_the_rows_say_and_can_be_compacted(centre):
    product = centre.product
    centre.change("OFFLINE")
    product.kill9()
    told = journal(product, "verify")
    assert " 1 agents" in told and entries(told) > 0, told
    # Metrics are counted to the end by a process that ends in peace.
    product.start()
    product.terminate()
    before = entries(journal(product, "verify"))
    compacted = entries(journal(product, "compact", "--days", "0"))
    told = journal(product, "verify")
    assert compacted > 0 and entries(told) == before - compacted, told
    assert " 1 agents" in told, told
    product.start()
    # The agent is known as before, and new facts follow from the snapshot.
    centre.change("ROUTABLE")
    product.terminate()
    told = journal(product, "verify")
    assert " 1 agents" in told and entries(told) > 0, told
    product.start()
    assert names(centre.events()["Events"])[-1] == "Available"
