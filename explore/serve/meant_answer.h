// How every answer about one URL begins. Thread: that of the file.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>

#include "explore/serve/answers.h"
#include "explore/serve/json_value.h"
#include "explore/show/url_search.h"

namespace explore {

// Finds the URL and calls `answer`; else says what is wrong, with the nearest ones.
template <typename Make>
Answer of_url(const Asking& asking, Make make) {
  const auto typed = asking.request.parameter("url");
  if (!typed || typed->empty()) return json_problem(400, "url is missing");
  auto meant = find_meant(asking.file.pages(), *typed);
  if (!meant) return meant.error();
  if (meant->url.empty()) return json_problem(400, fmt::format("not a URL: \"{}\"", *typed));
  if (meant->found) return make(*meant);
  constexpr std::size_t kOffered = 5;
  auto nearest = nearest_urls(asking.file.database(), asking.file.pages(), meant->url, kOffered);
  if (!nearest) return nearest.error();
  return json_answer({{"error", meant->url + " is not in the database"}, {"nearest", *nearest}},
                     404);
}

}  // namespace explore
