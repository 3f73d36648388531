//! The gateway: one HTTP port for all APIs and pages, TLS, authentication and dispatch.
