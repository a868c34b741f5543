#include "parser/html/number_reference.h"

#include <algorithm>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

NumberReference number_reference(std::string_view text) {
  NumberReference reference{.size = 2};
  const bool hexadecimal = text.size() > 2 && ascii::lower(text[2]) == 'x';
  if (hexadecimal) ++reference.size;
  const int base = hexadecimal ? 16 : 10;
  for (; reference.size < text.size(); ++reference.size) {
    const int digit = ascii::hex_value(text[reference.size]);
    if (digit < 0 || digit >= base) break;
    reference.code =
        std::min(reference.code * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit),
                 kBeyondUnicode);
  }
  return reference;
}

std::string_view within_unicode(std::string_view utf8, std::string& copy) {
  copy.clear();
  std::size_t kept = 0;
  for (std::size_t at = utf8.find("&#"); at != utf8.npos; at = utf8.find("&#", at + 2)) {
    const NumberReference reference = number_reference(utf8.substr(at));
    if (reference.code < kBeyondUnicode) continue;
    // In decimal: behind a decimal number there may be letters that hexadecimal takes for digits.
    copy.append(utf8.substr(kept, at - kept)).append("&#65533");
    kept = at + reference.size;
  }
  if (kept == 0) return utf8;
  return copy.append(utf8.substr(kept));
}

}  // namespace parser
