"""A stand-in for the vendor's package of examples, for whoever follows the runbook without it.

`hubproof tools` prints the line that puts it on the path. It decides nothing: every module hands
over to the operator's tools.
"""
