// storage/history: a byte that says where to cut the rest into two texts, and the texts: of a page
// and of its successor, or a delta and what it is against.
#include <string>

#include "storage/history/delta.h"
#include "storage/history/page_comparison.h"
#include "storage/history/page_parts.h"
#include "storage/history/passing_parts.h"
#include "storage/history/splices.h"
#include "storage/history/version_delta.h"
#include "tests/fuzz/require.h"

using fuzz::require;
using storage::Delta;
using storage::Packing;
using storage::PageParts;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr std::size_t kMost = 1u << 20;
  std::string_view rest = fuzz::text_of(data, size);
  const std::size_t cut = rest.size() * fuzz::take_byte(rest) / 256;
  const std::string_view one = rest.substr(0, std::min(cut, rest.size()));
  const std::string_view other = rest.substr(one.size());
  static Delta delta;

  const std::string made = delta.make(one, other);
  require(delta.apply(made, other, kMost) == std::string(one), "a delta gives back what it is of");
  if (!one.empty())
    require(!delta.apply(made, other, one.size() - 1), "nothing is larger than it may be");
  if (const auto bytes = delta.apply(one, other, kMost))
    require(bytes->size() <= kMost, "nothing is larger than it may be");

  PageParts parts;
  parts.headers = one;
  parts.body = other;
  for (const Packing packing : {Packing::kFixed, Packing::kShort}) {
    if (const auto read = storage::unpack(one, packing))
      require(storage::pack(*read, packing) == one, "parts are packed in one way alone");
    require(storage::unpack(storage::pack(parts, packing), packing) == parts,
            "packed parts are unpacked");
  }

  std::string splices;
  if (storage::append_splices(one, other, &splices)) {
    std::string_view left = splices;
    require(storage::take_splices(&left, other, kMost) == std::string(one) && left.empty(),
            "splices give back what they are of");
  }
  std::string_view left = one;
  if (const auto bytes = storage::take_splices(&left, other, kMost))
    require(bytes->size() <= kMost, "nothing is larger than it may be");

  // Of a page whose body is that of `parts` and more, with headers that have its size.
  PageParts next = parts;
  next.body += one;
  next.headers = "[[\"Content-Length\",\"" + std::to_string(next.body.size()) + "\"]]";
  static storage::VersionDelta versions;
  require(versions.apply(versions.make(parts, &next), &next, 3 * kMost) == parts &&
              versions.apply(versions.make(next, &parts), &parts, 3 * kMost) == next,
          "a version comes back");
  if (const auto got = versions.apply("\x08" + std::string(one), &parts, kMost))
    require(got->body.size() + got->text.size() <= kMost, "nothing is larger than it may be");

  require(storage::is_same_text(one, one), "a text is the same as itself");
  require(storage::is_same_text(one, other) == storage::is_same_text(other, one),
          "it does not matter which was first");
  const std::string url = storage::lasting_link(one);
  require(url.size() <= one.size(), "what is compared of a URL is no longer than it");
  return 0;
}
