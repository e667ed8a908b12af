"""An app with one problem, DSH101 at `PLACE`."""

from __future__ import annotations

BAD = """\
import asyncio
import time

from dash import Dash, Input, Output, html

app = Dash(__name__, backend="fastapi")
app.layout = html.Div([html.Button("Go", id="go"), html.Div(id="out")])


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    await asyncio.sleep(0)
    time.sleep(2)
    return clicks
"""
PLACE = "app.py:13:5"
