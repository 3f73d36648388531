"""Many people in one instance: how fast they are made, durably, and how fast they are found.

`BENCH_USERS` says how many, `BENCH_STORES` on which stores. People are made by the public API over
many connections of one program; a search is timed by one client from request to answer, so that it shows what a page waits for.
"""

import asyncio
import contextlib
import http.client
import json
import multiprocessing
import os
import re
import statistics
import tempfile
import time
from pathlib import Path

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from conftest import ROOT_KEY, ROOT_SECRET, Carillon, postgres_schema

USERS = int(os.environ.get("BENCH_USERS", "100000"))
STORES = os.environ.get("BENCH_STORES", "sqlite,postgres").split(",")
# Signatures hold for five minutes: so many requests are signed and sent at a time.
ROUND = 20_000
CONNECTIONS = 64
TRIES = 200
TARGET_MS = 20
TEAMS, BADGES = 10, 1_000

class Caller(asyncio.Protocol):
    """One connection that sends the next request when the last was answered."""

    def __init__(self, requests, answered):
        self.requests, self.answered, self.came = requests, answered, b""

    def connection_made(self, transport):
        self.transport = transport
        self.next()

    def next(self):
        request = next(self.requests, None)
        if request is None:
            self.transport.close()
        else:
            self.transport.write(request)

    def data_received(self, data):
        self.came += data
        head, end, rest = self.came.partition(b"\r\n\r\n")
        if not end:
            return
        [length] = re.findall(rb"content-length: (\d+)", head, re.IGNORECASE)
        if len(rest) >= int(length):
            self.came = b""
            self.answered(int(head[9:12]))
            self.next()


def signed(url, method, path, body):
    """The headers of a signed request."""
    request = AWSRequest(method, url + path, data=body, headers={"content-type": "application/json"} if body else {})
    SigV4Auth(Credentials(ROOT_KEY, ROOT_SECRET), "connect", "us-east-1").add_auth(request)
    return dict(request.headers.items())


def raw(job):
    """The bytes of a signed request."""
    url, path, body = job
    headers = {"host": url.removeprefix("http://"), "content-length": len(body), **signed(url, "PUT", path, body)}
    lines = [f"PUT {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return "\r\n".join(lines).encode()


class Company:
    """An instance with a hierarchy of three levels, and the people in it."""

    def __init__(self, product):
        self.product = product
        self.connect = product.client("connect")
        self.instance = self.connect.create_instance(
            IdentityManagementType="SAML", InstanceAlias="many", InboundCallsEnabled=True, OutboundCallsEnabled=True,
        )["Id"]
        i = {"InstanceId": self.instance}
        self.profile = self.connect.list_routing_profiles(**i)["RoutingProfileSummaryList"][0]["Id"]
        self.security = self.connect.list_security_profiles(**i)["SecurityProfileSummaryList"][0]["Id"]
        levels = {"LevelOne": {"Name": "Region"}, "LevelTwo": {"Name": "Site"}, "LevelThree": {"Name": "Team"}}
        self.connect.update_user_hierarchy_structure(**i, HierarchyStructure=levels)
        make = lambda name, **above: self.connect.create_user_hierarchy_group(**i, Name=name, **above)["HierarchyGroupId"]
        self.regions = [make(f"region {n}") for n in range(2)]
        sites = [make(f"site {n}", ParentGroupId=self.regions[n % 2]) for n in range(10)]
        self.teams = [make(f"team {n}", ParentGroupId=sites[n % 10]) for n in range(100)]

    def person(self, n):
        return json.dumps({
            "Username": f"user{n:06}", "SecurityProfileIds": [self.security], "RoutingProfileId": self.profile,
            "PhoneConfig": {"PhoneType": "SOFT_PHONE"}, "HierarchyGroupId": self.teams[n % len(self.teams)],
            "IdentityInfo": {"FirstName": f"First{n % 500}", "LastName": f"Last{n % 3000}"},
            # Neither lies with the other nor with the teams.
            "Tags": {"team": str(n * 7 // 100 % TEAMS), "badge": str(n * 31 % BADGES)},
        })

    def fill(self, users):
        """Makes them; creates per second, and how many were refused."""
        rates, bad = [], 0
        with multiprocessing.Pool() as pool:
            for first in range(0, users, ROUND):
                some = range(first, min(first + ROUND, users))
                path = f"/users/{self.instance}"
                requests = pool.map(raw, [(self.product.url, path, self.person(n)) for n in some], chunksize=500)
                rate, refused = send(self.product, requests)
                rates.append(rate)
                bad += refused
        print(f"  creates {[round(rate) for rate in rates]}, {bad} refused", flush=True)
        return statistics.median(rates), bad

    def asked(self):
        """What is timed: a name, and the request."""
        i = self.instance
        tag = lambda key, value: {"TagFilter": {"TagCondition": {"TagKey": key, "TagValue": value}}}
        group = lambda id, match: {"HierarchyGroupCondition": {"Value": id, "HierarchyGroupMatchType": match}}
        name = {"StringCondition": {"FieldName": "Username", "Value": "user0001", "ComparisonType": "STARTS_WITH"}}
        search = lambda **more: ("POST", "/search-users", {"InstanceId": i, "MaxResults": 100, **more})
        below = group(self.regions[0], "WITH_CHILD_GROUPS")
        return {
            "list, a page of 100": ("GET", f"/users-summary/{i}?maxResults=100", None),
            "all of them": search(),
            "by a tag that 1 in 10 has": search(SearchFilter=tag("team", "3")),
            "by a tag that 1 in 1,000 has": search(SearchFilter=tag("badge", "31")),
            "by a group": search(SearchCriteria=group(self.teams[5], "EXACT")),
            "by a group with its child groups (half of them)": search(SearchCriteria=below),
            "by a tag (1 in 10) and a group with its child groups (half)": search(SearchFilter=tag("team", "3"), SearchCriteria=below),
            "by the start of a name": search(SearchCriteria=name),
        }


def send(product, requests):
    """Sends each once over many connections; how many were answered per second, and how many refused."""
    host, port = product.url.removeprefix("http://").split(":")
    wanted, left, bad = len(requests), iter(requests), 0

    async def run():
        loop, done, count = asyncio.get_running_loop(), asyncio.Event(), 0

        def answered(status):
            nonlocal bad, count
            count += 1
            bad += status >= 300
            if count == wanted:
                done.set()

        for _ in range(CONNECTIONS):
            await loop.create_connection(lambda: Caller(left, answered), host, int(port))
        await asyncio.wait_for(done.wait(), 280)

    began = time.perf_counter()
    asyncio.run(run())
    return wanted / (time.perf_counter() - began), bad


def times(product, method, path, body):
    """Milliseconds of each try, sorted, and how many were found."""
    data = json.dumps(body) if body else ""
    headers = signed(product.url, method, path, data)
    connection = http.client.HTTPConnection(product.url.removeprefix("http://"), timeout=60)
    taken = []
    for _ in range(TRIES + 5):
        began = time.perf_counter()
        connection.request(method, path, data or None, headers)
        answer = connection.getresponse()
        text = answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, text
    connection.close()
    # The first few fill caches.
    return sorted(taken[5:]), json.loads(text).get("ApproximateTotalCount")


def on(store):
    """Rows of the table of results for one store."""
    rows = []
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        env = stack.enter_context(postgres_schema()) if store == "postgres" else {}
        product = Carillon(Path(folder), config=f"[quotas.overrides]\nusers = {USERS * 2}\n", env=env)
        stack.callback(product.close)
        company = Company(product.start())
        rate, bad = company.fill(USERS)
        name = {"sqlite": "SQLite", "postgres": "PostgreSQL"}[store]
        rows.append((f"Users made per second, durably, until there are {USERS:,} ({name}, {CONNECTIONS} clients)", "–", f"{rate:,.0f} ({bad} refused)", None))
        for what, (method, path, body) in company.asked().items():
            taken, found = times(product, method, path, body)
            p50, p95 = (taken[round(len(taken) * share) - 1] for share in (0.5, 0.95))
            count = f", {found:,} found" if found is not None else ""
            measured = f"{p50:.1f} / {p95:.1f}{count}"
            print(f"  {what}: {measured}", flush=True)
            rows.append((f"Users ({name}): {what}, ms p50 / p95", f"p95 {TARGET_MS}", measured, p95 < TARGET_MS))
    return rows


def rows():
    """Rows of the table of results."""
    return [row for store in STORES for row in on(store)]
