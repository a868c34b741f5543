// The HTML standard's "prescan a byte stream to determine its encoding", step by step.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "ground/ascii.h"
#include "parser/encoding/charset.h"
#include "parser/encoding/encoding_labels.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr bool ends_name(char c) { return c == '=' || c == '/' || c == '>' || ascii::is_space(c); }

// HTML standard, "extracting a character encoding from a meta element".
std::optional<Encoding> encoding_in_content(std::string_view content) {
  constexpr std::string_view kCharset = "charset";
  do {
    const auto* const found =
        std::search(content.begin(), content.end(), kCharset.begin(), kCharset.end(),
                    [](char c, char expected) { return ascii::lower(c) == expected; });
    if (found == content.end()) return std::nullopt;
    content = ascii::trim_start({found + kCharset.size(), content.end()});
  } while (!content.starts_with('='));
  content = ascii::trim_start(content.substr(1));
  if (content.empty()) return std::nullopt;
  const char quote = content.front();
  if (quote == '"' || quote == '\'') {
    const std::size_t end = content.find(quote, 1);
    if (end == std::string_view::npos) return std::nullopt;
    return find_encoding(content.substr(1, end - 1));
  }
  const auto* const end =
      std::ranges::find_if(content, [](char c) { return c == ';' || ascii::is_space(c); });
  return find_encoding({content.begin(), end});
}

// HTML standard, "get an XML encoding".
std::optional<Encoding> xml_encoding(std::string_view bytes) {
  const auto skip_controls = [](std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    return text;
  };
  constexpr std::string_view kName = "encoding";
  if (!bytes.starts_with("<?xml")) return std::nullopt;
  bytes = bytes.substr(0, bytes.find('>') + 1);  // npos + 1 is 0: no end, nothing
  const std::size_t name = bytes.find(kName);
  if (name == std::string_view::npos) return std::nullopt;
  bytes = skip_controls(bytes.substr(name + kName.size()));
  if (!bytes.starts_with('=')) return std::nullopt;
  bytes = skip_controls(bytes.substr(1));
  if (!bytes.starts_with('"') && !bytes.starts_with('\'')) return std::nullopt;
  const std::size_t end = bytes.find(bytes.front(), 1);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view label = bytes.substr(1, end - 1);
  if (std::ranges::any_of(label, [](char c) { return static_cast<unsigned char>(c) <= ' '; }))
    return std::nullopt;
  return find_encoding(label);
}

struct Attribute {
  std::string_view name;
  std::string_view value;
};

class Prescan {
 public:
  explicit Prescan(std::string_view bytes) : bytes_(bytes) {}

  // Nothing also when the bytes end in the midst of a tag: the standard aborts there.
  std::optional<Encoding> run() {
    while (find_tag()) {
      const std::string_view rest = bytes_.substr(at_);
      if (rest.starts_with("<!--")) {
        skip_to(bytes_.find("-->", at_ + 2), 2);
      } else if (is_meta(rest)) {
        found_at_ = at_;
        at_ += 5;
        if (const auto encoding = read_meta()) return encoding;
      } else if (is_tag(rest)) {
        skip_to(bytes_.find_first_of("\t\n\f\r >", at_), 0);
        while (next_attribute()) {
        }
      } else if (rest.starts_with("<!") || rest.starts_with("</") || rest.starts_with("<?")) {
        skip_to(bytes_.find('>', at_), 0);
      }
      ++at_;
    }
    return std::nullopt;
  }

  // After a run() that found one.
  std::size_t found_at() const { return found_at_; }

 private:
  bool find_tag() {
    skip_to(bytes_.find('<', std::min(at_, bytes_.size())), 0);
    return !at_end();
  }

  void skip_to(std::size_t found, std::size_t further) {
    at_ = found == std::string_view::npos ? bytes_.size() : found + further;
  }

  bool at_end() const { return at_ >= bytes_.size(); }

  static bool is_meta(std::string_view rest) {
    return ascii::starts_with(rest, "<meta") && rest.size() > 5 &&
           (ascii::is_space(rest[5]) || rest[5] == '/');
  }

  static bool is_tag(std::string_view rest) {
    const std::size_t name = rest.starts_with("</") ? 2 : 1;
    return rest.size() > name && ascii::is_alpha(rest[name]);
  }

  std::optional<Encoding> read_meta();
  bool next_attribute();
  bool read_value();

  void skip_spaces_here() {
    while (!at_end() && ascii::is_space(bytes_[at_])) ++at_;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::size_t found_at_ = 0;
  Attribute attribute_;
};

// HTML standard, "get an attribute": false if there is none, or if the bytes end.
bool Prescan::next_attribute() {
  while (!at_end() && (ascii::is_space(bytes_[at_]) || bytes_[at_] == '/')) ++at_;
  if (at_end() || bytes_[at_] == '>') return false;
  const std::size_t start = at_++;  // a '=' at the start belongs to the name
  while (!at_end() && !ends_name(bytes_[at_])) ++at_;
  attribute_ = {.name = bytes_.substr(start, at_ - start), .value = {}};
  skip_spaces_here();
  if (at_end()) return false;
  if (bytes_[at_] != '=') return true;
  ++at_;
  return read_value();
}

bool Prescan::read_value() {
  skip_spaces_here();
  if (at_end()) return false;
  const char quote = bytes_[at_];
  if (quote == '"' || quote == '\'') {
    const std::size_t start = at_ + 1;
    const std::size_t end = bytes_.find(quote, start);
    skip_to(end, 1);
    if (end == std::string_view::npos) return false;
    attribute_.value = bytes_.substr(start, end - start);
    return true;
  }
  const std::size_t start = at_;
  while (!at_end() && !ascii::is_space(bytes_[at_]) && bytes_[at_] != '>') ++at_;
  attribute_.value = bytes_.substr(start, at_ - start);
  return !at_end();
}

// Of attributes with one name only the first counts.
std::optional<Encoding> Prescan::read_meta() {
  bool seen_http_equiv = false;
  bool seen_content = false;
  bool seen_charset = false;
  bool got_pragma = false;
  std::optional<bool> need_pragma;
  std::optional<Encoding> encoding;
  while (next_attribute()) {
    if (ascii::equals(attribute_.name, "http-equiv") && !std::exchange(seen_http_equiv, true)) {
      got_pragma = ascii::equals(attribute_.value, "content-type");
    } else if (ascii::equals(attribute_.name, "content") && !std::exchange(seen_content, true)) {
      if (need_pragma) continue;  // a charset attribute counts for more, even an unknown one
      encoding = encoding_in_content(attribute_.value);
      if (encoding) need_pragma = true;
    } else if (ascii::equals(attribute_.name, "charset") && !std::exchange(seen_charset, true)) {
      encoding = find_encoding(attribute_.value);
      need_pragma = false;
    }
  }
  if (at_end() || !need_pragma || (*need_pragma && !got_pragma)) return std::nullopt;
  return encoding;
}

// What a declaration in ASCII can't mean: it would not be legible as such.
Encoding as_declared(Encoding encoding) {
  if (encoding == Encoding::kUtf16Be || encoding == Encoding::kUtf16Le) return Encoding::kUtf8;
  if (encoding == Encoding::kXUserDefined) return Encoding::kWindows1252;
  return encoding;
}

// A declaration behind it is as good as none.
constexpr std::size_t kMostPrescanBytes = 64u << 10;

}  // namespace

std::optional<uint32_t> charset_declared_at(std::string_view bytes) {
  Prescan prescan(bytes.substr(0, kMostPrescanBytes));
  if (!prescan.run()) return std::nullopt;
  return static_cast<uint32_t>(prescan.found_at());
}

std::string_view prescan_encoding(std::string_view first_bytes) {
  using namespace std::string_view_literals;
  if (first_bytes.starts_with("<\0?\0x\0"sv)) return name_of(Encoding::kUtf16Le);
  if (first_bytes.starts_with("\0<\0?\0x"sv)) return name_of(Encoding::kUtf16Be);
  auto encoding = Prescan(first_bytes).run();
  if (!encoding) encoding = xml_encoding(first_bytes);
  return encoding ? name_of(as_declared(*encoding)) : std::string_view();
}

}  // namespace parser
