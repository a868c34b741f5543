#include "crawler/login/login_form.h"

#include <algorithm>
#include <array>

#include "ground/ascii.h"
#include "parser/html/element_value.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"

namespace crawler {

namespace ascii = ground::ascii;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// application/x-www-form-urlencoded, https://url.spec.whatwg.org/#urlencoded-serializing
void append_encoded(std::string_view text, std::string& out) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  for (const char c : text) {
    if (c == ' ') {
      out += '+';
    } else if (ascii::is_alphanumeric(c) || c == '*' || c == '-' || c == '.' || c == '_') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHexDigits[byte >> 4];
      out += kHexDigits[byte & 15];
    }
  }
}

std::string encoded(const Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    if (!body.empty()) body += '&';
    append_encoded(name, body);
    body += '=';
    append_encoded(value, body);
  }
  return body;
}

class FormReading {
 public:
  FormReading(const parser::Tree& tree, parser::NodeId form, const Fields& wanted)
      : tree_(tree), form_(form), wanted_(wanted) {}

  // None if a wanted field is not there.
  std::optional<Fields> read() {
    for (parser::NodeId id = form_ + 1; id < tree_[form_].end; ++id) take(tree_[id]);
    for (const auto& [name, value] : wanted_) {
      const bool is_there = std::find(met_.begin(), met_.end(), name) != met_.end();
      if (!is_there) return std::nullopt;
      sent_.emplace_back(name, value);
    }
    return std::move(sent_);
  }

 private:
  void take(const parser::Tree::Node& node) {
    const bool is_button = node.is_html("button");
    if (!node.is_html("input") && !is_button && !node.is_html("select") &&
        !node.is_html("textarea"))
      return;
    const std::string name(tree_.attribute(node, "name").value_or(""));
    if (name.empty() || tree_.has_attribute(node, "disabled")) return;
    met_.push_back(name);
    const bool is_wanted = std::any_of(wanted_.begin(), wanted_.end(),
                                       [&](const auto& field) { return field.first == name; });
    if (is_wanted) return;
    const std::string type =
        ascii::lowered(tree_.attribute(node, "type").value_or(is_button ? "submit" : "text"));
    const bool is_submit = type == "submit";
    if (is_submit && has_button_) return;
    has_button_ = has_button_ || is_submit;
    const bool is_choice = type == "checkbox" || type == "radio";
    if (is_choice && !tree_.has_attribute(node, "checked")) return;
    if (type == "file" || type == "image" || type == "reset" || type == "button") return;
    sent_.emplace_back(name, tree_.attribute(node, "value").value_or(is_choice ? "on" : ""));
  }

  const parser::Tree& tree_;
  const parser::NodeId form_;
  const Fields& wanted_;
  Fields sent_;
  std::vector<std::string> met_;
  bool has_button_ = false;
};

bool is_posted(const parser::Tree& tree, const parser::Tree::Node& form) {
  return ascii::equals(ascii::trim(tree.attribute(form, "method").value_or("")), "post");
}

}  // namespace

std::optional<LoginForm> fill_login_form(std::string_view html, const parser::Url& page,
                                         const Fields& fields) {
  parser::HtmlParser html_parser;
  parser::HtmlLimits limits;
  limits.attributes = parser::Attributes::kAll;
  html_parser.parse(html, limits);
  parser::Tree tree;
  tree.read(html_parser);
  parser::Url base = page;
  if (const auto href = parser::base_href(tree))
    if (base.assign(*href, &page) != parser::UrlStatus::kOk) base = page;
  for (parser::NodeId id = 0; id < tree.end(); ++id) {
    const parser::Tree::Node& node = tree[id];
    if (!node.is_html("form") || !is_posted(tree, node)) continue;
    const auto sent = FormReading(tree, id, fields).read();
    if (!sent) continue;
    LoginForm form;
    const std::string_view action = ascii::trim(tree.attribute(node, "action").value_or(""));
    const bool is_url =
        form.action.assign(action.empty() ? page.href() : action, &base) == parser::UrlStatus::kOk;
    if (!is_url) continue;
    form.body = encoded(*sent);
    return form;
  }
  return std::nullopt;
}

}  // namespace crawler
