import time
from dash import Dash, Input, Output

app = Dash(__name__, backend="fastapi")


@app.callback(Output("a", "b"), Input("c", "d"))
async def show(value):
    time.sleep(1)
    return await app.load(value)
