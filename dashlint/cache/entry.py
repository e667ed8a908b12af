"""Entries: how a kept answer is laid out in its file."""

MARK = b"dashlint answer 1"
_SECTIONS = 10


class Entry:
    """A kept answer to the command line that `key` stands for: what was printed, and what it rests on.

    Of each file there is the path, the signature and the digest; of each folder the path and the listing; of each place
    the path and what is there; of each variable of the environment the name and the value.
    """

    __slots__ = (
        "digests",
        "errors",
        "files",
        "folders",
        "key",
        "listings",
        "output",
        "places",
        "signatures",
        "status",
        "variables",
    )

    def __init__(
        self,
        key: bytes,
        status: int,
        output: bytes,
        errors: bytes,
        files: tuple[list[bytes], list[bytes], list[bytes]],
        folders: tuple[list[bytes], list[bytes]],
        places: list[bytes],
        variables: list[bytes],
    ) -> None:
        self.key, self.status, self.output, self.errors = key, status, output, errors
        self.files, self.signatures, self.digests = files
        self.folders, self.listings = folders
        self.places, self.variables = places, variables


def packed(entry: Entry) -> bytes:
    """Return an entry as the bytes of its file: a line of numbers, then the sections of these lengths."""
    lists = (entry.files, entry.signatures, entry.digests, entry.folders, entry.listings, entry.places, entry.variables)
    sections = [entry.key, entry.output, entry.errors, *(b"\0".join(one) for one in lists)]
    body = b"".join(sections)
    numbers = [entry.status, *map(len, sections)]
    return b"%s %016x %s\n%s" % (MARK, _checksum(body), b" ".join(b"%d" % number for number in numbers), body)


def unpacked(content: bytes) -> Entry | None:
    """Return the entry that the bytes of a file hold; None if they are damaged or none of ours."""
    line, _, body = content.partition(b"\n")
    try:
        mark, checksum, *numbers = line.rsplit(b" ", _SECTIONS + 2)
        status, *lengths = map(int, numbers)
        is_whole = mark == MARK and len(lengths) == _SECTIONS and min(lengths) >= 0 and sum(lengths) == len(body)
        if not is_whole or status not in (0, 1) or int(checksum, 16) != _checksum(body):
            return None
    except ValueError:
        return None
    return _entry(status, list(_cut(body, lengths)))


def _entry(status: int, sections: list[bytes]) -> Entry | None:
    key, output, errors = sections[:3]
    files, signatures, digests, folders, listings, places, variables = (
        one.split(b"\0") if one else [] for one in sections[3:]
    )
    if not len(files) == len(signatures) == len(digests) or len(folders) != len(listings):
        return None
    if len(places) % 2 or len(variables) % 2:
        return None
    return Entry(key, status, output, errors, (files, signatures, digests), (folders, listings), places, variables)


def _cut(body: bytes, lengths: list[int]) -> list[bytes]:
    sections, start = [], 0
    for length in lengths:
        sections.append(body[start : start + length])
        start += length
    return sections


def _checksum(content: bytes) -> int:
    """Return a number that damage changes; Python's hash of an integer is the same in each process, and costs nothing.

    It guards against accidents alone: who can write the file can write any answer.
    """
    return hash(int.from_bytes(content, "little"))
