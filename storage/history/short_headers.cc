#include "storage/history/short_headers.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

namespace storage {
namespace {

// None stands in JSON as it is. Without a body's size the last two are bytes like others.
constexpr char kDate = '\1', kAsItIs = '\2', kBodySize = '\3', kTag = '\4';
constexpr std::size_t kDateBytes = 29, kSecondsBytes = 4;

constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string written(uint32_t seconds) {
  using namespace std::chrono;
  const sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  std::array<char, kDateBytes + 1> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                kDays[weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

// Of so many digits; whatever else stands there makes another date of it, which is then not taken.
int64_t digits(std::string_view text) {
  int64_t number = 0;
  for (const char c : text) number = 10 * number + (c - '0');
  return number;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" at the beginning.
std::optional<uint32_t> date_at(std::string_view text) {
  using namespace std::chrono;
  if (text.size() < kDateBytes || text[3] != ',' || text.substr(25, 4) != " GMT")
    return std::nullopt;
  const std::string_view words = text.substr(0, kDateBytes);
  for (std::size_t month = 0; month < kMonths.size(); ++month) {
    if (words.substr(8, 3) != kMonths[month]) continue;
    const year_month_day date(year(static_cast<int>(digits(words.substr(12, 4)))),
                              std::chrono::month(static_cast<unsigned>(month + 1)),
                              day(static_cast<unsigned>(digits(words.substr(5, 2)))));
    if (!date.ok()) return std::nullopt;
    const int64_t seconds = sys_seconds(sys_days(date)).time_since_epoch().count() +
                            3'600 * digits(words.substr(17, 2)) + 60 * digits(words.substr(20, 2)) +
                            digits(words.substr(23, 2));
    if (seconds < 0 || seconds > UINT32_MAX) return std::nullopt;
    const auto number = static_cast<uint32_t>(seconds);
    return written(number) == words ? std::optional(number) : std::nullopt;
  }
  return std::nullopt;
}

// What is said of a body in another way, and the marks that stand for it.
class Implied {
 public:
  explicit Implied(std::optional<std::size_t> body_size) : body_size_(body_size) {
    if (body_size) digits_ = std::to_string(*body_size);
  }

  void pass_date(uint32_t seconds) {
    if (!body_size_) return;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%x-%zx", seconds, *body_size_);
    tag_ = text.data();
  }

  // Of a text of JSON that begins here, without its mark at the beginning.
  std::optional<char> mark_at(std::string_view text) const {
    if (begins(text, digits_, "\"")) return kBodySize;
    if (begins(text, tag_, "\\\"")) return kTag;
    return std::nullopt;
  }

  bool is_mark(char c) const {
    return c == kDate || c == kAsItIs || (body_size_ && (c == kBodySize || c == kTag));
  }

  const std::string& meant_by(char mark) const { return mark == kBodySize ? digits_ : tag_; }

 private:
  static bool begins(std::string_view text, std::string_view with, std::string_view then) {
    return !with.empty() && text.starts_with(with) && text.substr(with.size()).starts_with(then);
  }

  std::optional<std::size_t> body_size_;
  std::string digits_, tag_;
};

std::string shortened(std::string_view headers, std::optional<std::size_t> body_size) {
  Implied implied(body_size);
  std::string made;
  made.reserve(headers.size());
  for (std::size_t at = 0; at < headers.size();) {
    if (const auto seconds = date_at(headers.substr(at))) {
      made += kDate;
      for (std::size_t byte = kSecondsBytes; byte > 0; --byte)
        made += static_cast<char>(*seconds >> (8 * (byte - 1)) & 0xff);
      at += kDateBytes;
      implied.pass_date(*seconds);
      continue;
    }
    if (at > 0 && headers[at - 1] == '"') {
      if (const auto mark = implied.mark_at(headers.substr(at))) {
        made += *mark;
        at += implied.meant_by(*mark).size();
        continue;
      }
    }
    if (implied.is_mark(headers[at])) made += kAsItIs;
    made += headers[at++];
  }
  return made;
}

std::optional<std::string> lengthened(std::string_view short_form,
                                      std::optional<std::size_t> body_size) {
  Implied implied(body_size);
  std::string headers;
  for (std::size_t at = 0; at < short_form.size(); ++at) {
    const char c = short_form[at];
    if (c == kDate) {
      if (short_form.size() - at <= kSecondsBytes) return std::nullopt;
      uint32_t seconds = 0;
      for (std::size_t byte = 0; byte < kSecondsBytes; ++byte)
        seconds = seconds << 8 | static_cast<unsigned char>(short_form[++at]);
      headers += written(seconds);
      implied.pass_date(seconds);
    } else if (c != kAsItIs && implied.is_mark(c)) {
      headers += implied.meant_by(c);
    } else {
      if (c == kAsItIs && ++at == short_form.size()) return std::nullopt;
      headers += short_form[at];
    }
  }
  if (shortened(headers, body_size) != short_form) return std::nullopt;
  return headers;
}

}  // namespace

std::string short_headers(std::string_view headers) { return shortened(headers, std::nullopt); }

std::string short_headers(std::string_view headers, std::size_t body_size) {
  return shortened(headers, body_size);
}

std::optional<std::string> long_headers(std::string_view short_form) {
  return lengthened(short_form, std::nullopt);
}

std::optional<std::string> long_headers(std::string_view short_form, std::size_t body_size) {
  return lengthened(short_form, body_size);
}

}  // namespace storage
