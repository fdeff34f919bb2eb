"""Clients built otherwise than the reference, and as right.

A row forbids an outcome, never a style: nothing may convict any of them.
"""
