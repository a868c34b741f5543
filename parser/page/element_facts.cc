#include "parser/page/element_facts.h"

#include <algorithm>
#include <array>

#include "ground/ascii.h"
#include "ground/kept_room.h"
#include "ground/utf8.h"
#include "parser/html/markup_names.h"
#include "parser/page/head_facts.h"
#include "parser/page/places.h"

namespace parser {

using ground::Fact;
using ground::PageFacts;

namespace ascii = ground::ascii;

namespace {

// Of one page: 4 MB.
constexpr std::size_t kMostIds = 100'000;

constexpr std::size_t kMostFormTextBytes = 1'024;

std::string_view attribute_or_empty(const Element& element, std::string_view name) {
  return element.attribute(name).value_or(std::string_view());
}

// Elements whose href means something.
bool has_href(Tag tag) {
  return tag == Tag::kA || tag == Tag::kArea || tag == Tag::kLink || tag == Tag::kBase;
}

// Of <input>: what a visitor fills in.
bool is_field(std::string_view type) {
  constexpr std::array<std::string_view, 5> kNone = {"hidden", "submit", "reset", "button",
                                                     "image"};
  return std::none_of(kNone.begin(), kNone.end(),
                      [type](std::string_view one) { return ascii::equals(type, one); });
}

// https://html.spec.whatwg.org/#attr-fs-method
std::string_view method_of(std::string_view written) {
  if (ascii::equals(written, "post")) return "post";
  return ascii::equals(written, "dialog") ? "dialog" : "get";
}

}  // namespace

ElementFacts::ElementFacts()
    : forms_({.max_text_bytes = kMostFormTextBytes}), doubles_(JsonRows::Limits{}) {}

void ElementFacts::begin(std::string_view host, PageFacts* facts) {
  facts_ = facts;
  host_ = host;
  ground::empty_and_shrink(ids_);
  forms_.clear();
  doubles_.clear();
  has_form_ = false;
}

void ElementFacts::open(const Element& element, Tag tag, bool in_head) {
  read_attributes(element, tag);
  switch (tag) {
    case Tag::kA:
    case Tag::kArea:
      return open_link(element);
    case Tag::kScript:
      return open_script(element, in_head);
    case Tag::kIframe:
      ++(*facts_)[Fact::kIframes];
      return;
    case Tag::kForm:
      return open_form(element);
    case Tag::kInput:
      return open_input(element);
    case Tag::kSelect:
    case Tag::kTextarea:
      if (has_form_) ++form_.fields;
      return;
    default:
      return;
  }
}

void ElementFacts::read_attributes(const Element& element, Tag tag) {
  element.for_each_attribute([&](std::string_view name, std::string_view value) {
    if (name == "id") {
      if (value.empty()) return;
      const auto place = (*facts_)[Fact::kIds]++;
      if (ids_.size() < kMostIds)
        ids_.push_back({place_hash(value), place, value});
      else
        facts_->is_cut = true;
    } else if (is_of_event(name)) {
      ++(*facts_)[Fact::kEventHandlers];
    } else if (name == "href" && !has_href(tag) && element.name_space() == Namespace::kHtml) {
      ++(*facts_)[Fact::kStrayHrefs];
    }
  });
}

void ElementFacts::open_link(const Element& element) {
  PageFacts& facts = *facts_;
  const auto href = element.attribute("href");
  if (!href) {
    // What is only a place for others to link to has a name.
    if (element.tag() == Tag::kA && !element.attribute("name") && !element.attribute("id"))
      ++facts[Fact::kLinksWithoutHref];
    return;
  }
  const std::string_view address = ascii::trim(*href);
  if (address.empty()) ++facts[Fact::kLinksEmpty];
  if (address.starts_with("//")) ++facts[Fact::kLinksProtocolRelative];
  if (ascii::starts_with(address, "javascript:")) ++facts[Fact::kLinksOfScript];
  if (ascii::starts_with(address, "file:")) ++facts[Fact::kLinksToFiles];
  if (!ascii::equals(ascii::trim(attribute_or_empty(element, "target")), "_blank")) return;
  const std::string_view rel = attribute_or_empty(element, "rel");
  if (!ascii::has_token(rel, "noopener") && !ascii::has_token(rel, "noreferrer"))
    ++facts[Fact::kLinksToBlank];
}

void ElementFacts::open_script(const Element& element, bool in_head) {
  PageFacts& facts = *facts_;
  const auto src = element.attribute("src");
  ++facts[Fact::kScripts];
  if (!src || ascii::trim(*src).empty()) return;
  const bool waits = element.attribute("async") || element.attribute("defer") ||
                     ascii::equals(attribute_or_empty(element, "type"), "module");
  if (in_head && !waits) ++facts[Fact::kScriptsBlocking];
  if (is_at_another_host(*src, host_) && attribute_or_empty(element, "integrity").empty())
    ++facts[Fact::kScriptsUnsigned];
}

void ElementFacts::open_form(const Element& element) {
  if (has_form_) end_form();
  ++(*facts_)[Fact::kForms];
  has_form_ = true;
  const auto action = element.attribute("action");
  form_ = {.action = std::string(ground::utf8_prefix(
               ascii::trim(action.value_or(std::string_view())), kMostFormTextBytes)),
           .method = std::string(method_of(ascii::trim(attribute_or_empty(element, "method")))),
           .has_action = action.has_value()};
}

void ElementFacts::open_input(const Element& element) {
  const std::string_view type = ascii::trim(attribute_or_empty(element, "type"));
  const bool is_password = ascii::equals(type, "password");
  if (is_password) ++(*facts_)[Fact::kPasswords];
  if (!has_form_ || !is_field(type)) return;
  ++form_.fields;
  if (is_password) ++form_.passwords;
  if (ascii::equals(type, "file")) ++form_.files;
}

void ElementFacts::end_form() {
  has_form_ = false;
  if (!forms_.begin()) return;
  form_.has_action ? forms_.text(form_.action) : forms_.null();
  forms_.text(form_.method).number(form_.fields).number(form_.passwords).number(form_.files).end();
}

// Ids that stand more than once, in the order in which the first of each stands.
void ElementFacts::finish_ids() {
  const auto by_hash = [](const Id& a, const Id& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.place < b.place;
  };
  std::sort(ids_.begin(), ids_.end(), by_hash);
  struct Double {
    Id first;
    uint32_t times;
  };
  std::vector<Double> doubles;
  for (std::size_t i = 0; i < ids_.size();) {
    std::size_t end = i + 1;
    while (end < ids_.size() && ids_[end].hash == ids_[i].hash) ++end;
    if (end - i > 1) doubles.push_back({ids_[i], static_cast<uint32_t>(end - i)});
    i = end;
  }
  (*facts_)[Fact::kDoubleIds] = static_cast<uint32_t>(doubles.size());
  std::sort(doubles.begin(), doubles.end(),
            [](const Double& a, const Double& b) { return a.first.place < b.first.place; });
  for (const Double& one : doubles) {
    if (!doubles_.begin()) break;
    doubles_.text(one.first.text).number(one.times).end();
  }
}

void ElementFacts::finish() {
  if (has_form_) end_form();
  finish_ids();
  facts_->forms = forms_.take();
  facts_->ids = doubles_.take();
  facts_->is_cut |= forms_.is_cut() || doubles_.is_cut();
}

}  // namespace parser
