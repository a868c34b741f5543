#include "storage/sqlite/url_lookup.h"

#include <string>

namespace storage {
namespace {

// Whether the keys of some URLs may lie in new_key alone, as while a crawl runs or after it was
// killed; before version 3 there was none. Reads a row at most.
bool has_new_keys(Database& db) {
  return db.integer_of("PRAGMA user_version") >= 3 &&
         db.integer_of("SELECT EXISTS(SELECT 1 FROM new_key)") != 0;
}

}  // namespace

UrlLookup::UrlLookup(Database& db)
    : db_(db),
      host_(db.prepare("SELECT id FROM host WHERE key = ?1")),
      find_(db.prepare("SELECT u.id, u.host_id, u.page_id, u.url FROM url_key k "
                       "JOIN url u ON u.id = k.url_id WHERE k.host_id = ?1 AND k.key = ?2")) {}

std::optional<FoundUrl> UrlLookup::find(const ground::UrlKey& key, std::string_view url) {
  std::optional<FoundUrl> found;
  if (host_.with(key.host).step()) {
    found = find(find_, host_.integer(0), key.url, url);
    if (!found && has_new_keys(db_)) {
      Statement find_new = db_.prepare(
          "SELECT u.id, u.host_id, u.page_id, u.url FROM new_key k "
          "JOIN url u ON u.id = k.url_id WHERE k.host_id = ?1 AND k.key = ?2");
      found = find(find_new, host_.integer(0), key.url, url);
    }
  }
  host_.reset();
  return found;
}

std::optional<FoundUrl> UrlLookup::find(Statement& statement, int64_t host, uint64_t key,
                                        std::string_view url) {
  std::optional<FoundUrl> found;
  if (statement.with(host, key).step() && statement.text(3) == url) {
    found = FoundUrl{statement.integer(0), statement.integer(1), std::nullopt};
    if (!statement.is_null(2)) found->page_id = statement.integer(2);
  }
  statement.reset();
  return found;
}

void UrlLookup::each_of_host(uint64_t host_key, int most,
                             const std::function<void(std::string_view)>& use) {
  std::string sql =
      "SELECT u.url FROM url_key k JOIN url u ON u.id = k.url_id "
      "WHERE k.host_id = (SELECT id FROM host WHERE key = ?1) ";
  if (has_new_keys(db_)) {
    sql +=
        "UNION ALL SELECT u.url FROM new_key k JOIN url u ON u.id = k.url_id "
        "WHERE k.host_id = (SELECT id FROM host WHERE key = ?1) ";
  }
  Statement urls = db_.prepare(sql + "LIMIT ?2");
  urls.with(host_key, most);
  while (urls.step()) use(urls.text(0));
}

}  // namespace storage
