// Everything known about one URL, for people: facts, robots verdict, redirect chain, links to it
// and from it. Reads only by key and index, whatever the size of the database.
// Thread: that of the database. Errors: those of the database stick to it.
#pragma once

#include <string_view>

#include "explore/command/output.h"
#include "explore/file/stored_pages.h"

namespace explore {

void write_url_report(storage::Database& db, std::string_view url, const FoundUrl& found,
                      Output& output);

}  // namespace explore
