// The files for the browser, compiled into the program: those in explore/web/, and Chart.js as
// "chart.js". To add one: put the file there, and a line into explore/web/CMakeLists.txt.
// Thread: any; constants.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace explore {

struct Asset {
  std::string_view name;        // "look.css"
  std::string_view bytes;       // UTF-8
  std::string_view sha256_hex;  // of the bytes
};

std::span<const Asset> assets();

// The bytes of the file with that name; without data() if there is none.
std::string_view asset(std::string_view name);

// What a Content-Security-Policy calls the file by where it stands inside of a page:
// "'sha256-…'"; "" if there is none.
std::string csp_hash(std::string_view name);

}  // namespace explore
