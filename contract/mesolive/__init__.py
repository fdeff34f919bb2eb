"""The MesoLive hubs' models, enums, methods and callbacks, each with its evidence.

What the vendor's documents do not say is marked assumed and lives in one place.
"""
