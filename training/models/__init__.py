"""The networks in Keras, each with its settings on top."""
