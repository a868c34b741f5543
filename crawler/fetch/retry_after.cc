#include "crawler/fetch/retry_after.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "parser/http/http_date.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

}  // namespace

std::optional<milliseconds> retry_after(std::string_view value,
                                        std::chrono::system_clock::time_point now,
                                        milliseconds longest) {
  while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  if (value.empty()) return std::nullopt;

  const bool digits =
      std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits) {
    int64_t count = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
    const auto most = std::chrono::duration_cast<seconds>(longest).count();
    return error == std::errc() && count < most ? milliseconds(count * 1000) : longest;
  }
  const auto date = parser::http_date(std::string(value));
  if (!date) return std::nullopt;
  // In whole seconds: the year 9999 does not fit a clock that counts nanoseconds.
  const int64_t wait = *date - std::chrono::system_clock::to_time_t(now);
  return std::clamp<milliseconds>(seconds(wait), milliseconds{0}, longest);
}

}  // namespace crawler
