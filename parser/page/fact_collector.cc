#include "parser/page/fact_collector.h"

#include "parser/encoding/charset.h"

namespace parser {

using ground::PageFacts;

void FactCollector::begin(std::string_view host) {
  facts_ = {};
  head_.begin(host, &facts_);
  outline_.begin(&facts_);
  images_.begin(&facts_);
  elements_.begin(host, &facts_);
  depth_ = unseen_at_ = link_at_ = 0;
}

void FactCollector::open(const Element& element) {
  ++depth_;
  if (unseen_at_ > 0) return;
  const Tag tag = element.tag();
  if (tag == Tag::kNoscript && element.is_unseen()) {
    unseen_at_ = depth_;
    return;
  }
  if (tag == Tag::kA && link_at_ == 0 && element.attribute("href")) link_at_ = depth_;
  head_.open(element, tag);
  outline_.open(element, tag);
  images_.open(element, tag, link_at_ > 0);
  elements_.open(element, tag, head_.is_in_head());
}

void FactCollector::text(std::string_view text) {
  if (unseen_at_ > 0) return;
  head_.text(text);
  outline_.text(text);
}

void FactCollector::close(Tag tag) {
  const std::size_t depth = depth_--;
  if (unseen_at_ > 0) {
    if (depth == unseen_at_) unseen_at_ = 0;
    return;
  }
  if (depth == link_at_) link_at_ = 0;
  head_.close(tag);
  outline_.close();
  elements_.close(tag);
}

namespace {

// A row for each rule at most, and a short example: these need no bounds of their own.
std::string json_of(std::span<const AccessFault> faults) {
  JsonRows rows({});
  for (const AccessFault& fault : faults) {
    if (!rows.begin()) break;
    rows.text(fault.rule).number(fault.elements).text(fault.example).end();
  }
  return rows.take();
}

}  // namespace

const PageFacts& FactCollector::finish(const HtmlParser& html, std::string_view bytes,
                                       std::span<const AccessFault> faults) {
  head_.finish();
  outline_.finish();
  images_.finish();
  elements_.finish();
  facts_.doctype = html.doctype();
  facts_.is_quirky = html.is_quirky();
  facts_.accessibility = json_of(faults);
  if (head_.declares_charset()) facts_.charset_at = charset_declared_at(bytes);
  return facts_;
}

}  // namespace parser
