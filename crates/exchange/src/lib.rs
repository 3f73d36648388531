//! The conductor: contacts, agents, offers and calls of one instance, as one deterministic machine on virtual time.
