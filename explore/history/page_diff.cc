#include "explore/history/page_diff.h"

#include <map>
#include <utility>

namespace explore {
namespace {

// What the one has and the other has not, in the one's order; what stands twice counts twice.
template <typename T>
std::vector<T> only_in(const std::vector<T>& one, const std::vector<T>& other) {
  std::map<T, std::size_t> left;
  for (const T& each : other) ++left[each];
  std::vector<T> only;
  for (const T& each : one) {
    const auto found = left.find(each);
    if (found == left.end() || found->second == 0)
      only.push_back(each);
    else
      --found->second;
  }
  return only;
}

std::string number(int64_t value) { return std::to_string(value); }

}  // namespace

bool PageDiff::is_empty() const {
  return fields.empty() && rows.empty() && !text.differs() && links_removed.empty() &&
         links_added.empty() && data_removed.empty() && data_added.empty();
}

ground::Result<void> diff_versions(PageHistory& history, const PageVersion& was,
                                   const PageVersion& is, PageDiff* diff) {
  diff->was = was;
  diff->is = is;
  auto was_parts = history.parts(was);
  if (!was_parts) return was_parts.error();
  auto is_parts = history.parts(is);
  if (!is_parts) return is_parts.error();
  const auto field = [diff](std::string_view name, std::string before, std::string after) {
    if (before != after)
      diff->fields.push_back({std::string(name), std::move(before), std::move(after)});
  };
  field("status", number(was.status), number(is.status));
  field("redirect", was.redirect_to, is.redirect_to);
  field("title", was.title, is.title);
  field("description", was.description, is.description);
  field("canonical", was.canonical, is.canonical);
  field("robots", was.robots, is.robots);
  field("type", was.content_type, is.content_type);
  field("words", number(was.words), number(is.words));
  const auto was_rows = rows_of(history.database(), was.id),
             is_rows = rows_of(history.database(), is.id);
  if (!was_rows) return was_rows.error();
  if (!is_rows) return is_rows.error();
  diff->rows = diff_rows(was_rows.value(), is_rows.value());
  diff->has_other_bytes = was_parts->body != is_parts->body;
  diff->was_text = std::move(was_parts->text);
  diff->is_text = std::move(is_parts->text);
  diff->text = diff_texts(diff->was_text, diff->is_text);
  const auto was_links = history.links(*was_parts), is_links = history.links(*is_parts);
  if (!was_links) return was_links.error();
  if (!is_links) return is_links.error();
  diff->links_removed = only_in(was_links.value(), is_links.value());
  diff->links_added = only_in(is_links.value(), was_links.value());
  const auto was_data = history.structured(*was_parts), is_data = history.structured(*is_parts);
  if (!was_data) return was_data.error();
  if (!is_data) return is_data.error();
  diff->data_removed = only_in(was_data.value(), is_data.value());
  diff->data_added = only_in(is_data.value(), was_data.value());
  return {};
}

}  // namespace explore
