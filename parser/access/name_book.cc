#include "parser/access/name_book.h"

#include <algorithm>
#include <functional>

#include "ground/kept_room.h"
#include "parser/access/words_of_attribute.h"

namespace parser {
namespace {

// Never 0. Two ids of the same hash are taken for one: a page that is made so gets another verdict.
uint64_t hash_of(std::string_view id) {
  const uint64_t hash = std::hash<std::string_view>()(id);
  return hash == 0 ? 1 : hash;
}

constexpr std::size_t kKept = 4096;

}  // namespace

void NameBook::begin() {
  ground::empty_and_shrink(ids_, kKept);
  ground::empty_and_shrink(labels_, kKept);
  ground::empty_and_shrink(by_target_, kKept);
  ground::empty_and_shrink(needs_, kKept);
  ground::empty_and_shrink(controls_, kKept);
  ground::empty_and_shrink(referred_, kKept);
}

uint32_t NameBook::add_id(std::string_view id, const OpenElement& element) {
  ids_.push_back({hash_of(id), element.ordinal, false, element.element});
  return static_cast<uint32_t>(ids_.size() - 1);
}

uint32_t NameBook::add_label(std::string_view target) {
  labels_.push_back({target.empty() ? 0 : hash_of(target), false, false});
  if (!target.empty()) referred_.push_back(labels_.back().target);
  return static_cast<uint32_t>(labels_.size() - 1);
}

void NameBook::need(AccessRule rule, const OpenElement& element, bool by_label) {
  needs_.push_back({rule, false, by_label, element.ordinal, element.label, element.element,
                    element.labelled_by, element.id});
}

void NameBook::need_target(AccessRule rule, const OpenElement& element, std::string_view ids) {
  needs_.push_back({rule, true, false, element.ordinal, kNoIndex, element.element, ids, {}});
}

void NameBook::refer(std::string_view ids) {
  while (true) {
    const std::string_view id = next_word(ids);
    if (id.empty()) return;
    referred_.push_back(hash_of(id));
  }
}

void NameBook::add_control(const OpenElement& element) {
  if (element.id.empty()) return;
  controls_.push_back(
      {hash_of(element.id), element.ordinal, element.label != kNoIndex, element.element});
}

const NameBook::Id* NameBook::find(std::string_view id) const {
  const uint64_t hash = hash_of(id);
  const auto found =
      std::lower_bound(ids_.begin(), ids_.end(), hash,
                       [](const Id& one, uint64_t wanted) { return one.hash < wanted; });
  return found == ids_.end() || found->hash != hash ? nullptr : &*found;
}

bool NameBook::is_named(std::string_view ids) const {
  for (;;) {
    const std::string_view id = next_word(ids);
    if (id.empty()) return false;
    if (const Id* const found = find(id); found != nullptr && found->is_named) return true;
  }
}

bool NameBook::has_target(std::string_view ids) const {
  for (;;) {
    const std::string_view id = next_word(ids);
    if (id.empty()) return false;
    if (find(id) != nullptr) return true;
  }
}

bool NameBook::has_label(const Need& need) const {
  if (need.label != kNoIndex && labels_[need.label].has_text) return true;
  if (need.id.empty()) return false;
  const uint64_t hash = hash_of(need.id);
  const auto label =
      std::lower_bound(by_target_.begin(), by_target_.end(), hash,
                       [](const Label& one, uint64_t wanted) { return one.target < wanted; });
  return label != by_target_.end() && label->target == hash && label->has_text;
}

void NameBook::sort() {
  // The first element of an id is the one that counts.
  std::sort(ids_.begin(), ids_.end(), [](const Id& a, const Id& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.ordinal < b.ordinal;
  });
  for (const Label& label : labels_)
    if (label.target != 0) by_target_.push_back(label);
  // One with text first, hidden ones last: what is looked for is found at once, however many there
  // are.
  std::sort(by_target_.begin(), by_target_.end(), [](const Label& a, const Label& b) {
    if (a.target != b.target) return a.target < b.target;
    return a.has_text != b.has_text ? a.has_text : a.is_hidden < b.is_hidden;
  });
}

void NameBook::find_doubles(FaultBook& faults) {
  std::sort(referred_.begin(), referred_.end());
  for (std::size_t i = 0; i < ids_.size();) {
    std::size_t end = i + 1;
    while (end < ids_.size() && ids_[end].hash == ids_[i].hash) ++end;
    if (end - i > 1 && std::binary_search(referred_.begin(), referred_.end(), ids_[i].hash))
      faults.add(AccessRule::kDuplicateIdAria, ids_[i].ordinal, ids_[i].element);
    i = end;
  }
}

void NameBook::find_second_labels(FaultBook& faults) {
  for (const Control& control : controls_) {
    std::size_t count = control.is_in_label ? 1 : 0;
    auto label =
        std::lower_bound(by_target_.begin(), by_target_.end(), control.id,
                         [](const Label& one, uint64_t wanted) { return one.target < wanted; });
    for (; count < 2 && label != by_target_.end() && label->target == control.id; ++label) {
      if (label->is_hidden) break;
      ++count;
    }
    if (count > 1)
      faults.add(AccessRule::kFormFieldMultipleLabels, control.ordinal, control.element);
  }
}

void NameBook::finish(FaultBook& faults) {
  if (needs_.empty() && referred_.empty()) return;
  sort();
  const Need* last = nullptr;  // that was added as a fault
  for (const Need& need : needs_) {
    const bool holds = need.is_for_target
                           ? has_target(need.ids)
                           : is_named(need.ids) || (need.by_label && has_label(need));
    if (holds) continue;
    const bool is_known =
        last != nullptr && last->rule == need.rule && last->ordinal == need.ordinal;
    if (!is_known) faults.add(need.rule, need.ordinal, need.element);
    last = &need;
  }
  find_doubles(faults);
  find_second_labels(faults);
}

}  // namespace parser
