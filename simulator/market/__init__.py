"""The market and the broker's arithmetic: quotes, contracts, the book, matching and money.

Plain data in, plain data out. Nothing here knows a strategy, a plan or an event: the world asks and
tells, so that a price, a fill or a balance can be checked by itself.
"""
