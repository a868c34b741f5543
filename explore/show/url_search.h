// Finds the URL that someone means by what they typed.
// Thread: that of the database. Errors: those of the database.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "explore/file/stored_pages.h"

namespace explore {

struct MeantUrl {
  std::string url;  // in normal form; "" if it is no URL
  std::optional<FoundUrl> found;
};

// In normal form, as seeds are; without a scheme https is tried first, then http.
ground::Result<MeantUrl> find_meant(StoredPages& pages, std::string_view typed);

// At most `most` URLs of the database that are like it, the best first: with the other scheme, with
// and without "www." and the slash at the end; then those of its host that begin the same.
ground::Result<std::vector<std::string>> nearest_urls(storage::Database& db, StoredPages& pages,
                                                      std::string_view url, std::size_t most);

}  // namespace explore
