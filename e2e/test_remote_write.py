"""Prometheus remote write to a receiver of ours, which decodes what it gets by itself."""

import http.server
import struct
import threading
import time

import pytest

from phone import eventually
from test_ops_contacts import action, flow


def number(data, at):
    """A varint and the place after it."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def unsnap(data):
    """Snappy's block format: literals and copies of what came before."""
    size, at = number(data, 0)
    out = bytearray()
    while at < len(data):
        tag = data[at]
        at += 1
        if tag & 3 == 0:
            length = tag >> 2
            if length >= 60:
                width = length - 59
                length = int.from_bytes(data[at:at + width], "little")
                at += width
            out += data[at:at + length + 1]
            at += length + 1
            continue
        if tag & 3 == 1:
            length, offset, at = (tag >> 2 & 7) + 4, (tag >> 5) << 8 | data[at], at + 1
        else:
            width = 2 if tag & 3 == 2 else 4
            length, offset, at = (tag >> 2) + 1, int.from_bytes(data[at:at + width], "little"), at + width
        for _ in range(length):
            out.append(out[-offset])
    assert len(out) == size
    return bytes(out)


def fields(data):
    """The fields of a protobuf message: number and value."""
    at = 0
    while at < len(data):
        key, at = number(data, at)
        if key & 7 == 0:
            value, at = number(data, at)
        elif key & 7 == 1:
            value, at = data[at:at + 8], at + 8
        else:
            assert key & 7 == 2
            length, at = number(data, at)
            value, at = data[at:at + length], at + length
        yield key >> 3, value


def samples(body):
    """Labels, value and time of each sample of a request."""
    for tag, series in fields(unsnap(body)):
        assert tag == 1
        labels, values = {}, []
        names = []
        for tag, part in fields(series):
            inner = dict(fields(part))
            if tag == 1:
                names.append(inner[1].decode())
                labels[names[-1]] = inner[2].decode()
            else:
                values.append((struct.unpack("<d", inner.get(1, bytes(8)))[0], inner.get(2, 0)))
        assert names == sorted(names)
        for value, at in values:
            yield labels, value, at


@pytest.fixture
def receiver():
    """A receiver that fails at first; its requests' headers and samples."""
    got, refusals = [], [503, 429]

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            status = refusals.pop() if refusals else 204
            if status == 204:
                got.append((self.path, dict(self.headers.items()), list(samples(body))))
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1/write", got
    server.shutdown()


def test_gauges_and_minutes_are_written_to_prometheus(make_carillon, receiver):
    url, got = receiver
    config = f'[[remote_write]]\nurl = "{url}"\ninterval_seconds = 1\nheaders = {{ Authorization = "PUSH_SECRET" }}\n'
    product = make_carillon(config=config, env={"PUSH_SECRET": "Bearer hush"})
    demo = product.demo()
    connect, i = product.client("connect"), {"InstanceId": demo["instanceId"]}
    queue = connect.list_queues(**i, QueueTypes=["STANDARD"])["QueueSummaryList"][0]
    waits = flow(
        connect, i["InstanceId"], "Waits",
        action("set", "UpdateContactTargetQueue", {"QueueId": queue["Id"]}, "queue"),
        action("queue", "TransferContactToQueue", {}, "end"),
    )
    for title in ("one", "two", "three"):
        connect.start_task_contact(**i, Name=title, ContactFlowId=waits)

    def found(series, **labels):
        wanted = {"__name__": series, "instance": i["InstanceId"], **labels}
        return [(value, at) for _, _, all in list(got) for it, value, at in all if it == wanted]

    gauge = lambda: [value for value, _ in found("carillon_queue_contacts", queue=queue["Id"], channel="TASK")]
    eventually("three tasks wait", lambda: 3 in gauge())
    path, headers, _ = got[0]
    assert path == "/api/v1/write" and headers["authorization"] == "Bearer hush"
    assert (headers["content-encoding"], headers["content-type"]) == ("snappy", "application/x-protobuf")
    assert headers["x-prometheus-remote-write-version"] == "0.1.0"
    now = time.time() * 1000
    assert all(now - 60_000 < at <= now + 1000 for _, at in found("carillon_queue_contacts", queue=queue["Id"], channel="TASK"))

    # The minute is told once it is over, and once only.
    of_queue = {"metric": "QueueSize", "metric_group": "Queue", "dimension": "QueueName", "name": queue["Name"]}
    most = eventually("the minute is told", lambda: found("carillon_minute_max", **of_queue), seconds=80)
    assert most[0][0] == 3 and most[0][1] % 60_000 == 0
    least, count = found("carillon_minute_min", **of_queue), found("carillon_minute_count", **of_queue)
    assert least[0][0] <= 3 and count[0][1] == most[0][1]
    assert len({at for _, at in most}) == len(most)
    watch = product.client("cloudwatch")
    dimensions = [{"Name": "InstanceId", "Value": i["InstanceId"]}, {"Name": "MetricGroup", "Value": "Queue"}, {"Name": "QueueName", "Value": queue["Name"]}]
    begin = most[0][1] / 1000 - 60
    told = watch.get_metric_statistics(
        Namespace="AWS/Connect", MetricName="QueueSize", Dimensions=dimensions, StartTime=begin, EndTime=begin + 60, Period=60,
        Statistics=["Maximum", "SampleCount"],
    )["Datapoints"]
    assert [(it["Maximum"], it["SampleCount"]) for it in told] == [(most[0][0], count[0][0])]
