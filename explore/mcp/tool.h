// The tools: what a language model may ask of a crawl. Each is a row of a table with its schemas
// and the function that answers. None changes anything.
// Thread: that of the file.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "explore/mcp/finding_counts.h"
#include "explore/mcp/mcp_json.h"
#include "explore/serve/served_file.h"
#include "ground/result.h"

namespace explore {

struct ToolCall {
  const Json& arguments;  // fit for the tool's schema
  CrawlFile& file;
  const ServedFile& served;  // is_over(): for what a tool does besides asking the file
  FindingCounts& counts;
  std::size_t tokens;  // that the data of the answer may have
  std::function<void(double done, double all)> progress;

  // A text of the arguments, "" if it was not given.
  std::string text(const char* name) const;
  // Where the answer before ended, or 0.
  uint64_t place() const;
};

// NOLINTNEXTLINE(bugprone-exception-escape): clang-tidy 14 sees one in moving nlohmann's values
struct ToolAnswer {
  std::string note;       // of ours; stands before the data
  Json data;              // an object, as the output schema has it
  std::string text;       // of pages: stands behind the data in the text, and in it as "text"
  bool is_error = false;  // what was asked can't be answered, and why
};

using ToolResult = ground::Result<ToolAnswer>;

struct Tool {
  std::string_view name, title, description;
  std::string_view input;   // JSON: the properties of its arguments, but those of every tool
  std::string_view needed;  // JSON: which of them are required
  std::string_view output;  // JSON: the properties of its data
  ToolResult (*run)(const ToolCall& call);
  std::chrono::milliseconds limit{30'000};
};

std::span<const Tool> tools();
const Tool* find_tool(std::string_view name);
// With the arguments that every tool has.
Json input_schema(const Tool& tool);
// As tools/list has it.
Json description_of(const Tool& tool);

// An answer that says why there is none.
ToolAnswer refusal(std::string words, Json data = Json::object());

ToolResult tell_overview(const ToolCall& call);
ToolResult tell_schema(const ToolCall& call);
ToolResult list_findings(const ToolCall& call);
ToolResult explain_finding(const ToolCall& call);
ToolResult run_sql(const ToolCall& call);
ToolResult search_pages(const ToolCall& call);
ToolResult read_page(const ToolCall& call);
ToolResult list_links(const ToolCall& call);
ToolResult list_changes(const ToolCall& call);
ToolResult show_headers(const ToolCall& call);
ToolResult judge_robots(const ToolCall& call);

}  // namespace explore
