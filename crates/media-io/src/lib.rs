//! The media threads: RTP sockets, WebRTC transports and the 20 ms clock around the media engine.
