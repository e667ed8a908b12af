"""What the catalogue answers: names, types, conditions, extensions, and the errors of bad tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from dashlint.catalogue import (
    MISSING,
    UNKNOWN,
    Blocking,
    Catalogue,
    CatalogueError,
    Instance,
    Known,
    Named,
    Outcome,
    load,
)
from dashlint.catalogue.backends import Backend
from dashlint.catalogue.load import read_toml
from dashlint.data import data_folder
from dashlint.diagnostic import Effect, Severity

CATALOGUE = load()


class Call:
    """The arguments of a call, as the engine would have read them."""

    def __init__(self, *positional: Known, **keywords: Known) -> None:
        self.positional, self.keywords = positional, keywords

    def get(self, name: str, position: int | None) -> Known:
        if name in self.keywords:
            return self.keywords[name]
        given = position is not None and position < len(self.positional)
        return self.positional[position] if given else MISSING


def known(path: str) -> Blocking:
    found = CATALOGUE.blocking(path)
    assert found is not None, path
    return found


def step(catalogue: Catalogue, type_path: str, name: str) -> str | None:
    if name == "[]":
        return catalogue.item(type_path)
    if name == "for":
        return catalogue.element(type_path)
    if name == "with":
        return catalogue.enter(type_path)
    if name.endswith("()"):
        return catalogue.result(f"{type_path}.{name[:-2]}")
    return catalogue.attribute(type_path, name)


def follow(start: str, *steps: str) -> str | None:
    type_path = CATALOGUE.result(start)
    for name in steps:
        assert type_path is not None, (start, steps, name)
        type_path = step(CATALOGUE, type_path, name)
    return type_path


CHAINS = [
    ("requests.session", [], "get"),
    ("requests.sessions.Session", [], "post"),
    ("boto3.client", [], "get_object"),
    ("boto3.Session", ["client()"], "put_object"),
    ("boto3.client", ["get_paginator()", "paginate()"], "__next__"),
    ("boto3.resource", ["Object()"], "get"),
    ("boto3.resource", ["Bucket()", "objects", "all()"], "__next__"),
    ("boto3.resource", ["Bucket()", "objects", "all()", "for"], "get"),
    ("boto3.resource", ["meta", "client"], "get_object"),
    ("psycopg2.connect", ["cursor()"], "execute"),
    ("sqlite3.connect", ["cursor()"], "fetchall"),
    ("sqlite3.connect", ["execute()"], "fetchall"),
    ("sqlalchemy.create_engine", ["connect()"], "execute"),
    ("sqlalchemy.engine.create_engine", ["begin()"], "execute"),
    ("sqlalchemy.orm.sessionmaker", ["__call__()"], "execute"),
    ("sqlalchemy.orm.sessionmaker", ["begin()", "with"], "scalars"),
    ("sqlalchemy.orm.sessionmaker", ["begin()"], "__exit__"),
    ("sqlalchemy.orm.Session", ["begin()"], "__exit__"),
    ("sqlalchemy.orm.Session", ["begin_nested()"], "commit"),
    ("sqlalchemy.create_engine", ["connect()", "execution_options()"], "execute"),
    ("sqlalchemy.create_engine", ["execution_options()", "connect()"], "execute"),
    ("sqlalchemy.create_engine", ["connect()", "begin()"], "commit"),
    ("sqlalchemy.inspect", [], "get_table_names"),
    ("sqlmodel.inspect", [], "has_table"),
    ("sqlalchemy.engine.reflection.Inspector", [], "get_columns"),
    ("sqlalchemy.orm.declarative_base", ["metadata"], "create_all"),
    ("peewee.Model", ["select()", "join()", "where()", "order_by()", "dicts()"], "__next__"),
    ("peewee.Model", ["select()", "where()"], "count"),
    ("peewee.Model", ["select()"], "__getitem__"),
    ("peewee.Model", ["insert_many()", "on_conflict_ignore()"], "execute"),
    ("peewee.Model", ["update()", "where()"], "execute"),
    ("peewee.Model", ["delete()", "where()"], "execute"),
    ("peewee.Model", ["raw()", "tuples()"], "__next__"),
    ("peewee.Model", ["get_by_id()"], "delete_instance"),
    ("playhouse.pool.PooledPostgresqlDatabase", ["atomic()"], "__enter__"),
    ("playhouse.db_url.connect", ["connection_context()"], "__enter__"),
    ("sqlalchemy.orm.scoped_session", ["query()", "filter()", "order_by()"], "all"),
    ("sqlalchemy.orm.scoped_session", ["__call__()"], "commit"),
    ("sqlalchemy.orm.Session", ["query()", "filter_by()"], "__next__"),
    ("sqlmodel.Session", [], "exec"),
    ("sqlmodel.Session", ["query()"], "first"),
    ("flask_sqlalchemy.SQLAlchemy", ["session"], "commit"),
    ("flask_sqlalchemy.SQLAlchemy", ["Model", "query", "filter_by()"], "first"),
    ("pymongo.MongoClient", ["[]", "[]"], "find_one"),
    ("pymongo.mongo_client.MongoClient", ["shop", "orders", "find()", "sort()"], "__next__"),
    ("redis.StrictRedis", ["pipeline()"], "execute"),
    ("redis.from_url", [], "get"),
    ("google.cloud.bigquery.client.Client", ["query()"], "result"),
    ("google.cloud.storage.Client", ["bucket()", "blob()"], "download_as_text"),
    ("google.cloud.storage.Client", ["list_blobs()"], "__next__"),
    ("google.cloud.storage.Client", ["list_blobs()", "for"], "download_as_bytes"),
    ("azure.storage.blob.BlobServiceClient", ["from_connection_string()", "get_blob_client()"], "download_blob"),
    ("urllib.request.urlopen", [], "read"),
    ("builtins.open", [], "read"),
    ("builtins.open", [], "readinto"),
    ("builtins.open", [], "__next__"),
    ("pathlib.Path", ["parent", "__truediv__()"], "read_text"),
    ("pathlib.PosixPath", ["open()"], "write"),
    ("pathlib.Path", ["glob()"], "__next__"),
    ("pathlib.Path", ["glob()", "for"], "read_bytes"),
    ("pandas.read_csv", ["dropna()", "groupby()", "agg()"], "to_csv"),
    ("pandas.DataFrame", ["[]", "price"], "to_excel"),
    ("geopandas.read_file", ["head()"], "to_csv"),
    ("polars.scan_csv", ["filter()", "group_by()", "agg()"], "collect"),
    ("polars.scan_csv", ["collect()"], "write_csv"),
    ("polars.read_excel", ["filter()", "max()"], "write_delta"),
    ("pandas.read_csv", ["combine_first()", "assign()", "pipe()"], "to_csv"),
    ("hishel.CacheClient", [], "get"),
    ("mypy_boto3_s3.S3Client", [], "get_object"),
    ("types_boto3_lambda.client.LambdaClient", [], "invoke"),
    ("types_boto3_s3.service_resource.Bucket", [], "upload_file"),
    ("weasyprint.HTML", ["render()"], "write_pdf"),
    ("diskcache.FanoutCache", [], "get"),
    ("filelock.UnixFileLock", [], "__enter__"),
    ("portalocker.TemporaryFileLock", [], "acquire"),
    ("duckdb.connect", ["sql()"], "df"),
    ("duckdb.sql", ["filter()"], "fetchall"),
    ("openai.AzureOpenAI", ["chat", "completions"], "create"),
    ("anthropic.Anthropic", ["messages"], "create"),
    ("langchain_openai.ChatOpenAI", [], "invoke"),
    ("concurrent.futures.thread.ThreadPoolExecutor", ["submit()"], "result"),
    ("concurrent.futures.ThreadPoolExecutor", ["map()"], "__next__"),
    ("asyncio.run_coroutine_threadsafe", [], "result"),
    ("multiprocessing.get_context", ["Pool()"], "map"),
    ("multiprocessing.Pool", ["apply_async()"], "get"),
    ("subprocess.Popen", [], "communicate"),
    ("supabase.create_client", ["table()", "select()", "eq()"], "execute"),
    ("supabase.create_client", ["table()", "select()", "eq()", "single()"], "execute"),
    ("gspread.service_account", ["open()", "worksheet()"], "get_all_records"),
    ("influxdb_client.InfluxDBClient", ["query_api()"], "query"),
    ("celery.app.task.Task", ["delay()"], "get"),
    ("plotly.express.scatter", ["update_layout()"], "write_image"),
    ("plotly.subplots.make_subplots", [], "to_image"),
    ("grpc.insecure_channel", ["unary_unary()"], "__call__"),
    ("git.Repo", ["iter_commits()"], "__next__"),
    ("sklearn.linear_model.LinearRegression", [], "fit"),
]


@pytest.mark.parametrize(("start", "steps", "method"), CHAINS, ids=lambda value: str(value))
def test_a_chain_of_calls_reaches_what_blocks(start: str, steps: list[str], method: str) -> None:
    type_path = follow(start, *steps)
    assert type_path is not None
    assert CATALOGUE.blocking(f"{type_path}.{method}") is not None


@pytest.mark.parametrize(
    "path",
    [
        "redis.asyncio.Redis.get",
        "redis.asyncio.client.Redis.get",
        "httpx.AsyncClient.get",
        "sqlalchemy.ext.asyncio.AsyncSession.execute",
        "sqlalchemy.ext.asyncio.create_async_engine",
        "psycopg.AsyncConnection.execute",
        "psycopg.AsyncConnection.connect",
        "pymongo.AsyncMongoClient",
        "motor.motor_asyncio.AsyncIOMotorClient",
        "aiosqlite.connect",
        "elasticsearch.AsyncElasticsearch.search",
        "openai.AsyncOpenAI.chat.completions.create",
        "anthropic.AsyncAnthropic.messages.create",
        "azure.storage.blob.aio.BlobClient.download_blob",
        "google.genai.Client.aio.models.generate_content",
        "neo4j.AsyncGraphDatabase.driver",
        "grpc.aio.insecure_channel",
        "asyncio.sleep",
        "asyncio.to_thread",
        "asyncio.create_subprocess_exec",
        "asyncio.Task.result",
        "asyncio.Future.result",
        "asyncio.Lock.acquire",
        "asyncio.Queue.get",
        "langchain_openai.ChatOpenAI.ainvoke",
        "polars.LazyFrame.collect_async",
        "websockets.connect",
    ],
)
def test_asynchronous_twins_are_not_caught(path: str) -> None:
    assert CATALOGUE.blocking(path) is None
    assert CATALOGUE.decorator(path) is None


@pytest.mark.parametrize(
    "path",
    ["redis.asyncio.from_url", "redis.asyncio.Redis", "httpx.AsyncClient", "sqlalchemy.ext.asyncio.AsyncSession"],
)
def test_asynchronous_twins_are_not_taken_for_the_sync_type(path: str) -> None:
    kind = CATALOGUE.result(path) or path
    assert kind.startswith(path.rpartition(".")[0])
    assert [name for name in ("get", "execute", "commit") if CATALOGUE.blocking(f"{kind}.{name}")] == []


@pytest.mark.parametrize(
    "path",
    [
        "asyncio.sleep",
        "asyncio.threads.to_thread",
        "httpx.AsyncClient.get",
        "redis.asyncio.client.Redis.get",
        "sqlalchemy.ext.asyncio.session.AsyncSession.execute",
        "asyncpg.pool.Pool.fetchrow",
        "openai.AsyncOpenAI.chat.completions.create",
    ],
)
def test_coroutines_are_known(path: str) -> None:
    known = CATALOGUE.coroutine(path)
    assert known is not None
    assert not known.is_property


@pytest.mark.parametrize(
    "path",
    [
        "asyncio.gather",
        "asyncio.create_task",
        "asyncio.timeout",
        "httpx.AsyncClient.stream",
        "httpx.Client.get",
        "aiohttp.ClientSession.get",
        "redis.asyncio.Redis.pipeline",
        "redis.Redis.get",
        "asyncpg.Pool.acquire",
        "aiosqlite.Connection.execute",
    ],
)
def test_what_does_more_than_wait_to_be_awaited_is_no_coroutine(path: str) -> None:
    assert CATALOGUE.coroutine(path) is None


def test_properties_that_are_coroutines_are_told_from_functions() -> None:
    form, get_json = CATALOGUE.coroutine("quart.request.form"), CATALOGUE.coroutine("quart.request.get_json")
    assert form is not None
    assert get_json is not None
    assert (form.is_property, get_json.is_property) == (True, False)


@pytest.mark.parametrize(
    "path",
    [
        "sqlite3.connect",
        "sqlalchemy.create_engine",
        "redis.Redis",
        "pymongo.MongoClient",
        "pymongo.collection.Collection.find",
        "duckdb.sql",
        "duckdb.DuckDBPyConnection.query",
        "polars.scan_csv",
        "polars.scan_parquet",
        "polars.scan_delta",
        "polars.LazyFrame.filter",
        "sqlalchemy.orm.Session.begin",
        "sqlalchemy.engine.Connection.execute.fetchall",
        "sqlmodel.Session.exec.all",
        "peewee.SqliteDatabase",
        "peewee.Database.atomic",
        "peewee.Model.select",
        "peewee.Model.insert_many",
        "peewee.ModelSelect.where",
        "filelock.FileLock",
        "portalocker.Lock",
        "pandas.ExcelWriter",
        "requests.Session",
        "elasticsearch.Elasticsearch",
        "neo4j.GraphDatabase.driver",
        "neo4j.Driver.session",
        "clickhouse_driver.Client",
        "google.cloud.bigquery.Client",
        "google.cloud.storage.Client.bucket",
        "boto3.client",
        "botocore.client.BaseClient.generate_presigned_url",
        "botocore.client.BaseClient.get_object.read",
        "boto3.resources.base.ServiceResource.Bucket",
        "PIL.Image.open",
        "subprocess.Popen",
        "subprocess.Popen.poll",
        "os.posix_spawn",
        "threading.Thread.start",
        "threading.Event.set",
        "concurrent.futures.ThreadPoolExecutor.submit",
        "concurrent.futures.ThreadPoolExecutor.map",
        "concurrent.futures.as_completed",
        "queue.Queue.get_nowait",
        "redis.client.Pipeline.get",
        "trino.dbapi.connect",
        "xarray.open_dataset",
        "psycopg2.extensions.cursor.fetchall",
        "pymysql.cursors.Cursor.fetchall",
        "langchain_core.prompts.ChatPromptTemplate.invoke",
        "print",
        "logging.info",
        "os.path.join",
        "pathlib.Path.joinpath",
    ],
)
def test_what_is_lazy_or_cheap_is_silent(path: str) -> None:
    assert CATALOGUE.blocking(path) is None


def test_canonical_resolves_the_longest_prefix() -> None:
    assert CATALOGUE.canonical("requests.sessions.Session.get") == "requests.Session.get"
    assert CATALOGUE.canonical("requests.api.get") == "requests.get"
    assert CATALOGUE.canonical("posixpath.exists") == "os.path.exists"
    assert (
        CATALOGUE.canonical("concurrent.futures.thread.ThreadPoolExecutor") == "concurrent.futures.ThreadPoolExecutor"
    )
    assert CATALOGUE.canonical("requestsx.api.get") == "requestsx.api.get"


def test_a_derived_type_blocks_under_its_own_name() -> None:
    assert known("openai.AzureOpenAI.chat.completions.create").name == "openai.AzureOpenAI.chat.completions.create"
    assert known("queue.LifoQueue.get").name == "queue.LifoQueue.get"
    assert known("requests_cache.CachedSession.send").name == "requests_cache.CachedSession.send"
    assert CATALOGUE.bases("openai.AzureOpenAI") == ("openai.OpenAI",)


def test_a_wildcard_leaves_out_what_is_safe_or_private() -> None:
    assert known("botocore.client.BaseClient.describe_anything").severity is Severity.ERROR
    assert CATALOGUE.blocking("botocore.client.BaseClient.close") is None
    assert CATALOGUE.blocking("botocore.client.BaseClient._make_request") is None
    assert CATALOGUE.blocking("xmlrpc.client.ServerProxy.__enter__") is None
    assert known("xmlrpc.client.ServerProxy.lookup").kind == "network"


def test_iteration_is_asked_as_next_whichever_of_the_two_a_type_has() -> None:
    assert known("sqlalchemy.orm.Query.__next__").kind == "database"
    assert known("pymongo.cursor.Cursor.__iter__").kind == "database"
    assert known("concurrent.futures.ThreadPoolExecutor.map().__next__").name == (
        "concurrent.futures.ThreadPoolExecutor.map"
    )


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("builtins.open", "open"),
        ("threading.Lock.__enter__", "threading.Lock"),
        ("requests.Session.get", "requests.Session.get"),
        ("pandas.ExcelWriter.__exit__", "pandas.ExcelWriter"),
        ("peewee.Database.atomic().__enter__", "peewee.Database.atomic()"),
        ("concurrent.futures.ThreadPoolExecutor.__exit__", "concurrent.futures.ThreadPoolExecutor"),
    ],
)
def test_the_name_shown_is_the_one_a_reader_knows(path: str, shown: str) -> None:
    assert known(path).shown == shown


def test_kinds_and_severities_of_the_families() -> None:
    expected = {
        "time.sleep": ("sleep", Severity.ERROR),
        "requests.get": ("network", Severity.ERROR),
        "redis.Redis.get": ("database", Severity.ERROR),
        "sqlite3.Cursor.execute": ("database", Severity.WARNING),
        "subprocess.run": ("subprocess", Severity.ERROR),
        "plotly.graph_objects.Figure.write_image": ("subprocess", Severity.ERROR),
        "builtins.open": ("file", Severity.WARNING),
        "polars.scan_*().collect": ("file", Severity.WARNING),
        "polars.LazyFrame.collect": ("compute", Severity.INFO),
        "pandas.ExcelWriter.close": ("file", Severity.WARNING),
        "diskcache.Cache.clear": ("file", Severity.INFO),
        "fcntl.flock": ("wait", Severity.WARNING),
        "filelock.FileLock.acquire": ("wait", Severity.WARNING),
        "xhtml2pdf.pisa.CreatePDF": ("compute", Severity.INFO),
        "pathlib.Path.read_text": ("file", Severity.WARNING),
        "pathlib.Path.exists": ("file", Severity.INFO),
        "os.listdir": ("file", Severity.INFO),
        "threading.Lock.acquire": ("wait", Severity.WARNING),
        "threading.Event.wait": ("wait", Severity.ERROR),
        "builtins.input": ("wait", Severity.ERROR),
        "json.loads": ("compute", Severity.INFO),
        "asyncio.run": ("loop", Severity.ERROR),
    }
    assert {path: (known(path).kind, known(path).severity) for path in expected} == expected


def test_all_computing_is_advice_and_every_loop_an_error() -> None:
    for call in CATALOGUE.calls.values():
        assert call.kind != "compute" or call.severity is Severity.INFO, call.name
        assert call.kind != "loop" or call.severity is Severity.ERROR, call.name


@pytest.mark.parametrize(
    ("path", "call", "constructor", "blocks"),
    [
        ("threading.Lock.acquire", Call(), Call(), True),
        ("threading.Lock.acquire", Call(False), Call(), False),
        ("threading.Lock.acquire", Call(blocking=False), None, False),
        ("threading.Lock.acquire", Call(blocking=UNKNOWN), None, True),
        ("threading.Lock.acquire", Call(timeout=0), None, False),
        ("threading.Lock.acquire", Call(True, 0.0), None, False),
        ("threading.Lock.acquire", Call(timeout=5), None, True),
        ("threading.Lock.__enter__", Call(), None, True),
        ("threading.Event.wait", Call(0), None, False),
        ("queue.Queue.get", Call(), Call(), True),
        ("queue.Queue.get", Call(block=False), Call(), False),
        ("queue.Queue.get", Call(timeout=0), Call(), False),
        ("queue.Queue.put", Call("x"), Call(), False),
        ("queue.Queue.put", Call("x"), Call(10), True),
        ("queue.Queue.put", Call("x"), Call(maxsize=10), True),
        ("queue.Queue.put", Call("x"), Call(maxsize=0), False),
        ("queue.Queue.put", Call("x"), Call(maxsize=UNKNOWN), False),
        ("queue.Queue.put", Call("x"), None, False),
        ("queue.Queue.put", Call("x", False), Call(10), False),
        ("queue.PriorityQueue.put", Call("x"), Call(10), True),
        ("psutil.cpu_percent", Call(), None, False),
        ("psutil.cpu_percent", Call(None), None, False),
        ("psutil.cpu_percent", Call(1), None, True),
        ("psutil.cpu_percent", Call(interval=0.5), None, True),
        ("psutil.cpu_percent", Call(interval=UNKNOWN), None, False),
        ("smtplib.SMTP", Call(), None, False),
        ("smtplib.SMTP", Call("mail.example.org"), None, True),
        ("smtplib.SMTP", Call(UNKNOWN), None, True),
        ("smtplib.SMTP", Call(""), None, False),
        ("smtplib.SMTP.sendmail", Call(), Call(), True),
        ("smtplib.SMTP", Call(host=Named("settings.HOST")), None, True),
        ("smtplib.SMTP.ehlo", Call(), Call(), True),
        ("ftplib.FTP", Call(host="ftp.example.org"), None, True),
        ("ftplib.FTP", Call(), None, False),
        ("os.spawnl", Call(Named("os.P_WAIT"), "/bin/true"), None, True),
        ("os.spawnl", Call(0, "/bin/true"), None, True),
        ("os.spawnl", Call(Named("os.P_NOWAIT"), "/bin/true"), None, False),
        ("os.spawnl", Call(UNKNOWN, "/bin/true"), None, False),
        ("os.waitpid", Call(1, Named("os.WNOHANG")), None, False),
        ("os.waitpid", Call(1, 0), None, True),
        (
            "influxdb_client.WriteApi.write",
            Call(),
            Call(write_options=Named("influxdb_client.client.write_api.SYNCHRONOUS")),
            True,
        ),
        ("influxdb_client.WriteApi.write", Call(), Call(), False),
        ("influxdb_client.WriteApi.write", Call(), None, False),
        ("influxdb_client.QueryApi.query", Call(), None, True),
        ("ldap3.Connection", Call("server"), None, False),
        ("ldap3.Connection", Call("server", auto_bind=True), None, True),
        ("ldap3.Connection", Call("server", auto_bind=Named("ldap3.AUTO_BIND_NO_TLS")), None, True),
        ("ldap3.Connection", Call("server", auto_bind=Named("ldap3.AUTO_BIND_NONE")), None, False),
        ("ldap3.Connection.search", Call(), Call(), True),
        ("docker.from_env", Call(), None, True),
        ("docker.from_env", Call(version="auto"), None, True),
        ("docker.from_env", Call(version="1.43"), None, False),
        ("docker.from_env", Call(version=UNKNOWN), None, True),
        ("concurrent.futures.Future.result", Call(timeout=0), None, False),
        ("concurrent.futures.ThreadPoolExecutor.shutdown", Call(wait=False), None, False),
        ("concurrent.futures.ThreadPoolExecutor.shutdown", Call(), None, True),
        ("serial.Serial.read", Call(), Call(timeout=0), False),
        ("serial.Serial.read", Call(), Call(timeout=1), True),
        ("zipfile.ZipFile.writestr", Call(), Call(Instance("io.BytesIO")), False),
        ("zipfile.ZipFile.writestr", Call(), Call("out.zip"), True),
        ("zipfile.ZipFile.extractall", Call(), Call(Instance("io.BytesIO")), True),
        ("select.select", Call([], [], [], 0), None, False),
        ("pandas.ExcelWriter.__exit__", Call(), Call(Instance("io.BytesIO")), False),
        ("pandas.ExcelWriter.__exit__", Call(), Call("out.xlsx"), True),
        ("pandas.ExcelWriter.close", Call(), None, True),
        ("polars.scan_*().collect", Call(background=True), None, False),
        ("polars.LazyFrame.sink_csv", Call("out.csv", lazy=True), None, False),
        ("fcntl.flock", Call(UNKNOWN, Named("fcntl.LOCK_EX")), None, True),
        ("fcntl.flock", Call(UNKNOWN, Named("fcntl.LOCK_UN")), None, False),
        ("fcntl.flock", Call(UNKNOWN, UNKNOWN), None, False),
        ("filelock.FileLock.acquire", Call(), Call("a.lock"), True),
        ("filelock.FileLock.acquire", Call(timeout=0), Call("a.lock"), False),
        ("filelock.FileLock.acquire", Call(), Call("a.lock", 0), False),
        ("filelock.FileLock.__enter__", Call(), Call("a.lock", blocking=False), False),
        ("portalocker.Lock.__enter__", Call(), Call("a.lock"), True),
        ("portalocker.Lock.__enter__", Call(), Call("a.lock", fail_when_locked=True), False),
    ],
)
def test_conditions(path: str, call: Call, constructor: Call | None, blocks: bool) -> None:
    assert known(path).holds(call, constructor) is blocks


@pytest.mark.parametrize(
    ("path", "call", "kind", "severity"),
    [
        ("pandas.read_csv", Call("data.csv"), "file", Severity.WARNING),
        ("pandas.read_csv", Call(UNKNOWN), "file", Severity.WARNING),
        ("pandas.read_csv", Call("https://example.org/a.csv"), "network", Severity.ERROR),
        ("pandas.read_csv", Call(filepath_or_buffer="s3://bucket/a.csv"), "network", Severity.ERROR),
        ("pandas.read_csv", Call(Instance("io.StringIO")), "compute", Severity.INFO),
        ("pandas.read_json", Call(Instance("io.BytesIO")), "compute", Severity.INFO),
        ("pandas.read_excel", Call(io="ftp://example.org/a.xlsx"), "network", Severity.ERROR),
        ("pandas.DataFrame.to_json", Call(), "compute", Severity.INFO),
        ("pandas.DataFrame.to_json", Call(None), "compute", Severity.INFO),
        ("pandas.DataFrame.to_json", Call(orient="split"), "compute", Severity.INFO),
        ("pandas.DataFrame.to_json", Call("out.json"), "file", Severity.WARNING),
        ("pandas.DataFrame.to_csv", Call(path_or_buf=UNKNOWN), "file", Severity.WARNING),
        ("pandas.DataFrame.to_excel", Call(Instance("io.BytesIO")), "compute", Severity.INFO),
        ("pandas.DataFrame.to_excel", Call(Instance("pandas.ExcelWriter")), "compute", Severity.INFO),
        ("pandas.DataFrame.to_excel", Call(excel_writer="out.xlsx"), "file", Severity.WARNING),
        ("polars.DataFrame.write_excel", Call(workbook="out.xlsx"), "file", Severity.WARNING),
        ("polars.DataFrame.write_excel", Call(Instance("io.BytesIO")), "compute", Severity.INFO),
        ("polars.LazyFrame.sink_csv", Call("out.csv"), "file", Severity.WARNING),
        ("polars.LazyFrame.sink_csv", Call(Instance("io.BytesIO")), "compute", Severity.INFO),
        ("polars.read_parquet", Call("gs://bucket/a.parquet"), "network", Severity.ERROR),
        ("fsspec.open", Call("data.csv"), "file", Severity.WARNING),
        ("fsspec.open", Call("s3://bucket/data.csv"), "network", Severity.ERROR),
        ("requests.get", Call("https://example.org"), "network", Severity.ERROR),
        ("builtins.open", Call("https:oddly-named"), "file", Severity.WARNING),
    ],
)
def test_the_first_argument_decides_what_a_reader_waits_for(
    path: str, call: Call, kind: str, severity: Severity
) -> None:
    judged = known(path).judged(call, None)
    assert judged is not None
    assert (judged.kind, judged.severity) == (kind, severity)


@pytest.mark.parametrize(
    ("path", "call", "fallback"),
    [
        ("pandas.read_json", Call("data.json"), "to_thread"),
        ("pandas.read_json", Call("https://example.org/a.json"), "to_thread"),
        ("pandas.read_json", Call(Instance("io.StringIO")), "none"),
        ("pandas.read_csv", Call(Instance("io.StringIO")), "to_thread"),
        ("pandas.DataFrame.to_json", Call("out.json"), "to_thread"),
        ("pandas.DataFrame.to_json", Call(), "none"),
        ("pandas.DataFrame.to_csv", Call(), "to_thread"),
        ("pickle.loads", Call(UNKNOWN), "none"),
        ("pickle.load", Call(UNKNOWN), "whole-function"),
    ],
)
def test_a_thread_does_not_help_where_decoding_holds_the_gil(path: str, call: Call, fallback: str) -> None:
    judged = known(path).judged(call, None)
    assert judged is not None
    assert judged.fallback == fallback


def test_judged_is_none_where_a_condition_says_so() -> None:
    assert known("threading.Lock.acquire").judged(Call(False), None) is None


def test_runners_consumers_and_decorators() -> None:
    runner = CATALOGUE.runner("builtins.map")
    assert runner is not None
    assert (runner.arguments, runner.when) == ((0,), "iterated")
    assert CATALOGUE.runner("concurrent.futures.ProcessPoolExecutor.submit") is not None
    assert CATALOGUE.runner("geopandas.GeoDataFrame.apply") is not None
    assert CATALOGUE.runner("fastapi.concurrency.run_in_threadpool") is not None
    consumer = CATALOGUE.consumer("builtins.zip")
    assert consumer is not None
    assert (consumer.rest, consumer.takes) == (0, "passes")
    assert CATALOGUE.consumer("builtins.print") is None
    decorator = CATALOGUE.decorator("asgiref.sync.sync_to_async")
    assert decorator is not None
    assert decorator.offloads
    task = CATALOGUE.decorator("celery.Celery.task")
    assert task is not None
    assert task.makes == "celery.app.task.Task"
    retry = CATALOGUE.decorator("tenacity.retry")
    assert retry is not None
    assert retry.blocking is not None
    assert retry.blocking.holds(Call(wait=UNKNOWN), None)
    assert not retry.blocking.holds(Call(), None)


def test_where_a_lazy_frame_comes_from_decides_what_it_waits_for() -> None:
    def kind(start: str, *steps: str) -> str:
        return known(f"{follow(start, *steps)}.collect").kind

    assert kind("polars.scan_parquet", "filter()", "group_by()", "agg()", "slice()", "max()") == "file"
    assert kind("polars.scan_delta", "group_by_dynamic()", "agg()", "head()") == "file"
    assert kind("polars.LazyFrame", "filter()", "group_by()", "agg()") == "compute"
    assert kind("polars.DataFrame", "lazy()", "sort()") == "compute"
    assert kind("polars.read_csv", "lazy()") == "compute"
    assert kind("polars.concat", "filter()") == "compute"


def test_a_chain_on_a_derived_type_keeps_the_type() -> None:
    assert follow("geopandas.read_file", "head()") == "geopandas.GeoDataFrame"
    assert follow("peewee.Model", "select()", "dicts()") == "peewee.ModelSelect"


def test_a_decorator_that_looks_results_up_blocks() -> None:
    memoize = CATALOGUE.decorator("diskcache.FanoutCache.memoize")
    assert memoize is not None
    assert memoize.blocking is not None
    assert memoize.blocking.severity is Severity.INFO


def test_advice_is_given_where_no_pattern_fits() -> None:
    assert known("builtins.input").advice.startswith("remove it")
    assert [call.name for call in CATALOGUE.calls.values() if call.advice and call.replacement] == []


def test_reading_an_attribute_may_block() -> None:
    assert known("yfinance.Ticker.info").shape == "attribute"


def test_extensions_are_found_by_their_longest_name() -> None:
    user, manager = CATALOGUE.extension("flask_login.current_user.id"), CATALOGUE.extension("flask_login.LoginManager")
    assert user is not None
    assert manager is not None
    assert user.outcome("fastapi").text == "is always None: reading an attribute of it answers 500"
    assert manager.outcome("fastapi").text == "fails at start: `FastAPI` has no `after_request`"
    assert manager.outcome("fastapi").severity is Severity.ERROR
    assert manager.outcome("flask").severity is None
    assert "quart-auth" in manager.replacements["quart"]
    bound = CATALOGUE.extension("flask_caching.Cache.init_app")
    assert bound is not None
    assert bound.outcome("quart").severity is None
    assert CATALOGUE.extension("flask_login.UserMixin") is None
    assert CATALOGUE.extension("flask.Flask") is None
    components = CATALOGUE.extension("dash_extensions.EventListener")
    assert components is not None
    assert components.kind == "components"


def test_objects_of_an_extension_can_be_followed() -> None:
    assert CATALOGUE.result("flask_limiter.Limiter") == "flask_limiter.Limiter"


def test_advice_about_a_name_of_flask_depends_on_where_it_is_used() -> None:
    cookies, request = CATALOGUE.extension("flask.request.cookies.get"), CATALOGUE.extension("flask.request.form")
    assert cookies is not None
    assert request is not None
    assert (cookies.kind, request.kind) == ("flask-attribute", "flask-object")
    assert cookies.replacements["fastapi"] == "use `dash.ctx.cookies`"
    assert "request.cookies" in cookies.replacements_in["routes", "fastapi"]
    assert "ContextVar" in request.replacements_in["layouts", "fastapi"]
    assert CATALOGUE.canonical("flask.globals.request.cookies") == "flask.request.cookies"


def test_an_entry_for_old_versions_is_kept_but_not_found_by_name() -> None:
    found = CATALOGUE.extension("dash_improve_my_llms.add_llms_routes")
    assert found is not None
    assert found.outcome("fastapi").severity is None
    assert [extension.before for extension in CATALOGUE.extensions if extension.before] == ["2"]


def outcome_of(name: str, backend: Backend) -> Outcome:
    extension = CATALOGUE.extension(name)
    assert extension is not None
    return extension.outcome(backend)


@pytest.mark.parametrize(
    ("name", "fastapi", "quart"),
    [
        ("flask_login.LoginManager", Effect.START, Effect.REQUEST),
        ("flask_login.current_user", Effect.REQUEST, Effect.REQUEST),
        ("flask_caching.Cache", Effect.START, None),
        ("flask_session.Session", Effect.START, None),
        ("flask_marshmallow.Marshmallow", None, None),
        ("flask_babel.gettext", Effect.SILENT, Effect.SILENT),
        ("flask_babel.format_date", Effect.REQUEST, Effect.REQUEST),
        ("flask_socketio.SocketIO", Effect.START, Effect.START),
        ("flask_redis.FlaskRedis", Effect.START, Effect.LOOP),
        ("elasticapm.contrib.flask.ElasticAPM", Effect.START, Effect.SILENT),
        ("dash_auth.protected", Effect.SILENT, Effect.SILENT),
        ("dash_extensions.enrich.DashProxy", Effect.REQUEST, None),
    ],
)
def test_an_outcome_says_what_becomes_of_the_app(name: str, fastapi: Effect | None, quart: Effect | None) -> None:
    assert (outcome_of(name, "fastapi").effect, outcome_of(name, "quart").effect) == (fastapi, quart)
    assert outcome_of(name, "flask") == Outcome()


def test_only_what_fails_has_an_effect() -> None:
    for extension in CATALOGUE.extensions:
        if extension.kind in ("package", "wsgi"):
            for backend, outcome in extension.outcomes.items():
                assert (outcome.effect is None) == (outcome.severity is None), (extension.package, backend)


def test_the_patch_rescues_on_quart_alone_and_not_everything() -> None:
    assert outcome_of("flask_limiter.Limiter", "quart").patched
    assert not outcome_of("flask_login.LoginManager", "quart").patched
    for extension in CATALOGUE.extensions:
        assert not extension.outcome("fastapi").patched, extension.package


@pytest.mark.parametrize(
    ("name", "does", "backends"),
    [
        ("functools.lru_cache", "keeps", {"flask", "fastapi", "quart"}),
        ("diskcache.core.Cache.memoize", "pickles", {"flask", "fastapi", "quart"}),
        ("flask_caching.Cache.memoize", "caches", {"flask", "fastapi"}),
        ("flask_login.utils.login_required", "runs", {"flask"}),
        ("asyncstdlib.functools.cache", "hides", {"flask", "fastapi", "quart"}),
    ],
)
def test_what_decorators_do_with_coroutines(name: str, does: str, backends: set[str]) -> None:
    known = CATALOGUE.async_decorator(name)
    assert known is not None
    assert (known.does, known.backends) == (does, backends)


@pytest.mark.parametrize("name", ["functools.wraps", "aiocache.cached", "async_lru.alru_cache", "tenacity.retry"])
def test_decorators_that_await_are_not_listed(name: str) -> None:
    assert CATALOGUE.async_decorator(name) is None


def test_a_user_adds_decorators_of_async_functions() -> None:
    table = {"names": ["house.cached"], "does": "keeps", "help": "use `house.awaited`"}
    known = load({"async_decorator": [table]}).async_decorator("house.cached")
    assert known is not None
    assert (known.does, known.advice) == ("keeps", "use `house.awaited`")
    assert known.backends == {"flask", "fastapi", "quart"}


def test_every_package_was_tried_in_some_version() -> None:
    packages = [extension for extension in CATALOGUE.extensions if extension.kind == "package"]
    assert len({extension.package for extension in packages}) >= 80
    assert [extension.package for extension in packages if not extension.measured and not extension.before] == []
    for extension in packages:
        assert {"fastapi", "quart"} <= extension.outcomes.keys(), extension.package


def test_outcomes_read_as_clauses_and_helps_as_advice() -> None:
    for extension in CATALOGUE.extensions:
        for backend, outcome in extension.outcomes.items():
            assert outcome.text[:1].islower(), (extension.package, backend)
            assert not outcome.text.endswith("."), (extension.package, backend)
            if outcome.severity in (Severity.WARNING, Severity.ERROR):
                advice = extension.replacements[backend]
                assert advice[:1].islower(), (extension.package, backend)
                assert not advice.endswith("."), (extension.package, backend)
                assert advice.count("`") % 2 == 0, (extension.package, backend)


def test_replacements_fit_into_backticks() -> None:
    for call in CATALOGUE.calls.values():
        assert "`" not in call.replacement, call.name
        assert call.replacement == call.replacement.strip(), call.name


def test_how_much_the_catalogue_knows() -> None:
    counts = Counter(call.kind for call in CATALOGUE.calls.values())
    assert counts == {
        "sleep": 3,
        "network": 427,
        "database": 443,
        "subprocess": 39,
        "file": 187,
        "wait": 61,
        "compute": 37,
        "loop": 6,
    }
    kinds = Counter(extension.kind for extension in CATALOGUE.extensions)
    assert kinds["package"] >= 105
    assert (kinds["wsgi"], kinds["components"]) == (7, 5)
    assert len(CATALOGUE.types) >= 395
    assert len(CATALOGUE.runners) >= 55
    assert len(CATALOGUE.consumers) >= 60


def test_names_are_canonical_and_types_exist() -> None:
    names = [*CATALOGUE.types, *CATALOGUE.results, *CATALOGUE.runners, *CATALOGUE.consumers, *CATALOGUE.decorators]
    names += [name for name in CATALOGUE.calls if not name.endswith("*")]
    assert [name for name in names if CATALOGUE.canonical(name) != name] == []
    mentioned = set(CATALOGUE.results.values())
    for type_ in CATALOGUE.types.values():
        mentioned |= {*type_.bases, *type_.returns.values(), *type_.attributes.values()}
        mentioned |= {type_.item, type_.element, type_.enter}
    unknown = {path for path in mentioned - {"", "self"} if not path.endswith("()")} - CATALOGUE.types.keys()
    assert unknown == set()


def test_the_packaged_files_are_found() -> None:
    names = {path.name for path in (data_folder() / "catalogue").glob("*.toml")}
    assert {"blocking_network.toml", "flask_extensions.toml", "types.toml"} <= names


ENTRY = {"library": "shop", "kind": "network", "severity": "warning"}
OUTCOME = {"severity": "error", "outcome": "fails"}


def blocking(**keys: object) -> dict[str, object]:
    return {"blocking": [{**ENTRY, **keys}]}


def test_a_user_adds_calls_and_types() -> None:
    types = [{"name": "shop.Client", "methods": ["fetch"], "factories": ["shop.connect"]}]
    catalogue = load(blocking(functions=["shop.ping"], types=types))
    ping = catalogue.blocking("shop.ping")
    assert ping is not None
    assert (ping.kind, ping.severity, ping.library) == ("network", Severity.WARNING, "shop")
    assert catalogue.result("shop.connect") == "shop.Client"
    assert catalogue.blocking("shop.Client.fetch") is not None
    assert catalogue.blocking("time.sleep") is not None
    assert CATALOGUE.blocking("shop.ping") is None


def test_a_user_overrides_what_the_catalogue_says() -> None:
    catalogue = load(blocking(functions=["builtins.open"]))
    opened = catalogue.blocking("builtins.open")
    assert opened is not None
    assert opened.library == "shop"


def test_a_user_extends_a_known_type() -> None:
    catalogue = load(blocking(types=[{"name": "requests.Session", "methods": ["fetch_all"]}]))
    assert catalogue.blocking("requests.Session.fetch_all") is not None
    assert catalogue.blocking("requests.Session.get") is not None


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        (blocking(function=["shop.ping"]), r"blocking 1 \(shop\): `function` is unknown"),
        (blocking(kind="io"), r"blocking 1 \(shop\): `kind` is 'io', must be one of sleep"),
        (blocking(severity="high"), r"`severity` is 'high', must be one of info, warning, error"),
        (blocking(fallback="thread"), r"`fallback` is 'thread', must be one of to_thread"),
        (blocking(functions="shop.ping"), r"`functions` must be a list of texts"),
        (blocking(functions=["shop.ping", "shop.ping"]), r"`functions` holds the same text twice"),
        (blocking(remote="yes"), r"`remote` must be true or false"),
        (blocking(types=[{"methods": ["get"]}]), r"types 1: `name` must be a text"),
        (blocking(types=[{"name": "shop.A", "method": ["get"]}]), r"types 1 \(shop.A\): `method` is unknown"),
        (blocking(types={"name": "shop.A"}), r"`types` must be a list of tables"),
        (blocking(unless=[{"argument": "x"}]), r"unless 1: `is` or `equals` or `differs` must be given"),
        (blocking(unless=[{"argument": "x", "is": "odd"}]), r"`is` is 'odd', must be one of false, true"),
        (blocking(unless=[{"argument": "x", "is": "true", "position": "1"}]), r"`position` must be a whole number"),
        (blocking(only_if=[{"argument": "x", "equals": [None]}]), r"`equals` must be a list of"),
        ({"blocking": [{"library": "shop", "kind": "network"}]}, r"`severity` must be a text"),
        ({"blocks": []}, r"`blocks` is unknown, known here: .*blocking"),
        ({"type": [{"name": "shop.A", "returns": ["x"]}]}, r"type 1 \(shop.A\): `returns` must be a table of texts"),
        ({"runner": [{"name": "shop.run", "when": "soon"}]}, r"`when` is 'soon', must be one of now"),
        ({"consumer": [{"name": "shop.eat", "rest": True}]}, r"`rest` must be a whole number"),
        ({"extension": [{"package": "shop", "kind": "pkg"}]}, r"extension 1 \(shop\): `kind` is 'pkg'"),
        (
            {"extension": [{"package": "shop", "kind": "package", "quart": {"severity": "bad", "outcome": "fails"}}]},
            r"extension 1 \(shop\): quart: `severity` is 'bad', must be one of none",
        ),
        (
            {"extension": [{"package": "shop", "kind": "package", "quart": {**OUTCOME, "effect": "stop"}}]},
            r"extension 1 \(shop\): quart: `effect` is 'stop', must be one of start, access, request, silent",
        ),
        (
            {"extension": [{"package": "shop", "kind": "package", "quart": {**OUTCOME, "patched": "yes"}}]},
            r"extension 1 \(shop\): quart: `patched` must be true or false",
        ),
        (
            {"extension": [{"package": "shop", "kind": "package", "quart": {**OUTCOME, "effects": "start"}}]},
            r"quart: `effects` is unknown, known here: effect",
        ),
        (
            {"extension": [{"package": "shop", "kind": "package", "measured": 2}]},
            r"extension 1 \(shop\): `measured` must be a text",
        ),
        (
            {"blocking": [{**ENTRY, "functions": ["shop.a"]}, {**ENTRY, "functions": ["shop.a"]}]},
            r"blocking 2 \(shop\): `shop.a` is listed twice, first in .*blocking 1",
        ),
        ({"alias": [{"path": "a.b", "name": "c"}, {"path": "a.b", "name": "d"}]}, r"`a.b` is listed twice"),
        (
            {"type": [{"name": "shop.A", "item": "shop.B"}, {"name": "shop.A", "item": "shop.C"}]},
            r"`item` of shop.A is shop.C, and shop.B elsewhere",
        ),
    ],
)
def test_a_bad_table_is_an_error_that_names_the_key(extra: dict[str, object], complaint: str) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        load(extra)


@pytest.mark.parametrize("content", [b"[[blocking]\n", b"\xff\xfe"])
def test_a_bad_file_is_an_error_that_names_the_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "shop.toml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"^shop\.toml: "):
        read_toml(path)


@pytest.mark.parametrize("question", [CATALOGUE.canonical, CATALOGUE.blocking, CATALOGUE.result, CATALOGUE.runner])
def test_odd_paths_are_answered_too(question: Callable[[str], object]) -> None:
    assert question("nowhere.to.be.found") in (None, "nowhere.to.be.found")
    assert question("") in (None, "")


@pytest.mark.parametrize(
    "path",
    [
        "httpx.AsyncClient.get",
        "asyncio.Lock.__aenter__",
        "redis.asyncio.client.Redis.get",
        "openai.AsyncOpenAI.chat.completions.create",
        "pymongo.asynchronous.collection.AsyncCollection.find_one",
    ],
)
def test_a_use_binds_an_object_to_its_loop(path: str) -> None:
    assert CATALOGUE.binding(path) is not None


@pytest.mark.parametrize("path", ["httpx.Client.get", "asyncio.Queue.put", "asyncio.Lock.locked", "redis.Redis.get"])
def test_other_uses_bind_nothing(path: str) -> None:
    assert CATALOGUE.binding(path) is None
