// What the checks of pages in files share: a page as it is parsed for its tree, and CPU time.
// Thread: one owner.
#pragma once

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "parser/encoding/charset.h"
#include "parser/html/html.h"

namespace bench {

inline double cpu_ms() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) * 1e-6;
}

class PageFile {
 public:
  // With all attributes, until the next one is read.
  const parser::HtmlParser& read(const char* path) {
    std::ostringstream body;
    body << std::ifstream(path, std::ios::binary).rdbuf();
    bytes_ = body.str();
    utf8_ = parser::to_utf8(bytes_, parser::sniff_encoding(bytes_, ""), decoded_);
    parser::HtmlLimits limits;
    limits.attributes = parser::Attributes::kAll;
    html_.parse(utf8_, limits);
    return html_;
  }
  std::string_view utf8() const { return utf8_; }

 private:
  std::string bytes_, decoded_;
  std::string_view utf8_;
  parser::HtmlParser html_;
};

}  // namespace bench
