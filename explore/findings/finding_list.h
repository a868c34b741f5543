// FindingList: what an audit looks for: the findings of the program, and those of a file of the
// user's own (--findings FILE), which stand behind them.
//
// The file is TOML: a [[finding]] for each, with id, title, severity, meaning, remedy and sql;
// group may be left out. docs/manual.md has an example. Thread: any; constant once it is made.
// Lifetime: Findings view the list's texts.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "explore/findings/findings.h"
#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

class FindingList {
 public:
  // Those of the program.
  FindingList();
  // And those of the file; "": none. Errors (kQuery): a file that can't be read, or an entry that
  // is not one; file, line and remedy are named.
  static ground::Result<FindingList> with(const std::string& path);

  FindingList(FindingList&&) = default;
  FindingList& operator=(FindingList&&) = default;
  FindingList(const FindingList&) = delete;
  FindingList& operator=(const FindingList&) = delete;

  std::span<const Finding> all() const { return all_; }
  const Finding* find(std::string_view id) const;
  // Whether it is one of the user's own: its SQL is bounded when it runs.
  bool is_own(const Finding& finding) const;

  // Whether the database can be asked the SQL of the user's own findings. Errors (kQuery): the
  // first that it can't; file, line and what is wrong are named.
  ground::Result<void> check(storage::Database& db) const;

  static constexpr std::size_t kMostBytes = 1u << 20;  // of a file
  static constexpr std::size_t kMostOwn = 500;

 private:
  friend class OwnReader;
  std::string path_;
  std::deque<std::string> texts_;  // these stay where they are
  std::vector<Finding> all_;
  std::size_t own_from_ = 0;
  std::vector<uint32_t> lines_;  // of the own ones' SQL
};

}  // namespace explore
