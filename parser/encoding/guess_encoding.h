// Guesses the encoding of a text that nobody declares: the one in which its bytes are the likeliest
// text of any language that is known here (guess_model). Thread: pure, any thread.
#pragma once

#include <string_view>

#include "parser/encoding/encoding_labels.h"

namespace parser {

// What else speaks for a language.
struct LanguageHints {
  std::string_view language;  // of the page's lang attribute: "ja", "pt-BR"
  std::string_view host;      // whose last label may be a country's
};

// `bytes` is neither ASCII (but for ISO-2022-JP) nor valid UTF-8. windows-1252 where nothing speaks
// for another.
Encoding guess_encoding(std::string_view bytes, const LanguageHints& hints = {});

}  // namespace parser
