-- The pages of sources of a run of records, as HTML: a template takes 20 µs a value, and a million
-- records have ten million of them. heads: one row per record with its place and page; fields: one
-- per field, its title escaped; the rest is what the page of sources shows of provenance.
CREATE OR REPLACE MACRO esc(words) AS
    replace(replace(replace(replace(replace(coalesce(words, ''), '&', '&amp;'),
    '<', '&lt;'), '>', '&gt;'), '"', '&#34;'), '''', '&#39;');
CREATE OR REPLACE MACRO grouped(amount) AS
    CASE WHEN amount LIKE '-%' THEN '-' ELSE '' END
    || format('{:,}', split_part(ltrim(amount, '-'), '.', 1)::BIGINT)
    || '.' || rpad(split_part(amount, '.', 2), 2, '0');
CREATE OR REPLACE MACRO file_link(file) AS
    'href="#f-' || left(file, 12) || '">' || left(file, 8) || '</a>';

CREATE OR REPLACE TEMP TABLE told AS
SELECT h.page, h.place, h.record_id, p.field, p.value, p.original, p.unit, p.cell,
    coalesce(p.steps, '') AS steps, coalesce(p.source_file, '') AS file,
    coalesce(p.source_sheet, '') AS sheet, h.file AS head_file, h.sheet AS head_sheet,
    coalesce(f.rank, error('no such field: ' || p.field)) AS rank, f.title, f.kind
FROM provenance AS p JOIN heads AS h USING (record_id) LEFT JOIN fields AS f USING (field);

CREATE OR REPLACE TEMP TABLE numbered AS
SELECT page, steps,
    row_number() OVER (PARTITION BY page ORDER BY min(place * 10000 + rank)) AS step
FROM told GROUP BY page, steps;

-- name: pages
WITH lines AS (
    SELECT place, string_agg(
        CASE WHEN kind IN ('money', 'integer')
            THEN '<tr id="r-' || record_id || '-' || field || '">' ELSE '<tr>' END
        || '<th scope="row">' || title || '</th><td>'
        || CASE WHEN kind = 'money' THEN grouped(value) ELSE esc(value) END
        || '</td><td class="code">'
        || esc(trim(CASE WHEN sheet = head_sheet THEN '' ELSE sheet END || ' ' || coalesce(cell, '')))
        || CASE WHEN file IN ('', head_file) THEN '' ELSE ' <a ' || file_link(file) END
        || '</td><td>' || esc(original) || '</td><td>' || esc(unit)
        || '</td><td><a href="#s-' || step || '">' || step || '</a></td></tr>',
        chr(10) ORDER BY rank) AS html
    FROM told JOIN numbered USING (page, steps) GROUP BY place
), files AS (
    SELECT page, list(DISTINCT file ORDER BY file) FILTER (file <> '') AS files
    FROM told GROUP BY page
), steps AS (
    SELECT page, list(steps ORDER BY step) AS steps FROM numbered GROUP BY page
)
SELECT page, min(place) AS first, max(place) AS last, any_value(files) AS files,
    any_value(steps) AS steps, list(record_id ORDER BY place) AS record_ids,
    list(unit ORDER BY place) AS units,
    string_agg(
        '<tbody id="r-' || record_id || '">' || chr(10)
        || '<tr class="head"><th scope="rowgroup" colspan="6"><a href="' || row_href || '">第 '
        || format('{:,}', place + 1) || ' 条</a>　' || esc(unit) || '　' || esc(period)
        || '　工作表“' || esc(sheet) || '” ' || esc(range) || '　文件 <a class="code" ' || file_link(file)
        || '</th></tr>' || chr(10) || html || chr(10) || '</tbody>',
        chr(10) ORDER BY place) AS html
FROM heads JOIN lines USING (place) JOIN files USING (page) JOIN steps USING (page)
GROUP BY page ORDER BY page;
