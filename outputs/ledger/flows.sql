-- Flows from what was said: nodes, funds, which of several statements counts, notes.
CREATE TABLE placed AS
SELECT s.*, f.fund_level AS level, f.fund_line AS line, f.fund_key, coalesce(f.is_known, false) AS is_fund_known,
    own.node AS own_node,
    CASE WHEN s.dataset = 'fund_transfer' THEN payer.node ELSE own.node END AS from_node,
    CASE WHEN s.dataset = 'fund_transfer' THEN s.payer_name ELSE own.name END AS from_name,
    CASE WHEN s.dataset = 'fund_transfer' THEN payer.code ELSE own.code END AS from_code,
    CASE WHEN s.dataset = 'fund_transfer' THEN payer.level ELSE own.level END AS from_level,
    CASE WHEN s.dataset = 'fund_transfer' THEN payer.party_name ELSE own.name END AS from_party,
    payer.doubt AS payer_doubt, payee.doubt AS payee_doubt,
    CASE WHEN payee_from = 'project_name' THEN s.unit_code || '/项目/' || coalesce(p.project_key,
            concat_ws('|', project_name_key, area_name_key, location_key, year::VARCHAR))
        WHEN payee_from IS NOT NULL THEN payee.node
        WHEN stage = '支出' THEN own.node END AS to_node,
    CASE payee_from WHEN 'payee_name' THEN s.payee_name WHEN 'project_name' THEN s.project_name
        WHEN 'area_name' THEN s.area_name ELSE CASE WHEN stage = '支出' THEN own.name END END AS to_name,
    CASE WHEN payee_from = 'project_name' THEN NULL WHEN payee_from IS NOT NULL THEN payee.code
        WHEN stage = '支出' THEN own.code END AS to_code,
    CASE WHEN payee_from = 'project_name' THEN '项目' WHEN payee_from IS NOT NULL THEN payee.level
        WHEN stage = '支出' THEN own.level END AS to_level,
    CASE WHEN payee_from = 'project_name' THEN s.project_name
        WHEN payee_from IS NOT NULL THEN payee.party_name
        WHEN stage = '支出' THEN own.name END AS to_party,
    -- An apart project is one of several that could not be told from each other.
    coalesce(p.is_apart, false) AND s.dataset IN ('annual_plan', 'project_progress') AS is_apart
FROM said AS s
LEFT JOIN funds AS f ON f.name IS NOT DISTINCT FROM s.fund_name
    AND f.level IS NOT DISTINCT FROM s.fund_level AND f.line IS NOT DISTINCT FROM s.fund_line AND f.day = s.day
LEFT JOIN units AS own ON own.unit_code = s.unit_code AND own.day = s.day
LEFT JOIN parties AS payer ON payer.unit_code = s.unit_code AND payer.day = s.day
    AND payer.name = s.payer_name AND payer.area_code IS NULL
LEFT JOIN parties AS payee ON payee.unit_code = s.unit_code AND payee.day = s.day
    AND payee.name = CASE payee_from WHEN 'payee_name' THEN s.payee_name WHEN 'area_name' THEN s.area_name END
    AND payee.area_code IS NOT DISTINCT FROM CASE payee_from WHEN 'area_name' THEN s.area_code END
LEFT JOIN projects AS p ON p.p = s.p;

-- `ident`: what makes two statements speak of the same flow. Money passed on is one flow of one
-- document; spending and an integration plan are restated month by month, whatever the document.
CREATE TABLE stated AS
WITH keyed AS (
    -- Spending has a payer only where another node spends it; nobody pays himself.
    SELECT * REPLACE (
            CASE WHEN is_spender THEN NULL ELSE from_node END AS from_node,
            CASE WHEN is_spender THEN NULL ELSE from_name END AS from_name,
            CASE WHEN is_spender THEN NULL ELSE from_code END AS from_code,
            CASE WHEN is_spender THEN NULL ELSE from_level END AS from_level),
        coalesce(stage <> '支出' AND from_node = to_node, false) AS is_own,
        CASE WHEN stage = '支出' OR dataset = 'integrated_fund' THEN ''
            ELSE coalesce(document_no, unit_code || '/' || document) END AS paper,
        CASE WHEN stage = '支出' AND to_level = '项目' THEN ''
            ELSE concat_ws('|', purpose_key, category_key, project_type_key, area_name_key,
                project_name_key, location_key, construction_task_key) END AS detail,
        concat_ws('|', unit_code, submission, document, dataset) AS source,
        adjusted_from IS NOT NULL OR contains(coalesce(plan_version, ''), '调整')
            OR contains(coalesce(document_title, ''), '调整') AS adjusted
    FROM (SELECT *, coalesce(stage = '支出' AND from_node = to_node, false) AS is_spender FROM placed)
)
SELECT *,
    concat_ws(chr(31), stage, CASE WHEN stage = '支出' THEN '' ELSE coalesce(from_node, '') END,
        coalesce(to_node, ''), paper, coalesce(year::VARCHAR, ''), coalesce(fund_key, ''),
        coalesce(fund_name_key, ''), coalesce(subject_code, ''), detail) AS ident,
    -- Who passes money on answers for it; who spends it answers for that.
    CASE stage WHEN '支出' THEN to_node ELSE from_node END IS NOT DISTINCT FROM own_node AS answers
FROM keyed;

CREATE TABLE weighed AS
WITH sources AS (
    SELECT ident, unit_code, source, bool_or(answers) AS answers, max(coalesce(as_of, '')) AS as_of,
        bool_or(adjusted) AS adjusted, max(period) AS period, min(priority) AS priority,
        max(submission) AS submission, sum(amount) AS amount
    FROM stated GROUP BY ALL
),
ranked AS (
    SELECT *,
        row_number() OVER (PARTITION BY ident ORDER BY answers DESC, as_of DESC, adjusted DESC,
            period DESC, priority, submission DESC, source) AS best,
        row_number() OVER (PARTITION BY ident, unit_code ORDER BY answers DESC, as_of DESC,
            adjusted DESC, period DESC, priority, submission DESC, source) AS own_best
    FROM sources
)
SELECT r.ident, r.source, r.best = 1 AS is_best, w.unit_code AS winner
FROM ranked AS r JOIN ranked AS w ON w.ident = r.ident AND w.best = 1
-- An older statement is closed by the newer one; another unit's is kept if it says another amount.
WHERE r.best = 1 OR (r.own_best = 1 AND r.unit_code <> w.unit_code
    AND r.as_of = w.as_of AND r.amount IS DISTINCT FROM w.amount);

CREATE TABLE flows AS
WITH counted AS (
    SELECT s.*, w.is_best, w.winner,
        w.is_best AND NOT s.is_own AND NOT s.is_apart AND s.year IS NOT NULL AS is_counted,
        concat_ws('|', stage, coalesce(from_node, '?'), coalesce(to_node, '?'), paper,
            coalesce(year::VARCHAR, '?'), coalesce(fund_key, '?'), detail) AS key
    FROM stated AS s JOIN weighed AS w USING (ident, source)
)
SELECT * EXCLUDE (key),
    CASE row_number() OVER twins WHEN 1 THEN key ELSE key || '#' || row_number() OVER twins END AS flow_key,
    NOT EXISTS (
        SELECT 1 FROM counted AS e
        WHERE e.is_counted AND e.stage = c.stage AND e.year IS NOT DISTINCT FROM c.year
            AND coalesce(e.fund_key, '') = coalesce(c.fund_key, '') AND e.from_node = c.to_node
    ) AS is_leaf,
    nullif(concat_ws('',
        CASE WHEN from_node IS NULL AND stage <> '支出' THEN '没有写明付款方。' END,
        CASE WHEN dataset = 'fund_transfer' THEN '付款方' || payer_doubt END,
        CASE WHEN to_node IS NULL THEN '没有写明收款方，只写了用途或类别。' END,
        CASE WHEN payee_from <> 'project_name' THEN '收款方' || payee_doubt END,
        CASE WHEN year IS NULL THEN '没有写明所属年度，不计入平衡。' END,
        CASE WHEN is_own THEN '付款方和收款方是同一个，不计入平衡。' END,
        CASE WHEN is_apart THEN '几个版本或几个项目分不清，不计入平衡。' END,
        CASE WHEN NOT is_best THEN '单位' || winner || '对同一笔资金写的金额不同，以其为准，本行不计入平衡。' END
    ), '') AS flow_note
FROM counted AS c
WINDOW twins AS (PARTITION BY unit_code, key ORDER BY is_counted DESC, amount, fund_name_key, subject_code, period,
    document, sheet, span, row)
ORDER BY unit_code, flow_key;
