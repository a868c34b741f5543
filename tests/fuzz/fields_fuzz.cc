// parser/select, extract, structured, content: a selector on the first line, rules up to a line
// "---", then a page.
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ground/utf8.h"
#include "parser/content/article.h"
#include "parser/content/article_facts.h"
#include "parser/content/markdown.h"
#include "parser/extract/extractor.h"
#include "parser/extract/rules_file.h"
#include "parser/page/page.h"
#include "parser/select/selection.h"
#include "parser/structured/structured.h"
#include "tests/fuzz/require.h"

namespace {

using fuzz::require;

constexpr std::string_view kDivider = "\n---\n";

void check_selector(std::string_view text, const parser::Tree& tree) {
  parser::SelectorProblem problem;
  const auto selector =
      parser::Selector::compile(text, problem, parser::Selector::Relative::kAllowed);
  if (!selector) {
    require(!problem.what.empty() && problem.at <= text.size(), "a mistake has words and a place");
    return;
  }
  parser::Selection selection;
  selection.begin(tree, std::chrono::seconds(1));
  std::vector<parser::NodeId> found;
  selection.all(*selector, parser::kNoNode, found, 1000);
  for (std::size_t i = 0; i < found.size(); ++i) {
    require(found[i] < tree.end() && tree[found[i]].is_element(), "an element is found");
    require(i == 0 || found[i - 1] < found[i], "in the order of the document, each once");
    require(selection.matches(*selector, found[i], parser::kNoNode) || selection.ran_out(),
            "what is found matches");
  }
}

void check_article(const parser::Tree& tree, std::size_t bytes) {
  parser::ArticleFinder finder;
  const parser::Article& article = finder.find(tree);
  const std::string text = article_text(tree, article, 1u << 20);
  require(ground::is_valid_utf8(text) && text.size() <= 1u << 20,
          "an article is UTF-8, and bounded");
  parser::Url page;
  page.assign("https://a.test/b/c");
  const std::string markdown =
      titled_markdown(facts_of(tree, article), article_markdown(tree, article, page, 1u << 20));
  require(ground::is_valid_utf8(markdown), "Markdown is UTF-8");
  require(markdown.size() <= 300 * bytes + 10'000, "Markdown is bounded by its page");
}

void check_page(const std::string& toml, std::string_view html) {
  auto read = parser::read_rules(toml, "rules.toml");
  const auto* const problem = std::get_if<parser::RulesProblem>(&read);
  require(problem == nullptr || problem->words.starts_with("rules.toml:"), "a mistake has a place");
  static parser::PageParser page_parser;
  const std::vector<std::pair<std::string, std::string>> headers = {{"Content-Type", "text/html"}};
  parser::RawPage raw;
  raw.url = "http://a.test/b/c";
  raw.status = 200;
  raw.headers = &headers;
  raw.body = html;
  parser::PageWishes wishes;
  wishes.rules = std::get_if<parser::Rules>(&read);
  wishes.regardless_of_url = wishes.markdown = true;
  const parser::ParsedPage& page = page_parser.parse(raw, {}, wishes);
  require((page.extracted != nullptr) == (wishes.rules != nullptr), "rules give an answer");
  if (page.extracted != nullptr)
    for (const parser::ExtractedRow& row : page.extracted->rows) {
      require(row.values.size() == wishes.rules->tables[row.table].fields.size(),
              "a row has a value for each field");
      for (const parser::FieldValue& value : row.values)
        if (const auto* text = std::get_if<std::string>(&value))
          require(ground::is_valid_utf8(*text), "values are UTF-8");
    }
  for (const parser::StructuredItem& item : page.structured)
    require(nlohmann::json::accept(item.json), "structured data is JSON");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input = ground::is_valid_utf8(fuzz::text_of(data, size))
                                ? std::string(fuzz::text_of(data, size))
                                : "";
  std::string_view rest = input;
  const std::string_view selector = fuzz::take_line(rest);
  const std::size_t divider = rest.find(kDivider);
  const std::string toml(divider == rest.npos ? "" : rest.substr(0, divider));
  const std::string_view html =
      divider == rest.npos ? rest : rest.substr(divider + kDivider.size());
  parser::HtmlParser html_parser;
  parser::HtmlLimits limits;
  limits.attributes = parser::Attributes::kAll;
  html_parser.parse(html, limits);
  parser::Tree tree;
  tree.read(html_parser);
  check_selector(selector, tree);
  check_article(tree, input.size());
  check_page(toml, html);
  return 0;
}
