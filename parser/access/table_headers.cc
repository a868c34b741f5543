#include "parser/access/table_headers.h"

#include <algorithm>
#include <functional>

#include "ground/kept_room.h"
#include "parser/access/words_of_attribute.h"

namespace parser {
namespace {

constexpr std::size_t kKeptHeaders = 4096;

uint64_t hash_of(std::string_view id) { return std::hash<std::string_view>()(id); }

}  // namespace

void TableHeaders::begin() {
  ground::empty_and_shrink(open_, kKeptHeaders);
  ground::empty_and_shrink(ids_, kKeptHeaders);
  ground::empty_and_shrink(cells_, kKeptHeaders);
}

void TableHeaders::open_table() { open_.push_back({ids_.size(), cells_.size()}); }

void TableHeaders::open_cell(std::string_view id, std::string_view headers, bool is_heard) {
  if (open_.empty()) return;
  const uint64_t hash = id.empty() ? 0 : hash_of(id);
  if (!id.empty()) ids_.push_back(hash);
  if (is_heard && has_words(headers)) cells_.push_back({hash, headers});
}

bool TableHeaders::close_table() {
  const Open table = open_.back();
  open_.pop_back();
  const auto begin = ids_.begin() + static_cast<std::ptrdiff_t>(table.ids);
  bool is_bad = false;
  if (cells_.size() > table.cells) std::sort(begin, ids_.end());
  for (std::size_t i = table.cells; i < cells_.size() && !is_bad; ++i) {
    for (std::string_view rest = cells_[i].headers;;) {
      const std::string_view id = next_word(rest);
      if (id.empty()) break;
      const uint64_t hash = hash_of(id);
      is_bad |= hash == cells_[i].id || !std::binary_search(begin, ids_.end(), hash);
    }
  }
  ids_.resize(table.ids);
  cells_.resize(table.cells);
  return is_bad;
}

}  // namespace parser
