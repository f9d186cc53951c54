"""Histories that give the reports' own numbers, made by importing and by the journal, never by figures.

000 Tabell 1 and Tabell 4, 003 Diagram 1. All numbers of identity are synthetic: nobody has them. Demos and
benchmarks may play them too (`playing.play`).
"""
