// The files that pages for a browser are made of, inside of the program: what stands in
// explore/web/, and Chart.js as "chart.js". Adding one: its file there, and its line in
// explore/CMakeLists.txt.
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
