"""What is true behind the hubs: accounts, orders, jobs, idempotency records and the event log.

Commands and instants go in, effects come out. Nothing here reads a clock, a socket or entropy,
because a run that is replayed from its seed must find the same world at the same instant.
"""
