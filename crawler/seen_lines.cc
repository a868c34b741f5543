#include "crawler/seen_lines.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <new>

#include "parser/ascii.h"

namespace crawler {
namespace {

// FNV-1a (RFC 9923), made for short words, and then spread over all bits by the finaliser of
// splitmix64, since a table's index is taken from some of them.
constexpr uint64_t kFnvBasis = 0xCBF29CE484222325ull;
constexpr uint64_t kFnvPrime = 0x100000001B3ull;

uint64_t spread(uint64_t hash) {
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9ull;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBull;
  return hash ^ (hash >> 31);
}

// A byte as part of a word, ASCII in lower case; 0 for one that parts words.
constexpr std::array<unsigned char, 256> kWordByte = [] {
  std::array<unsigned char, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const char c = static_cast<char>(i);
    if (i >= 0x80 || parser::ascii::is_alpha(c) || parser::ascii::is_digit(c))
      table[i] = static_cast<unsigned char>(parser::ascii::lower(c));
  }
  return table;
}();

unsigned char word_byte(char c) { return kWordByte[static_cast<unsigned char>(c)]; }

// The next word of `text` as a hash, 0 for one with a digit. False: no more.
bool next_word(std::string_view& text, uint64_t& hash) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end && word_byte(*at) == 0) ++at;
  if (at == end) return false;
  hash = kFnvBasis;
  bool has_digit = false;
  for (unsigned char byte = 0; at != end && (byte = word_byte(*at)) != 0; ++at) {
    has_digit |= byte <= '9';
    hash = (hash ^ byte) * kFnvPrime;
  }
  text.remove_prefix(static_cast<std::size_t>(at - text.data()));
  hash = has_digit ? 0 : spread(hash);
  return true;
}

// The words of a URL, with a mask that answers most questions about others.
class UrlWords {
 public:
  explicit UrlWords(std::string_view url) {
    for (uint64_t word = 0; next_word(url, word);) {
      words_.push_back(word);
      mask_ |= bit_of(word);
    }
  }
  bool has(uint64_t word) const {
    return (mask_ & bit_of(word)) != 0 &&
           std::find(words_.begin(), words_.end(), word) != words_.end();
  }

 private:
  static uint64_t bit_of(uint64_t word) { return uint64_t{1} << (word >> 58); }
  std::vector<uint64_t> words_;
  uint64_t mask_ = 0;
};

// 0 if nothing of the line is left.
uint64_t hash_of_line(std::string_view line, const UrlWords& own) {
  uint64_t hash = 0;
  for (uint64_t word = 0; next_word(line, word);)
    if (word != 0 && !own.has(word)) hash = spread(hash ^ word) + kFnvPrime;
  return hash;
}

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
  uint64_t hash = kFnvBasis;
  for (const char c : url.substr(path.rfind('/') + 1))
    hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
  return spread(hash);
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
    site = spread(site ^ static_cast<unsigned char>(c)) + kFnvPrime;
  const UrlWords own(url.href());
  bool is_new_page = false;
  const auto read = [&](std::string_view text) {
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find_first_of("\n\t"));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      const uint64_t hash = hash_of_line(line, own);
      if (hash != 0) is_new_page |= is_new(spread(hash ^ site));
    }
  };
  read(page.title);
  read(page.description);
  read(page.text);
  for (const parser::ParsedLink& link : page.links)
    if (is_picture(link.kind)) is_new_page |= is_new(spread(hash_of_file(link.url) ^ site));
  return is_new_page ? Newness::kNew : Newness::kNothingNew;
}

}  // namespace crawler
