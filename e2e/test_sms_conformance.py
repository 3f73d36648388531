"""Every operation of both messaging APIs, held against its model: see `conformance`.

`CARILLON_RAISE_BASELINE=1` writes what a whole run proved to conformance/baseline-sms.json where it is
more than before.
"""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest

from conftest import Carillon, postgres_schema
from conformance.baseline import SMS
from conformance.cases import problems
from conformance.sms import V1, V2, SmsWorld, refusals, works
from conformance.wire import ROOT
from test_conformance import told

OPERATIONS = [
    (service, name) for service in (V2, V1)
    for name in sorted(boto3.client(service, region_name="us-east-1").meta.service_model.operation_names)
]
# On PostgreSQL the cases of some operations, as what refuses them is above the store.
SOME = OPERATIONS[::12]
# The order in which each operation is given its least input: what takes away comes last.
LAST = ("Disassociate", "Discard", "Untag", "Delete", "Release")
PARENTS = {f"Delete{name}" for name in ("ConfigurationSet", "OptOutList", "Pool", "ProtectConfiguration", "Registration")}
# What is kept of a refused request, and why.
LEAVES = {"SendDestinationNumberVerificationCode": "the code is kept before it is sent"}
# What the least input is refused for, by the model's word.
REFUSED = {
    "AssociateOriginationIdentity": None,
    "DeleteAccountDefaultProtectConfiguration": None,
    "DeletePool": "RESOURCE_NOT_EMPTY",
    "DeleteOptOutList": None,
    "DeleteVerifiedDestinationNumber": "RESOURCE_DELETION_NOT_ALLOWED",
    "DiscardRegistrationVersion": "DISCARD_REGISTRATION_VERSION_NOT_ALLOWED",
    "CreateRegistrationVersion": "CREATE_REGISTRATION_VERSION_NOT_ALLOWED",
    "DeleteRegistration": "RESOURCE_DELETION_NOT_ALLOWED",
    "SendNotifyVoiceMessage": "CHANNEL_NOT_ENABLED",
    "SendRcsMessage": "RESOURCE_NOT_ACTIVE",
    "SubmitRegistrationVersion": "FIELD_VALIDATION_FAILED",
    "VerifyDestinationNumber": "VERIFICATION_CODE_MISMATCH",
}


@contextlib.contextmanager
def made(folder, env=None, schema=None):
    product = Carillon(folder, env=env)
    try:
        world = SmsWorld(product.start(), V2, schema)
        yield {V2: world, V1: SmsWorld(product, V1, schema, {**world.known, "ConfigurationSetName": "before"})}
    finally:
        product.close()


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    with made(tmp_path_factory.mktemp("conformance")) as worlds:
        yield worlds


@pytest.fixture(scope="module")
def pool():
    with ThreadPoolExecutor(4) as pool:
        yield pool


def held(world, pool, name):
    """How many cases of an operation passed, and what is wrong with the others."""
    operation = world.operation(name)
    by = {"root": ROOT, "nobody": world.nobody, "": None}
    cases = list(refusals(world, operation))
    before = world.stored()
    answers = pool.map(lambda case: world.wire.send(operation, case.members, by[case.signed]), cases)
    found = {case.name: problems(operation, case, answer) for case, answer in zip(cases, answers)}
    after = world.stored()
    if name not in LEAVES:
        found["nothing is stored"] = None if after == before else f"{sorted(before - after)} became {sorted(after - before)}"
    found.update(works(world, operation))
    wrong = {name: what for name, what in found.items() if what}
    return len(found) - len(wrong), wrong


@pytest.mark.parametrize("service, name", OPERATIONS)
def test_operation(worlds, pool, service, name):
    passed, wrong = held(worlds[service], pool, name)
    SMS.add(f"{service} {name}", passed)
    if wrong:
        pytest.fail(told(wrong), pytrace=False)


def test_no_less_is_proven_than_before():
    if len(SMS.operations) != len(OPERATIONS):
        pytest.skip("not every operation was tried")
    SMS.settle()


def test_each_operation_takes_its_least_input(tmp_path):
    with made(tmp_path) as worlds:
        wrong = {}
        for service, name in sorted(OPERATIONS, key=lambda it: (it[1] in PARENTS, it[1].startswith(LAST))):
            world = worlds[service]
            answer = world.wire.send(world.operation(name), world.values.input(world.operation(name)))
            if service == V2 and name in REFUSED:
                reason = REFUSED[name]
                fine = answer.status < 300 if reason is None else answer.body.get("Reason") == reason
            else:
                fine = answer.status < 300
            if not fine:
                wrong[f"{service} {name}"] = f"{answer} {answer.body}"
    assert not wrong, told(wrong)


def test_the_same_on_postgresql(tmp_path, pool):
    with postgres_schema() as env, made(tmp_path, env, env["CARILLON_POSTGRES_SCHEMA"]) as worlds:
        wrong = {f"{name}, {case}": what for service, name in SOME for case, what in held(worlds[service], pool, name)[1].items()}
    assert not wrong, told(wrong)
