// RE2 finds one match in linear time, but a text may make it read to its end for each of many short
// ones. So each search is paid for with what it may have read.
#include "parser/extract/ignored_parts.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace parser {

void IgnoredParts::begin(const Rules& rules, std::string_view url, bool regardless_of_url,
                         std::chrono::milliseconds max_time) {
  rules_.clear();
  for (const IgnoreRule& rule : rules.ignores)
    if (regardless_of_url || rule.applies_to(url)) rules_.push_back(&rule);
  max_time_ = max_time;
  selection_ran_out_ = false;
  budget_.start(max_time);
}

std::vector<ElementSpan> IgnoredParts::elements(const Tree& tree) {
  std::vector<NodeId> found;
  selection_.begin(tree, max_time_);
  for (const IgnoreRule* rule : rules_)
    for (const Selector& selector : rule->elements)
      selection_.all(selector, kNoNode, found, std::numeric_limits<std::size_t>::max());
  selection_ran_out_ = selection_.ran_out();
  std::sort(found.begin(), found.end());
  // From here on it is the turn of the texts.
  budget_.start(max_time_);
  return tree.spans_of(found);
}

std::string IgnoredParts::rest_of(std::string_view text) {
  std::string rest;
  rest.reserve(text.size());
  std::string line;
  while (true) {
    const std::size_t size = std::min(text.find('\n'), text.size());
    line = text.substr(0, size);
    for (const IgnoreRule* rule : rules_)
      for (const Pattern& pattern : rule->texts) remove_from(line, pattern);
    rest += line;
    if (size == text.size()) return rest;
    rest += '\n';
    text.remove_prefix(size + 1);
  }
}

void IgnoredParts::remove_from(std::string& line, const Pattern& pattern) {
  std::string kept;
  std::size_t kept_to = 0, at = 0;
  while (at < line.size() && budget_.spend_bytes(line.size() - at)) {
    const auto found = pattern.next(line, at);
    if (!found) break;
    const auto begin = static_cast<std::size_t>(found->data() - line.data());
    at = begin + std::max<std::size_t>(found->size(), 1);
    if (found->empty()) continue;
    // What stood beside it stays apart.
    kept.append(line, kept_to, begin - kept_to).append(" ");
    kept_to = at;
  }
  if (kept_to == 0) return;
  kept.append(line, kept_to);
  line = std::move(kept);
}

}  // namespace parser
