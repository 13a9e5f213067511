-- name: funds
SELECT coalesce(fund_key, '') AS fund, min(fund_level) AS fund_level, min(fund_line) AS fund_line,
       min(budget_year) AS first_year, max(budget_year) AS last_year, count(*) AS flows,
       count(DISTINCT document_no) AS documents
FROM flows GROUP BY fund ORDER BY fund = '', fund

-- name: steps
SELECT coalesce(fund_key, '') AS fund, budget_year, stage, payer_level, payee_level,
       count(*) AS flows, count(*) FILTER (is_counted = '否') AS uncounted,
       sum(amount_yuan) FILTER (is_counted = '是')::DECIMAL(18, 2) AS amount_yuan
FROM flows GROUP BY fund, budget_year, stage, payer_level, payee_level
ORDER BY budget_year DESC NULLS LAST,
         list_position(['预算', '分配', '拨付', '支出'], stage),
         list_position(['中央', '省', '市', '区县', '乡镇', '单位', '项目'], payer_level) NULLS LAST,
         list_position(['中央', '省', '市', '区县', '乡镇', '单位', '项目'], payee_level) NULLS LAST

-- name: shares
SELECT coalesce(fund_key, '') AS fund, budget_year, stage, payee_level, payee_code,
       min(payee_name) AS payee_name, sum(amount_yuan)::DECIMAL(18, 2) AS amount_yuan,
       (sum(sum(amount_yuan)) OVER (PARTITION BY fund, budget_year, stage, payee_level))
       ::DECIMAL(18, 2) AS whole_yuan
FROM flows
WHERE is_counted = '是' AND amount_yuan IS NOT NULL AND payee_code IS NOT NULL
      AND payee_level IN ('省', '市', '区县', '乡镇')
GROUP BY fund, budget_year, stage, payee_level, payee_code
ORDER BY budget_year DESC NULLS LAST, list_position(['预算', '分配', '拨付', '支出'], stage),
         list_position(['省', '市', '区县', '乡镇'], payee_level), amount_yuan DESC, payee_code

-- name: documents
SELECT coalesce(fund_key, '') AS fund, document_no, budget_year, stage, count(*) AS flows,
       count(*) FILTER (is_counted = '否') AS uncounted,
       sum(amount_yuan) FILTER (is_counted = '是')::DECIMAL(18, 2) AS amount_yuan
FROM flows GROUP BY fund, document_no, budget_year, stage
ORDER BY budget_year DESC NULLS LAST, document_no NULLS LAST,
         list_position(['预算', '分配', '拨付', '支出'], stage)

-- name: flows
SELECT coalesce(fund_key, '') AS fund, record_id, budget_year, stage, payer_name, payer_code,
       payee_name, payee_code, amount_yuan, document_no, is_counted, flow_note
FROM flows
ORDER BY budget_year DESC NULLS LAST, list_position(['预算', '分配', '拨付', '支出'], stage),
         payer_code NULLS LAST, amount_yuan DESC NULLS LAST, record_id
