"""The sales of the year, from a database file."""

import sqlite3


def total():
    with sqlite3.connect("sales.db") as connection:
        return connection.execute("select sum(amount) from sales").fetchone()[0]


def by_month():
    with sqlite3.connect("sales.db") as connection:
        return connection.execute("select month, sum(amount) from sales group by month").fetchall()
