"""Clients built otherwise than the reference, and as right: nothing may convict them."""
