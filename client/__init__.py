"""The reference client: what a bot must do to survive, one module per pattern.

It imports the contract and nothing else of ours, so it can be copied out whole. Start reading at
`runtime`, which puts the patterns together: `submission`, `consumer`, `workflow`, `jobs`, `store`.
"""
