"""Subjects: how a client under test is started, killed, restarted and stopped.

Two ways with one face: inside this process under virtual time, or as a process of its own.
"""
