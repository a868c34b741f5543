#include "explore/report/figures.h"

#include <array>

namespace explore {
namespace {

using Shape = Figure::Shape;

constexpr std::array kFigures{
    Figure{"statuses", "Status codes", "", Shape::kRows,
           R"(SELECT status, count(*) AS pages
FROM page_rows
GROUP BY status
ORDER BY pages DESC, status
LIMIT 20)",
           R"(SELECT status AS label, id, url_id FROM page_rows)"},

    Figure{"not-fetched", "Not fetched, and why", "URLs that were skipped or failed, by reason.",
           Shape::kRows,
           R"(SELECT c.state || coalesce(': ' || c.reason, '') AS reason, sum(c.urls) AS urls
FROM url_counts c
WHERE c.state <> 'fetched' AND c.urls > 0
GROUP BY 1
ORDER BY urls DESC, reason
LIMIT 20)",
           R"(SELECT state || coalesce(': ' || reason, '') AS label, id, id AS url_id
FROM (SELECT state, reason, id FROM url_rows WHERE state <> 'fetched' LIMIT 200000))"},

    Figure{
        "types", "Content types", "", Shape::kRows,
        R"(SELECT coalesce(content_type, 'none given') AS type, count(*) AS pages, sum(size) AS bytes
FROM page_rows
GROUP BY type
ORDER BY pages DESC, type
LIMIT 15)",
        R"(SELECT coalesce(content_type, 'none given') AS label, id, url_id FROM page_rows)"},

    Figure{
        "depths", "Depth", "Links from a seed.", Shape::kColumns,
        R"(SELECT min(u.depth, 20) || CASE WHEN u.depth >= 20 THEN ' or more' ELSE '' END AS depth,
  count(*) AS pages
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
GROUP BY min(u.depth, 20)
ORDER BY min(u.depth, 20))",
        R"(SELECT min(u.depth, 20) || CASE WHEN u.depth >= 20 THEN ' or more' ELSE '' END AS label, p.id, p.url_id
FROM page_rows p JOIN url_rows u ON u.id = p.url_id)"},

    Figure{
        "sizes", "Sizes", "Of the bodies, uncompressed.", Shape::kColumns,
        R"(WITH step(n, label) AS (VALUES (0, 'empty'), (1, 'under 1 KB'), (2, '1 to 3 KB'), (3, '3 to 10 KB'),
  (4, '10 to 30 KB'), (5, '30 to 100 KB'), (6, '100 to 300 KB'), (7, '300 KB to 1 MB'), (8, '1 MB or more')),
counted AS (
  SELECT (size > 0) + (size >= 1000) + (size >= 3000) + (size >= 10000) + (size >= 30000)
      + (size >= 100000) + (size >= 300000) + (size >= 1000000) AS n, count(*) AS pages
  FROM page_rows
  GROUP BY 1)
SELECT label AS size, coalesce(pages, 0) AS pages
FROM step LEFT JOIN counted USING (n)
ORDER BY n)",
        R"(SELECT CASE WHEN size >= 1000000 THEN '1 MB or more' WHEN size >= 300000 THEN '300 KB to 1 MB'
    WHEN size >= 100000 THEN '100 to 300 KB' WHEN size >= 30000 THEN '30 to 100 KB'
    WHEN size >= 10000 THEN '10 to 30 KB' WHEN size >= 3000 THEN '3 to 10 KB'
    WHEN size >= 1000 THEN '1 to 3 KB' WHEN size > 0 THEN 'under 1 KB' ELSE 'empty' END AS label, id, url_id
FROM page_rows)"},

    Figure{
        "times", "Response times", "Until the last byte.", Shape::kColumns,
        R"(WITH step(n, label) AS (VALUES (0, 'under 10 ms'), (1, '10 to 30 ms'), (2, '30 to 100 ms'),
  (3, '100 to 300 ms'), (4, '300 ms to 1 s'), (5, '1 to 3 s'), (6, '3 to 10 s'), (7, '10 s or more')),
counted AS (
  SELECT (total_ms >= 10) + (total_ms >= 30) + (total_ms >= 100) + (total_ms >= 300)
      + (total_ms >= 1000) + (total_ms >= 3000) + (total_ms >= 10000) AS n, count(*) AS pages
  FROM page_rows
  GROUP BY 1)
SELECT label AS time, coalesce(pages, 0) AS pages
FROM step LEFT JOIN counted USING (n)
ORDER BY n)",
        R"(SELECT CASE WHEN total_ms >= 10000 THEN '10 s or more' WHEN total_ms >= 3000 THEN '3 to 10 s'
    WHEN total_ms >= 1000 THEN '1 to 3 s' WHEN total_ms >= 300 THEN '300 ms to 1 s'
    WHEN total_ms >= 100 THEN '100 to 300 ms' WHEN total_ms >= 30 THEN '30 to 100 ms'
    WHEN total_ms >= 10 THEN '10 to 30 ms' ELSE 'under 10 ms' END AS label, id, url_id
FROM page_rows)"},

    Figure{"course", "Pages over time",
           "In forty steps from the first page to the last; times are UTC.", Shape::kCourse,
           R"(WITH RECURSIVE span AS (
  SELECT min(fetched_ms) AS first, max(max(fetched_ms) - min(fetched_ms), 1) AS ms, count(*) AS pages
  FROM page_rows),
step(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM step WHERE n < 39),
counted AS (
  SELECT min(40 * (fetched_ms - first) / ms, 39) AS n, count(*) AS pages
  FROM page_rows, span
  GROUP BY 1)
SELECT strftime(CASE WHEN ms < 80000000 THEN '%H:%M:%S' ELSE '%Y-%m-%d %H:%M' END, (first + n * ms / 40) / 1000, 'unixepoch') AS time,
  coalesce(counted.pages, 0) AS pages
FROM span, step LEFT JOIN counted USING (n)
WHERE span.pages > 0
ORDER BY n)",
           R"(SELECT strftime(CASE WHEN ms < 80000000 THEN '%H:%M:%S' ELSE '%Y-%m-%d %H:%M' END,
    (first + min(40 * (fetched_ms - first) / ms, 39) * ms / 40) / 1000, 'unixepoch') AS label, id, url_id
FROM page_rows, (SELECT min(fetched_ms) AS first, max(max(fetched_ms) - min(fetched_ms), 1) AS ms FROM page_rows))"},

    Figure{"percentiles", "Percentiles",
           "p90: 90 % of the pages are at or below this value, and so on.", Shape::kTable,
           R"(WITH counted(what, x, n) AS (
  SELECT 1, ttfb_ms, count(*) FROM page_rows GROUP BY ttfb_ms
  UNION ALL SELECT 2, total_ms, count(*) FROM page_rows GROUP BY total_ms
  UNION ALL SELECT 3, size, count(*) FROM page_rows GROUP BY size
  UNION ALL SELECT 4, transferred, count(*) FROM page_rows GROUP BY transferred),
ranked AS (SELECT what, x, sum(n) OVER (PARTITION BY what ORDER BY x) AS upto,
             sum(n) OVER (PARTITION BY what) AS pages FROM counted)
SELECT CASE what WHEN 1 THEN 'first byte, ms' WHEN 2 THEN 'last byte, ms'
    WHEN 3 THEN 'size, bytes' ELSE 'sent, bytes' END AS measure,
  min(x) FILTER (WHERE upto >= 0.50 * pages) AS p50, min(x) FILTER (WHERE upto >= 0.75 * pages) AS p75,
  min(x) FILTER (WHERE upto >= 0.90 * pages) AS p90, min(x) FILTER (WHERE upto >= 0.95 * pages) AS p95,
  min(x) FILTER (WHERE upto >= 0.99 * pages) AS p99, max(x) AS max
FROM ranked
GROUP BY what
ORDER BY what)",
           ""},

    Figure{
        "hosts", "Hosts", "The hosts with the most pages and failures.", Shape::kTable,
        R"(SELECT origin AS host, pages, failed, bytes AS bytes_sent, mean_ms, robots_status, last_error
FROM hosts
WHERE pages + failed > 0
ORDER BY pages + failed DESC, host
LIMIT 200)",
        ""},
};

}  // namespace

std::span<const Figure> figures() { return kFigures; }

ground::Result<void> keep_figure_rows(storage::Database& db) {
  db.change_passing(
      "CREATE TEMP TABLE page_rows AS SELECT id, url_id, fetched_ms, status, size, transferred, "
      "ttfb_ms, total_ms, content_type FROM main.page_rows");
  return db.take_failure();
}

ground::Result<void> drop_figure_rows(storage::Database& db) {
  db.change_passing("DROP TABLE IF EXISTS temp.page_rows");
  return db.take_failure();
}

}  // namespace explore
