// Attributes that gumbo need not read. Each character of one costs gumbo 80 ns, name and all; put
// aside by the Condenser it costs one. The element that gumbo makes of a tag knows where the tag
// stands in what gumbo has read, and by that place its attributes are found again.
// Thread: one owner. Lifetime: names and values view the page's text, which has to stay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace parser {

struct AsideAttribute {
  std::string_view name;   // in lower case
  std::string_view value;  // "" also if there is none
};

class AsideAttributes {
 public:
  void clear();

  // Of the tag that begins at `place` of what gumbo will read; places come in order. False: there
  // is no room for it.
  bool add(std::size_t place, const AsideAttribute& attribute);

  // Finds the attributes of tags that are asked for nearly in order.
  class Reader {
   public:
    explicit Reader(const AsideAttributes& all) : all_(&all) {}
    std::span<const AsideAttribute> of(std::size_t place);

   private:
    const AsideAttributes* all_;
    std::size_t next_ = 0;  // the tag that is asked for next, most likely
  };

 private:
  struct Tag {
    uint32_t place = 0;
    uint32_t first = 0;  // of its attributes
  };
  std::span<const AsideAttribute> attributes_of(std::size_t tag) const;

  std::vector<Tag> tags_;
  std::vector<AsideAttribute> attributes_;
};

}  // namespace parser
