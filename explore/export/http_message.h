// HTTP/1.1 messages as an archive needs them: a head that agrees with the stored body.
// Thread: pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "explore/file/stored_pages.h"

namespace explore {

struct ReceivedHead {
  int status = 0;
  std::string_view status_line;  // as received; "" if it was not kept
  // As stored: of a value each byte from 0x80 as one character.
  const HeaderLines& headers;
};

// Status line, header lines and the empty line, in the bytes that were received. The body is kept
// without its codings, so Content-Encoding, Transfer-Encoding and a Content-Length that is not
// `body_size` become X-Orig-…, and there is a Content-Length that is. HTTP/2 is written as
// HTTP/1.1, having no text of its own.
std::string response_head(const ReceivedHead& received, uint64_t body_size);

// Whether the head announces a body: by a length or a coding.
bool announces_body(const HeaderLines& headers);

// What a request for `url` had in it for certain; "" if it is no http or https URL.
std::string request_head(std::string_view url, std::string_view user_agent);

// Without what would end or fold a line.
std::string one_line(std::string_view text);

}  // namespace explore
