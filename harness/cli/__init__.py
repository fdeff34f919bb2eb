"""The command line: what a person types, and what they read.

An entry module on top of every floor: it alone reads arguments, the terminal and signals.
"""
