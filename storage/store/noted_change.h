// A change of a page that an update noted, for whoever is to be told of it.
// Thread: any; plain data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace storage {

struct NotedChange {
  int64_t id = 0;  // grows from change to change
  std::string url;
  std::string_view kind;                 // "changed"
  std::vector<std::string_view> fields;  // "title", "text"
  std::string at;                        // "2026-01-31T12:00:00.000Z"
  int64_t run = 0;
  // Of the page before and after; 0 or "": there was none.
  struct Side {
    int status = 0;
    std::string title, redirect_to;
  };
  Side before, after;
};

}  // namespace storage
