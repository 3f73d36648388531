"""A carrier's message centre over an independent PDU library (smpp.pdu3), for the tests."""

import contextlib
import heapq
import itertools
import random
import socket
import struct
import threading
import time
from io import BytesIO

from smpp.pdu.operations import (
    BindTransceiverResp, DeliverSM, EnquireLinkResp, SubmitSMResp, UnbindResp,
)
from smpp.pdu.pdu_encoding import PDUEncoder
from smpp.pdu.pdu_types import (
    AddrNpi, AddrTon, CommandId, CommandStatus, EsmClass, EsmClassGsmFeatures, EsmClassMode,
    EsmClassType,
)

from wire import Wire


class Carrier:
    """Takes every message and keeps it; sends a receipt for each unless told otherwise, again after
    each binding until it is acknowledged."""

    def __init__(self, receipts=True, tls=None, congestion=None):
        self.receipts = receipts
        self.tls = tls  # a server's SSL context
        self.congestion = congestion  # congestion_state in answers
        self.versions = []  # interface versions of bindings
        self.submitted = []  # (source, destination, text, identifier)
        self.acknowledged = 0
        self.owed = {}  # what is not acknowledged, by sequence number
        self.refusals = []  # statuses of the next submissions
        self.connections = []
        self.numbers = itertools.count(1)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            if self.tls:
                try:
                    connection = self.tls.wrap_socket(connection, server_side=True)
                except OSError:
                    continue
            connection = Wire(connection)
            self.connections.append(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with contextlib.suppress(OSError):
            while len(header := connection.read(4)) == 4:
                length = struct.unpack(">I", header)[0] - 4
                if len(body := connection.read(length)) < length:
                    return
                self.answer(connection, PDUEncoder().decode(BytesIO(header + body)))

    def send(self, connection, pdu):
        with contextlib.suppress(OSError):
            connection.write(PDUEncoder().encode(pdu))

    def answer(self, connection, pdu):
        if pdu.id == CommandId.bind_transceiver:
            assert pdu.params["password"] == b"secret"
            self.versions.append(pdu.params["interface_version"])
            self.send(connection, BindTransceiverResp(seqNum=pdu.seqNum, system_id=b"centre"))
            for owed in list(self.owed.values()):
                self.send(connection, owed)
        elif pdu.id == CommandId.enquire_link:
            self.send(connection, EnquireLinkResp(seqNum=pdu.seqNum))
        elif pdu.id == CommandId.unbind:
            self.send(connection, UnbindResp(seqNum=pdu.seqNum))
        elif pdu.id == CommandId.deliver_sm_resp:
            self.acknowledged += 1
            self.owed.pop(pdu.seqNum, None)
        elif pdu.id == CommandId.submit_sm:
            self.take(connection, pdu)

    def take(self, connection, pdu):
        if self.refusals:
            status = self.refusals.pop(0)
            return self.send(connection, SubmitSMResp(seqNum=pdu.seqNum, status=status))
        params = pdu.params
        identifier = "c%d" % next(self.numbers)
        self.submitted.append((
            params["source_addr"].decode(), params["destination_addr"].decode(),
            params["short_message"], identifier,
        ))
        if self.congestion is None:
            self.send(connection, SubmitSMResp(seqNum=pdu.seqNum, message_id=identifier.encode()))
        else:
            # The library knows 3.4 alone: congestion_state is written by hand.
            body = identifier.encode() + b"\0" + struct.pack(">HHB", 0x0428, 1, self.congestion)
            head = struct.pack(">IIII", 16 + len(body), 0x80000004, 0, pdu.seqNum)
            with contextlib.suppress(OSError):
                connection.write(head + body)
        if self.receipts:
            text = f"id:{identifier} sub:001 dlvrd:001 stat:DELIVRD err:000 text:"
            self.deliver(connection, params["destination_addr"], params["source_addr"], text,
                         EsmClassType.SMSC_DELIVERY_RECEIPT)

    def deliver(self, connection, source, destination, text, kind=EsmClassType.DEFAULT):
        pdu = DeliverSM(
            seqNum=next(self.numbers), source_addr=source, destination_addr=destination,
            source_addr_ton=AddrTon.INTERNATIONAL, source_addr_npi=AddrNpi.ISDN,
            dest_addr_ton=AddrTon.INTERNATIONAL, dest_addr_npi=AddrNpi.ISDN,
            esm_class=EsmClass(EsmClassMode.DEFAULT, kind), short_message=text.encode(),
        )
        self.owed[pdu.seqNum] = pdu
        self.send(connection, pdu)
        return pdu.seqNum

    def deliver_part(self, source, destination, part):
        """Delivers a part with its header, by any connection; again after each binding until it is
        acknowledged."""
        pdu = DeliverSM(
            seqNum=next(self.numbers), source_addr=source, destination_addr=destination,
            source_addr_ton=AddrTon.INTERNATIONAL, source_addr_npi=AddrNpi.ISDN,
            dest_addr_ton=AddrTon.INTERNATIONAL, dest_addr_npi=AddrNpi.ISDN,
            esm_class=EsmClass(EsmClassMode.DEFAULT, EsmClassType.DEFAULT, [EsmClassGsmFeatures.UDHI_INDICATOR_SET]),
            short_message=part,
        )
        self.owed[pdu.seqNum] = pdu
        self.send(self.connections[-1], pdu)
        return pdu.seqNum

    def close(self):
        self.listener.close()
        for connection in self.connections:
            connection.close()


class Unreliable(Carrier):
    """A centre on a bad day: what it does with the message to a number follows from a seed. It puts
    off, answers late or never, tells late. What it did is noted."""

    def __init__(self, seed):
        self.seed = seed
        self.put_off, self.unanswered = set(), set()
        self.due, self.order = [], itertools.count()
        self.awake = threading.Condition()
        threading.Thread(target=self.run_late, daemon=True).start()
        super().__init__()

    def later(self, seconds, what, *arguments):
        with self.awake:
            heapq.heappush(self.due, (time.monotonic() + seconds, next(self.order), what, arguments))
            self.awake.notify()

    def run_late(self):
        while True:
            with self.awake:
                while not self.due or self.due[0][0] > time.monotonic():
                    self.awake.wait(self.due[0][0] - time.monotonic() if self.due else None)
                *_, what, arguments = heapq.heappop(self.due)
            what(*arguments)

    def take(self, connection, pdu):
        source, to = pdu.params["source_addr"].decode(), pdu.params["destination_addr"].decode()
        dice = random.Random(f"{self.seed} {to}")
        mood, pause = dice.random(), dice.random() / 5
        if mood < 0.002 and to not in self.put_off:
            self.put_off.add(to)
            return self.send(connection, SubmitSMResp(seqNum=pdu.seqNum, status=THROTTLED))
        identifier = "c%d" % next(self.numbers)
        self.submitted.append((source, to, pdu.params["short_message"], identifier))
        if mood > 0.99:
            self.unanswered.add(to)
        elif dice.random() < 0.3:
            self.later(pause, self.accept_one, connection, pdu, identifier)
        else:
            self.accept_one(connection, pdu, identifier)
        text = f"id:{identifier} sub:001 dlvrd:001 stat:DELIVRD err:000 text:"
        self.later(pause * 2, self.tell, to, source, text)

    def accept_one(self, connection, pdu, identifier):
        self.send(connection, SubmitSMResp(seqNum=pdu.seqNum, message_id=identifier.encode()))

    def tell(self, source, destination, text):
        """A receipt over the latest connection; if that is gone, it goes over the next one."""
        self.deliver(
            self.connections[-1], source.encode(), destination.encode(), text, EsmClassType.SMSC_DELIVERY_RECEIPT)


THROTTLED = CommandStatus.ESME_RTHROTTLED
