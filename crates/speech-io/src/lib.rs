//! Text to speech: providers, voices and the cache of synthesised prompts.
