-- What each node received, passed on and spent, by fund and year. A column of its own for each
-- stage: they speak of the same money, so one stage is taken and no two are added.
CREATE TABLE counted AS
SELECT flow_key, stage, payer_node, payer_name, payer_code, payer_level, payee_node, payee_name,
    payee_code, payee_level, budget_year, fund_key, fund_level, fund_line, found_in,
    amount_yuan, amount_yuan__text, amount_yuan__cell, amount_yuan__unit,
    arrived_yuan, arrived_yuan__text, arrived_yuan__cell, arrived_yuan__unit,
    submission, file, source_file, sheet, span, unit_code, unit_name, period
FROM flows WHERE is_counted = '是';

CREATE TABLE touched AS
WITH sides AS (
    SELECT payee_node AS node, payee_name AS name, payee_code AS code, payee_level AS level,
        CASE stage WHEN '预算' THEN 'planned_yuan' WHEN '分配' THEN 'allocated_yuan'
            WHEN '拨付' THEN 'disbursed_yuan' ELSE 'spent_yuan' END AS metric, amount_yuan AS amount,
        amount_yuan__text AS text, amount_yuan__cell AS cell, amount_yuan__unit AS unit, f.*
    FROM counted AS f
    UNION ALL BY NAME
    SELECT payee_node AS node, payee_name AS name, payee_code AS code, payee_level AS level,
        'arrived_yuan' AS metric, arrived_yuan AS amount, arrived_yuan__text AS text,
        arrived_yuan__cell AS cell, arrived_yuan__unit AS unit, f.* FROM counted AS f
    UNION ALL BY NAME
    SELECT payer_node AS node, payer_name AS name, payer_code AS code, payer_level AS level,
        CASE stage WHEN '预算' THEN 'planned_out_yuan' WHEN '分配' THEN 'allocated_out_yuan'
            ELSE 'disbursed_out_yuan' END AS metric, amount_yuan AS amount,
        amount_yuan__text AS text, amount_yuan__cell AS cell, amount_yuan__unit AS unit, f.*
    FROM counted AS f WHERE stage <> '支出'
),
known AS (
    SELECT * EXCLUDE (level), level AS node_level, budget_year AS year,
        fund_level IS NOT NULL AND NOT ends_with(fund_key, '·名称不明') AS is_known,
        metric IN ('spent_yuan', 'arrived_yuan') AS is_report
    FROM sides WHERE node IS NOT NULL AND amount IS NOT NULL
),
-- By fund only where every flow of the node and year names one; else one row for all funds.
grouped AS (
    SELECT *, CASE WHEN bool_and(coalesce(is_known, false)) OVER (PARTITION BY node, year) THEN fund_key END AS fund
    FROM known
),
ranked AS (SELECT g.*, r.rank FROM grouped AS g JOIN ranks AS r ON r.title = g.found_in),
-- Two datasets, or a whole and its parts by fund, report the same spending: one of them is taken.
first_report AS (
    SELECT *, min(rank) OVER same AS first_rank, bool_or(NOT is_known) OVER (
            PARTITION BY node, year, fund, metric, rank) AS has_whole
    FROM ranked WINDOW same AS (PARTITION BY node, year, fund, metric)
)
SELECT * FROM first_report
WHERE NOT is_report OR (rank = first_rank AND NOT (has_whole AND is_known));

CREATE TABLE measures AS
SELECT node, year, fund, metric, sum(amount)::DECIMAL(18, 2) AS amount,
    string_agg(text, '；' ORDER BY source_file, sheet, cell, flow_key) AS text,
    string_agg(cell, ';' ORDER BY source_file, sheet, cell, flow_key) AS cell,
    CASE WHEN min(unit) = max(unit) THEN min(unit) END AS unit,
    -- Cells of several files or sheets: as many of these, in the same order.
    CASE WHEN min(source_file) = max(source_file) AND min(sheet) = max(sheet) THEN min(source_file)
        ELSE string_agg(source_file, ';' ORDER BY source_file, sheet, cell, flow_key) END AS source_file,
    CASE WHEN min(source_file) = max(source_file) AND min(sheet) = max(sheet) THEN min(sheet)
        ELSE string_agg(sheet, ';' ORDER BY source_file, sheet, cell, flow_key) END AS sheet
FROM touched GROUP BY node, year, fund, metric;

CREATE TABLE heads AS
WITH first_rows AS (
    SELECT * FROM touched
    QUALIFY row_number() OVER (PARTITION BY node, year, fund ORDER BY (unit_code = node) DESC,
        unit_code, period DESC, submission DESC, source_file, sheet, span, metric, flow_key) = 1
),
words AS (
    SELECT node, year, fund, max(period) AS newest,
        string_agg(DISTINCT found_in, '、' ORDER BY found_in) AS titles,
        max(code) AS node_code, max(node_level) AS level, min(name) AS written
    FROM touched GROUP BY node, year, fund
),
sums AS (
    SELECT node, year, fund,
        max(amount) FILTER (metric = 'planned_yuan') AS planned_yuan,
        max(amount) FILTER (metric = 'allocated_yuan') AS allocated_yuan,
        max(amount) FILTER (metric = 'disbursed_yuan') AS disbursed_yuan,
        max(amount) FILTER (metric = 'arrived_yuan') AS arrived_yuan,
        max(amount) FILTER (metric = 'allocated_out_yuan') AS allocated_out_yuan,
        max(amount) FILTER (metric = 'disbursed_out_yuan') AS disbursed_out_yuan,
        max(amount) FILTER (metric = 'spent_yuan') AS spent_yuan
    FROM measures GROUP BY node, year, fund
),
weighed AS (
    SELECT *, coalesce(disbursed_yuan, allocated_yuan, arrived_yuan) AS received_yuan,
        CASE WHEN disbursed_yuan IS NOT NULL THEN '拨付' WHEN allocated_yuan IS NOT NULL THEN '分配'
            WHEN arrived_yuan IS NOT NULL THEN '到位' END AS received_stage,
        coalesce(disbursed_out_yuan, allocated_out_yuan) AS passed_on_yuan,
        CASE WHEN disbursed_out_yuan IS NOT NULL THEN '拨付'
            WHEN allocated_out_yuan IS NOT NULL THEN '分配' END AS passed_on_stage
    FROM sums
),
gapped AS (
    SELECT *, passed_on_yuan IS NULL AS is_leaf,
        received_yuan - coalesce(passed_on_yuan, spent_yuan, 0) AS gap_yuan
    FROM weighed
),
explained AS (
    SELECT unit_code, node, year, fund_key AS fund, sum(amount)::DECIMAL(18, 2) AS amount,
        string_agg(DISTINCT category, '、' ORDER BY category) AS category,
        string_agg(DISTINCT reason, '；' ORDER BY reason) AS reason,
        string_agg(DISTINCT until, '、' ORDER BY until) AS until,
        string_agg(DISTINCT explained_by, '、' ORDER BY explained_by) AS explained_by
    FROM explanations GROUP BY ALL
)
SELECT concat_ws('|', g.node, coalesce(g.fund, '各项资金'), g.year::VARCHAR) AS balance_key,
    f.submission, f.file, f.source_file, f.sheet, f.span, f.unit_code, f.unit_name, w.newest AS period,
    g.node, coalesce(a.name, w.written) AS node_name, w.node_code, w.level AS node_level,
    g.year AS budget_year, g.fund AS fund_key,
    CASE WHEN g.fund IS NOT NULL THEN f.fund_level END AS fund_level,
    CASE WHEN g.fund IS NOT NULL THEN f.fund_line END AS fund_line,
    received_stage, passed_on_stage, received_yuan, passed_on_yuan, g.is_leaf, gap_yuan,
    CASE WHEN gap_yuan IS NOT NULL THEN e.amount END AS explained_yuan,
    (gap_yuan - coalesce(e.amount, 0))::DECIMAL(18, 2) AS remaining_yuan,
    CASE
        WHEN gap_yuan IS NULL AND planned_yuan IS NOT NULL AND passed_on_yuan IS NULL
            AND spent_yuan IS NULL THEN '只有计划数'
        WHEN gap_yuan IS NULL THEN '没有收入数'
        WHEN gap_yuan = 0 THEN '平衡'
        WHEN gap_yuan = e.amount THEN '已说明'
        WHEN gap_yuan < 0 THEN '超出'
        WHEN g.is_leaf AND spent_yuan IS NULL THEN '没有支出数'
        ELSE '有差额'
    END AS balance_state,
    CASE WHEN gap_yuan IS NOT NULL THEN e.category END AS explanation_category,
    CASE WHEN gap_yuan IS NOT NULL THEN e.reason END AS explanation_reason,
    CASE WHEN gap_yuan IS NOT NULL THEN e.until END AS explained_until,
    CASE WHEN gap_yuan IS NOT NULL THEN e.explained_by END AS explained_by,
    w.titles AS found_in
FROM gapped AS g
JOIN words AS w ON w.node = g.node AND w.year = g.year AND w.fund IS NOT DISTINCT FROM g.fund
JOIN first_rows AS f ON f.node = g.node AND f.year = g.year AND f.fund IS NOT DISTINCT FROM g.fund
LEFT JOIN areas AS a ON a.code = w.node_code AND a.year = g.year
LEFT JOIN explained AS e ON e.unit_code = f.unit_code AND e.node = g.node AND e.year = g.year
    AND e.fund IS NOT DISTINCT FROM g.fund;
