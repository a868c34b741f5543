// What a statement may do that a user wrote: read, and change, attach or load nothing; the
// cookies of sites it may not read either. Asked by
// SQLite when a statement is prepared. Thread: that of the database. Errors: none; a statement that
// wants more fails (SQLITE_AUTH), and refusal() tells why. Lifetime: as long as the database's
// handle.
#pragma once

#include <string>

struct sqlite3;

namespace storage {

class ReadPermission {
 public:
  ReadPermission() = default;
  ReadPermission(const ReadPermission&) = delete;
  ReadPermission& operator=(const ReadPermission&) = delete;

  // From now on `db` asks it.
  void bind(sqlite3* db);

  // Forgets what the statement before wanted.
  void forget() { refused_.clear(); }
  // What to say of the statement that was refused last.
  std::string refusal() const;

 private:
  static int authorize(void* self, int action, const char* first, const char* second,
                       const char* schema, const char* trigger);
  int judge(int action, const char* first, const char* second);

  std::string refused_;  // what the statement that is being prepared wanted and may not
};

}  // namespace storage
