#include "parser/access/fault_book.h"

#include <algorithm>

#include "ground/utf8.h"

namespace parser {
namespace {

// A tag as it might have been written: the tree does not know how it was.
void append_tag(const Element& element, std::size_t most, std::string& out) {
  const std::size_t begin = out.size();
  out.append("<").append(ground::utf8_prefix(element.name(), most / 2));
  element.for_each_attribute([&](std::string_view name, std::string_view value) {
    if (out.size() - begin >= most) return;
    out.append(" ").append(ground::utf8_prefix(name, most)).append("=\"");
    for (const char c : ground::utf8_prefix(value, most)) {
      if (c == '"')
        out.append("&quot;");
      else
        out.push_back(c);
    }
    out.push_back('"');
  });
  out.push_back('>');
  const std::string_view all = std::string_view(out).substr(begin);
  out.resize(begin + ground::utf8_prefix(all, most).size());
}

}  // namespace

void FaultBook::begin() {
  if (has_any_) entries_.fill({});
  has_any_ = false;
  faults_.clear();
  examples_.clear();
}

void FaultBook::add(AccessRule rule, uint32_t ordinal, const Element& element) {
  Entry& entry = entries_[static_cast<std::size_t>(rule)];
  ++entry.elements;
  has_any_ = true;
  if (entry.first && entry.ordinal <= ordinal) return;
  entry.ordinal = ordinal;
  entry.first = element;
}

void FaultBook::finish() {
  if (!has_any_) return;
  std::array<std::size_t, kAccessRuleCount + 1> begins{};
  for (std::size_t i = 0; i < kAccessRuleCount; ++i) {
    begins[i] = examples_.size();
    if (entries_[i].first) append_tag(*entries_[i].first, kMostExampleBytes, examples_);
  }
  begins[kAccessRuleCount] = examples_.size();
  for (std::size_t i = 0; i < kAccessRuleCount; ++i) {
    if (entries_[i].elements == 0) continue;
    faults_.push_back({name_of(static_cast<AccessRule>(i)), entries_[i].elements,
                       std::string_view(examples_).substr(begins[i], begins[i + 1] - begins[i])});
  }
}

}  // namespace parser
