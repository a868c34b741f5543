#include "explore/show/url_search.h"

#include <fmt/format.h>

#include <algorithm>

#include "ground/ascii.h"
#include "storage/sqlite/url_lookup.h"

namespace explore {
namespace {

using ground::Result;

// A host's URLs lie all over the table: of more than this many a look at the others is too slow.
constexpr int kLookedAt = 50'000;

bool has_scheme(std::string_view text) {
  return ground::ascii::starts_with(text, "http://") ||
         ground::ascii::starts_with(text, "https://");
}

std::vector<std::string> other_spellings(const parser::Url& url) {
  const std::string_view host = url.host();
  const std::string_view rest = url.href().substr(url.origin().size());
  const std::string_view port = url.origin().substr(url.scheme().size() + 3 + host.size());
  const std::string other_host =
      host.starts_with("www.") ? std::string(host.substr(4)) : fmt::format("www.{}", host);
  std::string other_rest(rest);
  if (url.has_query() || rest == "/") {
    other_rest.clear();
  } else if (rest.ends_with('/')) {
    other_rest.pop_back();
  } else {
    other_rest += '/';
  }
  std::vector<std::string> spellings;
  for (const std::string_view scheme : {"https", "http"}) {
    for (const std::string_view name : {host, std::string_view(other_host)}) {
      spellings.push_back(fmt::format("{}://{}{}{}", scheme, name, port, rest));
      if (!other_rest.empty())
        spellings.push_back(fmt::format("{}://{}{}{}", scheme, name, port, other_rest));
    }
  }
  return spellings;
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const std::size_t size = std::min(a.size(), b.size());
  return static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin()).first -
      a.begin());
}

struct Candidate {
  std::size_t common;
  std::string url;
};

// Those that share the longest beginnings with it, beyond the origin.
Result<std::vector<Candidate>> same_beginning(storage::Database& db, const parser::Url& url,
                                              std::size_t most) {
  std::vector<Candidate> best;
  const auto is_better = [](const Candidate& a, const Candidate& b) {
    if (a.common != b.common) return a.common > b.common;
    return a.url.size() != b.url.size() ? a.url.size() < b.url.size() : a.url < b.url;
  };
  const auto look_at = [&](std::string_view text) {
    Candidate candidate{common_prefix(text, url.href()), std::string(text)};
    if (std::any_of(best.begin(), best.end(),
                    [&](const Candidate& other) { return other.url == candidate.url; }))
      return;
    best.insert(std::upper_bound(best.begin(), best.end(), candidate, is_better),
                std::move(candidate));
    if (best.size() > most) best.pop_back();
  };
  storage::UrlLookup(db).each_of_host(parser::key_of(url).host, kLookedAt, look_at);
  if (auto read = db.take_failure(); !read) return read.error();
  return best;
}

}  // namespace

Result<MeantUrl> find_meant(StoredPages& pages, std::string_view typed) {
  const std::string_view text = ground::ascii::trim(typed);
  std::vector<std::string> readings;
  if (has_scheme(text)) {
    readings.emplace_back(text);
  } else {
    for (const std::string_view scheme : {"https", "http"})
      readings.push_back(fmt::format("{}://{}", scheme, text));
  }
  MeantUrl meant;
  for (const std::string& reading : readings) {
    parser::Url url;
    if (url.assign(reading) != parser::UrlStatus::kOk) continue;
    url.normalise();
    auto found = pages.find(url);
    if (!found) return found.error();
    if (meant.url.empty() || found->has_value()) meant = {std::string(url.href()), *found};
    if (meant.found) break;
  }
  return meant;
}

Result<std::vector<std::string>> nearest_urls(storage::Database& db, StoredPages& pages,
                                              std::string_view url, std::size_t most) {
  parser::Url normal;
  std::vector<std::string> nearest;
  if (normal.assign(url) != parser::UrlStatus::kOk) return nearest;
  for (const std::string& spelling : other_spellings(normal)) {
    auto found = pages.find(spelling);
    if (!found) return found.error();
    if (found->has_value()) nearest.push_back(spelling);
  }
  auto others = same_beginning(db, normal, most);
  if (!others) return others.error();
  for (const Candidate& other : *others) {
    if (std::find(nearest.begin(), nearest.end(), other.url) == nearest.end())
      nearest.push_back(other.url);
  }
  nearest.resize(std::min(nearest.size(), most));
  return nearest;
}

}  // namespace explore
