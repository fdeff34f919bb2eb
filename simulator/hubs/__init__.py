"""Hub methods to world commands, effects to messages: what stands between a session and the world.

Nothing is decided here about trading, and nothing about sockets.
"""
