"""The pytest plugin: every scenario as one test, for people who live in pytest.

An entry module on top of every floor, beside the command line. What pytest loads at its start is
`hooks` alone; everything else is imported once a scenario is collected.
"""
