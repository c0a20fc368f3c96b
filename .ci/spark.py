"""Spark in this process, on one processor, for the scripts that let it read."""

from pyspark.sql import SparkSession

SETTINGS = {
    # What runs is small and runs once: parts of a sort, and much compiling, only take time.
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.ui.enabled": "false",
    "spark.log.level": "OFF",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


def session(**settings: str) -> SparkSession:
    """A session; `settings` are those of Spark SQL, without `spark.sql.`."""
    builder = SparkSession.builder.master("local[1]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    for name, value in settings.items():
        builder = builder.config(f"spark.sql.{name}", value)
    return builder.getOrCreate()
