"""Sales by month, as a page."""

from dash import Input, Output, callback, dash_table, html, register_page

from services.sales import by_month

register_page(__name__, path="/months")

layout = html.Div([html.Button("Refresh", id="refresh"), html.Div(id="months")])


@callback(Output("months", "children"), Input("refresh", "n_clicks"))
def show_months(clicks):
    rows = [{"month": month, "amount": amount} for month, amount in by_month()]
    return dash_table.DataTable(rows)
