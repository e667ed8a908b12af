"""A sales dashboard on FastAPI. It looks right, and it is slow, wrong or broken in every way that dashlint knows."""

import asyncio

from dash import Dash, Input, Output, dcc, html, page_container
from flask_caching import Cache

from hooks import add_hooks
from services.rates import exchange_rate
from services.sales import total

app = Dash(__name__, backend="fastapi", use_pages=True)
server = app.server

cache = Cache(app.server, config={"CACHE_TYPE": "SimpleCache"})
add_hooks(app)

app.layout = html.Div(
    [
        html.H1("Sales"),
        dcc.Dropdown(["EUR", "USD", "GBP"], "EUR", id="currency"),
        html.P(id="total"),
        html.P(id="greeting"),
        dcc.Input(id="name"),
        page_container,
    ]
)


@app.callback(Output("total", "children"), Input("currency", "value"))
async def show_total(currency):
    amount = await asyncio.to_thread(total)
    rate = exchange_rate(currency)
    return f"{amount * rate:,.2f} {currency}"


@app.callback(Output("greeting", "children"), Input("name", "value"))
async def greet(name):
    return f"Hello, {name or 'stranger'}!"


if __name__ == "__main__":
    app.run()
