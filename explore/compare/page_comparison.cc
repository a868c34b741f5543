// Where the same bytes came under the same URL, what was read in them is the same, whatever
// versions of the program read them: nothing of it is looked at. That is what makes comparing fast,
// since most pages don't change.
#include "explore/compare/page_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "explore/compare/passing_parts.h"
#include "explore/compare/text_difference.h"
#include "ground/ascii.h"
#include "ground/utf8.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using F = ComparedField;

constexpr std::size_t kMostShown = 400;  // bytes of a value

std::string shown(std::string_view text) {
  std::string storage;
  const std::string_view valid = ground::repaired_utf8(text, storage);
  if (valid.size() <= kMostShown) return std::string(valid);
  return std::string(ground::utf8_prefix(valid, kMostShown)) + "\u2026";
}

// Words for crawlers in the order in which they mean the same, if they are for all of them.
std::string settled_robots(std::string_view robots) {
  std::vector<std::string> words;
  const bool is_for_one = robots.find(':') != std::string_view::npos;
  while (!robots.empty()) {
    const std::size_t comma = std::min(robots.find(','), robots.size());
    std::string word = ground::ascii::lowered(ground::ascii::trim(robots.substr(0, comma)));
    if (!word.empty()) words.push_back(std::move(word));
    robots.remove_prefix(std::min(comma + 1, robots.size()));
  }
  if (!is_for_one) {
    std::ranges::sort(words);
    words.erase(std::unique(words.begin(), words.end()), words.end());
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

// Files that a page is shown with; all else leads somewhere.
bool is_resource_kind(std::string_view kind) {
  constexpr std::string_view kResources[] = {"img",   "source", "script", "video", "audio",
                                             "track", "embed",  "object", "input", "stylesheet",
                                             "icon",  "css",    "link"};
  return std::ranges::find(kResources, kind) != std::end(kResources);
}

// What has a field of its own.
bool is_field_kind(std::string_view kind) {
  constexpr std::string_view kFields[] = {"redirect", "canonical", "hreflang", "feed", "sitemap"};
  return std::ranges::find(kFields, kind) != std::end(kFields);
}

// The first of them, as many as can be shown.
std::string listed(const std::vector<std::string>& all) {
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0 && text.size() + all[i].size() > kMostShown)
      return text + fmt::format(" \u2026 and {} more", terminal::with_thousands(all.size() - i));
    if (i > 0) text += ' ';
    text += shown(all[i]);
  }
  return text;
}

std::string added_and_removed(std::size_t added, std::size_t removed) {
  return fmt::format("{} added, {} removed", terminal::with_thousands(added),
                     terminal::with_thousands(removed));
}

struct ListDifference {
  std::vector<std::string> removed, added;
  bool empty() const { return removed.empty() && added.empty(); }
};

// Both as sets: how often a page says something is no matter.
ListDifference list_difference(std::vector<std::string> before, std::vector<std::string> after) {
  for (auto* list : {&before, &after}) {
    std::ranges::sort(*list);
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  ListDifference difference;
  std::ranges::set_difference(before, after, std::back_inserter(difference.removed));
  std::ranges::set_difference(after, before, std::back_inserter(difference.added));
  return difference;
}

// The part of each that is not the other's, with a few bytes before it.
std::pair<std::string, std::string> differing_parts(std::string_view before,
                                                    std::string_view after) {
  constexpr std::size_t kBefore = 40, kMostPart = 200;
  const auto [a, b] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  const auto at = static_cast<std::size_t>(a - before.begin());
  const std::size_t from = at - std::min(at, kBefore);
  const auto part = [from](std::string_view text) {
    const std::size_t begin = ground::begin_of_character(text, std::min(from, text.size()));
    std::string part_text(begin > 0 ? "\u2026" : "");
    part_text += shown(ground::utf8_prefix(text.substr(begin), kMostPart));
    return begin + kMostPart < text.size() ? part_text + "\u2026" : part_text;
  };
  return {part(before), part(after)};
}

}  // namespace

void PageComparison::add(F field, std::string_view before, std::string_view after,
                         std::string_view note, bool is_grave) {
  Difference difference;
  difference.field = field;
  difference.is_grave = is_grave;
  difference.url = after_->url;
  difference.old_url = before_->url;
  difference.before = shown(before);
  difference.after = shown(after);
  difference.note = note;
  found_.push_back(std::move(difference));
}

std::string PageComparison::lasting(std::string_view url) const {
  return rules_.as_written ? std::string(url) : lasting_link(url);
}

// A URL of OLD, as NEW would have it.
std::string PageComparison::link_in_new(std::string_view url) const {
  return lasting(rules_.map.empty() ? std::string(url) : rules_.map.of(url));
}

std::vector<Difference> PageComparison::of(const ComparedPage& before, const ComparedPage& after) {
  before_ = &before;
  after_ = &after;
  found_.clear();
  has_other_bytes_ = before.content_hash != after.content_hash;
  compare_head();
  const bool is_same = !has_other_bytes_ && rules_.map.empty() && before.url == after.url;
  // What an error page says is nobody's content.
  if (!is_same && before.is_ok() && after.is_ok() && !after.is_redirect) compare_content();
  if (rules_.has(F::kBytes) && has_other_bytes_) add(F::kBytes, "", "", "other bytes came");
  std::ranges::stable_sort(found_, {}, [](const Difference& each) { return *each.field; });
  return std::move(found_);
}

// What headers may say too, so that the same bytes are no proof.
void PageComparison::compare_head() {
  const ComparedPage& before = *before_;
  const ComparedPage& after = *after_;
  if (rules_.has(F::kStatus) && before.status != after.status)
    add(F::kStatus, fmt::format("{}", before.status), fmt::format("{}", after.status), "",
        after.status > before.status && !after.is_ok());
  if (!after.is_ok()) return;
  if (rules_.has(F::kRobots) && settled_robots(before.robots) != settled_robots(after.robots)) {
    const bool forbade = old_.forbids_indexing(before.robots);
    const bool forbids = new_.forbids_indexing(after.robots);
    add(F::kRobots, before.robots, after.robots,
        forbids == forbade ? ""
        : forbids          ? "search engines may not index it any more"
                           : "search engines may index it now",
        forbids && !forbade);
  }
  if (rules_.has(F::kCanonical) && link_in_new(before.canonical) != lasting(after.canonical))
    add(F::kCanonical, before.canonical, after.canonical);
  if (rules_.has(F::kRedirect) && after.is_redirect &&
      link_in_new(before.redirect_to) != lasting(after.redirect_to))
    add(F::kRedirect, before.redirect_to, after.redirect_to);
  if (rules_.has(F::kContentType) && before.content_type != after.content_type)
    add(F::kContentType, before.content_type, after.content_type);
  if (rules_.has(F::kLang) &&
      ground::ascii::lowered(before.lang) != ground::ascii::lowered(after.lang))
    add(F::kLang, before.lang, after.lang);
  if (rules_.has(F::kDepth) && before.depth != after.depth)
    add(F::kDepth, fmt::format("{}", before.depth), fmt::format("{}", after.depth));
}

void PageComparison::compare_text(F field, std::string_view before, std::string_view after) {
  if (rules_.has(field) && !is_same_text(before, after, rules_.as_written))
    add(field, before, after);
}

void PageComparison::compare_content() {
  compare_text(F::kTitle, before_->title, after_->title);
  compare_text(F::kDescription, before_->description, after_->description);
  if (rules_.has(F::kH1) && old_.has_facts() && new_.has_facts()) {
    const auto before = old_.h1_of(before_->id), after = new_.h1_of(after_->id);
    if (before && after) compare_text(F::kH1, *before, *after);
  }
  compare_whole_text();
  if (rules_.has(F::kLinks) || rules_.has(F::kResources)) {
    old_links_ = old_.links_of(before_->id);
    new_links_ = new_.links_of(after_->id);
    compare_links(F::kLinks, false);
    compare_links(F::kResources, true);
  }
  if (rules_.has(F::kStructured) && old_.has_items() && new_.has_items()) compare_items();
}

void PageComparison::compare_whole_text() {
  const bool counts = before_->word_count != after_->word_count;
  if (!rules_.has(F::kText) && !(rules_.has(F::kWords) && counts)) return;
  LinkWord link;
  if (!rules_.map.empty()) link = [this](std::string_view url) { return rules_.map.of(url); };
  const TextDifference difference =
      text_difference(old_.text_of(before_->id), new_.text_of(after_->id), rules_.as_written, link);
  if (!difference.is_any) return;
  if (rules_.has(F::kText))
    add(F::kText, difference.before, difference.after, in_words(difference));
  if (rules_.has(F::kWords) && counts)
    add(F::kWords, fmt::format("{}", before_->word_count), fmt::format("{}", after_->word_count));
}

void PageComparison::compare_links(F field, bool is_resource) {
  if (!rules_.has(field)) return;
  std::vector<std::string> before, after;
  const auto is_meant = [is_resource](const PageLink& link) {
    return !is_field_kind(link.kind) && is_resource_kind(link.kind) == is_resource;
  };
  for (const PageLink& link : old_links_)
    if (is_meant(link)) before.push_back(link_in_new(link.target));
  for (const PageLink& link : new_links_)
    if (is_meant(link)) after.push_back(lasting(link.target));
  const ListDifference difference = list_difference(std::move(before), std::move(after));
  if (difference.empty()) return;
  add(field, listed(difference.removed), listed(difference.added),
      added_and_removed(difference.added.size(), difference.removed.size()));
}

void PageComparison::compare_items() {
  const auto texts_of = [this](const std::vector<PageItem>& items, bool is_old) {
    const auto link = [this, is_old](std::string_view url) {
      return is_old ? link_in_new(url) : lasting(url);
    };
    std::vector<std::string> texts;
    for (const PageItem& item : items)
      texts.push_back(fmt::format("{} {} {}", item.syntax, item.type,
                                  rules_.as_written ? item.json : lasting_json(item.json, link)));
    return texts;
  };
  const ListDifference difference = list_difference(texts_of(old_.items_of(before_->id), true),
                                                    texts_of(new_.items_of(after_->id), false));
  if (difference.empty()) return;
  const std::string note = added_and_removed(difference.added.size(), difference.removed.size());
  if (difference.added.size() == 1 && difference.removed.size() == 1) {
    const auto [before, after] = differing_parts(difference.removed[0], difference.added[0]);
    add(F::kStructured, before, after, note);
  } else {
    add(F::kStructured, listed(difference.removed), listed(difference.added), note);
  }
}

}  // namespace explore
