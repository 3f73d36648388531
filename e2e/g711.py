"""G.711 µ-law for the test phone, written from the ITU-T recommendation and not from the
product's own code, so that a mistake in one shows against the other."""

import numpy as np

BIAS = 132


def _decode(code):
    code = ~code & 0xFF
    magnitude = (((code & 15) << 3) + BIAS << ((code >> 4) & 7)) - BIAS
    return -magnitude if code & 0x80 else magnitude


_DECODED = np.array([_decode(code) for code in range(256)], dtype=np.int16)
_SEGMENT_ENDS = np.array([0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF, 0x1FFF, 0x3FFF, 0x7FFF])


def ulaw_to_linear(data):
    """16-bit samples of µ-law bytes."""
    return _DECODED[np.frombuffer(data, dtype=np.uint8)]


def linear_to_ulaw(samples):
    """µ-law bytes of 16-bit samples."""
    samples = samples.astype(np.int32)
    sign = np.where(samples < 0, 0x80, 0)
    magnitude = np.minimum(np.abs(samples), 32635) + BIAS
    segment = np.searchsorted(_SEGMENT_ENDS, magnitude)
    code = sign | (segment << 4) | ((magnitude >> (segment + 3)) & 15)
    return (~code & 0xFF).astype(np.uint8).tobytes()
