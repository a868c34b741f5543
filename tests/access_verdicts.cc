// What parser/access says of HTML files, to be held against what others say:
//   access_verdicts FILE...
// prints a line of JSON for each: {"file": …, "faults": {"image-alt": 3, …}}. Ends with status 1 if
// a file can't be read. Thread: one.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "parser/access/access_rules.h"
#include "parser/encoding/charset.h"
#include "parser/html/html.h"

namespace {

class Judge final : public parser::HtmlVisitor {
 public:
  explicit Judge(parser::AccessCollector& collector) : collector_(collector) {}
  void open(const parser::Element& element) override { collector_.open(element); }
  void text(std::string_view text) override { collector_.text(text); }
  void close(parser::Tag) override { collector_.close(); }

 private:
  parser::AccessCollector& collector_;
};

}  // namespace

int main(int argc, char** argv) {
  parser::HtmlParser html;
  parser::AccessCollector collector;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string body{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
      std::fprintf(stderr, "access_verdicts: %s: can't be read\n", argv[i]);
      return 1;
    }
    std::string decoded;
    const std::string_view utf8 = parser::to_utf8(body, parser::sniff_encoding(body, ""), decoded);
    parser::HtmlLimits limits;
    limits.attributes = parser::Attributes::kForAccess;
    html.parse(utf8, limits);
    collector.begin(html.is_html5());
    Judge judge(collector);
    html.walk(judge);
    collector.finish();
    nlohmann::json faults = nlohmann::json::object(), examples = nlohmann::json::object();
    for (const parser::AccessFault& fault : collector.faults()) {
      faults[std::string(fault.rule)] = fault.elements;
      examples[std::string(fault.rule)] = fault.example;
    }
    const nlohmann::json line = {{"file", argv[i]}, {"faults", faults}, {"examples", examples}};
    std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
  return 0;
}
