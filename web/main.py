
from dash import Dash, Input, Output
from services.rates import rate
from tools.slow import wait

app = Dash(backend="fastapi")


@app.callback(Output("a", "b"), Input("c", "d"))
async def show(value):
    wait()
    rate()
    return await app.load(value)
