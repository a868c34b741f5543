// RecordBuilder: makes the store's record of a fetched and parsed page, with its outlinks judged
// and its body compressed. The place where parser's values become storage's. Thread: one
// RecordBuilder per worker. Errors: std::runtime_error or std::bad_alloc if memory runs out.
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
  // links of a page without new text are offered as doubtful. If newness is unknown (a redirect, or
  // nothing to read), they are doubtful if the page's own URL was.
  storage::PageCommit build(PageWork& work, const parser::ParsedPage& parsed,
                            Newness newness = Newness::kUnknown);
  // As a zstd frame.
  std::string compress(std::string_view body);
  bool keeps_bodies() const { return keep_bodies_; }

 private:
  void add_outlinks(const storage::Lease& lease, const parser::ParsedPage& parsed, bool doubtful,
                    std::vector<storage::Outlink>& outlinks);

  struct Compressor;
  const Admission& admission_;
  bool keep_bodies_;
  std::unique_ptr<Compressor> compressor_;
};

// The memory that it takes, about: its texts and its links.
std::size_t bytes_of(const storage::PageCommit& commit);

}  // namespace crawler
