#include "parser/json/json_shape.h"

#include <vector>

namespace parser {

JsonShape shape_of_json(std::string_view text, std::size_t deepest) {
  struct Open {
    bool is_object;
    std::size_t members;
  };
  std::vector<Open> open;
  for (std::size_t at = 0; at < text.size(); ++at) {
    switch (text[at]) {
      case '"':
        for (++at; at < text.size() && text[at] != '"'; ++at)
          if (text[at] == '\\') ++at;
        break;
      case '{':
      case '[':
        if (open.size() == deepest) return JsonShape::kTooDeep;
        open.push_back({text[at] == '{', 0});
        break;
      case '}':
      case ']':
        if (!open.empty()) open.pop_back();
        break;
      case ':':
        if (!open.empty() && open.back().is_object && ++open.back().members > kMostJsonMembers)
          return JsonShape::kTooWide;
        break;
      default:
        break;
    }
  }
  return JsonShape::kFit;
}

}  // namespace parser
