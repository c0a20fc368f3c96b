-- K506: of each other size than that of the first article the first row, in articles that do not print both.
WITH sized AS (
  SELECT source, table_number, row_number, file_name, file_version, platform, file_size,
    min(struct(source, table_number, row_number)) OVER (PARTITION BY lower(file_name), file_version, platform) AS first
  FROM {files}
  WHERE file_version IS NOT NULL AND file_size IS NOT NULL
),
others AS (
  SELECT min(struct(source, table_number, row_number)) AS own, min_by(file_name, struct(source, table_number, row_number)) AS file_name,
    file_version, platform, file_size, any_value(first) AS first
  FROM sized
  GROUP BY lower(file_name), file_version, platform, file_size
  HAVING bool_and(source <> first.source)
)
SELECT own.source, own.table_number, own.row_number, file_name, file_version, platform, file_size, first.source AS first_source
FROM others
ORDER BY own.source NULLS FIRST, own.table_number NULLS FIRST, own.row_number NULLS FIRST
