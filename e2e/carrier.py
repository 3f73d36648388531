"""The far end of an outbound trunk: a carrier whose telephones do as a test says.

It speaks as much SIP over UDP as a trunk needs: 401 with a digest challenge, ringing, the answer
with its audio, a refusal, CANCEL and BYE from either side.
"""

import hashlib
import random
import re
import socket
import threading

from phone import Line

REALM = "carrier"


def header(message, name):
    found = re.search(rf"^{name}:\s*(.*?)\r$", message, re.MULTILINE | re.IGNORECASE)
    return found.group(1) if found else None


class Called(Line):
    """A telephone that was called."""

    def __init__(self, carrier, invite, source, tone):
        super().__init__(tone)
        self.carrier = carrier
        self.invite = invite
        self.source = source
        self.number = re.match(r"INVITE sip:([^@]+)@", invite).group(1)
        self.caller = re.search(r"sip:([^@>]+)@", header(invite, "From")).group(1)
        self.tag = f"{random.getrandbits(48):x}"
        self.answered = threading.Event()
        self.acknowledged = threading.Event()
        self.canceled = threading.Event()
        self.over = threading.Event()

    def reply(self, status, reason, sdp=None, more=()):
        lines = [f"SIP/2.0 {status} {reason}"]
        lines += [f"{name}: {header(self.invite, name)}" for name in ("Via", "From", "Call-ID", "CSeq")]
        lines += [f"To: {header(self.invite, 'To')};tag={self.tag}", f"Contact: <{self.carrier.uri}>", *more]
        self.carrier.send("\r\n".join(lines), sdp, self.source)

    def ring(self):
        self.reply(180, "Ringing")

    def answer(self):
        """Picks up: from now on there is audio."""
        self._thread.start()
        self.answered.set()
        self.reply(200, "OK", (
            "v=0\r\no=far 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {self.audio_port} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n"
        ))

    def hang_up(self):
        """Says goodbye."""
        target = re.search(r"<(.*?)>", header(self.invite, "Contact")).group(1)
        lines = [
            f"BYE {target} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.carrier.place};branch=z9hG4bK{random.getrandbits(64):x}",
            f"From: {header(self.invite, 'To')};tag={self.tag}", f"To: {header(self.invite, 'From')}",
            f"Call-ID: {header(self.invite, 'Call-ID')}", "CSeq: 1 BYE", "Max-Forwards: 70",
        ]
        self.carrier.send("\r\n".join(lines), None, self.source)
        self.end()

    def end(self):
        self.over.set()
        self.silence()


class Carrier:
    """Takes calls. `does` is "answer", "ring", or the status of a refusal; with a password every
    call is challenged first."""

    def __init__(self, does="answer", password=None, tone=1200):
        self.does = does
        self.password = password
        self.tone = tone
        self.calls = []
        self.challenged = 0
        self._nonce = f"{random.getrandbits(64):x}"
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def place(self):
        return "127.0.0.1:%d" % self._socket.getsockname()[1]

    @property
    def uri(self):
        return f"sip:far@{self.place}"

    def config(self, name="carrier", more=""):
        """A trunk to this carrier, for carillon.toml."""
        return f'[[sip.outbound]]\nname = "{name}"\nuri = "sip:{{number}}@{self.place}"\n{more}\n'

    def call(self, number=0):
        return self.calls[number] if len(self.calls) > number else None

    def close(self):
        self._stop.set()
        self._thread.join()
        for call in self.calls:
            call.silence()

    def send(self, head, body, to):
        body = body or ""
        kind = "Content-Type: application/sdp\r\n" if body else ""
        text = f"{head}\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        self._socket.sendto(text.encode(), to)

    def _run(self):
        while not self._stop.is_set():
            try:
                packet, source = self._socket.recvfrom(65535)
            except TimeoutError:
                continue
            message = packet.decode(errors="replace")
            method = message.split(" ", 1)[0]
            if method == "INVITE":
                self._invite(message, source)
            elif method != "SIP/2.0":
                self._within(method, message, source)

    def _find(self, message):
        call_id = header(message, "Call-ID")
        return next((it for it in self.calls if header(it.invite, "Call-ID") == call_id), None)

    def _invite(self, message, source):
        known = self._find(message)
        if known:
            # Sent again: the answer was lost, or is still being made.
            return known.ring() if not known.answered.is_set() else None
        call = Called(self, message, source, self.tone)
        if self.password and not self._proven(message):
            self.challenged += 1
            challenge = (
                f'WWW-Authenticate: Digest realm="{REALM}", nonce="{self._nonce}", '
                'algorithm=SHA-256, qop="auth"'
            )
            return call.reply(401, "Unauthorized", more=[challenge])
        self.calls.append(call)
        if isinstance(self.does, int):
            return call.reply(self.does, "Refused")
        call.ring()
        if self.does == "answer":
            call.answer()

    def _proven(self, message):
        given = dict(re.findall(r'(\w+)="?([^",]+)"?', header(message, "Authorization") or ""))
        if not given or given["nonce"] != self._nonce:
            return False
        digest = lambda text: hashlib.sha256(text.encode()).hexdigest()
        secret = digest(f"{given['username']}:{REALM}:{self.password}")
        what = digest(f"INVITE:{given['uri']}")
        wanted = digest(f"{secret}:{self._nonce}:{given['nc']}:{given['cnonce']}:auth:{what}")
        return wanted == given["response"]

    def _within(self, method, message, source):
        call = self._find(message)
        if method == "ACK":
            if call:
                call.acknowledged.set()
            return
        lines = ["SIP/2.0 200 OK"]
        lines += [f"{name}: {header(message, name)}" for name in ("Via", "From", "To", "Call-ID", "CSeq")]
        self.send("\r\n".join(lines), None, source)
        if call and method == "BYE":
            call.end()
        if call and method == "CANCEL" and not call.answered.is_set():
            call.reply(487, "Request Terminated")
            call.canceled.set()
            call.end()
