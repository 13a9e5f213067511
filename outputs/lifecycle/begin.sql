-- Rows of all stages in one order of versions; a later version has a higher number.
-- A number of up to four digits numbers the rows of a table, so it counts only beside the name.
CREATE TABLE rows AS
WITH ranked AS (
    SELECT *,
        CASE WHEN regexp_full_match(project_no, '[0-9]{1,4}')
            THEN project_no || '|' || coalesce(project_name, '') ELSE project_no END AS no,
        original_yuan IS NOT NULL
            OR contains(coalesce(plan_version, ''), '调整')
            OR contains(coalesce(document_title, ''), '调整') AS adjusted,
        CASE acceptance_level WHEN '县级' THEN 2 WHEN '镇级' THEN 1 ELSE 0 END AS height,
        coalesce(as_of, period) AS stated_at
    FROM stages
)
SELECT stage, i, unit_code AS unit, no, project_name AS name, area_name AS area,
    location AS place, budget_year AS year, fund_level AS level, amount_yuan AS amount,
    period, progress_state AS state, acceptance_result AS result,
    concat_ws('|', coalesce(acceptance_level, ''), coalesce(accepted_on, ''),
        coalesce(acceptance_body, '')) AS event,
    -- What may differ between rows of one project in one document is the fund level alone.
    concat_ws(chr(31), coalesce(document, ''), coalesce(sheet, ''), project_name, coalesce(area_name, ''), coalesce(location, ''),
        CASE WHEN stage <= 2 THEN coalesce(construction_task, '') ELSE '' END) AS entity,
    amount_yuan__text AS amount_text, amount_yuan__cell AS amount_cell,
    amount_yuan__unit AS amount_unit,
    dense_rank() OVER (
        PARTITION BY stage
        ORDER BY height, accepted_on NULLS FIRST, budget_year NULLS FIRST, adjusted, stated_at,
            period, approved_on NULLS FIRST, submission
    ) AS version
FROM ranked;

CREATE TABLE projects (
    p BIGINT, unit VARCHAR, no VARCHAR, name VARCHAR, area VARCHAR, place VARCHAR, year BIGINT,
    key VARCHAR
);
CREATE TABLE joined (stage INTEGER, p BIGINT, i BIGINT);    -- the rows in force of a project
CREATE TABLE told (stage INTEGER, p BIGINT, i BIGINT);      -- those and the older ones
CREATE TABLE notes (p BIGINT, stage INTEGER, kind VARCHAR);
