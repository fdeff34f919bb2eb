"""The MesoLive hubs, able to misbehave on command.

It never imports the client: what it knows of a client came over the wire.
"""
