"""An application that binds by SMPP, written octet by octet after the specification (3.4, chapter 4),
for commands that the libraries do not have."""

import socket
import struct
import threading
from collections import namedtuple

from wire import Wire

SUBMIT, DELIVER, QUERY, REPLACE, CANCEL, BIND = 4, 5, 3, 7, 8, 9
MULTI, DATA, ENQUIRE = 0x21, 0x103, 0x15
RESPONSE = 0x80000000

Answer = namedtuple("Answer", "command status body")


def text(value):
    return value.encode() + b"\0"


def address(value, ton=1, npi=1):
    return bytes([ton, npi]) + text(value)


NAME = dict(ton=5, npi=0)


class Esme:
    """Bound as a transceiver; answers everything that is delivered."""

    def __init__(self, place, system_id="shop", password="sesame", version=0x34, tls=None, acknowledge=True):
        host, port = place.split(":")
        connection = socket.create_connection((host, int(port)), timeout=10)
        if tls:
            connection = tls.wrap_socket(connection, server_hostname="localhost")
        self.wire = Wire(connection)
        self.acknowledge = acknowledge
        self.delivered = []  # bodies of deliver_sm
        self.answers = {}
        self.arrived = threading.Condition()
        self.sequence = 0
        threading.Thread(target=self.listen, daemon=True).start()
        body = text(system_id) + text(password) + text("") + bytes([version, 0, 0]) + text("")
        self.bound = self.ask(BIND, body)
        assert self.bound.status == 0, hex(self.bound.status)

    def send(self, command, status, sequence, body):
        self.wire.write(struct.pack(">IIII", 16 + len(body), command, status, sequence) + body)

    def post(self, command, body):
        self.sequence += 1
        self.send(command, 0, self.sequence, body)
        return self.sequence

    def wait(self, sequence, seconds=15):
        with self.arrived:
            assert self.arrived.wait_for(lambda: sequence in self.answers, seconds), "no answer"
            return self.answers[sequence]

    def ask(self, command, body):
        answer = self.wait(self.post(command, body))
        assert answer.command in (command | RESPONSE, RESPONSE), hex(answer.command)
        return answer

    def listen(self):
        try:
            while len(header := self.wire.read(16)) == 16:
                length, command, status, sequence = struct.unpack(">IIII", header)
                body = self.wire.read(length - 16)
                if command & RESPONSE:
                    with self.arrived:
                        self.answers[sequence] = Answer(command, status, body)
                        self.arrived.notify_all()
                elif command == DELIVER:
                    self.delivered.append(body)
                    if self.acknowledge:
                        self.send(DELIVER | RESPONSE, 0, sequence, b"\0")
                elif command == ENQUIRE:
                    self.send(ENQUIRE | RESPONSE, 0, sequence, b"")
        except OSError:
            pass

    def submit(self, to, message=b"hello", esm_class=0, coding=0, source="Shop", kind=NAME):
        """Posts a submit_sm and returns its sequence number."""
        body = text("") + address(source, **kind) + address(to)
        body += bytes([esm_class, 0, 0]) + text("") + text("") + bytes([1, 0, coding, 0, len(message)])
        return self.post(SUBMIT, body + message)

    def data(self, to, message, source="Shop"):
        body = text("") + address(source, **NAME) + address(to) + bytes([0, 1, 0])
        return self.ask(DATA, body + struct.pack(">HH", 0x0424, len(message)) + message)

    def multi(self, numbers, message=b"hello", lists=(), esm_class=0):
        body = text("") + address("Shop", **NAME) + bytes([len(numbers) + len(lists)])
        body += b"".join(b"\x01" + address(number) for number in numbers)
        body += b"".join(b"\x02" + text(name) for name in lists)
        body += bytes([esm_class, 0, 0]) + text("") + text("") + bytes([1, 0, 0, 0, len(message)])
        return self.ask(MULTI, body + message)

    def query(self, id):
        """The answer, and the state that it tells."""
        answer = self.ask(QUERY, text(id) + address("Shop", **NAME))
        if answer.status:
            return answer, None
        _, _, rest = answer.body.partition(b"\0")
        _, _, rest = rest.partition(b"\0")
        return answer, rest[0]

    def cancel(self, id):
        return self.ask(CANCEL, text("") + text(id) + address("Shop", **NAME) + address(""))

    def replace(self, id, message):
        body = text(id) + address("Shop", **NAME) + text("") + text("") + bytes([1, 0, len(message)])
        return self.ask(REPLACE, body + message)

    def close(self):
        self.wire.close()


def id_of(answer):
    """The identifier in a response."""
    return answer.body.split(b"\0")[0].decode()


def refused(answer):
    """The addresses and statuses that a response to submit_multi names (3.4, 4.5.2)."""
    id, _, rest = answer.body.partition(b"\0")
    found, rest, count = [], rest[1:], rest[0]
    for _ in range(count):
        place, _, rest = rest[2:].partition(b"\0")
        found.append((place.decode(), struct.unpack(">I", rest[:4])[0]))
        rest = rest[4:]
    return found


def parts(message, size, reference=7):
    """A message in parts with their user data headers (3GPP TS 23.040, 9.2.3.24.1)."""
    pieces = [message[at:at + size] for at in range(0, len(message), size)]
    return [bytes([5, 0, 3, reference, len(pieces), number]) + piece for number, piece in enumerate(pieces, 1)]
