#include "crawler/fetch/retry_after.h"

#include <algorithm>
#include <string>

#include "ground/ascii.h"
#include "ground/number.h"
#include "parser/http/http_date.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

}  // namespace

std::optional<milliseconds> retry_after(std::string_view value,
                                        std::chrono::system_clock::time_point now,
                                        milliseconds longest) {
  value = ground::ascii::trim(value, " ");
  if (value.empty()) return std::nullopt;

  if (ground::ascii::is_digits(value)) {
    const auto count = ground::number_of<int64_t>(value);  // none: more than any clock holds
    const auto most = std::chrono::duration_cast<seconds>(longest).count();
    return count && *count < most ? milliseconds(*count * 1000) : longest;
  }
  const auto date = parser::http_date(std::string(value));
  if (!date) return std::nullopt;
  // In whole seconds: the year 9999 does not fit a clock that counts nanoseconds.
  const int64_t wait = *date - std::chrono::system_clock::to_time_t(now);
  return std::clamp<milliseconds>(seconds(wait), milliseconds{0}, longest);
}

}  // namespace crawler
