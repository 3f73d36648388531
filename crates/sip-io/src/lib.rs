//! SIP signalling over UDP and TCP behind a narrow interface of legs.
