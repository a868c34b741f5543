// RenderTable: what browsers made of pages (page_render), the bodies that these pages came with
// (page_raw), what they asked for (page_resource, page_resource_body), what they wrote to the
// console (page_console) and what they looked like (page_screenshot). A crawl that renders nothing
// has no rows there. Thread: that of the Database. Errors: those of the database, at the end of its
// transaction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database/database.h"
#include "storage/store/render_record.h"

namespace storage {

// Since version 11. In SQL.
std::string_view tables_of_rendering();
// Refreshes the names of kinds, fates and reasons, which views show. In a write transaction.
void write_names_of_rendering(Database& db);

class RenderTable {
 public:
  explicit RenderTable(Database& db);

  // Of a page that has nothing there yet. In a write transaction.
  void keep(int64_t page_id, const RenderRecord& record);
  void forget(int64_t page_id);
  // Is it kept as a browser left it?
  bool is_rendered(int64_t page_id);

 private:
  void keep_resources(int64_t page_id, const std::vector<ResourceRecord>& resources);
  void keep_console(int64_t page_id, const std::vector<ConsoleRecord>& console);

  Statement page_, raw_, resource_, body_, console_, screenshot_, is_rendered_;
  std::vector<Statement> forget_pages_, forget_places_;
  std::string json_, buffer_, url_, mime_, detail_;
};

}  // namespace storage
