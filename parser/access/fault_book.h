// How often each rule is broken on a page, and by which element first.
// Thread: one owner. Lifetime: the faults until the next begin().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/access/access_rule.h"
#include "parser/html/element.h"

namespace parser {

// A rule that a page breaks.
struct AccessFault {
  std::string_view rule;     // its name: "image-alt"
  uint32_t elements = 0;     // that break it
  std::string_view example;  // the tag of the first one, up to kMostExampleBytes
};

class FaultBook {
 public:
  static constexpr std::size_t kMostExampleBytes = 200;

  void begin();
  // `ordinal`: the element's place on the page.
  void add(AccessRule rule, uint32_t ordinal, const Element& element);
  // Forgets what was added for the rule.
  void drop(AccessRule rule) { entries_[static_cast<std::size_t>(rule)] = {}; }
  // Builds faults(), in the order of their names.
  void finish();
  std::span<const AccessFault> faults() const { return faults_; }

 private:
  struct Entry {
    uint32_t elements = 0;
    uint32_t ordinal = 0;
    std::optional<Element> first;
  };
  std::array<Entry, kAccessRuleCount> entries_;
  bool has_any_ = false;
  std::vector<AccessFault> faults_;
  std::string examples_;
};

}  // namespace parser
