"""The test hub of the recordings on our hub definitions, its endpoints and what is beside them.

Rule: it is the hub of `tests/transcripts/server`, method for method and option for option; where
that one is surprising, so is this.
"""
