-- One stage onto the projects known so far. Variable `stage`: its number from 1.
CREATE OR REPLACE TABLE groups AS
SELECT row_number() OVER (ORDER BY min(i)) AS g, unit, no, name, area, place, year
FROM rows WHERE stage = getvariable('stage')
GROUP BY unit, no, name, area, place, year;

-- 3: the same number. 2: the same name and place. 1: the same name, and a place that one lacks.
CREATE OR REPLACE TABLE pairs AS
SELECT g, p, 3 AS strength FROM groups JOIN projects USING (unit, no)
UNION ALL
SELECT g.g, p.p,
    CASE WHEN concat(g.area, g.place) = concat(p.area, p.place) THEN 2 ELSE 1 END AS strength
FROM groups AS g JOIN projects AS p USING (unit, name)
WHERE (g.no IS NULL OR p.no IS NULL)
    AND coalesce(g.year = p.year, true)
    AND (
        concat(g.area, g.place) = concat(p.area, p.place)
        OR (coalesce(g.area = p.area, true) AND coalesce(g.place = p.place, true))
    );

CREATE OR REPLACE TABLE best AS
SELECT *, count(*) OVER (PARTITION BY g) AS candidates
FROM (SELECT * FROM pairs QUALIFY strength = max(strength) OVER (PARTITION BY g));

CREATE OR REPLACE TABLE matched AS
SELECT b.p, b.strength, r.*
FROM rows AS r
JOIN groups AS g ON r.unit = g.unit AND r.no IS NOT DISTINCT FROM g.no
    AND r.name IS NOT DISTINCT FROM g.name AND r.area IS NOT DISTINCT FROM g.area
    AND r.place IS NOT DISTINCT FROM g.place AND r.year IS NOT DISTINCT FROM g.year
JOIN best AS b ON b.g = g.g AND b.candidates = 1
WHERE r.stage = getvariable('stage');

-- Two rows of one version, or two years without a number: which of them it is cannot be told.
CREATE OR REPLACE TABLE doubtful AS
SELECT p FROM (SELECT *, max(version) OVER (PARTITION BY p) AS newest FROM matched)
GROUP BY p
HAVING count(DISTINCT entity) FILTER (version = newest) > 1
    OR count(DISTINCT year) FILTER (strength < 3) > 1;

INSERT INTO told
SELECT stage, p, i FROM matched WHERE p NOT IN (SELECT p FROM doubtful);
INSERT INTO joined
SELECT stage, p, i FROM matched WHERE p NOT IN (SELECT p FROM doubtful)
QUALIFY version = max(version) OVER (PARTITION BY p);
INSERT INTO notes
SELECT DISTINCT p, getvariable('stage'), 'beside' FROM (
    SELECT p FROM doubtful UNION SELECT p FROM best WHERE candidates > 1
);

UPDATE projects SET
    no = coalesce(projects.no, found.no), area = coalesce(projects.area, found.area),
    place = coalesce(projects.place, found.place), year = coalesce(projects.year, found.year)
FROM (
    SELECT j.p, min(r.no) AS no, min(r.area) AS area, min(r.place) AS place, min(r.year) AS year
    FROM joined AS j JOIN rows AS r USING (stage, i)
    WHERE stage = getvariable('stage') GROUP BY j.p
) AS found
WHERE found.p = projects.p;

-- What is left begins a project of its own.
CREATE OR REPLACE TABLE begun AS
SELECT *, dense_rank() OVER (ORDER BY unit, ident, entity) + (SELECT count(*) FROM projects) AS p,
    count(DISTINCT entity) OVER (PARTITION BY unit, ident) > 1 AS unclear
FROM (
    SELECT r.*, coalesce(r.no, concat_ws('|', r.name, r.area, r.place, r.year::VARCHAR)) AS ident
    FROM rows AS r
    WHERE stage = getvariable('stage') AND i NOT IN (
        SELECT i FROM told WHERE stage = getvariable('stage')
    )
    QUALIFY version = max(version) OVER (PARTITION BY unit, ident)
);
INSERT INTO projects
SELECT p, unit, min(no), min(name), min(area), min(place), min(year), ident
FROM begun GROUP BY p, unit, ident;
INSERT INTO joined SELECT stage, p, i FROM begun;
INSERT INTO told
SELECT r.stage, b.p, r.i FROM rows AS r
JOIN (SELECT DISTINCT p, unit, ident FROM begun WHERE NOT unclear) AS b
    ON r.unit = b.unit
    AND b.ident = coalesce(r.no, concat_ws('|', r.name, r.area, r.place, r.year::VARCHAR))
WHERE r.stage = getvariable('stage') AND r.i NOT IN (
    SELECT i FROM told WHERE stage = getvariable('stage')
);
INSERT INTO told SELECT stage, p, i FROM begun WHERE unclear;
INSERT INTO notes
SELECT DISTINCT b.p, getvariable('stage'), 'apart' FROM begun AS b
LEFT JOIN groups AS g ON b.unit = g.unit AND b.no IS NOT DISTINCT FROM g.no
    AND b.name IS NOT DISTINCT FROM g.name AND b.area IS NOT DISTINCT FROM g.area
    AND b.place IS NOT DISTINCT FROM g.place AND b.year IS NOT DISTINCT FROM g.year
WHERE b.unclear OR g.g IN (
    SELECT g FROM best WHERE candidates > 1 OR p IN (SELECT p FROM doubtful)
);
