"""Measurements of the whole program against issue 2's limits; `python3 kaa.py bench` runs them."""
