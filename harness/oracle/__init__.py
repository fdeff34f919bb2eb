"""The oracle: a history, put in the order in which questions are asked of it.

One file for each thing that is asked about; checkers read the whole of it as one `Oracle`.
"""

from hubproof.harness.oracle.oracle import US_PER_S, Oracle, seconds

__all__ = ["US_PER_S", "Oracle", "seconds"]
