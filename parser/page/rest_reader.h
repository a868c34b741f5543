// RestReader: a page once more, without what the user's rules ignore.
// Thread: one RestReader per worker.
// Lifetime: what it read holds until the next read(), and as long as the tree and the headers.
#pragma once

#include "parser/extract/ignored_parts.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/page/links.h"
#include "parser/page/page.h"
#include "parser/page/page_headers.h"
#include "parser/page/text.h"
#include "parser/structured/structured.h"
#include "parser/url/url.h"

namespace parser {

class RestReader {
 public:
  struct Source {
    const HtmlParser& html;
    const PageHeaders& headers;
    int status = 0;
    const Url& url;
    const Url& document;     // the same, with the encoding of the page
    bool has_items = false;  // of microdata or RDFa
  };

  // `tree` is that of the page; afterwards it may be one of the rest. Rules that take longer than
  // `limits` allow ignore less, see ran_out().
  const PageRest& read(const Source& source, const PageLimits& limits, const PageWishes& wishes,
                       Tree& tree);
  bool ran_out() const { return ignored_.ran_out(); }

 private:
  IgnoredParts ignored_;
  LinkCollector links_;
  TextCollector text_;
  StructuredCollector structured_;
  PageRest rest_;
};

}  // namespace parser
