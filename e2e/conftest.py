"""Starts the real binary for the tests. `CARILLON` names it."""

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import uuid
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from playwright.sync_api import sync_playwright

from browser import AGENT_TONE, launch, tone_file
from phone import Line

BINARY = os.environ.get("CARILLON", "")
ROOT_KEY = "AKIAROOTROOTROOTROOT"
ROOT_SECRET = "root-secret-of-the-tests"
POSTGRES = os.environ.get("CARILLON_TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/test")
NATS = os.environ.get("CARILLON_TEST_NATS_URL", "nats://127.0.0.1:4222")


# The operations of the Connect API that any test called and that answered without an error.
CALLED = set()
OPERATIONS = Path(__file__).parent.parent / "crates/api-connect/src/ops"


def note_call(http_response, model, **_):
    if http_response.status_code < 300:
        CALLED.add(model.name)


def implemented():
    """The operations of the Connect API that are built."""
    rows = re.compile(r"^    (?:    )?([A-Z]\w+) => \w+(?:::\w+)?,$", re.MULTILINE)
    return {
        name for folder in OPERATIONS.glob("*/mod.rs") for name in rows.findall(folder.read_text())
    }


class Carillon:
    """A running product with a data folder of its own."""

    def __init__(self, folder, config="", args=(), env=None):
        assert BINARY and Path(BINARY).exists(), "CARILLON must name the binary: run `make e2e`"
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        self.ready_file = self.folder / "ready.json"
        self.log_file = self.folder / "carillon.log"
        self.config_file = self.folder / "carillon.toml"
        self.config_file.write_text(config)
        self.args = list(args)
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("CARILLON")},
            "CARILLON_ROOT_ACCESS_KEY_ID": ROOT_KEY,
            "CARILLON_ROOT_SECRET_ACCESS_KEY": ROOT_SECRET,
            **(env or {}),
        }
        self.process = None
        self.addresses = {}

    def start(self, seconds=30):
        self.ready_file.unlink(missing_ok=True)
        log = open(self.log_file, "ab")
        self.process = subprocess.Popen(
            [
                BINARY, "serve", "--config", str(self.config_file), "--data-dir", str(self.data),
                "--ready-file", str(self.ready_file), "--http", "127.0.0.1:0",
                "--https", "127.0.0.1:0", "--sip-udp", "127.0.0.1:0", "--sip-tcp", "127.0.0.1:0",
                "--media-ip", "127.0.0.1", "--advertised-ip", "127.0.0.1", *self.args,
            ],
            env=self.env, stdout=log, stderr=log,
        )
        log.close()
        deadline = time.monotonic() + seconds
        while not self.ready_file.exists():
            assert self.process.poll() is None, f"carillon ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"carillon was not ready in time:\n{self.log()}"
            time.sleep(0.02)
        self.addresses = json.loads(self.ready_file.read_text())
        return self

    @property
    def url(self):
        return self.addresses["http"]

    @property
    def sip_udp(self):
        return self.addresses["sip_udp"]

    def log(self):
        return self.log_file.read_text(errors="replace")[-8000:]

    def client(self, service, key=ROOT_KEY, secret=ROOT_SECRET, **more):
        client = boto3.client(
            service, endpoint_url=self.url, region_name="us-east-1", aws_access_key_id=key,
            aws_secret_access_key=secret, **more,
        )
        if service == "connect":
            client.meta.events.register("after-call.connect.*", note_call)
        return client

    def run(self, *words):
        """Runs another command of the binary and returns what it printed."""
        done = subprocess.run([BINARY, *words], env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def demo(self):
        """Makes the demo data through the public API."""
        secrets = str(self.folder / "demo.json")
        return json.loads(
            self.run("demo", "--json", "--ready-file", str(self.ready_file), "--secrets", secrets)
        )

    def kill9(self):
        self.process.kill()
        self.process.wait()

    def terminate(self, seconds=40):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            return self.process.wait(seconds)
        return self.process.returncode if self.process else None

    def restart(self):
        self.terminate()
        return self.start()

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def make_carillon(tmp_path, request):
    """Starts products; what is left running at the end of the test is killed."""
    started = []

    def make(**options):
        product = Carillon(tmp_path / f"carillon-{len(started)}", **options)
        started.append(product)
        return product.start()

    yield make
    for product in started:
        product.close()
        if getattr(request.node, "failed", False):
            print(f"--- {product.log_file}\n{product.log()}")


@pytest.fixture
def carillon(make_carillon):
    """A product on the embedded store."""
    return make_carillon()


@contextlib.contextmanager
def postgres_schema():
    """The environment of a product on PostgreSQL, in a schema of its own that is dropped again."""
    schema = f"e2e_{uuid.uuid4().hex[:12]}"
    yield {"CARILLON_POSTGRES_URL": POSTGRES, "CARILLON_POSTGRES_SCHEMA": schema}
    drop = f'drop schema if exists "{schema}" cascade'
    subprocess.run(["psql", "-q", POSTGRES, "-c", drop], check=False, capture_output=True)


@pytest.fixture
def postgres_env():
    """The environment of one test's product on PostgreSQL."""
    with postgres_schema() as env:
        yield env


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def product(request, tmp_path_factory):
    """One product for all tests of a file, on each store."""
    with contextlib.ExitStack() as stack:
        env = stack.enter_context(postgres_schema()) if request.param == "postgres" else {}
        product = Carillon(tmp_path_factory.mktemp(request.param), env=env)
        stack.callback(product.close)
        yield product.start()


@pytest.fixture
def connect(product):
    """Its Connect API; a refusal is looked at, not tried again."""
    return product.client("connect", config=Config(retries={"max_attempts": 0}))


@pytest.fixture
def sms(product):
    """Its messaging API."""
    return product.client("pinpoint-sms-voice-v2", config=Config(retries={"max_attempts": 0}))


@pytest.fixture
def instance(connect):
    """A new instance, gone after the test."""
    made = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InstanceAlias=f"i-{uuid.uuid4().hex[:12]}",
        InboundCallsEnabled=True, OutboundCallsEnabled=False, Tags={"team": "a"},
    )
    yield made["Id"]
    connect.delete_instance(InstanceId=made["Id"])


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call":
        item.failed = outcome.get_result().failed


def pytest_sessionfinish(session, exitstatus):
    """A whole run has called every operation that is built."""
    files = {item.path.name for item in session.items}
    whole = {file.name for file in Path(__file__).parent.glob("test_*.py")} <= files
    missing = implemented() - CALLED
    if whole and exitstatus == 0 and missing:
        print(f"\nbuilt, but called by no test: {sorted(missing)}")
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    from conformance.baseline import SMS, TALLY

    for tally in (TALLY, SMS):
        if tally.operations:
            terminalreporter.write_line(tally.summary())


@pytest.fixture
def screenshots():
    """A folder for pictures of the pages, when somebody wants to look at them."""
    folder = os.environ.get("CARILLON_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def closed_pages(request):
    """Closes what a test has opened in the browser: pages that are left go on asking for their server."""
    yield
    if "chromium" in request.fixturenames:
        for context in request.getfixturevalue("chromium").contexts:
            context.close()


@pytest.fixture(autouse=True)
def closed_lines():
    """Ends the calls that a test has left: their audio would reach the next test's."""
    yield
    while Line.open:
        Line.open.pop().close()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    """A browser whose microphone hears the agent's tone; one for all tests."""
    microphone = tone_file(tmp_path_factory.mktemp("microphone") / "tone.wav", AGENT_TONE)
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, microphone)
        yield browser
        browser.close()
