// SecondLook: what this run's options make of URLs that an earlier run left out, let wait or
// fetched in vain. It decides by the rules that decide of new links; reasons that only show when a
// URL's turn comes are left to its turn. Thread: one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "crawler/options/kept_options.h"
#include "crawler/options/options.h"
#include "crawler/options/seeds.h"
#include "crawler/policy/admission.h"
#include "parser/url/url.h"
#include "storage/store/records.h"

namespace crawler {

class SecondLook {
 public:
  // `past`: of the run before. `judged_since`: other options than these may have judged URLs since
  // it. `options` and `seeds` outlive it.
  SecondLook(const Options& options, const PastOptions& past, const std::vector<Seed>& seeds,
             bool judged_since = false);

  // Is anything checked now that was left out where it was found?
  bool has_more_checks() const { return !check_reasons_.empty(); }
  // Those for which it was.
  const std::vector<storage::Reason>& check_reasons() const { return check_reasons_; }

  // May anything that was undecided be decided otherwise?
  bool has_other_rules() const { return !reasons_.empty(); }
  // For which reasons URLs were skipped that may be wanted now.
  const std::vector<storage::Reason>& reasons() const { return reasons_; }
  // Are types fetched that were not?
  bool has_other_types() const { return !new_types_.empty(); }
  // Are addresses asked that were refused?
  bool has_other_addresses() const { return other_addresses_; }

  // Each is empty if the URL is to stay as it is. A URL that waits or was skipped:
  std::optional<storage::Resettlement> of_undecided(const storage::KnownUrl& known);
  // One of which only the headers are known, since its type was not wanted:
  std::optional<storage::Resettlement> of_headers(const storage::KnownUrl& known);
  // One that failed, or was answered as an overloaded server does; if those are tried again:
  std::optional<storage::Resettlement> of_failure(const storage::KnownUrl& known, bool again);
  // One that is checked, whatever came of it, by a link that leads there: it may be a page now.
  std::optional<storage::Resettlement> of_check_link(const storage::KnownUrl& known);
  // One that was left out, by a link that leads there:
  std::optional<storage::Resettlement> of_link(const storage::KnownUrl& known);

 private:
  struct Verdict {
    ground::UrlKey key;
    storage::Reason reason;
  };
  // What it judges by, made for the first URL: there may be millions of seeds, and nothing to
  // judge.
  struct Rules {
    Rules(const Options& options, const std::vector<Seed>& given);
    Admission admission;
    std::unordered_set<uint64_t> seeds;  // by the keys of their URLs, which are hashes
  };
  const Rules& rules();
  // Empty: it is no URL.
  std::optional<Verdict> judge(const storage::KnownUrl& known);
  std::optional<storage::Resettlement> wanted(const storage::KnownUrl& known);
  // As a check, if it is still wanted; else as left out.
  std::optional<storage::Resettlement> of_check(const storage::KnownUrl& known);
  storage::Reason reason_of_no_check(const storage::KnownUrl& known);
  // Of a link; url_ is its target.
  Admission::Question question_of(const storage::KnownUrl& known) const;

  const Options& options_;
  const std::vector<Seed>& seeds_;
  // Of the run before, if all URLs were judged by them.
  std::optional<Options> past_options_;
  std::unique_ptr<Rules> rules_, past_rules_;
  std::vector<storage::Reason> reasons_, check_reasons_;
  std::vector<std::string> new_types_;
  bool other_addresses_;
  parser::Url url_;  // reused
};

}  // namespace crawler
