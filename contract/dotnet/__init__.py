"""The values that a .NET hub takes and gives: its kinds, and how JSON and MessagePack carry them.

Rule: the recordings named `values/*` show how that server writes and reads typed members by
default; this is the dialect `dotnet_default`. MesoLive's own stands in `contract.mesolive`.
"""
