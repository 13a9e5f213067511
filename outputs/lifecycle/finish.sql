-- One row per project: its first row in force of each stage, sums, stage of life, note.
WITH reached AS (
    SELECT j.p,
        min(i) FILTER (stage = 1) AS row_1, min(i) FILTER (stage = 2) AS row_2,
        min(i) FILTER (stage = 3) AS row_3, min(i) FILTER (stage = 4) AS row_4,
        max(r.period) AS period,
        max(r.state) FILTER (stage = 3) AS state, max(r.result) FILTER (stage = 4) AS result
    FROM joined AS j JOIN rows AS r USING (stage, i) GROUP BY j.p
),
counted AS (
    SELECT t.p, count(DISTINCT r.event) AS acceptances
    FROM told AS t JOIN rows AS r USING (stage, i) WHERE stage = 4 GROUP BY t.p
),
staged AS (
    SELECT *, coalesce(result IN ('合格', '基本合格'), false) AS passed,
        coalesce(result = '不合格', false) AS failed
    FROM reached
),
-- Only fund levels may split an amount; whatever else does, its parts are not added.
summed AS (
    SELECT j.p, stage,
        CASE WHEN count(*) = 1 OR count(DISTINCT level) = count(*) THEN sum(amount) END AS amount,
        string_agg(amount_text, '；' ORDER BY i) AS amount_text,
        string_agg(amount_cell, ';' ORDER BY i) AS amount_cell,
        CASE WHEN min(amount_unit) = max(amount_unit) THEN min(amount_unit) END AS amount_unit,
        count(*) > 1 AS is_sum
    FROM joined AS j JOIN rows AS r USING (stage, i)
    WHERE stage <= 2 AND amount IS NOT NULL GROUP BY j.p, stage
),
said AS (
    SELECT p, row_1, row_2, row_3, row_4, period,
        CASE
            WHEN state = '已取消' THEN '已取消'
            WHEN passed THEN '已验收'
            WHEN failed AND coalesce(state, '已验收') = '已验收' THEN '已完工'
            WHEN state IS NOT NULL THEN state
            WHEN row_2 IS NOT NULL THEN '已列入计划'
            WHEN row_1 IS NOT NULL THEN '入库'
        END AS life_stage,
        CASE
            WHEN state = '已取消' AND passed THEN '实施进度写“已取消”，却已通过验收。'
            WHEN state = '已验收' AND failed THEN '实施进度写“已验收”，验收却不合格。'
            WHEN state = '已验收' AND row_4 IS NULL THEN '实施进度写“已验收”，但没有验收记录。'
            WHEN state IN ('未开工', '在建') AND passed
                THEN '实施进度写“' || state || '”，却已通过验收。'
        END AS contradiction
    FROM staged
),
noted AS (
    SELECT p, bool_or(kind = 'apart') AS is_apart, string_agg(CASE kind
        WHEN 'apart' THEN t.title || '中有几条记录或几个项目分不清，本条没有合并。'
        ELSE t.title || '中有记录可能属于本项目，分不清，没有合并。' END, '' ORDER BY stage, kind) AS doubt
    FROM notes JOIN titles AS t USING (stage) GROUP BY p
)
SELECT p,
    CASE row_number() OVER (PARTITION BY unit, key ORDER BY p) WHEN 1 THEN key
        ELSE key || '#' || row_number() OVER (PARTITION BY unit, key ORDER BY p) END AS project_key,
    row_1, row_2, row_3, row_4, period, life_stage,
    coalesce(acceptances, 0) AS acceptance_count,
    nullif(concat(contradiction, doubt), '') AS join_note,
    coalesce(is_apart, false) AS is_apart,
    library.amount::DECIMAL(18, 2) AS library_yuan,
    library.amount_text AS library_yuan__text, library.amount_cell AS library_yuan__cell,
    library.amount_unit AS library_yuan__unit,
    coalesce(library.is_sum, false) AS library_yuan__is_sum,
    planned.amount::DECIMAL(18, 2) AS amount_yuan,
    planned.amount_text AS amount_yuan__text, planned.amount_cell AS amount_yuan__cell,
    planned.amount_unit AS amount_yuan__unit,
    coalesce(planned.is_sum, false) AS amount_yuan__is_sum
FROM projects JOIN said USING (p) LEFT JOIN counted USING (p) LEFT JOIN noted USING (p)
LEFT JOIN (SELECT * FROM summed WHERE stage = 1) AS library USING (p)
LEFT JOIN (SELECT * FROM summed WHERE stage = 2) AS planned USING (p)
ORDER BY p;
