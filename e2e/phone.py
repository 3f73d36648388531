"""A telephone for the tests: SIPp speaks SIP, and the audio it describes is ours.

SIPp runs the scenario `scenarios/call.xml` as a process of its own; the SDP that it sends names a
UDP socket of this process, which sends a tone and RFC 4733 keys and keeps what it hears. What the
phone does next is said to SIPp by a MESSAGE inside its call, so nothing waits for fixed times.
"""

import g711
import random
import socket
import struct
import subprocess
import threading
import time
from pathlib import Path

import numpy as np

RATE = 8000
FRAME = 160
SCENARIO = Path(__file__).parent / "scenarios" / "call.xml"


def strength(samples, hertz):
    """The share of the samples' energy that lies at a frequency: 0 to 1."""
    samples = np.asarray(samples, dtype=np.float64)
    energy = np.sum(samples**2)
    if len(samples) == 0 or energy / max(len(samples), 1) < 100.0:
        return 0.0
    turns = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / RATE)
    return float(2 * np.abs(np.dot(samples, turns)) ** 2 / (len(samples) * energy))


def loudness(samples):
    """The root mean square of the samples."""
    samples = np.asarray(samples, dtype=np.float64)
    return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0


def eventually(what, check, seconds=15.0):
    """Waits until a condition holds, and says what was waited for when it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = check()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


class Line:
    """The audio of one call: sends a tone and keys, and keeps what it hears."""

    # Every line of a test: one that goes on sending when its test is over would talk into the calls
    # of the tests that follow.
    open = []

    def __init__(self, tone, loses=0):
        Line.open.append(self)
        self.tone = tone
        # Every so-manieth packet is lost on its way; none for 0.
        self.loses = loses
        self.sent = 0
        self.heard = np.zeros(0, dtype=np.int16)
        self.keys_heard = ""
        self._key_stamps = set()
        self._lock = threading.Lock()
        self._keys = []
        self._speech = np.zeros(0, dtype=np.int16)
        self._stop = threading.Event()
        self._media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._media.bind(("127.0.0.1", 0))
        self._media.settimeout(0.005)
        self._thread = threading.Thread(target=self._talk, daemon=True)

    @property
    def audio_port(self):
        return self._media.getsockname()[1]

    def press(self, digits):
        """Presses keys as RFC 4733 events."""
        with self._lock:
            self._keys.extend(digits)

    def say(self, words):
        """Speaks once; best from a phone whose `tone` is 0, which is silent otherwise."""
        made = subprocess.run(["espeak-ng", "--stdout", words], check=True, capture_output=True).stdout
        command = ["sox", "-t", "wav", "-", "-t", "raw", "-r", str(RATE), "-e", "signed", "-b", "16", "-c", "1", "-"]
        raw = subprocess.run(command, input=made, check=True, capture_output=True).stdout
        with self._lock:
            self._speech = np.frombuffer(raw, dtype="<i2")

    def last(self, seconds=0.5):
        with self._lock:
            return self.heard[-int(seconds * RATE):].copy()

    def hears(self, hertz):
        return strength(self.last(), hertz) > 0.5

    def silence(self):
        """Ends the audio."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def close(self):
        """Puts the telephone away."""
        self.silence()
        self._media.close()

    def _key_heard(self, stamp, key):
        # The end of a key is sent three times, with one time stamp.
        if stamp not in self._key_stamps:
            self._key_stamps.add(stamp)
            self.keys_heard += key

    def _talk(self):
        sequence, stamp, ssrc = random.getrandbits(15), random.getrandbits(31), random.getrandbits(32)
        to, phase, next_frame, event = None, 0, time.monotonic(), None
        while not self._stop.is_set():
            try:
                packet, address = self._media.recvfrom(2048)
                to = address
                if len(packet) >= 16 and packet[1] & 127 == 101 and packet[13] & 0x80:
                    self._key_heard(packet[4:8], "0123456789*#ABCD"[packet[12]])
                if len(packet) > 12 and packet[1] & 127 == 0:
                    frame = g711.ulaw_to_linear(packet[12:])
                    with self._lock:
                        self.heard = np.concatenate([self.heard, frame])[-RATE * 120:]
            except TimeoutError:
                pass
            if time.monotonic() < next_frame or to is None:
                continue
            next_frame += 0.02
            with self._lock:
                if event is None and self._keys:
                    event = ("0123456789*#".index(self._keys.pop(0)), 0, stamp)
            if event is None:
                with self._lock:
                    spoken, self._speech = self._speech[:FRAME], self._speech[FRAME:]
                n = np.arange(phase, phase + FRAME)
                sound = (np.sin(2 * np.pi * self.tone * n / RATE) * 8000).astype(np.int16)
                if len(spoken):
                    sound = np.pad(spoken, (0, FRAME - len(spoken)))
                payload = g711.linear_to_ulaw(sound)
                head = struct.pack("!BBHII", 0x80, 0, sequence & 0xFFFF, stamp, ssrc)
            else:
                key, frames, began = event
                length = (frames + 1) * FRAME
                last = frames >= 5
                payload = struct.pack("!BBH", key, (0x80 if last else 0) | 10, min(length, 800))
                marker = 0x80 if frames == 0 else 0
                head = struct.pack("!BBHII", 0x80, 101 | marker, sequence & 0xFFFF, began, ssrc)
                # The end is sent three times; then silence of two frames before the next key.
                event = (key, frames + 1, began) if frames < 7 else None
            self.sent += 1
            if not self.loses or self.sent % self.loses:
                self._media.sendto(head + payload, to)
            sequence += 1
            stamp = (stamp + FRAME) & 0xFFFFFFFF
            phase += FRAME


class Phone(Line):
    """One call to a number."""

    def __init__(self, sip_udp, number, folder, tone=600, caller="+12065550123", loses=0):
        super().__init__(tone, loses)
        self.server = sip_udp
        self.number = number
        self.caller = caller
        self._control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._control.bind(("127.0.0.1", 0))
        probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        probe.bind(("127.0.0.1", 0))
        self._sip_port = probe.getsockname()[1]
        probe.close()
        self._call_id = f"{random.getrandbits(64):x}@phone"
        self._log = open(Path(folder) / f"sipp-{self._sip_port}.log", "wb")
        self._sipp = subprocess.Popen(
            [
                "sipp", sip_udp, "-sf", str(SCENARIO), "-m", "1", "-i", "127.0.0.1",
                "-p", str(self._sip_port), "-s", number, "-cid_str", self._call_id,
                "-key", "caller", caller, "-key", "audio_port", str(self.audio_port),
                "-nostdin", "-timeout", "120s", "-timeout_error",
            ],
            stdout=self._log, stderr=subprocess.STDOUT,
        )
        self._thread.start()

    def press_by_info(self):
        """Presses 1 by SIP INFO."""
        self._say("info")

    def hang_up(self):
        """Says goodbye."""
        self._say("bye")

    def ended(self, seconds=20):
        """Waits until SIPp's scenario is over; true when it went as written."""
        try:
            return self._sipp.wait(seconds) == 0
        finally:
            self.close()

    def close(self):
        super().close()
        if self._sipp.poll() is None:
            self._sipp.kill()
            self._sipp.wait()
        self._log.close()
        self._control.close()

    def _say(self, word):
        message = (
            f"MESSAGE sip:phone@127.0.0.1:{self._sip_port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self._control.getsockname()[1]};branch=z9hG4bK{random.getrandbits(48):x}\r\n"
            f"From: <sip:test@127.0.0.1>;tag=t\r\nTo: <sip:phone@127.0.0.1>\r\n"
            f"Call-ID: {self._call_id}\r\nCSeq: 1 MESSAGE\r\nX-Do: {word}\r\nContent-Length: 0\r\n\r\n"
        )
        self._control.sendto(message.encode(), ("127.0.0.1", self._sip_port))
