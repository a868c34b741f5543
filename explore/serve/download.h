// Downloads: the rows of a query as a file, all of them, made piece by piece as they are taken.
//
// Each has a connection to the database of its own, and reads one state of it from the first row to
// the last, also while a crawl runs. At most kMostDownloads at one time, each for at most
// kLongestDownload, since the crawl's journal can't be folded in as long as an old state is read.
// Memory: a piece of each, and what SQLite takes within a limit; what is sorted goes to a temporary
// file. Thread: any.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "explore/serve/column_filter.h"
#include "explore/serve/http_message.h"
#include "explore/serve/served_file.h"

namespace explore {

inline constexpr int kMostDownloads = 4;
inline constexpr std::chrono::minutes kLongestDownload{15};

// Which rows of a statement, and in which order.
struct RowChoice {
  std::string contains;  // in one of the columns, letters of ASCII in any case; "": all rows
  int column = 0;        // to sort by, counted from 1; 0: the statement's own order
  bool is_downwards = false;
  std::string problem;  // "" if the parameters make sense
};
// Parameters: contains; sort: the number of a column, "-" before it: downwards.
RowChoice read_row_choice(const HttpRequest& request);

struct DownloadQuery {
  std::string sql;  // one statement; may be anybody's
  std::vector<BoundValue> values;
  std::string file;  // its name without the ending: letters, digits and "-"
  RowChoice choice = {};
};

// `format`: "csv" (no cell of it is a formula to a spreadsheet) or "json" (an array of objects). An
// answer in any case: 400 with what is wrong with the query or the format, 503 where too many
// downloads run or the first row takes too long. What goes wrong later breaks the answer off.
HttpResponse start_download(DownloadQuery query, std::string_view format, const ServedFile& file);

}  // namespace explore
