"""Conformance: our SignalR server held against recordings of the one that everybody has met.

Rule: a recording wins over any text. What may differ stands in `rules`, is printed by `--rules`,
and is nothing but that; a server that does better than the recorded one says where.
"""
