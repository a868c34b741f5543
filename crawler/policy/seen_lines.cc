// The table must have a fixed size and be shared by all workers without a lock, so it holds 32 bits
// of a hash per line, in plain atomic slots, and newer lines simply replace older ones. Losing or
// confusing a few lines does no harm: the answer only says whether a page is probably part of a
// trap. Text is hashed in blocks of 64 bytes, because this runs over every word of every page.
#include "crawler/policy/seen_lines.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <new>

#include "crawler/policy/admission.h"
#include "crawler/policy/calendar.h"
#include "crawler/policy/url_plan.h"
#include "ground/byte_masks.h"
#include "ground/word_hash.h"

namespace crawler {
namespace {

namespace masks = ground::byte_masks;
using ground::word_hash::add_piece;
using ground::word_hash::kMix1;
using ground::word_hash::kMix3;
using ground::word_hash::mix;

// ASCII case does not count. 0 for a word with a digit, which is none.
uint64_t hash_of_word(std::string_view text, std::size_t at, std::size_t end) {
  uint64_t hash = kMix1;
  for (; at < end; at += masks::kStep) {
    const uint64_t piece = masks::load_some(text, at, std::min(end - at, masks::kStep));
    if (masks::digits(piece) != 0) return 0;
    hash = add_piece(hash, piece);
  }
  return hash;
}

// A bit for each of the next 64 bytes of a text, or for as many as there are.
struct Block {
  uint64_t in_word = 0;  // letters, digits and what is not ASCII
  uint64_t breaks = 0;   // the ends of lines and of a table's cells

  Block(std::string_view text, std::size_t at) {
    const std::size_t size = std::min(text.size() - at, std::size_t{64});
    for (std::size_t i = 0; i < size; i += masks::kStep) {
      const uint64_t bytes = masks::load_some(text, at + i, std::min(size - i, masks::kStep));
      in_word |= masks::gather(masks::letters_and_digits(bytes) | (bytes & masks::kHighBits)) << i;
      breaks |= masks::gather(masks::within(bytes, '\t', '\n')) << i;
    }
  }
};

// Calls `word` with the hash of each word of `text` that is without digits, and `line_end` at the
// end of each line.
template <typename Word, typename LineEnd>
void scan(std::string_view text, Word word, LineEnd line_end) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t begin = kNone;
  const auto end_word = [&](std::size_t end) {
    if (const uint64_t hash = hash_of_word(text, begin, end)) word(hash);
    begin = kNone;
  };
  for (std::size_t at = 0; at < text.size(); at += 64) {
    const Block block(text, at);
    const uint64_t edges = block.in_word ^ (block.in_word << 1 | (begin != kNone ? 1 : 0));
    for (uint64_t events = edges | block.breaks; events != 0; events &= events - 1) {
      const uint64_t event = events & -events;
      const std::size_t place = at + static_cast<std::size_t>(std::countr_zero(event));
      if ((block.in_word & event) != 0)
        begin = place;
      else if ((edges & event) != 0)
        end_word(place);
      if ((block.breaks & event) != 0) line_end();
    }
  }
  if (begin != kNone) end_word(text.size());
  line_end();
}

// The words of a URL, with a mask that answers most questions about others.
class UrlWords {
 public:
  explicit UrlWords(std::string_view url) {
    const auto add = [this](uint64_t word) {
      words_.push_back(word);
      mask_ |= bit_of(word);
    };
    scan(url, add, [] {});
  }
  bool has(uint64_t word) const {
    return (mask_ & bit_of(word)) != 0 &&
           std::find(words_.begin(), words_.end(), word) != words_.end();
  }

 private:
  static uint64_t bit_of(uint64_t word) { return uint64_t{1} << (word & 63); }
  std::vector<uint64_t> words_;
  uint64_t mask_ = 0;
};

bool is_picture(parser::LinkKind kind) {
  using parser::LinkKind;
  switch (kind) {
    case LinkKind::kImg:
    case LinkKind::kSource:
    case LinkKind::kVideo:
    case LinkKind::kAudio:
    case LinkKind::kEmbed:
    case LinkKind::kObject:
      return true;
    default:
      return false;
  }
}

// A file's name, with its query: its folder grows with that of the page if the link is relative.
uint64_t hash_of_file(std::string_view url) {
  const std::string_view path = url.substr(0, url.find('?'));
  uint64_t hash = kMix1;
  for (const char c : url.substr(path.rfind('/') + 1))
    hash = (hash ^ static_cast<unsigned char>(c)) * kMix3;
  return mix(hash);
}

}  // namespace

void SeenLines::Free::operator()(uint32_t* slots) const { std::free(slots); }

// From calloc(), so that a small crawl does not touch what it does not use.
SeenLines::SeenLines() : slots_(static_cast<uint32_t*>(std::calloc(kSlots, sizeof(uint32_t)))) {
  if (slots_ == nullptr) throw std::bad_alloc();
}

bool SeenLines::is_new(uint64_t hash) {
  const auto tag = static_cast<uint32_t>(hash >> 32) | 1u;  // 0: an empty slot
  std::atomic_ref<uint32_t> slot(slots_[hash & (kSlots - 1)]);
  return slot.exchange(tag, std::memory_order_relaxed) != tag;
}

Newness SeenLines::judge(const parser::Url& url, const parser::ParsedPage& page) {
  if (!page.redirect_to.empty() || (page.text.empty() && page.links.empty()))
    return Newness::kUnknown;
  uint64_t site = 0;
  for (const char c : parser::registrable_domain(url.host()))
    site = mix(site ^ static_cast<unsigned char>(c)) + kMix1;
  const UrlWords own(url.href());
  bool is_new_page = false;
  uint64_t line = 0;
  const bool is_dated = names_a_date(url);
  const auto add_word = [&](uint64_t word) {
    if (!own.has(word) && !(is_dated && is_date_word(word)))
      line = (std::rotl(line, 23) ^ word) * kMix3;
  };
  const auto end_line = [&] {
    if (line != 0) is_new_page |= is_new(mix(line ^ site));
    line = 0;
  };
  for (const std::string_view text : {page.title, page.description, page.text})
    scan(text, add_word, end_line);
  for (const parser::ParsedLink& link : page.links)
    if (is_picture(link.kind)) is_new_page |= is_new(mix(hash_of_file(link.url) ^ site));
  if (is_dated)
    for (const parser::ParsedLink& link : page.links)
      if (leads_to_pages(link.kind)) is_new_page |= is_new(mix(plan_of(link.target()) ^ site));
  return is_new_page ? Newness::kNew : Newness::kNothingNew;
}

}  // namespace crawler
