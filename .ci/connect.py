"""Proves that `kbc.spark` works over Spark Connect, where the client has a plan and no executor.

python connect.py KBC REPOSITORY

Our own articles and fixtures are compiled through a local server of Spark Connect and through `kbc build`; all columns of all rows
must be the same, and `kbc.spark.check` must be able to ask its questions.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from cluster import articles_of, datasets_that_differ, rules_of

# No more than there are fixtures: copies of an article prove nothing more.
ARTICLES = 200


def main() -> int:
    kbc, repository = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="kbc-connect-") as name:
        return proved(kbc, repository, Path(name))


def proved(kbc: Path, repository: Path, work: Path) -> int:
    articles_of(repository, None, work / "input", ARTICLES)
    command = [kbc, "build", "--input", work / "input", "--output", work / "built", "--formats", "parquet"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=work)
    if ran.returncode not in (0, 1):
        raise RuntimeError(ran.stderr)
    os.environ |= {
        "KBC_BINARY": str(kbc),
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    from pyspark.sql import SparkSession

    import kbc.spark as on_spark

    builder = SparkSession.builder.remote("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    try:
        if "connect" not in type(spark).__module__:
            raise RuntimeError(f"this is not a session of Spark Connect: {type(spark)}")
        paths = sorted(path for path in (work / "input").rglob("*") if path.is_file())
        articles = [(path.relative_to(work / "input").as_posix(), path.read_bytes()) for path in paths]
        frame = spark.createDataFrame(articles, "source string, content binary").repartition(4)
        on_spark.write(frame, str(work / "connect"))
        wrong = datasets_that_differ(rules_of(kbc), work / "built", work / "connect")
        checks = on_spark.check(spark, str(work / "connect"))
        broken = sum(check.rows.count() for check in checks if check.level == "error")
        print(f"  {len(checks)} checks, {broken} rows that break one of level error")
        return wrong + (not checks)
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
