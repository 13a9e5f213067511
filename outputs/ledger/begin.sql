-- What every table says, with the year the money belongs to and the project it speaks of.
-- A plan or a progress report of a project counts in its last version only (`members`).
CREATE TABLE said AS
WITH dated AS (
    SELECT *,
        coalesce(try_cast(left(allocated_on, 4) AS BIGINT),
            try_cast(nullif(regexp_extract(document_no, '〔(\d{4})〕', 1), '') AS BIGINT)) AS doc_year
    FROM statements
    WHERE amount IS NOT NULL OR arrived IS NOT NULL
),
placed AS (
    SELECT d.*, m.p AS own_p,
        CASE WHEN is_advance = '提前下达' AND doc_year IS NOT NULL
            THEN doc_year + 1 ELSE budget_year END AS year
    FROM dated AS d LEFT JOIN members AS m USING (dataset, i)
    WHERE dataset NOT IN ('annual_plan', 'project_progress') OR m.p IS NOT NULL
),
-- Other tables name a project; it is that one if only one project of the unit can be meant.
named AS (
    SELECT s.row, s.priority, min(m.p) AS p
    FROM placed AS s JOIN members AS m
        ON m.unit_code = s.unit_code AND m.name = s.project_name_key
        AND coalesce(m.year = s.year, true)
    WHERE s.own_p IS NULL
    GROUP BY ALL HAVING count(DISTINCT m.p) = 1
)
SELECT s.*, coalesce(s.own_p, n.p) AS p,
    coalesce(s.year::VARCHAR || '-12-31', s.period || '-01') AS day,
    -- What stands in a column of its own tells the payee; nothing is taken from a remark.
    CASE WHEN s.dataset = 'fund_transfer' THEN CASE WHEN s.payee_name IS NOT NULL THEN 'payee_name' END
        WHEN s.project_name IS NOT NULL THEN 'project_name'
        WHEN s.area_name IS NOT NULL THEN 'area_name' END AS payee_from
FROM placed AS s LEFT JOIN named AS n USING (row, priority);
