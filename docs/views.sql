-- What people ask of the datasets, as views for DuckDB. Run it where `output/` is: `duckdb -init docs/views.sql`.
-- docs/loading.md shows each of them at work.

CREATE OR REPLACE VIEW files AS FROM 'output/files.parquet';
CREATE OR REPLACE VIEW assemblies AS FROM 'output/assemblies.parquet';
CREATE OR REPLACE VIEW products AS FROM 'output/products.parquet';

-- Every listed file, with name, version and branch in a form that compares.
-- `version_numbers` sorts as versions do and is null where the version is not numeric; a number that is not printed is 0.
-- `platform` is that of the file and, where the table does not give it, that of the system it is listed for.
CREATE OR REPLACE VIEW shipped AS
SELECT
    lower(file_name) AS file,
    file_version AS version,
    CASE WHEN version_major IS NOT NULL THEN [
        version_major, coalesce(version_minor, 0), coalesce(version_build, 0), coalesce(version_revision, 0)
    ] END AS version_numbers,
    coalesce(platform, target_platform)::VARCHAR AS platform,
    coalesce(branch::VARCHAR, lower(nullif(regexp_extract(service_branch, '(?i)(GDR|LDR|QFE)$'), ''))) AS branch,
    language, file_size, file_date, kb, source, table_number, row_number
FROM files;

-- The newest version of a file per platform and branch, within each line of versions (6.0 and 6.1 are two systems: the
-- newest file of one does not replace that of the other), and the articles that ship it.
CREATE OR REPLACE VIEW newest_versions AS
WITH ranked AS (
    SELECT *, rank() OVER (
        PARTITION BY file, platform, branch, version_numbers[1:2] ORDER BY version_numbers DESC
    ) AS place
    FROM shipped
    WHERE version_numbers IS NOT NULL
)
SELECT
    file, platform, branch,
    array_to_string(version_numbers[1:2], '.') AS line,
    min(version) AS newest,
    list(DISTINCT coalesce('KB' || kb, source) ORDER BY coalesce('KB' || kb, source)) AS articles
FROM ranked
WHERE place = 1
GROUP BY file, platform, branch, version_numbers;

-- Every listed file, once for each product that it is listed for. `told_by` says who names the product: the label above the file,
-- or, where no label names any, the article, with all products that it applies to. Rows whose label names only products that no
-- family of the contract knows are left out: nothing says that the products of the article are meant.
-- `service_pack` and `system` say for which service pack and on which processor's system; null where nobody says so, and the file
-- is for all. A system of `x64` has files for `x86`, too: that is `platform`.
CREATE OR REPLACE VIEW files_by_product AS
WITH named AS (
    SELECT
        source, table_number, row_number, unnest(target_product_keys) AS product_key,
        NULL AS product_pack, NULL AS product_platform, 'label' AS told_by
    FROM files
    UNION ALL
    SELECT DISTINCT
        source, table_number, row_number, product_key, products.service_pack, products.platform::VARCHAR, 'article'
    FROM files JOIN products USING (source)
    WHERE files.target_products IS NULL AND product_key IS NOT NULL
)
SELECT
    product_key,
    coalesce(sp_requirement, milestone, target_service_pack, product_pack) AS service_pack,
    coalesce(target_platform::VARCHAR, product_platform, files.platform::VARCHAR) AS system,
    files.kind::VARCHAR AS kind, told_by, shipped.*
FROM named
JOIN files USING (source, table_number, row_number)
JOIN shipped USING (source, table_number, row_number);

-- The newest version of a file per product, platform and branch, and the articles that ship it.
CREATE OR REPLACE VIEW newest_by_product AS
WITH ranked AS (
    SELECT *, rank() OVER (PARTITION BY product_key, file, platform, branch ORDER BY version_numbers DESC) AS place
    FROM files_by_product
    WHERE version_numbers IS NOT NULL
)
SELECT
    product_key, file, platform, branch, min(version) AS newest,
    list(DISTINCT coalesce('KB' || kb, source) ORDER BY coalesce('KB' || kb, source)) AS articles
FROM ranked
WHERE place = 1
GROUP BY product_key, file, platform, branch, version_numbers;

-- Files of one name, version, platform and language whose size differs between two articles: each of them prints a
-- size that the other does not. (One article may well print two: an x86 file, say, once for each system.)
CREATE OR REPLACE VIEW sizes_that_differ AS
WITH sized AS (
    SELECT
        file, version_numbers, min(version) AS version, platform, language, source,
        list(DISTINCT file_size ORDER BY file_size) AS sizes
    FROM shipped
    WHERE version_numbers IS NOT NULL AND file_size IS NOT NULL
    GROUP BY file, version_numbers, platform, language, source
)
SELECT
    one.file, one.version, one.platform, one.language,
    one.source AS source, one.sizes AS sizes, other.source AS other_source, other.sizes AS other_sizes
FROM sized AS one
JOIN sized AS other
  ON one.file = other.file
 AND one.version_numbers = other.version_numbers
 AND one.platform IS NOT DISTINCT FROM other.platform
 AND one.language IS NOT DISTINCT FROM other.language
 AND one.source < other.source
WHERE NOT list_has_all(one.sizes, other.sizes) AND NOT list_has_all(other.sizes, one.sizes);

-- Manifests that no listed file explains. A manifest does not name its files, but it has their version and processor:
-- it is explained by a file of the same article, listed for the same system (processor and a product that the labels
-- name), of the same version, for the processor of the manifest or for none. A component that brings nothing but files
-- without a version (`.mof`, `.xml`) is in here, too; a manifest that is not may still belong to files that are not listed.
-- Left out are deployments (they bring no files), policies and managed code (they count versions of their own).
CREATE OR REPLACE VIEW manifests_without_payload AS
WITH manifests AS (
    SELECT
        assemblies.*, target_platform, target_products,
        CASE assemblies.platform WHEN 'amd64' THEN 'x64' WHEN 'wow64' THEN 'x86' ELSE assemblies.platform::VARCHAR END
            AS processor
    FROM assemblies
    JOIN files USING (source, table_number, row_number)
    WHERE component_kind = 'named' AND assemblies.platform <> 'msil' AND assemblies.component NOT ILIKE 'policy.%'
)
SELECT
    kb, source, table_number, row_number, target_platform::VARCHAR AS system, platform::VARCHAR AS platform,
    coalesce(component_full, component) AS component, version
FROM manifests
WHERE NOT EXISTS (
    FROM files AS payload
    WHERE payload.kind = 'payload'
      AND payload.source = manifests.source
      AND payload.target_platform IS NOT DISTINCT FROM manifests.target_platform
      AND (payload.target_products IS NOT DISTINCT FROM manifests.target_products
           OR list_has_any(payload.target_products, manifests.target_products))
      AND payload.version_major = manifests.version_major
      AND payload.version_minor = manifests.version_minor
      AND payload.version_build = manifests.version_build
      AND payload.version_revision = manifests.version_revision
      AND (payload.platform IS NULL OR payload.platform = manifests.processor)
);
