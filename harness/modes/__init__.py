"""Modes: the same run over different networks, in virtual time or over real sockets.

A mode supplies the clock, the subject and the patience; the sequence of a run is not its business.
"""
