"""The keys of dashlint's settings: the one table that the reader, the JSON schema and the reference are made from."""

from __future__ import annotations

from typing import Final

from dashlint.configuration.catalogue_keys import BLOCKING, CALLBACK_DECORATORS, FLASK_ONLY, OFFLOAD
from dashlint.configuration.kinds import Choice, File, Flag, Number, ReleaseNumber, Requirement
from dashlint.configuration.lists import Folders, Patterns, Rules, Texts
from dashlint.configuration.tables import ByPattern, Key, Severities
from dashlint.diagnostic import Severity
from dashlint.report import REPORTS
from dashlint.settings import BACKENDS, USUAL_SECONDS

SEVERITIES: Final = tuple(str(severity) for severity in Severity)
_SEVERITY: Final = Choice(SEVERITIES)
_BACKEND: Final = Choice(BACKENDS)

_SOURCES = (
    Key("extend", File(), "A settings file to start from; what is said here wins.", '"../base.toml"'),
    Key("required-version", Requirement(), "The versions of dashlint that these settings are for.", '">=0.1"'),
)
_RULES = (
    Key("select", Rules(), "The rules to report, and no others.", '["DSH1", "pointless-async"]', "all but advice"),
    Key("extend-select", Rules(), "Rules to report besides.", '["ADVICE"]'),
    Key("ignore", Rules(), "Rules not to report; of two entries the more specific one counts.", '["DSH105"]'),
    Key("extend-ignore", Rules(), "The same as `ignore`, to which it adds.", '["blocking-file"]'),
    Key(
        "per-file-ignores",
        ByPattern(Rules(), 'a table of rules by pattern, such as `"tests/*" = ["DSH5"]`'),
        "Rules not to report in some files, whatever is selected; `!` before a pattern means all other files.",
        '{ "tests/*" = ["DSH5"], "!app/**" = ["DSH105"] }',
    ),
    Key(
        "extend-per-file-ignores",
        ByPattern(Rules(), 'a table of rules by pattern, such as `"tests/*" = ["DSH5"]`'),
        "The same, added to what an extended file says.",
        '{ "scripts/*" = ["ALL"] }',
    ),
    Key(
        "severity",
        Severities(_SEVERITY),
        "The severity of rules; what is milder than its rule stays milder.",
        '{ DSH105 = "info" }',
    ),
)
_FIXES = (
    Key("fixable", Rules(), "The rules whose problems are fixed.", '["DSH1"]', "all"),
    Key("unfixable", Rules(), "Rules whose problems are not fixed.", '["DSH302"]'),
    Key("extend-fixable", Rules(), "Rules whose problems are fixed besides.", '["DSH301"]'),
    Key("extend-safe-fixes", Rules(), "Rules whose unsafe fixes count as safe.", '["DSH101"]'),
    Key("extend-unsafe-fixes", Rules(), "Rules whose safe fixes count as unsafe.", '["DSH002"]'),
    Key("fix", Flag(), "Fix what can be fixed, as `--fix` does.", "true", "`false`"),
    Key("unsafe-fixes", Flag(), "Whether unsafe fixes count, as with `--unsafe-fixes`.", "true", "`false`"),
    Key("show-fixes", Flag(), "List what was fixed, as `--show-fixes` does.", "true", "`false`"),
)
_FILES = (
    Key("exclude", Patterns(), "Files and folders to leave out, besides `.gitignore`'s.", '["docs", "*_pb2.py"]'),
    Key("extend-exclude", Patterns(), "The same, added to what an extended file says.", '["legacy"]'),
    Key("force-exclude", Flag(), "Leave out even what the command line names.", "true", "`false`"),
    Key(
        "max-seconds-per-file",
        Number(),
        "How long parsing one file may take, in seconds; one that takes longer is reported (DSH001). `0` is no limit.",
        "10",
        f"`{USUAL_SECONDS}`",
    ),
    Key("src", Folders(), "Folders where absolute imports are looked for first.", '["lib", "backend/app"]'),
)
_APPS = (
    Key("backend", _BACKEND, "The backend of every app, whatever the code says.", '"fastapi"', "what the code says"),
    Key(
        "per-path-backend",
        ByPattern(_BACKEND, 'a table of backends by pattern, such as `"services/a/**" = "fastapi"`'),
        "The backend of the apps that some files make; the first pattern that fits counts.",
        '{ "services/a/**" = "fastapi" }',
    ),
    Key(
        "dash-version",
        ReleaseNumber(),
        "The version of Dash, whatever the manifests say.",
        '"4.4.1"',
        "what the manifests say",
    ),
)
_CATALOGUE = (
    Key(
        "blocking",
        BLOCKING,
        "Calls that block; what is said of a name here wins over the catalogue.",
        '[{ kind = "network", functions = ["crm.fetch"], advice = "use `crm.aio.fetch`" }]',
    ),
    Key(
        "safe",
        Texts(),
        "Functions and methods that do not block, whatever the catalogue or the code says.",
        '["crm.ping"]',
    ),
    Key("offload", OFFLOAD, "What runs functions off the event loop.", '[{ name = "pools.in_pool", arguments = [0] }]'),
    Key(
        "callback-decorators",
        CALLBACK_DECORATORS,
        "Decorators that register Dash callbacks.",
        '[{ name = "web.reacts" }]',
    ),
    Key(
        "flask-only",
        FLASK_ONLY,
        "What works on Flask alone.",
        '[{ binds = ["crm.FlaskCRM"], help = "use `crm.asgi`" }]',
    ),
)
_OUTCOME = (
    Key("fail-on", _SEVERITY, "The least severity that makes the exit status 1.", '"warning"', "`info`"),
    Key("max-warnings", Number(), "How many warnings are let pass; errors never are.", "10", "no number of its own"),
    Key("require-reasons", Flag(), "Whether a suppression has to say why.", "true", "`false`"),
    Key(
        "baseline",
        File(),
        "The file that lists the known problems, which are not reported.",
        '"dashlint-baseline.json"',
    ),
    Key("output-format", Choice(tuple(REPORTS)), "How problems are reported.", '"full"', "`full`"),
)
GROUPS: Final = {
    "Files of settings": _SOURCES,
    "Rules": _RULES,
    "Files": _FILES,
    "Apps": _APPS,
    "What dashlint knows of your code and libraries": _CATALOGUE,
    "Fixes": _FIXES,
    "Outcome": _OUTCOME,
}
KEYS: Final = tuple(key for group in GROUPS.values() for key in group)
