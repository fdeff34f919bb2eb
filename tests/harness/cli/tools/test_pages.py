"""A list is read to its end or its limit, whatever the pages are like."""

import asyncio

import pytest

from hubproof.harness.cli.exits import NotVerifiedError
from hubproof.harness.cli.tools.pages import PAGE_LIMIT, read_on


class Book:
    """Pages as a hub would send them; each but the last has a token."""

    def __init__(self, *pages: int) -> None:
        self._pages = pages
        self.asked: list[tuple[int, str | None]] = []

    async def fetch(self, size: int, token: str | None) -> tuple[list[int], str | None]:
        self.asked.append((size, token))
        place = int(token or 0)
        is_last = place + 1 == len(self._pages)
        first = sum(self._pages[:place])
        items = list(range(first, first + self._pages[place]))
        return items, None if is_last else str(place + 1)


def read(book: Book, limit: int) -> tuple[list[int], bool]:
    return asyncio.run(read_on(book.fetch, limit))


def test_every_page_is_read_and_asked_for_with_the_token_before() -> None:
    book = Book(2, 2, 1)
    assert read(book, 50) == ([0, 1, 2, 3, 4], False)
    assert book.asked == [(50, None), (48, "1"), (46, "2")]


@pytest.mark.parametrize(("limit", "more"), [(3, True), (4, True), (5, False)])
def test_the_limit_ends_it_and_says_whether_there_are_more(limit: int, more: bool) -> None:  # noqa: FBT001  # a parameter of the table
    items, has_more = read(Book(2, 2, 1), limit)
    assert (items, has_more) == (list(range(limit)), more)


def test_a_hub_that_sends_more_than_asked_is_cut_off() -> None:
    assert read(Book(9), 4) == ([0, 1, 2, 3], True)


def test_an_empty_page_with_a_token_is_not_the_end() -> None:
    assert read(Book(0, 0, 2), 5) == ([0, 1], False)


def test_nothing_at_all_is_an_empty_list() -> None:
    assert read(Book(0), 5) == ([], False)


def test_no_page_is_larger_than_a_few_messages() -> None:
    book = Book(PAGE_LIMIT, 1)
    read(book, 10_000)
    assert [size for size, _ in book.asked] == [PAGE_LIMIT, PAGE_LIMIT]


def test_a_hub_that_leads_in_a_circle_is_left() -> None:
    async def fetch(_: int, __: str | None) -> tuple[list[int], str | None]:
        return [], "again"

    with pytest.raises(NotVerifiedError, match="the same ContinuationToken twice"):
        asyncio.run(read_on(fetch, 5))
