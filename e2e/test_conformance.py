"""Every operation that is built, held against its model: see `conformance`.

`CARILLON_RAISE_BASELINE=1` writes what a whole run proved to conformance/baseline.json where it is
more than before.
"""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest

from conftest import Carillon, implemented, postgres_schema
from conformance.baseline import TALLY
from conformance.cases import problems, refusals, works
from conformance.wire import ROOT
from conformance.world import CONFIG, World

OPERATIONS = sorted(implemented())
# On PostgreSQL the cases of some operations, as what refuses them is above the store.
SOME = OPERATIONS[::20]


@contextlib.contextmanager
def made(folder, env=None, schema=None):
    product = Carillon(folder, config=CONFIG, env=env)
    try:
        yield World(product.start(), schema)
    finally:
        product.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with made(tmp_path_factory.mktemp("conformance")) as world:
        yield world


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
    found["nothing is stored"] = None if after == before else f"{sorted(before - after)} became {sorted(after - before)}"
    found.update(works(world, operation))
    wrong = {name: what for name, what in found.items() if what}
    return len(found) - len(wrong), wrong


def told(wrong):
    return "\n".join(f"{name}: {what}" for name, what in wrong.items())


def test_one_of_everything_can_be_made(world):
    assert not world.unmade, told(world.unmade)


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation(world, pool, name):
    passed, wrong = held(world, pool, name)
    TALLY.add(name, passed)
    if wrong:
        pytest.fail(told(wrong), pytrace=False)


def test_no_less_is_proven_than_before():
    if TALLY.operations != set(OPERATIONS):
        pytest.skip("not every operation was tried")
    TALLY.settle()


def test_the_same_on_postgresql(tmp_path, pool):
    with postgres_schema() as env, made(tmp_path, env, env["CARILLON_POSTGRES_SCHEMA"]) as world:
        assert not world.unmade, told(world.unmade)
        wrong = {f"{name}, {case}": what for name in SOME for case, what in held(world, pool, name)[1].items()}
    assert not wrong, told(wrong)


def test_every_operation_that_is_built_is_one_of_the_model():
    model = boto3.client("connect", region_name="us-east-1").meta.service_model
    assert set(OPERATIONS) <= set(model.operation_names)
