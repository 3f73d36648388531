"""`make bench`: measures the product and writes bench/RESULTS.md.

Each figure is the median of several runs of the real, release-built binary on a data folder of its
own, with the load made by other programs on the same machine (SIPp, wrk), so it includes what they cost.
`BENCH_ONLY=people BENCH_USERS=2000` tries the part of `people` with any binary, and writes nothing;
`BENCH_ONLY=metrics BENCH_CONTACTS=100000` and `BENCH_ONLY=messages` theirs.
"""

import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "e2e"))

sys.path.insert(0, str(ROOT / "bench"))

import conftest  # noqa: E402
import people  # noqa: E402
from botocore.auth import SigV4Auth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402
from conftest import Carillon  # noqa: E402

RUNS = int(os.environ.get("BENCH_RUNS", "3"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "8"))
SCENARIO = ROOT / "bench" / "setup.xml"


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid):
    [kib] = re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(kib) / 1024


def setups(product, number, rate):
    """Calls offered at a rate: how many failed, and the CPU that the product used per call."""
    before = cpu_seconds(product.process.pid)
    calls = rate * SECONDS
    stats = product.folder / f"sipp-{rate}-{time.monotonic_ns()}.csv"
    subprocess.run(
        ["sipp", product.sip_udp, "-sf", str(SCENARIO), "-s", number, "-r", str(rate), "-m", str(calls),
         "-l", str(calls), "-i", "127.0.0.1", "-nostdin", "-trace_stat", "-stf", str(stats), "-timeout", f"{SECONDS * 4}s"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    )
    head, *rows = stats.read_text().splitlines()
    last = dict(zip(head.split(";"), rows[-1].split(";")))
    done, elapsed = int(last["SuccessfulCall(C)"]), SECONDS
    used = cpu_seconds(product.process.pid) - before
    return {"rate": rate, "failed": calls - done, "cpu": used / max(done, 1), "elapsed": elapsed}


def highest_rate(product, number):
    """The highest rate at which every call succeeded."""
    best = None
    for rate in (100, 200, 300, 400, 600, 800):
        result = setups(product, number, rate)
        print("  set-ups", result, flush=True)
        if result["failed"]:
            break
        best = result
    return best


def signed(product, method, path, body=None):
    """One request, signed: it may be repeated for five minutes."""
    data = json.dumps(body).encode() if body is not None else b""
    request = AWSRequest(method, product.url + path, data=data, headers={"content-type": "application/json"} if data else {})
    SigV4Auth(Credentials(conftest.ROOT_KEY, conftest.ROOT_SECRET), "connect", "us-east-1").add_auth(request)
    return {"method": method, "path": path, "headers": {**dict(request.headers.items()), "Host": product.url.removeprefix("http://")}, "body": data.decode()}


LUA = """
local requests = {}
for line in io.lines("FILE") do
  local method, path, headers, body = line:match("^(.-)\\t(.-)\\t(.-)\\t(.*)$")
  local set = {}
  for name, value in headers:gmatch("(.-)\\1(.-)\\2") do set[name] = value end
  requests[#requests + 1] = wrk.format(method, path, set, body ~= "" and body or nil)
end
local at = math.random(#requests)
request = function() at = at % #requests + 1; return requests[at] end
"""


def requests_per_second(product, requests, connections=64):
    """What wrk achieves with these requests in turn, and the share of answers that were no success."""
    listing = product.folder / "requests.tsv"
    with open(listing, "w") as file:
        for it in requests:
            headers = "".join(f"{name}\1{value}\2" for name, value in it["headers"].items())
            file.write(f"{it['method']}\t{it['path']}\t{headers}\t{it['body']}\n")
    script = product.folder / "wrk.lua"
    script.write_text(LUA.replace("FILE", str(listing)))
    out = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-s", str(script), product.url],
        capture_output=True, text=True, check=True,
    ).stdout
    [rate] = re.findall(r"Requests/sec:\s+([\d.]+)", out)
    bad = re.findall(r"Non-2xx or 3xx responses: (\d+)", out)
    p99 = re.findall(r"99%\s+([\d.]+[a-z]+)", out)
    return float(rate), int(bad[0]) if bad else 0, p99[0] if p99 else "?"


def api(product, demo):
    queues = []
    connect = product.client("connect")
    hours = connect.list_hours_of_operations(InstanceId=demo["instanceId"])["HoursOfOperationSummaryList"][0]["Id"]
    for n in range(256):
        queues.append(connect.create_queue(InstanceId=demo["instanceId"], Name=f"bench {n}", HoursOfOperationId=hours)["QueueId"])
    base = f"/queues/{demo['instanceId']}"
    writes, reads = [], []
    for _ in range(RUNS):
        write = [signed(product, "POST", f"{base}/{queue}/max-contacts", {"MaxContacts": 5}) for queue in queues]
        read = [signed(product, "GET", f"{base}/{queue}") for queue in queues]
        writes.append(requests_per_second(product, write))
        reads.append(requests_per_second(product, read))
        print("  writes", writes[-1], "reads", reads[-1], flush=True)
    return median(writes), median(reads)


def median(rows):
    return sorted(rows)[len(rows) // 2]


def start_up(product):
    times = []
    for _ in range(max(RUNS, 3)):
        product.terminate()
        began = time.monotonic()
        product.ready_file.unlink(missing_ok=True)
        product.start()
        times.append((time.monotonic() - began) * 1000)
    return statistics.median(times)


def media_cpu():
    """Percent of a core per recorded two-party call, as the media crate's example measures it."""
    example = Path(os.environ["CARILLON"]).parent / "examples" / "calls_cpu"
    out = subprocess.run([example, "50", str(SECONDS)], capture_output=True, text=True, check=True).stdout
    print(out, flush=True)
    return out.strip()


def example(name, pattern):
    """The median of a figure that an example of the engines prints."""
    program = Path(os.environ["CARILLON"]).parent / "examples" / name
    found = []
    for _ in range(RUNS):
        out = subprocess.run([program], capture_output=True, text=True, check=True).stdout
        found.append(float(re.search(pattern, out).group(1)))
    return statistics.median(found)


def engines():
    """What the flow and routing engines do on one core, without store or network."""
    steps = example("steps", r"one core: ([\d.]+)")
    size = example("steps", r"per waiting run: (\d+)")
    decisions = example("decisions", r"([\d.]+) decisions/s")
    decision = example("decisions", r"p99 ([\d.]+)µs")
    recovery = example("recovery", r"recovered in ([\d.]+) ms")
    entries = example("journal", r"([\d.]+) entries/s")
    return [
        ("Flow actions per second and core (set and compare attributes)", "1,000,000", f"{steps:,.0f}", steps >= 1_000_000),
        ("Memory per contact that waits in a flow, bytes", "4,096", f"{size:,.0f}", size < 4096),
        ("Routing decisions per second (10,000 agents, 100,000 queued)", "200,000", f"{decisions:,.0f}", decisions >= 200_000),
        ("One routing decision, p99, µs", "1,000", f"{decision:.1f}", decision < 1000),
        ("Recovery of 100,000 live contacts from the store (SQLite), half of them callbacks that wait on, ms", "3,000", f"{recovery:,.0f}", recovery < 3000),
        ("Journal entries appended per second, durably (SQLite)", "50,000", f"{entries:,.0f}", entries >= 50_000),
    ]


def metrics():
    """Journal entries counted per second, and questions over what ten million contacts came to."""
    program = Path(os.environ["CARILLON"]).parent / "examples" / "metrics_history"
    contacts = int(os.environ.get("BENCH_CONTACTS", "10000000"))
    out = subprocess.run([program, str(contacts)], capture_output=True, text=True, check=True).stdout
    print(out, flush=True)
    figure = lambda pattern: float(re.search(pattern, out).group(1))
    rate, median, p99 = figure(r"(\d+) entries/s"), figure(r"live: ([\d.]+) ms"), figure(r"live: .*, ([\d.]+) ms p99")
    rows = [
        ("Metrics: journal entries counted per second and core", "–", f"{rate:,.0f}", None),
        ("Metrics in real time of 50 queues, 500 agents, 10,000 queued contacts, ms median / p99", "p99 5", f"{median:.2f} / {p99:.2f}", p99 < 5),
    ]
    for name in ("total by queue", "days in Berlin", "total by agent", "quarters of hours of 3 days by queue"):
        p95 = figure(rf"{name}: ([\d.]+) ms")
        rows.append((f"Metrics of {contacts:,} contacts in 35 days, {name}, ms p95", "200", f"{p95:.0f}", p95 < 200))
    return rows


def messages():
    """Messages the whole way over SMPP to the simulator, each told to an event destination, on SQLite."""
    program = Path(os.environ["CARILLON"]).parent / "examples" / "messages"
    run = lambda *words: subprocess.run([program, *words], capture_output=True, text=True, check=True).stdout
    outs = [run(os.environ.get("BENCH_MESSAGES", "50000")) for _ in range(RUNS)]
    print(*outs, sep="", flush=True)
    figure = lambda pattern: statistics.median(float(re.search(pattern, out).group(1)) for out in outs)
    accepted, ended, p99 = figure(r"accepted (\d+)/s"), figure(r"ended (\d+)/s"), figure(r"p99 ([\d.]+) ms")
    offered = [run("offered", "5000", "20") for _ in range(RUNS)]
    print(*offered, sep="", flush=True)
    offered_p99 = statistics.median(float(re.search(r"p99 ([\d.]+) ms", out).group(1)) for out in offered)
    out = run("queued", "1000000")
    print(out, flush=True)
    memory, start = (float(re.search(pattern, out).group(1)) for pattern in (r"queued: (\d+) MB", r"in ([\d.]+) s"))
    return [
        ("Messages accepted per second, durable (SQLite)", "5,000", f"{accepted:,.0f}", accepted >= 5000),
        ("Messages submitted, receipted and told as ended per second, durable (SQLite)", "5,000", f"{ended:,.0f}", ended >= 5000),
        ("Accepting a message when 5,000 a second are offered (open loop, from each one's time), p99, ms", "20", f"{offered_p99:.1f}", offered_p99 < 20),
        ("Accepting a message at saturation (64 senders, each as soon as it is answered), p99, ms", "20", f"{p99:.1f}", p99 < 20),
        ("Memory with one million messages queued, MB", "500", f"{memory:.0f}", memory < 500),
        ("Start with one million messages queued, s", "–", f"{start:.1f}", None),
    ]


def main():
    conftest.BINARY = os.environ["CARILLON"]
    if os.environ.get("BENCH_ONLY") == "people":
        print("\n".join(" | ".join(row[:3]) for row in people.rows()))
        return
    if os.environ.get("BENCH_ONLY") == "metrics":
        print("\n".join(" | ".join(row[:3]) for row in metrics()))
        return
    if os.environ.get("BENCH_ONLY") == "messages":
        print("\n".join(" | ".join(row[:3]) for row in messages()))
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        sip = "[sip]\nmax_calls = 100000\nmessages_per_second = 0\n[media]\nrtp_ports = [20000, 59999]\n"
        product = Carillon(folder, config=sip).start()
        try:
            demo = product.demo()
            time.sleep(2)  # Let the start settle before the memory is read.
            memory = resident_mb(product.process.pid)
            (write_rate, write_bad, write_p99), (read_rate, read_bad, read_p99) = api(product, demo)
            best = highest_rate(product, demo["number"])
            ready = start_up(product)
        finally:
            product.close()
    media = media_cpu()
    rate = f"{best['rate']} ({best['cpu'] * 1000:.1f} ms of CPU each)" if best else "below 100"
    rows.append(("Call set-ups per second through the flow to the first prompt, none failing", "200", rate, best and best["rate"] >= 200))
    rows.append(("API requests per second, durable signed write (UpdateQueueMaxContacts)", "5,000", f"{write_rate:,.0f} (p99 {write_p99}, {write_bad} refused)", write_rate >= 5000 and not write_bad))
    rows.append(("API requests per second, signed read (DescribeQueue)", "–", f"{read_rate:,.0f} (p99 {read_p99}, {read_bad} refused)", None))
    rows.append(("Start-up on existing data until the ready file, ms", "250", f"{ready:.0f}", ready < 250))
    rows.append(("Idle memory with demo data, MB", "50", f"{memory:.0f}", memory < 50))
    rows += engines()
    rows += metrics()
    rows += messages()
    rows += people.rows()
    write(rows, media)


def write(rows, media):
    cpu = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.processor())
    lines = [
        "# Measured figures", "",
        f"`make bench` on {os.cpu_count()} cores ({cpu}), Linux {platform.release()}, {time.strftime('%Y-%m-%d')}.",
        f"Medians of {RUNS} runs of {SECONDS} s; the load generators (wrk, SIPp) share the cores with the product.", "",
        "| What | Target | Measured | |", "|---|---|---|---|",
    ]
    verdict = {True: "met", False: "**missed**", None: ""}
    lines += [f"| {what} | {target} | {measured} | {verdict[met]} |" for what, target, measured, met in rows]
    lines += ["", "CPU per concurrent recorded two-party call (target 0.3 % of a core; media and recorder threads, `cargo run --release -p media-io --example calls_cpu`):", "", "```", media, "```", ""]
    (ROOT / "bench" / "RESULTS.md").write_text("\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
