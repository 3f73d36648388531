//! The driver of the exchange: feeds it with signalling, media, timers and requests, makes its journal durable and carries out its effects.
