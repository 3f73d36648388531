//! Session descriptions and the offer/answer negotiation of audio legs (RFC 8866, RFC 3264).
