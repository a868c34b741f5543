// RobotsVerdicts: what the stored robots.txt of a URL's host says of it to any agent, by the
// matcher that the crawl itself obeys. The SQL function robots_verdict(url, agent) asks it. Memory:
// the rules of the last few hosts and agents asked for. Thread: that of its Database. Lifetime:
// ends before it.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "parser/robots/robots.h"
#include "storage/database/database.h"

namespace explore {

class RobotsVerdicts {
 public:
  explicit RobotsVerdicts(storage::Database& db) : db_(db) {}

  // Errors: those of the database stick to it.
  void add_sql_function();

  // Whether the agent may fetch it; none where robots.txt was never asked for, or it is no URL of a
  // known host.
  std::optional<bool> may_fetch(std::string_view url, std::string_view agent);

  // A host asked for again after so many others is read anew.
  static constexpr std::size_t kKept = 64;

 private:
  struct Rules {
    std::string origin, agent;
    bool is_known = false, is_all_forbidden = false;
    parser::Robots robots;
  };
  const Rules& rules_of(std::string_view origin, std::string_view agent);
  Rules read(std::string_view origin, std::string_view agent);

  storage::Database& db_;
  std::list<Rules> kept_;  // the last used first
};

}  // namespace explore
