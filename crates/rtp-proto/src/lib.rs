//! RTP on plain bytes: packets, jitter buffer, RFC 4733 telephone events and RTCP reports.
