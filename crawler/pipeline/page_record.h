// A fetched and parsed page as the record that the store keeps: the one place where parser's values
// become storage's. Thread: one RecordBuilder per worker.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/admission.h"
#include "parser/page/page.h"
#include "storage/store/records.h"

namespace crawler {

class RecordBuilder {
 public:
  RecordBuilder(const Admission& admission, bool keep_bodies);
  ~RecordBuilder();

  // `parsed` is what the worker's parser made of `work.page`. Moves what it can out of `work`. The
  // links of a page that says nothing new are offered as doubtful; so is the target of a redirect
  // that was doubtful itself.
  storage::PageCommit build(PageWork& work, const parser::ParsedPage& parsed,
                            Newness newness = Newness::kUnknown);

 private:
  std::string compress(std::string_view body);
  void add_outlinks(const storage::Lease& lease, const parser::ParsedPage& parsed, bool doubtful,
                    std::vector<storage::Outlink>& outlinks);

  struct Compressor;
  const Admission& admission_;
  bool keep_bodies_;
  std::unique_ptr<Compressor> compressor_;
  parser::Url target_;  // reused for each link
};

// The memory that it takes, about: its texts and its links.
std::size_t bytes_of(const storage::PageCommit& commit);

// The names of all link kinds, for the store.
std::vector<storage::LinkKindName> link_kind_names();

// The names of the syntaxes of structured data, for the store.
std::vector<std::string> syntax_names();

}  // namespace crawler
