#include "explore/export/file_name.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "explore/export/file_ending.h"
#include "ground/ascii.h"
#include "ground/utf8.h"

namespace explore {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kMostPart = 80;
constexpr std::size_t kMostFolders = 160;  // of all folders of a name together

// FNV-1a. Names must be the same for ever and everywhere.
uint64_t name_hash(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

std::string short_mark(std::string_view text) {
  return fmt::format("-{:08x}", static_cast<uint32_t>(name_hash(text) >> 32));
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() &&
                           ascii::hex_value(text[i + 1]) >= 0 && ascii::hex_value(text[i + 2]) >= 0;
    if (!is_escape) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(ascii::hex_value(text[i + 1]) * 16 + ascii::hex_value(text[i + 2]));
    i += 2;
  }
  return out;
}

bool may_stand(char32_t c) {
  if (c < 0x80)
    return ascii::is_alphanumeric(static_cast<char>(c)) ||
           std::string_view("._-=+,@~").find(static_cast<char>(c)) != std::string_view::npos;
  const auto point = static_cast<UChar32>(c);
  return u_isalnum(point) != 0 || (U_GET_GC_MASK(point) & U_GC_M_MASK) != 0;
}

// Windows opens a device by these, whatever stands behind a dot.
bool is_device(std::string_view name) {
  const std::string stem = ascii::lowered(name.substr(0, name.find('.')));
  constexpr std::array<std::string_view, 4> kDevices = {"con", "prn", "aux", "nul"};
  if (std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end()) return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
         ascii::is_digit(stem[3]);
}

// `text` as a part of a name.
std::string safe_part(std::string_view text) {
  const std::string decoded = percent_decoded(text);
  std::string out;
  for (std::size_t at = 0; at < decoded.size();) {
    const ground::Utf8Sequence next = ground::first_sequence(std::string_view(decoded).substr(at));
    const bool stays = next.is_valid && may_stand(next.code_point);
    out.append(stays ? std::string_view(decoded).substr(at, next.length) : "-");
    at += next.length;
  }
  if (out.size() > kMostPart) {
    const std::string mark = short_mark(text);
    out = std::string(ground::utf8_prefix(out, kMostPart - mark.size())) + mark;
  }
  if (out.empty() || out.front() == '.' || out.front() == '-' || out.front() == '~' ||
      is_device(out))
    out.insert(0, 1, '_');
  if (out.back() == '.') out.back() = '_';
  return out;
}

std::string folder_part(std::string_view text) {
  std::string out = safe_part(text);
  const std::string lower = ascii::lowered(out);
  for (const std::string_view ending : {kMarkdownEnding, std::string_view(".txt")})
    if (lower.ends_with(ending)) out += '_';
  return out;
}

std::string_view without_page_ending(std::string_view name) {
  constexpr std::array<std::string_view, 9> kEndings = {
      ".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".md"};
  for (const std::string_view ending : kEndings)
    if (name.size() > ending.size() &&
        ascii::equals(name.substr(name.size() - ending.size()), ending))
      return name.substr(0, name.size() - ending.size());
  return name;
}

std::string host_folder(const parser::Url& url) {
  const uint16_t usual = url.scheme() == "https" ? 443 : 80;
  std::string host(url.host());
  if (url.port() != usual) host += fmt::format("-{}", url.port());
  return folder_part(host);
}

}  // namespace

namespace {

// `folder`: makes a part of the path one of the name. `file`: the last part, without its ending.
std::string name_of_url(const parser::Url& url, std::string (*folder)(std::string_view),
                        std::string (*file)(std::string_view), std::string_view ending) {
  std::string name = host_folder(url) + '/';
  std::string_view path = url.path();
  path.remove_prefix(std::min<std::size_t>(path.size(), 1));
  std::string_view dropped;
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/')) {
    const std::string part = folder(path.substr(0, slash));
    if (name.size() + part.size() >= kMostFolders) {
      // What lies deeper than names can be long is told apart by a mark.
      const std::size_t last = path.rfind('/');
      dropped = path.substr(0, last);
      path.remove_prefix(last + 1);
      break;
    }
    name += part + '/';
    path.remove_prefix(slash + 1);
  }
  std::string last = file(path);
  if (last.empty()) last = "index";
  if (url.has_query()) last += '-' + std::string(url.query());
  last = safe_part(last);
  if (!dropped.empty()) {
    const std::string mark = short_mark(dropped);
    last = std::string(ground::utf8_prefix(last, kMostPart - mark.size())) + mark;
  }
  return name + last + std::string(ending);
}

// Names of files have a dot and end without "_".
std::string site_folder(std::string_view text) {
  std::string out = safe_part(text);
  if (out.find('.') != std::string::npos) out += '_';
  return out;
}

}  // namespace

std::string markdown_name(const parser::Url& url) {
  return name_of_url(
      url, folder_part,
      [](std::string_view file) { return std::string(without_page_ending(file)); },
      kMarkdownEnding);
}

std::string site_name(const parser::Url& url, std::string_view content_type) {
  const std::string_view path = url.path();
  const std::string ending = site_ending(content_type, path.substr(path.rfind('/') + 1));
  return name_of_url(
      url, site_folder,
      [](std::string_view file) {
        return std::string(file.substr(0, file.size() - ending_of(file).size()));
      },
      ending);
}

std::string marked_name(std::string_view name, std::string_view url, unsigned attempt) {
  const std::string_view stem = name.substr(0, name.rfind('.'));
  const std::string_view ending = name.substr(stem.size());
  const std::string more = attempt > 1 ? fmt::format("-{}", attempt) : "";
  // A part is at most as long as it may be, and file systems allow three times that.
  return fmt::format("{}{}{}{}", stem, short_mark(url), more, ending);
}

std::string same_name_key(std::string_view name) {
  if (ground::is_ascii(name)) return ascii::lowered(name);
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* fold = unorm2_getNFKCCasefoldInstance(&status);
  std::vector<UChar> wide(name.size());
  int32_t length = 0;
  u_strFromUTF8(wide.data(), static_cast<int32_t>(wide.size()), &length, name.data(),
                static_cast<int32_t>(name.size()), &status);
  // One character becomes at most 18.
  constexpr std::size_t kMostGrowth = 18;
  std::vector<UChar> folded(wide.size() * kMostGrowth);
  length = unorm2_normalize(fold, wide.data(), length, folded.data(),
                            static_cast<int32_t>(folded.size()), &status);
  std::string key(static_cast<std::size_t>(std::max(length, 0)) * 3, '\0');
  int32_t bytes = 0;
  u_strToUTF8(key.data(), static_cast<int32_t>(key.size()), &bytes, folded.data(), length, &status);
  // Without ICU's data, names that differ in such letters alone stay two.
  if (U_FAILURE(status)) return ascii::lowered(name);
  key.resize(static_cast<std::size_t>(bytes));
  return key;
}

std::string relative_name(std::string_view from, std::string_view to) {
  std::size_t shared = 0;
  for (std::size_t i = 0; i < std::min(from.size(), to.size()) && from[i] == to[i]; ++i)
    if (from[i] == '/') shared = i + 1;
  std::string out;
  for (const char c : from.substr(shared))
    if (c == '/') out += "../";
  return out.append(to.substr(shared));
}

}  // namespace explore
