//! The media engine: legs, bridges, players and recorders, moved forward 20 ms at a time.
