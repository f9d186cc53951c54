"""Registers that the server itself asks, over the network."""
