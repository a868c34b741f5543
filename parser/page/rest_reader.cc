#include "parser/page/rest_reader.h"

#include <span>
#include <string_view>
#include <vector>

#include "parser/html/partial_walk.h"

namespace parser {
namespace {

// What is compared of a page.
class RestCollectors final : public HtmlVisitor {
 public:
  RestCollectors(LinkCollector& links, TextCollector& text, StructuredCollector& structured)
      : links_(links), text_(text), structured_(structured) {}
  void open(const Element& element) override {
    links_.open(element);
    text_.open(element);
    structured_.open(element);
  }
  void text(std::string_view text) override {
    links_.text(text);
    text_.text(text);
    structured_.text(text);
  }
  void close(Tag tag) override {
    links_.close();
    text_.close(tag);
    structured_.close();
  }

 private:
  LinkCollector& links_;
  TextCollector& text_;
  StructuredCollector& structured_;
};

}  // namespace

const PageRest& RestReader::read(const Source& source, const PageLimits& limits,
                                 const PageWishes& wishes, Tree& tree) {
  ignored_.begin(*wishes.rules, source.url.href(), wishes.regardless_of_url, limits.max_parse_time);
  const std::vector<ElementSpan> elements = ignored_.elements(tree);
  links_.begin(limits);
  text_.begin(limits.max_text_bytes, limits.max_field_bytes);
  structured_.begin();
  source.headers.add_links(source.status, links_);
  RestCollectors collectors(links_, text_, structured_);
  PartialWalk partial(collectors, elements);
  source.html.walk(partial);
  if (source.has_items && !elements.empty()) tree.read(source.html, Tree::kMaxNodes, elements);
  structured_.finish(source.document, source.has_items ? &tree : nullptr);
  rest_ = PageRest();
  rest_.title = ignored_.rest_of(text_.title());
  rest_.description = ignored_.rest_of(text_.description());
  rest_.text = ignored_.rest_of(text_.visible().value());
  links_.resolve(source.url, source.document.query_encoding(), false, rest_.links);
  if (wishes.structured) rest_.structured = structured_.items();
  return rest_;
}

}  // namespace parser
