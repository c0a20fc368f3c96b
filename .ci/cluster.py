"""Proves that a cluster gives the rows of `kbc build`: two executors, one of them killed in the middle.

python cluster.py KBC REPOSITORY [--corpus DIRECTORY] [--articles N]

Articles are read from Parquet. The datasets that `kbc.spark.write` writes are compared with those of `kbc build`, all columns of
all rows, by content hash. The test fails where no executor died while it compiled.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from digest import content_sha256

EXTENSIONS = {".md", ".markdown", ".html", ".htm", ".txt", ".text"}
# Executors have 1 GiB each, and a core.
MASTER = "local-cluster[2,1,1024]"
PARTITIONS = 12
# The command line of a process that compiles.
COMPILES = " pipe --jobs "


# Cut names of manifests: two prove each other, a third contradicts them, and a word elsewhere is the whole name.
CUT_NAMES = """_Original KB number:_ &nbsp; 981506

|File name|File size|
|---|---|
|Amd64_microsoft-windows-a..-experience-apphelp_31bf3856ad364e35_6.1.7600.20667_none_de980c70937ff1a3.manifest|1,024|
|X86_microsoft-windows-a..-experience-apphelp_31bf3856ad364e35_6.1.7600.20667_none_827970ecdb22806d.manifest|1,024|
|X86_microsoft-windows-a..-experience-apphelp_31bf3856ad364e35_6.1.7600.20677_none_827970ecdb22806d.manifest|1,024|
"""
WHOLE_NAME = "# Words\n\nThe component Microsoft-Windows-Application-Experience-AppHelp is serviced.\n"


def articles_of(repository: Path, corpus: Path | None, directory: Path, wanted: int) -> None:
    """So many articles: of the corpora, where they are, else the fixtures of the tests, multiplied."""
    directory.mkdir()
    (directory / "names-that-are-cut.md").write_text(CUT_NAMES, "utf-8")
    (directory / "words.md").write_text(WHOLE_NAME, "utf-8")
    count = 2
    for archive in sorted(corpus.glob("*.tar.gz")) if corpus else []:
        with tarfile.open(archive) as members:
            for member in members:
                if count < wanted and member.isfile() and Path(member.name).suffix in EXTENSIONS:
                    path = directory / archive.name.split(".")[0] / member.name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    content = members.extractfile(member)
                    path.write_bytes(content.read() if content else b"")
                    count += 1
    fixtures = repository / "pipeline/tests/fixtures"
    found = [path for root in (repository / "input", fixtures) for path in sorted(root.rglob("*"))]
    found = [path for path in found if path.suffix in EXTENSIONS and path.is_file() and path.stat().st_size < 1 << 17]
    copy = 0
    while count < wanted:
        for path in found[: wanted - count]:
            target = directory / f"copy-{copy}" / path.relative_to(repository)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
            count += 1
        copy += 1


def table_of(directory: Path, path: Path) -> int:
    """The articles as a Parquet file with small row groups, as a lake would hold them."""
    schema = pa.schema([("source", pa.string()), ("content", pa.binary())])
    files = sorted(found for found in directory.rglob("*") if found.is_file())
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, len(files), 200):
            some = files[start : start + 200]
            sources = [file.relative_to(directory).as_posix() for file in some]
            writer.write_table(pa.table([sources, [file.read_bytes() for file in some]], schema=schema))
    return len(files)


def processes() -> dict[int, tuple[int, str]]:
    """Parent and command line of each process of ours."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                found[int(entry.name)] = (int(fields[1]), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
    return found


def descendants(root: int) -> dict[int, str]:
    all_of_them = processes()
    ours = {root}
    while True:
        more = {pid for pid, (parent, _) in all_of_them.items() if parent in ours} - ours
        if not more:
            return {pid: all_of_them[pid][1] for pid in ours if pid in all_of_them}
        ours |= more


class Memory(threading.Thread):
    """The most memory that the processes below this one held at once, by what they are."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak: dict[str, int] = {}
        self.is_over = threading.Event()

    def run(self) -> None:
        kinds = {"CoarseGrainedExecutorBackend": "executor", COMPILES: "kbc pipe", "pyspark.daemon": "python worker"}
        while not self.is_over.wait(0.25):
            for pid, command in descendants(os.getpid()).items():
                kind = next((kind for sign, kind in kinds.items() if sign in command), None)
                try:
                    status = Path(f"/proc/{pid}/status").read_text()
                    held = int(status.partition("VmRSS:")[2].split()[0]) // 1024
                except (OSError, IndexError):
                    continue
                if kind:
                    self.peak[kind] = max(self.peak.get(kind, 0), held)


def executors(address: str) -> list[dict[str, Any]]:
    """What Spark says of its executors, dead ones, too."""
    with urllib.request.urlopen(f"{address}/api/v1/applications", timeout=10) as answer:
        application = json.load(answer)[0]["id"]
    with urllib.request.urlopen(f"{address}/api/v1/applications/{application}/allexecutors", timeout=10) as answer:
        return [one for one in json.load(answer) if one["id"] != "driver"]


def kill_one(address: str, done: threading.Event, killed: list[int]) -> None:
    """Kills an executor as soon as it compiles and some tasks are done."""
    while not done.wait(0.1):
        try:
            finished = sum(one["completedTasks"] for one in executors(address))
        except OSError:
            # A busy driver answers later.
            continue
        below = descendants(os.getpid())
        busy = [pid for pid, command in below.items() if "CoarseGrainedExecutorBackend" in command]
        compiling = [pid for pid in busy if any(COMPILES in command for command in descendants(pid).values())]
        if finished >= 3 and len(busy) >= 2 and compiling:
            os.kill(compiling[0], signal.SIGKILL)
            killed.append(compiling[0])
            return


def comparable(table: pa.Table, types: pa.Schema, order: list[str]) -> dict[str, list[Any]]:
    """Rows in the types of a build, in a total order."""
    table = table.cast(pa.schema([pa.field(field.name, plain(field.type)) for field in types]))
    rows = table.to_pylist()
    rows.sort(key=lambda row: [repr(row[name]) for name in [*order, *types.names]])
    return {name: [row[name] for row in rows] for name in types.names}


def plain(ty: pa.DataType) -> pa.DataType:
    """A type without dictionaries; lists as Parquet of Spark and of kbc have them."""
    if pa.types.is_dictionary(ty):
        return ty.value_type
    return pa.list_(pa.field("element", ty.value_type, nullable=False)) if pa.types.is_list(ty) else ty


def digest(table: pa.Table, types: pa.Schema, order: list[str]) -> str:
    return content_sha256({field.name: str(plain(field.type)) for field in types}, comparable(table, types, order))


def rules_of(kbc: Path) -> list[dict[str, Any]]:
    """What kbc says of its rules."""
    listed = subprocess.run([kbc, "rules", "--format", "json"], capture_output=True, check=True).stdout
    rules: list[dict[str, Any]] = json.loads(listed)
    return rules


def datasets_that_differ(rules: list[dict[str, Any]], built: Path, other: Path) -> int:
    """Compares all columns of all rows of a build with those that Spark wrote, which has no rules over all articles."""
    alone = pa.array([rule["code"] for rule in rules if rule["over"] == "article"])
    wrong = 0
    for resource in json.loads((built / "datapackage.json").read_text("utf-8"))["resources"]:
        dataset = resource["name"]
        expected = pq.read_table(built / f"{dataset}.parquet")
        found = pq.read_table(other / f"{dataset}.parquet")
        if dataset == "diagnostics":
            expected = expected.filter(pc.is_in(expected["code"].cast(pa.string()), alone))
        order = resource["schema"].get("primaryKey", ["source"])
        same = digest(expected, expected.schema, order) == digest(found, expected.schema, order)
        print(f"  {dataset}: {expected.num_rows} rows, {'the same' if same else f'NOT the same ({found.num_rows})'}")
        wrong += not same
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kbc", type=Path, help="the program")
    parser.add_argument("repository", type=Path)
    parser.add_argument("--corpus", type=Path, help="directory of archives of articles")
    parser.add_argument("--articles", type=int, default=10_000)
    arguments = parser.parse_args()
    kbc, repository = arguments.kbc.resolve(), arguments.repository.resolve()
    with tempfile.TemporaryDirectory(prefix="kbc-cluster-") as name:
        return proved(kbc, repository, arguments.corpus, arguments.articles, Path(name))


def proved(kbc: Path, repository: Path, corpus: Path | None, wanted: int, work: Path) -> int:
    articles_of(repository, corpus, work / "input", wanted)
    count = table_of(work / "input", work / "articles.parquet")
    size = sum(path.stat().st_size for path in (work / "input").rglob("*") if path.is_file())
    print(f"{count} articles, {size / 1e6:.0f} MB")

    built, output = time.monotonic(), work / "built"
    command = [kbc, "build", "--input", work / "input", "--output", output, "--formats", "parquet", "--max-findings", "1"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=work)
    if ran.returncode not in (0, 1):
        raise RuntimeError(ran.stderr)
    print(f"kbc build: {time.monotonic() - built:.1f} s")

    # Workers write below the home of Spark, which is not theirs.
    import pyspark

    home = work / "spark"
    home.mkdir()
    for part in ("bin", "jars", "sbin"):
        (home / part).symlink_to(Path(pyspark.__file__).parent / part)
    os.environ["SPARK_HOME"] = str(home)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(work / "scratch"),
        "spark.log.level": "OFF",
        "spark.ui.showConsoleProgress": "false",
        "spark.ui.port": "0",
        "spark.executorEnv.KBC_BINARY": str(kbc),
        "spark.executorEnv.PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "spark.executorEnv.PYTHONDONTWRITEBYTECODE": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
    }
    started = time.monotonic()
    builder = SparkSession.builder.master(MASTER).appName("kbc")
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    print(f"a session with two executors: {time.monotonic() - started:.1f} s")
    try:
        return compared(spark, kbc, repository, work, output)
    finally:
        spark.stop()
        # An executor that was killed has no children any more: theirs belong to nobody.
        left = [command for _, command in processes().values() if f"{kbc}{COMPILES}" in command]
        if left:
            raise RuntimeError(f"these processes were left behind: {left}")


def compared(spark: Any, kbc: Path, repository: Path, work: Path, output: Path) -> int:
    os.environ["KBC_BINARY"] = str(kbc)
    import kbc.spark as on_spark  # ours: the path of the package may come from the environment

    address = spark.sparkContext.uiWebUrl
    done, killed = threading.Event(), []
    killer = threading.Thread(target=kill_one, args=(address, done, killed), daemon=True)
    memory = Memory()
    memory.start()
    killer.start()
    frame = spark.read.parquet(str(work / "articles.parquet")).repartition(PARTITIONS)
    began = time.monotonic()
    on_spark.write(frame, str(work / "cluster"))
    print(f"kbc.spark.write: {time.monotonic() - began:.1f} s")
    done.set()
    killer.join()
    memory.is_over.set()
    memory.join()
    print(f"peak memory in MiB: {memory.peak}")
    dead = [one for one in executors(address) if not one["isActive"]]
    failed = sum(one["failedTasks"] for one in executors(address))
    print(f"killed: {killed}; dead executors: {len(dead)}; failed tasks: {failed}")
    wrong = 0
    if not killed or not dead:
        print("no executor was killed while it compiled: this proves nothing")
        wrong += 1

    rules = rules_of(kbc)
    wrong += datasets_that_differ(rules, output, work / "cluster")
    # A DataFrame has the types that Spark has when it reads the files of a build.
    for dataset, rows in on_spark.compile(frame).items():
        read = spark.read.parquet(str(output / f"{dataset}.parquet"))
        own, theirs = ([(field.name, field.dataType.simpleString()) for field in one.schema] for one in (rows, read))
        if own != theirs:
            print(f"  {dataset}: types differ: {sorted(set(own) ^ set(theirs))}")
            wrong += 1
    # The page says of each rule over all articles whether it is asked here.
    page = (repository / "docs/scaling.md").read_text("utf-8")
    for rule in rules:
        if rule["over"] in ("corpus", "constraints") and f"\n| {rule['code']} {rule['name']} |" not in page:
            print(f"  docs/scaling.md does not name {rule['code']} {rule['name']}")
            wrong += 1
    return wrong + checked(spark, on_spark, work, output)


def checked(spark: Any, on_spark: Any, work: Path, output: Path) -> int:
    """Constraints and rules over all articles: by SQL on the cluster, and as the build found them."""
    diagnostics = pq.read_table(output / "diagnostics.parquet").to_pylist()
    wrong = 0
    for code in ("K506",):
        own = sorted((row["source"], row["table_number"], row["row_number"]) for row in diagnostics if row["code"] == code)
        asked = [check for check in on_spark.check(spark, str(work / "cluster")) if check.code == code]
        found = sorted(tuple(row)[:3] for check in asked for row in check.rows.collect())
        print(f"  {code}: {len(own)} findings of the build, {len(found)} rows by SQL")
        wrong += own != found
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
