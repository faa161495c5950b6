"""Measures speed, memory and behaviour under load; `make bench` runs what needs no server."""
