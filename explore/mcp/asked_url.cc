#include "explore/mcp/asked_url.h"

#include <fmt/format.h>

#include <algorithm>

#include "explore/mcp/data_fence.h"
#include "explore/mcp/token_budget.h"
#include "ground/utf8.h"

namespace explore {

ToolResult of_asked_url(const ToolCall& call,
                        const std::function<ToolResult(const MeantUrl& meant)>& answer) {
  constexpr std::size_t kOffered = 3;
  constexpr std::size_t kOfferedBytes = 200;
  auto meant = find_meant(call.file.pages(), call.text("url"));
  if (!meant) return meant.error();
  if (meant->url.empty()) return refusal("This is not a URL: https://example.com/page is one.");
  if (meant->found) return answer(*meant);
  auto nearest = nearest_urls(call.file.database(), call.file.pages(), meant->url, kOffered);
  if (!nearest) return nearest.error();
  Json offered = Json::array();
  for (const std::string& url : *nearest)
    if (url.size() <= kOfferedBytes) offered.push_back(url);
  return refusal("This URL is not in the crawl; the nearest that are:", {{"nearest", offered}});
}

Json facts_of_row(const storage::Statement& row, std::size_t most_bytes) {
  Json facts = Json::object();
  for (int i = 0; i < row.columns(); ++i) {
    if (row.is_null(i)) continue;
    Json value = json_of(row.value(i), most_bytes);
    if (value.is_string()) value = text_for_model(value.get_ref<const std::string&>());
    facts[row.column_name(i)] = std::move(value);
  }
  return facts;
}

TextPart text_part(std::string_view text, uint64_t place, std::size_t tokens) {
  const std::size_t begin =
      ground::begin_of_character(text, std::min<uint64_t>(place, text.size()));
  const std::string_view rest = text.substr(begin);
  std::string_view part = prefix_of_tokens(rest, tokens);
  // At a line's end, if one is near.
  const std::size_t line = part.size() < rest.size() ? part.rfind('\n') : std::string_view::npos;
  if (line != std::string_view::npos && line > part.size() / 2) part = part.substr(0, line + 1);
  return {std::string(part), part.size() < rest.size() ? begin + part.size() : 0};
}

}  // namespace explore
