"""One product with one of everything, made by the operations that are tested."""

import io
import itertools
import sqlite3
import subprocess
import uuid
import wave

import boto3
from botocore.config import Config
from botocore.credentials import Credentials

from conftest import POSTGRES, implemented
from conformance.cases import anonymous
from conformance.values import WEST, Values
from conformance.wire import Wire

CONFIG = f'replica_regions = ["{WEST}"]\n'
MAKERS = ("Create", "Claim", "AssociateInstanceStorageConfig", "AssociateSecurityKey", "AssociateFlow", "StartAttachedFileUpload", "StartTestCaseExecution")
# What these make would be in the way of others: they are made in their own cases only.
NOT_MADE = {"CreateInstance"}
STORED = "select kind, count(*), sum(revision) from {} group by kind"


class World:
    """A product, what it holds, and how to ask it."""

    def __init__(self, product, schema=None):
        self.product, self.schema = product, schema
        self.model = boto3.session.Session()._session.get_service_model("connect")
        self.wire = Wire(product, self.model)
        self.known = {}
        self.values = Values(self.known)
        self.unmade = {}
        self.routes = {
            (one.http["method"], anonymous(one.http["requestUri"])): name
            for name in self.model.operation_names for one in [self.operation(name)]
        }
        connect = product.client("connect", config=Config(retries={"max_attempts": 0}))
        made = connect.create_instance(
            IdentityManagementType="SAML", InstanceAlias=f"conformance-{uuid.uuid4().hex[:8]}",
            InboundCallsEnabled=True, OutboundCallsEnabled=True,
        )
        self.known.update(InstanceId=made["Id"], InstanceArn=made["Arn"])
        connect.replicate_instance(InstanceId=made["Id"], ReplicaRegion=WEST, ReplicaAlias=f"r-{uuid.uuid4().hex[:8]}")
        levels = {"LevelOne": {"Name": "Region"}}
        connect.update_user_hierarchy_structure(InstanceId=made["Id"], HierarchyStructure=levels)
        parent = connect.list_hours_of_operations(InstanceId=made["Id"])["HoursOfOperationSummaryList"][0]["Id"]
        pages = connect.get_paginator("search_available_phone_numbers").paginate(
            InstanceId=made["Id"], PhoneNumberCountryCode="CA", PhoneNumberType="DID",
        )
        # Taken one by one also for requests that are refused, so from all that there are in turn.
        free = itertools.cycle(it["PhoneNumber"] for page in pages for it in page["AvailableNumbersList"])
        profile = connect.list_authentication_profiles(InstanceId=made["Id"])["AuthenticationProfileSummaryList"][0]["Id"]
        self.known.update(ParentHoursId=parent, numbers=free, TargetArn=made["Arn"], AuthenticationProfileId=profile)
        product.client("s3").put_object(Bucket="conformance", Key="sound.wav", Body=sound())
        self.fill()
        self.nobody = nobody(product)

    def operation(self, name):
        return self.model.operation_model(name)

    def names(self):
        """Every operation that is built."""
        return sorted(implemented() & set(self.model.operation_names))

    def fill(self):
        """Makes one of everything: what needs another thing is made once that is there."""
        left = [name for name in self.names() if name.startswith(MAKERS) and name not in NOT_MADE]
        while left:
            before = len(left)
            left = [name for name in left if not self.make(name)]
            if len(left) == before:
                break

    def make(self, name):
        """Makes one and learns its identifiers."""
        operation = self.operation(name)
        asked = self.values.input(operation)
        answer = self.wire.send(operation, asked)
        if answer.status >= 300:
            self.unmade[name] = str(answer)
            return False
        self.unmade.pop(name, None)
        thing = name.removeprefix("Create").removeprefix("Claim")
        if name == "AssociateFlow":
            return True
        if thing.startswith("Associate"):
            kind = "SecurityKey" if "SecurityKey" in name else "Storage"
            self.known[f"{kind}AssociationId"] = answer.output["AssociationId"]
            return True
        for member, value in flat(answer.output):
            # `Id` and `Arn` alone say of what only by the operation's name.
            if member in ("Id", "Arn", "Version"):
                self.known[f"{thing}{member}"] = value
            elif member.endswith(("Id", "Arn", "ARN")):
                self.known[member] = value
        for plain in (f"{thing}Id", f"{thing}Arn"):
            if plain.removesuffix("Arn") + "ARN" in self.known:
                self.known[plain] = self.known[plain.removesuffix("Arn") + "ARN"]
        if thing.endswith("Version") and f"{thing}Version" in self.known:
            self.known[thing] = self.known.pop(f"{thing}Version")
        if "Name" in asked:
            self.known[f"{thing}Name"] = asked["Name"]
        if name == "CreateUserHierarchyGroup":
            self.known["UserHierarchyGroupId"] = answer.output["HierarchyGroupId"]
        return True

    def stored(self):
        """How many resources of each kind are kept and how often they were written."""
        if self.schema:
            sql = STORED.format(f'"{self.schema}".resources')
            done = subprocess.run(["psql", "-qtA", POSTGRES, "-c", sql], check=True, capture_output=True, text=True)
            return set(done.stdout.splitlines())
        [file] = self.product.data.glob("carillon.db")
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            return set(connection.execute(STORED.format("resources")))


def flat(output):
    """The texts and numbers of an answer, also those within its one structure."""
    for member, value in output.items():
        if isinstance(value, dict):
            yield from ((name, one) for name, one in value.items() if name in ("Id", "Arn"))
        elif isinstance(value, (str, int)):
            yield member, value


def nobody(product):
    """The credentials of a user whom no policy allows anything."""
    iam = product.client("iam")
    name = f"nobody-{uuid.uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def sound():
    """A second of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))
    return out.getvalue()
