"""Deterministic simulation of the whole synchronisation: docs/reliability.md."""
