//! The routing engine: queued contacts on one side, available agents on the other, and the rules that pair them.
