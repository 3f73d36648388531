//! The configured resources of a contact centre: instances, users, queues, routing profiles, hours, prompts, flows and numbers.
