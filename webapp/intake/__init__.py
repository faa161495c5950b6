"""The bytes of an upload become an upright RGB array of bounded size: signature, limits, decoder, upright."""
