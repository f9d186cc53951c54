"""Measurements of the whole program against their limits; `python3 kaa.py bench` runs them."""
