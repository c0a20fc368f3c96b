"""The second pass over cut names of manifests: what their checksums say when all articles are known.

The checksum of a cut name covers the whole one, and tells what the hidden text contributed. Names with the same cut text must
tell the same; a word of any article that is cut to that text and contributes that much is the whole name, proved. This is what
`kbc build` does, said in SQL (`pipeline/checks/cut_names.rs`).
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as spark

LATE = "assemblies"
"""The dataset with columns that only all articles can fill."""

_PARTS = ("kind", "cut", "hidden", "text")
CUT_NAMES = spark.ArrayType(spark.StructType([spark.StructField(name, spark.StringType()) for name in _PARTS]))
"""The column `cut_names`: what an article says of such names."""

_SETTLED = """
WITH runs AS (
  SELECT kind, cut, hidden, count(DISTINCT lower(text)) AS names
  FROM {evidence} WHERE kind <> 'word' GROUP BY kind, cut, hidden
),
words AS (
  SELECT cut, hidden, min_by(text, struct(source, at)) AS full
  FROM {evidence} WHERE kind = 'word' GROUP BY cut, hidden
),
known AS (
  SELECT runs.kind, runs.cut, runs.hidden, words.full, names > 1 OR words.full IS NOT NULL AS is_strong
  FROM runs LEFT JOIN words ON runs.kind = 'component' AND runs.cut = words.cut AND runs.hidden = words.hidden
),
judged AS (
  SELECT kind, cut, hidden, full, CASE
    WHEN full IS NOT NULL THEN 'verified'
    WHEN is_strong THEN 'consistent'
    WHEN count(*) OVER (PARTITION BY kind, cut) > 1 OR bool_or(is_strong) OVER (PARTITION BY kind, hidden) THEN 'mismatch'
    ELSE 'unchecked' END AS check
  FROM known
),
names AS (
  SELECT lower(text) AS name, any_value(kind) AS kind, any_value(cut) AS cut, any_value(hidden) AS hidden
  FROM {evidence} WHERE kind <> 'word' GROUP BY lower(text)
)
SELECT names.name AS kbc_name, judged.check AS kbc_check, judged.full AS kbc_full
FROM names JOIN judged USING (kind, cut, hidden)
"""


def settled(assemblies: DataFrame, by_article: DataFrame) -> DataFrame:
    """Rows of `assemblies` with the columns that wait for all articles; `by_article` has the column `cut_names`."""
    evidence = by_article.select("source", F.posexplode("cut_names").alias("at", "one"))
    evidence = evidence.select("source", "at", "one.*")
    outcomes = assemblies.sparkSession.sql(_SETTLED, evidence=evidence)
    joined = assemblies.join(outcomes, F.lower("file_name") == F.col("kbc_name"), "left")
    columns = []
    for name in assemblies.columns:
        if name == "hash_check":
            columns.append(F.coalesce("kbc_check", name).alias(name))
        elif name == "component_full":
            columns.append(F.coalesce("kbc_full", name).alias(name))
        else:
            columns.append(F.col(name))
    return joined.select(*columns)
