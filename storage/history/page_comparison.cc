// Both sides come from the same parser, so that what is equal is nearly always equal byte by byte.
// What is left is looked at without what passes (passing_parts).
#include "storage/history/page_comparison.h"

#include <algorithm>

#include "storage/history/passing_parts.h"

namespace storage {
namespace {

bool is_same_set(std::vector<std::string> was, std::vector<std::string> is) {
  const auto tidy = [](std::vector<std::string>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  };
  if (was == is) return true;
  tidy(was);
  tidy(is);
  return was == is;
}

bool is_there(int status) { return status < 300; }

// Without text it is a frame for scripts, and what differs in that is their business.
bool is_html(std::string_view content_type) {
  return content_type == "text/html" || content_type == "application/xhtml+xml";
}

uint32_t changed_rest(const LastingHashes& was, const LastingHashes& is) {
  uint32_t fields = 0;
  if (was.title != is.title) fields |= kFieldTitle;
  if (was.description != is.description) fields |= kFieldDescription;
  if (was.text != is.text) fields |= kFieldText;
  if (was.links != is.links) fields |= kFieldLinks;
  if (was.structured != is.structured) fields |= kFieldStructured;
  return fields;
}

// Of two answers with other bytes.
uint32_t changed_content(const ComparedPage& was, const ComparedPage& is) {
  if (was.lasting && is.lasting) return changed_rest(*was.lasting, *is.lasting);
  uint32_t fields = 0;
  if (!is_same_text(was.title, is.title)) fields |= kFieldTitle;
  if (!is_same_text(was.description, is.description)) fields |= kFieldDescription;
  if (!is_same_text(was.text, is.text)) fields |= kFieldText;
  if (!is_same_set(was.links, is.links)) fields |= kFieldLinks;
  if (!is_same_set(was.structured, is.structured)) fields |= kFieldStructured;
  const bool has_words =
      !was.text.empty() || !is.text.empty() || !was.links.empty() || !is.links.empty();
  if (!has_words && !is_html(is.content_type) && was.content_hash != is.content_hash)
    fields |= kFieldBody;
  return fields;
}

}  // namespace

uint32_t changed_fields(const ComparedPage& was, const ComparedPage& is) {
  uint32_t fields = 0;
  if (was.status != is.status) fields |= kFieldStatus;
  if (lasting_link(was.redirect_to) != lasting_link(is.redirect_to)) fields |= kFieldRedirect;
  if (!is_there(was.status) || !is_there(is.status)) return fields;
  if (was.content_type != is.content_type) fields |= kFieldType;
  // A header may say so, too.
  if (lasting_link(was.canonical) != lasting_link(is.canonical)) fields |= kFieldCanonical;
  if (was.robots != is.robots) fields |= kFieldRobots;
  if (was.content_hash != is.content_hash || was.content_hash == 0)
    fields |= changed_content(was, is);
  else if (!is_same_set(was.links, is.links))
    fields |= kFieldLinks;
  if (was.rows != is.rows) fields |= kFieldRows;
  return fields;
}

ChangeKind kind_of_change(int status_was, int status_is, uint32_t fields, bool was_missing) {
  if (status_is == 410) return ChangeKind::kGone;
  if (is_missing(status_is))
    return is_missing(status_was) ? ChangeKind::kChanged : ChangeKind::kMissing;
  if (status_is < 400 && (was_missing || is_missing(status_was))) return ChangeKind::kBack;
  const bool redirects = status_is >= 300 && status_is < 400;
  if (redirects && (fields & kFieldRedirect) != 0) return ChangeKind::kMoved;
  return ChangeKind::kChanged;
}

}  // namespace storage
