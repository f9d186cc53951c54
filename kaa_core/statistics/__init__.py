"""Figures as of a date, each with its definition, from dated facts of the youths. Pure."""
