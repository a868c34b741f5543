// Listing: a table of the crawl that is sorted, filtered and paged through, a screen at a time.
//
// Paged by the last row seen (keyset), so that the thousandth page costs what the first does, and
// nothing is shown twice while a crawl adds rows. In the order of the table itself a page costs the
// same however many rows there are; sorted by something else, all rows are looked at, which is
// bounded by the time limit of the question.
// Thread: that of the database.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "explore/serve/column_filter.h"
#include "explore/serve/http_message.h"
#include "explore/serve/served_file.h"

namespace explore {

struct ListingColumn {
  std::string_view name;
  ColumnKind kind;
  std::string_view expression;  // over `from` and `joins`
  bool needs_joins = false;
};

struct Listing {
  std::string_view name;
  std::string_view from;   // "FROM page_rows p"
  std::string_view id;     // "p.id": unique and the table's own order
  std::string_view joins;  // what only some columns need
  std::string_view where;  // "1", or which rows belong to it; over `from`
  std::string_view count;  // SQL: how many rows without filters, fast; "" where that is not known
  std::span<const ListingColumn> columns;
};

std::span<const Listing> listings();
const Listing* find_listing(std::string_view name);

struct ListingQuery {
  std::string sql;
  std::vector<BoundValue> values;
  std::string problem;  // "" if the parameters make sense
};
// All rows, by the parameters sort and f.COLUMN of answer_listing, and cols: which columns, "a,b"
// (none: all).
ListingQuery listing_query(const Listing& listing, const HttpRequest& request);

// Parameters: sort (a column, "-" before it: downwards), limit, after (the "next" of an answer),
// f.COLUMN (see ColumnFilter). Answer: columns, rows (arrays; the id first), next (null: that was
// all), total (null: takes too long to count). A parameter that makes no sense is a 400.
ground::Result<HttpResponse> answer_listing(const Listing& listing, const HttpRequest& request,
                                            storage::Database& db, ServedFile& file);

}  // namespace explore
