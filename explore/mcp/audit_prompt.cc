#include "explore/mcp/audit_prompt.h"

namespace explore {
namespace {

constexpr std::string_view kPromptName = "audit";
constexpr std::string_view kPromptMeaning = "An audit of the crawled site, the worst first";
constexpr std::string_view kPromptText =
    "Audit the crawled site with the tools of crawl. Begin with overview, then findings (severity "
    "error, then warning). For each finding that matters ask finding for its meaning and its rows, "
    "and look at one or two of the pages. Then report: what is wrong, on how many pages, an "
    "example of each, why it matters, what to do, the worst first. Say what you did not look at.";

}  // namespace

Json prompt_list() {
  return {{"prompts", Json::array({{{"name", kPromptName},
                                    {"title", "Audit the site"},
                                    {"description", kPromptMeaning}}})}};
}

Json prompt_named(const Json& name) {
  if (name != kPromptName) return nullptr;
  return {
      {"description", kPromptMeaning},
      {"messages",
       Json::array({{{"role", "user"}, {"content", {{"type", "text"}, {"text", kPromptText}}}}})}};
}

}  // namespace explore
