"""The operator's tools: what the runbook looks at before a session, on any hubs with the contract.

They call the hubs as any client does, through `hubproof.client.sdk`, and place no orders. Status 0
says that what was asked for was seen; 2 that nothing can be said, and why.
"""
