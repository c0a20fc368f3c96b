"""Types of Arrow as Spark names them."""

import pyarrow as pa
from pyspark.sql import types as spark

_PLAIN: dict[pa.DataType, spark.DataType] = {
    pa.string(): spark.StringType(),
    pa.int16(): spark.ShortType(),
    pa.int64(): spark.LongType(),
    pa.float32(): spark.FloatType(),
    pa.bool_(): spark.BooleanType(),
    pa.date32(): spark.DateType(),
    pa.timestamp("us", "UTC"): spark.TimestampType(),
}


def type_of(arrow: pa.DataType) -> spark.DataType:
    """The type of a column. Everything may be null, as in tables that Spark reads from files."""
    if pa.types.is_list(arrow):
        return spark.ArrayType(type_of(arrow.value_type))
    if pa.types.is_struct(arrow):
        return spark.StructType([field_of(field) for field in arrow])
    return _PLAIN[arrow]


def field_of(field: pa.Field) -> spark.StructField:
    """A column, with what it means as its comment."""
    doc = (field.metadata or {}).get(b"doc")
    metadata = {"comment": doc.decode("utf-8")} if doc else None
    return spark.StructField(field.name, type_of(field.type), nullable=True, metadata=metadata)
