"""The pages in a real Chromium with a fake microphone."""

import numpy as np
import struct

# What the fake microphone hears, in hertz.
AGENT_TONE = 1000

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    # Without it Chromium hides local addresses behind names that only mDNS resolves.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]

# Keeps what each peer connection hears where a test can measure it.
LISTEN = """
(() => {
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener('track', (event) => {
        const context = new AudioContext();
        const analyser = context.createAnalyser();
        analyser.fftSize = 8192;
        analyser.smoothingTimeConstant = 0;
        // A stream that no element plays is not decoded.
        const audio = new Audio();
        audio.srcObject = new MediaStream([event.track]);
        audio.muted = true;
        audio.play();
        context.createMediaStreamSource(audio.srcObject).connect(analyser);
        window.__heard = { context, analyser };
      });
    }
  };
  window.loudness = () => {
    if (!window.__heard) return 0;
    const samples = new Float32Array(window.__heard.analyser.fftSize);
    window.__heard.analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
  };
  window.strength = (hertz) => {
    if (!window.__heard) return 0;
    const { context, analyser } = window.__heard;
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    let energy = 0, re = 0, im = 0;
    for (let n = 0; n < samples.length; n++) {
      energy += samples[n] ** 2;
      re += samples[n] * Math.cos(2 * Math.PI * hertz * n / context.sampleRate);
      im += samples[n] * Math.sin(2 * Math.PI * hertz * n / context.sampleRate);
    }
    if (energy / samples.length < 1e-6) return 0;
    return 2 * (re * re + im * im) / (samples.length * energy);
  };
})();
"""


def tone_file(path, hertz, seconds=5, rate=48000):
    """A WAV file of a tone that loops without a seam, for the fake microphone."""
    n = np.arange(seconds * rate)
    samples = (np.sin(2 * np.pi * hertz * n / rate) * 10000).astype("<i2").tobytes()
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(samples), b"WAVE", b"fmt ", 16, 1, 1, rate,
        rate * 2, 2, 16, b"data", len(samples),
    )
    path.write_bytes(head + samples)
    return path


def launch(browser_type, microphone):
    """A Chromium whose microphone hears a file."""
    return browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=[*ARGS, f"--use-file-for-fake-audio-capture={microphone}"],
    )


class Agent:
    """An agent at the agent page."""

    def __init__(self, browser, url, user):
        self.user = user
        self.context = browser.new_context()
        self.context.add_init_script(LISTEN)
        self.page = self.context.new_page()
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on(
            "console",
            lambda line: self.problems.append(line.text) if line.type == "error" else None,
        )
        sign_in(self.page, url, user, "/agent")

    def choose(self, status):
        self.page.get_by_role("button", name="Change status").click()
        self.page.get_by_role("menuitemradio", name=status).click()
        self.page.get_by_role("button", name=f"Status: {status}").wait_for()

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def card(self, name):
        return self.page.get_by_role("region", name=name)

    def hears(self, hertz):
        return self.page.evaluate("hertz => window.strength(hertz)", hertz) > 0.5


def sign_in(page, url, user, path):
    """Opens a page, signing in on the way."""
    page.goto(f"{url}{path}")
    page.get_by_label("User name").fill(user["username"])
    page.get_by_label("Password").fill(user["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{path}")
