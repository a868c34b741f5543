// The SQL of a listing is put together from a table of columns, never from text of the request:
// names are looked up, values are bound. The ids of the page are found first, and the texts of only
// those rows are read after that, so sorting a million rows moves numbers. A page continues after
// the last row of the one before (keyset paging), so that later pages cost no more and new rows
// don't shift them.
#include "explore/serve/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "explore/serve/json_value.h"
#include "ground/number.h"

namespace explore {
namespace {

using ground::Result;

constexpr int kMostRows = 500;
constexpr int kUsualRows = 100;
constexpr std::chrono::milliseconds kCountLimit{60};

// A listing as it was asked for: SQL, and what is to be bound to it.
struct Asked {
  const ListingColumn* sort = nullptr;  // null: the table's own order
  bool is_downwards = false;
  int rows = kUsualRows;
  bool is_filtered = false;
  bool needs_joins = false;
  std::vector<std::string> conditions;
  std::vector<BoundValue> values;
  std::string after;  // the condition that leads behind the last row seen; "" at the start
  std::vector<BoundValue> after_values;
  std::string problem;
};

const ListingColumn* column_of(const Listing& listing, std::string_view name) {
  const auto found = std::find_if(listing.columns.begin(), listing.columns.end(),
                                  [name](const auto& column) { return column.name == name; });
  return found == listing.columns.end() ? nullptr : &*found;
}

void read_sort(const Listing& listing, std::string_view written, Asked* asked) {
  asked->is_downwards = written.starts_with('-');
  if (asked->is_downwards) written.remove_prefix(1);
  if (written.empty() || written == "id") return;
  asked->sort = column_of(listing, written);
  if (asked->sort == nullptr) {
    asked->problem = fmt::format("{} has no column \"{}\"", listing.name, written.substr(0, 100));
    return;
  }
  asked->needs_joins |= asked->sort->needs_joins;
}

void read_filter(const Listing& listing, std::string_view name, std::string_view written,
                 Asked* asked) {
  const ListingColumn* column = column_of(listing, name);
  if (column == nullptr) {
    asked->problem = fmt::format("{} has no column \"{}\"", listing.name, name.substr(0, 100));
    return;
  }
  if (written.empty()) return;
  ColumnFilter filter = parse_filter(column->expression, column->kind, written);
  if (!filter.problem.empty()) asked->problem = fmt::format("{}: {}", column->name, filter.problem);
  asked->conditions.push_back(std::move(filter.condition));
  std::move(filter.values.begin(), filter.values.end(), std::back_inserter(asked->values));
  asked->needs_joins |= column->needs_joins;
  asked->is_filtered = true;
}

// What stands in "after": [value of the sorted column, id].
void read_after(const Listing& listing, std::string_view written, Asked* asked) {
  const Json last = Json::parse(written, nullptr, false);
  if (!last.is_array() || last.size() != 2 || !last[1].is_number_integer() ||
      last[0].is_structured() || last[0].is_boolean()) {
    asked->problem = "after: not a value of \"next\" from a response";
    return;
  }
  const auto id = last[1].get<int64_t>();
  const char* further = asked->is_downwards ? "<" : ">";
  if (asked->sort == nullptr) {
    asked->after = fmt::format("{} {} ?", listing.id, further);
    asked->after_values = {id};
    return;
  }
  const std::string_view key = asked->sort->expression;
  // What has no value stands at the end, whichever way is up.
  if (last[0].is_null()) {
    asked->after = fmt::format("({} IS NULL AND {} > ?)", key, listing.id);
    asked->after_values = {id};
    return;
  }
  BoundValue value;
  if (last[0].is_string()) value = last[0].get<std::string>();
  if (last[0].is_number_integer()) value = last[0].get<int64_t>();
  if (last[0].is_number_float()) value = last[0].get<double>();
  asked->after =
      fmt::format("({0} {1} ? OR ({0} = ? AND {2} > ?) OR {0} IS NULL)", key, further, listing.id);
  asked->after_values = {value, value, id};
}

Asked read_request(const Listing& listing, const HttpRequest& request) {
  Asked asked;
  for (const auto& [name, value] : request.query) {
    if (name == "sort") read_sort(listing, value, &asked);
    if (name.starts_with("f.")) read_filter(listing, name.substr(2), value, &asked);
    if (name == "limit") {
      const int rows = ground::number_of<int>(value).value_or(0);
      if (rows < 1 || rows > kMostRows)
        asked.problem = fmt::format("limit: from 1 to {}", kMostRows);
      asked.rows = std::clamp(rows, 1, kMostRows);
    }
  }
  if (const auto after = request.parameter("after"); after && asked.problem.empty())
    read_after(listing, *after, &asked);
  return asked;
}

std::string where_of(const Listing& listing, const Asked& asked, bool with_after) {
  std::string where(listing.where);
  for (const std::string& condition : asked.conditions) where += " AND " + condition;
  if (with_after && !asked.after.empty()) where += " AND " + asked.after;
  return where;
}

std::string from_of(const Listing& listing, bool needs_joins) {
  return fmt::format("{} {}", listing.from, needs_joins ? listing.joins : "");
}

// The ids alone, so that sorting moves no texts about.
std::string ids_sql(const Listing& listing, const Asked& asked) {
  const char* way = asked.is_downwards ? "DESC" : "ASC";
  const std::string order = asked.sort == nullptr ? fmt::format("{} {}", listing.id, way)
                                                  : fmt::format("2 {} NULLS LAST, 1", way);
  return fmt::format("SELECT {}, {} {} WHERE {} ORDER BY {} LIMIT {}", listing.id,
                     asked.sort == nullptr ? "NULL" : asked.sort->expression,
                     from_of(listing, asked.needs_joins), where_of(listing, asked, true), order,
                     asked.rows + 1);
}

void bind_all(storage::Statement& statement, const std::vector<BoundValue>& values, int* index) {
  for (const BoundValue& value : values) bind_value(statement, ++*index, value);
}

// The names in `written`, with commas between them, as columns of SQL; "" and a word of what is
// wrong.
std::string columns_sql(const Listing& listing, std::string_view written, std::string* problem) {
  std::string sql;
  const auto add = [&sql](const ListingColumn& column) {
    if (!sql.empty()) sql += ", ";
    sql += fmt::format("{} AS \"{}\"", column.expression, column.name);
  };
  if (written.empty())
    for (const ListingColumn& column : listing.columns) add(column);
  while (!written.empty()) {
    const std::string_view name = written.substr(0, written.find(','));
    written.remove_prefix(std::min(written.size(), name.size() + 1));
    const ListingColumn* column = column_of(listing, name);
    if (column == nullptr) {
      *problem = fmt::format("{} has no column \"{}\"", listing.name, name.substr(0, 100));
      return "";
    }
    add(*column);
  }
  return sql;
}

// Null where counting takes too long: then nobody waits for it.
Json total_of(const Listing& listing, const Asked& asked, storage::Database& db, ServedFile& file) {
  if (!asked.is_filtered && !listing.count.empty()) return db.integer_of(listing.count);
  file.limit_to(kCountLimit);
  storage::Statement count =
      db.prepare(fmt::format("SELECT count(*) {} WHERE {}", from_of(listing, asked.needs_joins),
                             where_of(listing, asked, false)));
  int index = 0;
  bind_all(count, asked.values, &index);
  Json total = nullptr;
  if (count.step()) total = count.integer(0);
  return total;
}

Json rows_of(const Listing& listing, const std::vector<int64_t>& ids, storage::Database& db) {
  std::string columns;
  for (const ListingColumn& column : listing.columns)
    columns += fmt::format(", {}", column.expression);
  storage::Statement row = db.prepare(fmt::format("SELECT {}{} {} WHERE {} = ?1", listing.id,
                                                  columns, from_of(listing, true), listing.id));
  Json rows = Json::array();
  for (const int64_t id : ids) {
    if (row.with(id).step()) {
      Json cells = Json::array();
      for (int i = 0; i < row.columns(); ++i) {
        // Of URLs all, since they lead somewhere.
        const bool is_whole =
            i > 0 && (listing.columns[static_cast<std::size_t>(i) - 1].name == "url" ||
                      listing.columns[static_cast<std::size_t>(i) - 1].name == "found_on");
        cells.push_back(json_of(row.value(i), is_whole ? 0 : kCellBytes));
      }
      rows.push_back(std::move(cells));
    }
    row.reset();
  }
  return rows;
}

}  // namespace

ListingQuery listing_query(const Listing& listing, const HttpRequest& request) {
  Asked asked = read_request(listing, request);
  ListingQuery query;
  const std::string columns =
      columns_sql(listing, request.parameter("cols").value_or(""), &asked.problem);
  const char* way = asked.is_downwards ? "DESC" : "ASC";
  const std::string order =
      asked.sort == nullptr
          ? fmt::format("{} {}", listing.id, way)
          : fmt::format("{} {} NULLS LAST, {}", asked.sort->expression, way, listing.id);
  query.sql = fmt::format("SELECT {} {} WHERE {} ORDER BY {}", columns, from_of(listing, true),
                          where_of(listing, asked, false), order);
  query.values = std::move(asked.values);
  query.problem = std::move(asked.problem);
  return query;
}

Result<HttpResponse> answer_listing(const Listing& listing, const HttpRequest& request,
                                    storage::Database& db, ServedFile& file) {
  const Asked asked = read_request(listing, request);
  if (!asked.problem.empty()) return json_problem(400, asked.problem);
  std::vector<int64_t> ids;
  Json last_key;
  Json next;
  {
    storage::Statement found = db.prepare(ids_sql(listing, asked));
    int index = 0;
    bind_all(found, asked.values, &index);
    bind_all(found, asked.after_values, &index);
    while (found.step()) {
      if (ids.size() == static_cast<std::size_t>(asked.rows)) {
        next = Json::array({last_key, ids.back()});
        break;
      }
      ids.push_back(found.integer(0));
      last_key = json_of(found.value(1));
    }
  }
  Json columns = Json::array();
  for (const ListingColumn& column : listing.columns)
    columns.push_back(
        {{"name", column.name}, {"kind", column.kind == ColumnKind::kNumber ? "number" : "text"}});
  Json answer{{"columns", columns}, {"rows", rows_of(listing, ids, db)}};
  answer["next"] =
      next.is_null() ? Json() : Json(next.dump(-1, ' ', true, Json::error_handler_t::replace));
  if (auto read = db.take_failure(); !read) return read.error();
  answer["total"] = nullptr;
  if (asked.after.empty()) {
    // All of them on one screen: they are counted.
    answer["total"] = next.is_null() ? Json(ids.size()) : total_of(listing, asked, db, file);
  }
  if (auto counted = db.take_failure();
      !counted && counted.error().code != ground::ErrorCode::kInterrupted)
    return counted.error();
  return json_answer(answer);
}

}  // namespace explore
