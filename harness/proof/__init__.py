"""The proof that the judge can be trusted: the guilty are convicted, the innocent are not.

It runs the harness against clients whose guilt is known, and against itself with one eye shut.
"""
