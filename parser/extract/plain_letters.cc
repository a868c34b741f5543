#include "parser/extract/plain_letters.h"

#include <unicode/uchar.h>

#include "ground/utf8.h"

namespace parser {

std::string plain_letters(std::string_view text) {
  std::string letters;
  for (std::size_t at = 0; at < text.size();) {
    const ground::Utf8Character character = ground::character_at(text, at);
    at += character.length;
    const auto code_point = static_cast<UChar32>(character.code_point);
    // Marks are vowels in some scripts.
    if ((U_GET_GC_MASK(code_point) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0)
      ground::append_utf8(static_cast<char32_t>(u_foldCase(code_point, U_FOLD_CASE_DEFAULT)),
                          letters);
  }
  return letters;
}

}  // namespace parser
