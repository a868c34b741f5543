// CheckBuilder: makes the store's record of a URL that was only checked: its answer, where it
// redirects, and of a style sheet what that names. No link of a page is looked for.
// Thread: one for each worker. Errors: std::bad_alloc if memory runs out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/admission.h"
#include "parser/page/link_kind.h"
#include "parser/page/page.h"
#include "parser/page/style_links.h"
#include "parser/url/url.h"
#include "storage/store/records.h"

namespace crawler {

class CheckBuilder {
 public:
  // `admission` outlives it. `fragments`: what redirects name behind '#' is wanted too.
  CheckBuilder(const Admission& admission, const parser::PageLimits& limits, bool fragments)
      : admission_(admission), limits_(limits), keeps_fragments_(fragments) {}

  // Moves what it can out of `work`.
  storage::PageCommit build(PageWork& work);

 private:
  void add_redirect(const PageWork& work, storage::PageCommit& commit);
  void add_style(const PageWork& work, storage::PageCommit& commit);
  storage::Outlink& add_link(parser::LinkKind kind, storage::PageCommit& commit);

  const Admission& admission_;
  parser::PageLimits limits_;
  bool keeps_fragments_;
  std::vector<parser::StyleLink> links_;
  parser::Url url_, target_;  // reused
  std::string inflated_;      // reused
};

}  // namespace crawler
