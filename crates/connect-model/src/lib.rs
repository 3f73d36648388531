//! Request and response types and the routing table of the Amazon Connect API, generated from models/connect.json.
