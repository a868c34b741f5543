// A page as parser/access judges it, for its tests.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "parser/access/access_rules.h"
#include "parser/html/html.h"

namespace parser {

class AccessWalk final : public HtmlVisitor {
 public:
  explicit AccessWalk(AccessCollector& collector) : collector_(collector) {}
  void open(const Element& element) override { collector_.open(element); }
  void text(std::string_view text) override { collector_.text(text); }
  void close(Tag) override { collector_.close(); }

 private:
  AccessCollector& collector_;
};

// Rules with how many elements break them. The collector is kept, as a worker keeps its own.
class Judged {
 public:
  const std::map<std::string, unsigned>& judge(std::string_view page,
                                               Attributes attributes = Attributes::kForAccess) {
    HtmlLimits limits;
    limits.attributes = attributes;
    html_.parse(page, limits);
    collector_.begin(html_.is_html5());
    AccessWalk walk(collector_);
    html_.walk(walk);
    collector_.finish();
    counts_.clear();
    examples_.clear();
    for (const AccessFault& fault : collector_.faults()) {
      counts_[std::string(fault.rule)] = fault.elements;
      examples_[std::string(fault.rule)] = fault.example;
    }
    return counts_;
  }
  // Of the page that was judged last.
  unsigned count(const std::string& rule) const {
    const auto found = counts_.find(rule);
    return found == counts_.end() ? 0 : found->second;
  }
  std::string example(const std::string& rule) const {
    const auto found = examples_.find(rule);
    return found == examples_.end() ? "" : found->second;
  }

 private:
  HtmlParser html_;
  AccessCollector collector_;
  std::map<std::string, unsigned> counts_;
  std::map<std::string, std::string> examples_;
};

}  // namespace parser
