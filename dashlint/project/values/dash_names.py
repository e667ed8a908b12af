"""The names of Dash, its backends and its relatives that the engine recognises."""

from __future__ import annotations

from dashlint.project.values.objects import Instance
from dashlint.project.values.value import Value

#: Classes whose objects are Dash apps. `flash` is an async fork of Dash on Quart.
DASH = "dash.Dash"
FLASH = "flash.Flash"
APPS = frozenset({DASH, FLASH, "dash_extensions.enrich.DashProxy", "jupyter_dash.JupyterDash"})
GET_APP = frozenset({"dash.get_app"})
#: The kind of `dash.get_app()`: whichever app the module belongs to.
CURRENT_APP = "dash.get_app()"
#: Decorators that register a callback, whose first argument then is the function.
CALLBACKS = frozenset(
    {"dash.callback", "flash.callback", "dash.hooks.callback", f"{CURRENT_APP}.callback"}
    | {f"{app}.callback" for app in APPS}
    | {f"{app}.long_callback" for app in APPS}
    | {"dash.long_callback"}
)
FLASH_CALLBACKS = frozenset({"flash.callback", f"{FLASH}.callback"})
GLOBAL_CALLBACKS = frozenset({"dash.callback", "flash.callback", "dash.hooks.callback", "dash.long_callback"})
DEPENDENCIES = frozenset(
    {f"dash.{name}" for name in ("Input", "Output", "State", "ClientsideFunction")}
    | {f"flash.{name}" for name in ("Input", "Output", "State")}
    | {"dash_extensions.enrich.Trigger"}
)
REGISTER_PAGE = frozenset({"dash.register_page", "flash.register_page"})
#: Web applications that Dash runs on, by backend.
SERVERS = {"flask.Flask": "flask", "fastapi.FastAPI": "fastapi", "quart.Quart": "quart"}
SERVER = "dash.Dash.server"
BACKENDS = frozenset({"flask", "fastapi", "quart"})
ASGI = frozenset({"fastapi", "quart"})
#: Hooks of Flask's or Quart's server, and the lists that keep them: FastAPI's has none of these.
HOOKS = tuple(
    "before_request after_request teardown_request teardown_appcontext before_first_request errorhandler "
    "register_error_handler context_processor shell_context_processor url_value_preprocessor url_defaults "
    "before_websocket after_websocket teardown_websocket before_serving after_serving while_serving "
    "before_request_funcs after_request_funcs teardown_request_funcs teardown_appcontext_funcs error_handler_spec "
    "template_context_processors url_value_preprocessors url_default_functions before_first_request_funcs "
    "before_websocket_funcs after_websocket_funcs teardown_websocket_funcs before_serving_funcs "
    "after_serving_funcs".split()
)
ALL_NAMES = APPS | CALLBACKS | DEPENDENCIES | REGISTER_PAGE | GET_APP | frozenset(SERVERS)


def is_server(value: Value) -> bool:
    """Tell whether a value is a web application of one of the backends."""
    return isinstance(value, Instance) and (value.kind in SERVERS or value.kind == SERVER)
