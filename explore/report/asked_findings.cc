#include "explore/report/asked_findings.h"

#include <atomic>
#include <future>
#include <memory>
#include <utility>

#include "explore/command/interrupt.h"
#include "explore/findings/finding_shares.h"
#include "explore/findings/working_tables.h"
#include "ground/mutex.h"
#include "storage/database/transaction.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

class Asking {
 public:
  Asking(const FindingList& list, const std::function<void(std::string_view)>& on_question)
      : list_(list), on_question_(on_question), found_(list.all().size()) {}

  Result<std::vector<FindingRows>> all_of(CrawlFile& file) {
    ask_about("what many checks ask of each page");
    const FindingShares shares = finding_shares(list_.all());
    free_ = shares.free;
    auto other = second_connection(file);
    if (!other) return other.error();
    if (*other == nullptr) {
      if (auto made = make_working_tables(file.database()); !made) return made.error();
      for (const FindingShare& share : shares.bound)
        if (auto asked = ask_each(file, share); !asked) return asked.error();
      if (auto asked = ask_free(file); !asked) return asked.error();
      return std::move(found_);
    }
    auto beside =
        std::async(std::launch::async, [&] { return ask_beside(**other, shares.bound[1]); });
    auto asked = ask_share(file, shares.bound[0]);
    if (!asked) is_over_ = true;
    auto asked_beside = beside.get();
    if (!asked) return asked.error();
    if (!asked_beside) return asked_beside.error();
    return std::move(found_);
  }

 private:
  void ask_about(std::string_view title) {
    const ground::MutexLock lock(mutex_);
    if (on_question_) on_question_(title);
  }

  // Null: it might see another state of the file, since somebody writes to it.
  static Result<std::unique_ptr<CrawlFile>> second_connection(const CrawlFile& file) {
    if (!file.is_still()) return std::unique_ptr<CrawlFile>();
    auto other = CrawlFile::open(file.path());
    if (other && !(*other)->is_still()) return std::unique_ptr<CrawlFile>();
    return other;
  }

  Result<void> ask_beside(CrawlFile& file, const FindingShare& share) {
    const storage::Transaction snapshot(file.database(), storage::Transaction::Kind::kRead);
    auto asked = ask_share(file, share);
    if (asked) asked = file.check();
    if (!asked) is_over_ = true;
    return asked;
  }

  Result<void> ask_share(CrawlFile& file, const FindingShare& share) {
    if (auto made = make_working_tables(file.database(), share.views); !made) return made;
    if (auto asked = ask_each(file, share); !asked) return asked;
    return ask_free(file);
  }

  Result<void> ask_each(CrawlFile& file, const FindingShare& share) {
    for (const std::size_t place : share.findings)
      if (auto asked = ask(file, place); !asked) return asked;
    return {};
  }

  // What the other has not taken yet.
  Result<void> ask_free(CrawlFile& file) {
    for (std::size_t next = next_free_++; next < free_.size(); next = next_free_++)
      if (auto asked = ask(file, free_[next]); !asked) return asked;
    return {};
  }

  Result<void> ask(CrawlFile& file, std::size_t place) {
    if (is_over_) return {};  // whoever set it has the error
    const Finding& finding = list_.all()[place];
    ask_about(finding.title);
    RowLimits limits;
    if (list_.is_own(finding)) limits.memory = kCommandMemory;
    auto rows = rows_of(file.database(), finding, limits);
    if (!rows) return rows.error();
    if (is_interrupted()) return Error{ErrorCode::kInterrupted, "interrupted"};
    found_[place] = std::move(rows).value();
    return {};
  }

  const FindingList& list_;
  const std::function<void(std::string_view)>& on_question_;
  ground::Mutex mutex_;  // for on_question_
  std::atomic<bool> is_over_ = false;
  std::vector<std::size_t> free_;
  std::atomic<std::size_t> next_free_ = 0;
  std::vector<FindingRows> found_;  // each place is written by one thread
};

}  // namespace

Result<std::vector<FindingRows>> asked_findings(
    CrawlFile& file, const FindingList& list,
    const std::function<void(std::string_view)>& on_question) {
  return Asking(list, on_question).all_of(file);
}

}  // namespace explore
