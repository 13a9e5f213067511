-- title: 帮扶双方报送的金额一致
-- severity: warning
-- category: 一致
-- dataset: assistance
-- spans: true
-- message: “{helper}”对“{area}”的“{content}”，这里是 {value} 元，{other} 报送的是 {expected} 元，相差 {difference} 元。
-- fix: 请与对方核对金额和单位，写错的一方改正后重新报送。
WITH lined AS (
    SELECT *, first_value(amount_yuan) OVER same_help AS first_amount,
           first_value(unit_name) OVER same_help AS first_unit,
           first_value(unit_code) OVER same_help AS first_code
    FROM assistance
    WHERE amount_yuan IS NOT NULL AND assistance_content IS NOT NULL
    WINDOW same_help AS (
        PARTITION BY table_year, same(helper_unit), same(assisted_area), same(assistance_content)
        ORDER BY submission, sheet, amount_yuan__cell)
)
SELECT submission, file, sheet, amount_yuan__cell AS cell, helper_unit AS helper,
       assisted_area AS area, assistance_content AS content, first_unit AS other,
       amount_yuan AS value, first_amount AS expected, amount_yuan - first_amount AS difference
FROM lined
WHERE unit_code <> first_code AND amount_yuan <> first_amount
ORDER BY 1, sheet, cell
