# Writes OUTPUT, a C++ source that holds FILES ("name=path", with semicolons): explore::assets().
set(arrays "")
set(rows "")
set(number 0)
foreach(pair IN LISTS FILES)
  string(REGEX MATCH "^([^=]+)=(.+)$" matched "${pair}")
  set(name "${CMAKE_MATCH_1}")
  set(path "${CMAKE_MATCH_2}")
  file(READ "${path}" hex HEX)
  file(SHA256 "${path}" hash)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(REPEAT "0x..," 16 line)
  string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
  string(APPEND arrays "constexpr unsigned char kFile${number}[] = {\n${bytes}0};\n")
  string(APPEND rows "    Asset{\"${name}\", text_of(kFile${number}, sizeof kFile${number} - 1), \"${hash}\"},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUTPUT}" "// Made from explore/web/ by explore/web/embed_assets.cmake.
#include <array>
#include \"explore/web/assets.h\"

namespace explore {
namespace {

${arrays}
std::string_view text_of(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

std::span<const Asset> assets() {
  static const std::array kAssets{
${rows}  };
  return kAssets;
}

}  // namespace explore
")
