#include "explore/mcp/tool.h"

#include <algorithm>
#include <array>
#include <utility>

#include "explore/mcp/token_budget.h"
#include "ground/number.h"

namespace explore {
namespace {

constexpr std::string_view kUrlInput =
    R"({"url": {"type": "string", "maxLength": 8000,
        "description": "A URL of the crawl; the scheme may be missing."}})";
constexpr std::string_view kUrlNeeded = R"(["url"])";

constexpr std::string_view kTableOutput =
    R"({"columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "array"}},
        "cut": {"type": "boolean", "description": "Some texts are cut; they end with an ellipsis."}})";

constexpr std::array kTools{
    Tool{"overview", "The crawl at a glance",
         "What was crawled, how it ended, and the main counts: URLs by state, statuses, types, "
         "depths, sites. Start here.",
         "{}", "[]", R"({"facts": {"type": "object"}})", tell_overview},
    Tool{"findings", "List what the audit found",
         "Runs the audit (some 170 checks: broken links, redirects, titles, canonicals, robots, "
         "security, structured data and more) and lists each check that found something, with its "
         "number of rows. A count of null was not reached in the time that a call has: call "
         "again. Then ask the tool finding for one by its id.",
         R"({"severity": {"type": "string", "enum": ["error", "warning", "notice", "fact"]},
             "group": {"type": "string", "maxLength": 100,
                       "description": "Only of this group, as the column group has it."},
             "all": {"type": "boolean", "description": "Those that found nothing too."}})",
         "[]", kTableOutput, list_findings, std::chrono::seconds(50)},
    Tool{"finding", "Explain one finding",
         "What a finding means, what to do about it, the SQL behind it, and its rows.",
         R"({"id": {"type": "string", "maxLength": 200, "description": "As findings has it."}})",
         R"(["id"])",
         R"({"facts": {"type": "object"}, "columns": {"type": "array", "items": {"type": "string"}},
             "rows": {"type": "array", "items": {"type": "array"}}, "cut": {"type": "boolean"}})",
         explain_finding},
    Tool{"schema", "Views to ask in SQL",
         "The views with their columns, SQL functions besides SQLite's own, and queries to start "
         "from.",
         R"({"view": {"type": "string", "maxLength": 200, "description": "Only this one."}})", "[]",
         R"({"views": {"type": "array", "items": {"type": "object"}},
             "functions": {"type": "string"},
             "queries": {"type": "array", "items": {"type": "object"}}})",
         tell_schema},
    Tool{"sql", "Ask in SQL",
         "One SELECT in SQLite's SQL over the views of the crawl (see schema): pages, links, urls, "
         "broken_links, redirects, headers, hosts and more. Read-only, at most 30 seconds. Write "
         "ORDER BY where the answer may have several parts.",
         R"({"sql": {"type": "string", "maxLength": 100000}})", R"(["sql"])", kTableOutput,
         run_sql},
    Tool{"search", "Search the pages",
         "Pages that have all the words, the best first. \"some words\" in quotes stand next to "
         "each other, begin* finds words that begin so, -word leaves out, OR means either.",
         R"({"words": {"type": "string", "maxLength": 500}})", R"(["words"])",
         R"({"columns": {"type": "array", "items": {"type": "string"}},
             "rows": {"type": "array", "items": {"type": "array"}}, "cut": {"type": "boolean"},
             "ranked": {"type": "boolean"}})",
         search_pages},
    Tool{"page", "Read a page",
         "All facts of one URL (state, status, title, description, canonical, redirects …) and the "
         "page itself: its article as Markdown, or its visible text or HTML.",
         R"({"url": {"type": "string", "maxLength": 8000,
                     "description": "A URL of the crawl; the scheme may be missing."},
             "part": {"type": "string", "enum": ["article", "text", "html", "facts"],
                      "description": "article (Markdown) if it is not given."}})",
         kUrlNeeded, R"({"facts": {"type": "object"}, "text": {"type": "string"}})", read_page},
    Tool{"links", "Links of a page",
         "The links on a page (out), or the pages that link to a URL (in), with anchor, kind and "
         "what became of the target.",
         R"({"url": {"type": "string", "maxLength": 8000},
             "direction": {"type": "string", "enum": ["in", "out"]}})",
         R"(["url", "direction"])", kTableOutput, list_links},
    Tool{"changes", "What changed",
         "What updates of the crawl (crawl --update) found new, changed or gone, the oldest first.",
         R"({"since": {"type": "string", "maxLength": 40,
               "description": "A run (its number), a day, a time, or an age such as 7d; the last run if it is not given."}})",
         "[]", kTableOutput, list_changes},
    Tool{"headers", "Headers of a response", "The status line and headers as the server sent them.",
         kUrlInput, kUrlNeeded,
         R"({"url": {"type": "string"}, "status_line": {"type": "string"},
             "columns": {"type": "array", "items": {"type": "string"}},
             "rows": {"type": "array", "items": {"type": "array"}}, "cut": {"type": "boolean"}})",
         show_headers},
    Tool{"robots", "Verdict of robots.txt",
         "Whether robots.txt allows a URL, also one that was not crawled, and the robots.txt.",
         kUrlInput, kUrlNeeded, R"({"facts": {"type": "object"}, "text": {"type": "string"}})",
         judge_robots},
};

Json parsed(std::string_view json) { return Json::parse(json); }

}  // namespace

std::span<const Tool> tools() { return kTools; }

const Tool* find_tool(std::string_view name) {
  const auto* const found = std::find_if(kTools.begin(), kTools.end(),
                                         [name](const Tool& tool) { return tool.name == name; });
  return found == kTools.end() ? nullptr : found;
}

Json input_schema(const Tool& tool) {
  Json properties = parsed(tool.input);
  properties["cursor"] = {
      {"type", "string"},
      {"maxLength", 100},
      {"description", "Goes on where an answer to the same arguments ended: its next_cursor."}};
  properties["max_tokens"] = {
      {"type", "integer"},
      {"minimum", kLeastTokens},
      {"maximum", kMostTokens},
      {"description", "How long the answer may be, by a cautious estimate; 8000 if not given."}};
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", parsed(tool.needed)},
          {"additionalProperties", false}};
}

Json description_of(const Tool& tool) {
  Json output = parsed(tool.output);
  output["notice"] = {{"type", "string"}};
  output["next_cursor"] = {{"type", "string"},
                           {"description", "There is more: ask again with it as cursor."}};
  return {{"name", tool.name},
          {"title", tool.title},
          {"description", tool.description},
          {"inputSchema", input_schema(tool)},
          {"outputSchema", {{"type", "object"}, {"properties", std::move(output)}}},
          {"annotations",
           {{"title", tool.title},
            {"readOnlyHint", true},
            {"destructiveHint", false},
            {"idempotentHint", true},
            {"openWorldHint", false}}}};
}

std::string ToolCall::text(const char* name) const {
  const auto found = arguments.find(name);
  return found == arguments.end() ? "" : found->get<std::string>();
}

uint64_t ToolCall::place() const { return ground::number_of<uint64_t>(text("cursor")).value_or(0); }

ToolAnswer refusal(std::string words, Json data) {
  return {std::move(words), std::move(data), "", true};
}

}  // namespace explore
