#include "crawler/render/browser_pulse.h"

#include <nlohmann/json.hpp>

namespace crawler {

// Every half of the patience: after one and a half of it, three quarters of a page's time, a
// browser that hangs is found out.
void BrowserPulse::feel(TimePoint now) {
  if (next_ && now < *next_) return;
  next_ = now + patience_ / 2;
  connection_.command(
      "", "Browser.getVersion", nlohmann::json::object(), now + patience_,
      [is_missed = is_missed_](const nlohmann::json& /*result*/, const std::string& error) {
        *is_missed |= !error.empty();
      });
}

}  // namespace crawler
