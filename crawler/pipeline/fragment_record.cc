#include "crawler/pipeline/fragment_record.h"

#include <string>

#include "parser/page/places.h"

namespace crawler {

void add_fragment(std::string_view written, parser::LinkKind kind, int32_t place,
                  std::vector<storage::FragmentRecord>& fragments) {
  const std::string text = parser::fragment_text(written);
  const parser::NamedPlace named = parser::named_place(text);
  if (named.kind == parser::NamedPlace::Kind::kNone && kind != parser::LinkKind::kRedirect) return;
  storage::FragmentRecord& record = fragments.emplace_back();
  record.place = place;
  record.kind = static_cast<uint8_t>(named.kind);
  record.written = named.written;
  record.decoded = named.decoded;
  record.fragment = named.fragment;
}

}  // namespace crawler
