#!/usr/bin/env python3
"""mend_example.py FOLDER: do what dashlint says of the example in the folder."""

import sys
from pathlib import Path

EDITS = {
    "app.py": (
        ("from flask_caching import Cache\n", ""),
        ('cache = Cache(app.server, config={"CACHE_TYPE": "SimpleCache"})\n', ""),
        ("rate = exchange_rate(currency)", "rate = await asyncio.to_thread(exchange_rate, currency)"),
        ("async def greet", "def greet"),
    ),
    "pages/months.py": (
        ('"""Sales by month, as a page."""\n', '"""Sales by month, as a page."""\n\nimport asyncio\n'),
        ("def show_months", "async def show_months"),
        ("in by_month()]", "in await asyncio.to_thread(by_month)]"),
    ),
    "hooks.py": (
        ("    @app.server.before_request\n", '    @app.server.middleware("http")\n'),
        ("    def count_requests():\n", "    async def count_requests(request, call_next):\n"),
        ('        log.info("a request")\n', '        log.info("a request")\n        return await call_next(request)\n'),
    ),
}


def main() -> None:
    folder = Path(sys.argv[1])
    for name, edits in EDITS.items():
        file = folder / name
        text = file.read_text(encoding="utf-8")
        for old, new in edits:
            if text.count(old) != 1:
                sys.exit(f"{name} holds {text.count(old)} times what is to be mended: {old!r}")
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")


main()
