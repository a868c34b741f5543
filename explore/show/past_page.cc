#include "explore/show/past_page.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "explore/command/typed_time.h"
#include "explore/file/page_history.h"
#include "explore/rows/row_writer.h"
#include "explore/show/raw_output.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

Error about(const MeantUrl& meant, std::string_view words) {
  return {ErrorCode::kQuery, fmt::format("{}: {}", meant.url, words)};
}

void write_headers(const PageParts& parts, const HeaderLines& lines, Output& output) {
  if (!parts.status_line.empty()) write_raw(parts.status_line + '\n', output);
  for (const auto& [name, value] : lines) write_raw(fmt::format("{}: {}\n", name, value), output);
}

// Each target once, as crawl show --links has them.
void write_links(const std::vector<PastLink>& links, Output& output) {
  std::set<std::string_view> written;
  for (const PastLink& link : links)
    if (output.is_open() && written.insert(link.target).second)
      write_raw(link.target + '\n', output);
}

void write_structured(const std::vector<PastData>& items, Output& output) {
  for (const PastData& item : items) {
    nlohmann::ordered_json line = {{"syntax", item.syntax}};
    line["json"] = nlohmann::ordered_json::parse(item.json, nullptr, false);
    write_raw(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n',
              output);
  }
}

void write_facts(const MeantUrl& meant, const PageVersion& version, std::size_t versions,
                 Output& output) {
  const auto fact = [&output](std::string_view name, std::string_view value) {
    if (!value.empty()) output.write(fmt::format("  {:<14}{}\n", name, terminal::safe_text(value)));
  };
  output.write(terminal::safe_text(meant.url) + '\n');
  fact("version", fmt::format("{} of {}", version.number, versions));
  fact("seen from", iso_time(version.seen_from));
  fact("seen to", iso_time(version.seen_to));
  if (version.run > 0) fact("run", std::to_string(version.run));
  fact("changed", version.fields);
  fact("status", std::to_string(version.status));
  fact("redirect to", version.redirect_to);
  fact("title", version.title);
  fact("description", version.description);
  fact("type", version.content_type);
  fact("canonical", version.canonical);
  fact("robots", version.robots);
  fact("bytes", std::to_string(version.size));
  fact("words", std::to_string(version.words));
}

}  // namespace

Result<void> write_versions(CrawlFile& file, const MeantUrl& meant, Output& output) {
  PageHistory history(file.database());
  auto versions = history.versions(*meant.found);
  if (!versions) return versions.error();
  if (versions->empty()) return about(meant, "was never fetched");
  const auto writer = make_row_writer(
      {}, {"version", "seen_from", "seen_to", "run", "status", "words", "changed", "title"},
      output);
  for (const PageVersion& version : *versions) {
    const std::string from = iso_time(version.seen_from), to = iso_time(version.seen_to);
    const std::vector<storage::SqlValue> row{int64_t{version.number},
                                             std::string_view(from),
                                             std::string_view(to),
                                             version.run,
                                             int64_t{version.status},
                                             version.words,
                                             std::string_view(version.fields),
                                             std::string_view(version.title)};
    writer->row(row);
  }
  writer->end();
  return {};
}

Result<void> write_past_page(CrawlFile& file, const MeantUrl& meant, std::string_view moment,
                             std::string_view which, Output& output) {
  PageHistory history(file.database());
  auto versions = history.versions(*meant.found);
  if (!versions) return versions.error();
  const auto chosen = history.version_at(*meant.found, *versions, moment);
  if (!chosen) {
    if (chosen.error().code != ErrorCode::kQuery) return chosen.error();
    return about(meant, chosen.error().message);
  }
  const PageVersion& version = versions.value()[chosen.value()];
  if (which.empty()) {
    write_facts(meant, version, versions.value().size(), output);
    return {};
  }
  const auto parts = history.parts(version);
  if (!parts) return parts.error();
  const PageParts& page = parts.value();
  if (which == "html") {
    if (page.body.empty() && version.size > 0) return about(meant, "no body is stored of it");
    write_raw(page.body, output);
  } else if (which == "text") {
    if (page.text.empty()) return about(meant, "had no text");
    write_raw(page.text, output);
    if (!page.text.ends_with('\n')) output.write("\n");
  } else if (which == "headers") {
    const auto lines = header_lines(page.headers);
    if (!lines) return about(meant, "no headers are stored of it");
    write_headers(page, *lines, output);
  } else if (which == "links") {
    const auto links = history.links(page);
    if (!links) return links.error();
    write_links(links.value(), output);
  } else {
    const auto items = history.structured(page);
    if (!items) return items.error();
    write_structured(items.value(), output);
  }
  return {};
}

}  // namespace explore
