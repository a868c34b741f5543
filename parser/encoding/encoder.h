// UTF-8 to the encodings of the Encoding Standard: what browsers do to the queries of a page's
// links and forms. Thread: one owner. Source: https://encoding.spec.whatwg.org/, the "encoder" of
// each encoding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parser/encoding/encoding_labels.h"

namespace parser {

// "Get an output encoding": nothing is sent in UTF-16, and nothing in "replacement".
Encoding output_encoding(Encoding encoding);

class Encoder {
 public:
  // `encoding` must be an output encoding.
  explicit Encoder(Encoding encoding) : encoding_(encoding) {}

  // Takes characters off the front of `utf8` (valid) and appends their bytes to `out`, up to the
  // first one that the encoding lacks. That one is taken, too, and given back; nothing: all is
  // encoded. The standard's "encode or fail"; the state of ISO-2022-JP lasts from call to call.
  std::optional<char32_t> encode(std::string_view& utf8, std::string& out);

 private:
  enum class Set { kAscii, kRoman, kJis0208 };

  bool put(char32_t code_point, std::string& out);
  std::optional<char32_t> put_iso_2022_jp(char32_t code_point, std::string& out);
  void change_to(Set set, std::string& out);

  Encoding encoding_;
  Set set_ = Set::kAscii;  // of ISO-2022-JP
};

}  // namespace parser
