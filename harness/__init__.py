"""Runs a scenario from a seed and decides whether the subject behaved.

It judges from the record alone; only a few named modules know the reference client.
"""
