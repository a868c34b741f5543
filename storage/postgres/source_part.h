// What of a crawl in PostgreSQL belongs to a part of it that is asked for, in the server's words.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace storage {

// A regular expression of PostgreSQL for the origins that one of CopiedPart::hosts means.
std::string pattern_of_origins(std::string_view host);

}  // namespace storage
