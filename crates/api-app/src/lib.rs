//! What the pages speak: sign-in, sessions, the agent's and the caller's WebSocket, and the views of contacts.
