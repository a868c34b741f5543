// How often the encoding of a page is found that nobody declares: texts in UTF-8, as
// bench/encoding_texts.py lays them, are written in each encoding of their language by iconv(3), as
// whole pages and as pages with 100 to 500 bytes of text, and given to sniff_encoding. Right is
// what decodes to the same text. Pages that stay in UTF-8, whole and cut, must all be found.
//
//   encoding_check FOLDER [--wrong]      FOLDER/LANGUAGE/*.txt and *.html; names what was wrong
#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ground/utf8.h"
#include "parser/encoding/charset.h"

namespace {

namespace fs = std::filesystem;

struct Pair {
  const char* encoding;  // for iconv
  std::vector<std::string> languages;
};

const std::vector<Pair> kPairs = {
    {"SHIFT_JIS", {"ja"}},
    {"EUC-JP", {"ja"}},
    {"ISO-2022-JP", {"ja"}},
    {"GBK", {"zh_CN"}},
    {"GB18030", {"zh_CN"}},
    {"BIG5", {"zh_TW"}},
    {"EUC-KR", {"ko"}},
    {"WINDOWS-1250", {"cs", "pl", "hu", "sk", "sl", "hr", "ro"}},
    {"ISO-8859-2", {"cs", "pl", "hu", "sk", "sl", "hr", "ro"}},
    {"WINDOWS-1251", {"ru", "uk", "bg", "sr", "mk", "be"}},
    {"KOI8-R", {"ru"}},
    {"KOI8-U", {"uk"}},
    {"ISO-8859-5", {"ru", "uk", "bg", "sr", "mk", "be"}},
    {"IBM866", {"ru"}},
    {"WINDOWS-1252",
     {"de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "ca", "is", "sq"}},
    {"WINDOWS-1253", {"el"}},
    {"ISO-8859-7", {"el"}},
    {"WINDOWS-1254", {"tr"}},
    {"WINDOWS-1255", {"he"}},
    {"WINDOWS-1256", {"ar", "fa"}},
    {"WINDOWS-1257", {"lt", "lv", "et"}},
    {"WINDOWS-874", {"th"}},
    {"WINDOWS-1258", {"vi"}},
};

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What the encoding lacks is left out.
class Converter {
 public:
  explicit Converter(const char* encoding) : handle_(iconv_open(encoding, "UTF-8")) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): so iconv_open(3) says that it has no such encoding
    if (handle_ == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error(encoding);
  }
  ~Converter() { iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  std::string operator()(std::string text) const {
    std::string out(text.size() * 4 + 16, '\0');
    char* from = text.data();
    std::size_t left = text.size();
    char* to = out.data();
    std::size_t room = out.size();
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    while (left > 0 && iconv(handle_, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
      do {
        ++from, --left;
      } while (left > 0 && (static_cast<unsigned char>(*from) & 0xC0) == 0x80);
    }
    iconv(handle_, nullptr, nullptr, &to, &room);
    out.resize(out.size() - room);
    return out;
  }

 private:
  iconv_t handle_;
};

std::string page_of(const std::vector<std::string>& paragraphs) {
  std::string html = "<!DOCTYPE html>\n<html><head><title>" + paragraphs.front() +
                     "</title>\n<link rel=\"stylesheet\" href=\"/style.css\"></head>\n<body>\n";
  for (const std::string& paragraph : paragraphs) html += "<p>" + paragraph + "</p>\n";
  return html + "</body></html>\n";
}

std::vector<std::string> paragraphs_of(const fs::path& path) {
  std::string text = read_file(path);
  if (path.extension() == ".html") {
    // Only for short pages, and there only as text.
    std::string plain;
    bool in_tag = false;
    for (const char c : text) {
      if (c == '<') in_tag = true, plain += ' ';
      if (!in_tag) plain += c;
      if (c == '>') in_tag = false;
    }
    text = plain;
  }
  std::vector<std::string> paragraphs;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin != std::string::npos) paragraphs.push_back(line.substr(begin));
  }
  return paragraphs;
}

struct Score {
  int right = 0, all = 0;
  void add(bool is_right) { right += is_right ? 1 : 0, ++all; }
  std::string words() const {
    return all == 0 ? "-" : fmt::format("{}/{} ({:.1f} %)", right, all, 100.0 * right / all);
  }
  double share() const { return all == 0 ? 1 : static_cast<double>(right) / all; }
};

bool says_wrong = false;

bool is_found(const std::string& bytes, const std::string& encoding, const std::string& what) {
  std::string storage, expected_storage;
  const std::string_view found = parser::sniff_encoding(bytes, "");
  const std::string name(parser::encoding_for_label(encoding));
  const std::string got(parser::to_utf8(bytes, found, storage));
  const bool is_right = got == parser::to_utf8(bytes, name, expected_storage);
  if (!is_right && says_wrong) fmt::print("{}: {} taken for {}\n", what, encoding, found);
  return is_right;
}

// Pieces of at least `least` bytes, from places all over the text.
std::vector<std::string> pieces_of(const std::vector<std::string>& paragraphs, const Converter& to,
                                   int count) {
  constexpr std::size_t kLeast[] = {100, 200, 300, 500};
  std::vector<std::string> pieces;
  for (int i = 0; i < count; ++i) {
    const std::size_t least = kLeast[i % 4];
    std::string piece;
    for (std::size_t at = paragraphs.size() * static_cast<std::size_t>(i) / count;
         at < paragraphs.size() && piece.size() < least; ++at)
      piece += to(paragraphs[at]) + "\n";
    const bool tells = !ground::is_ascii(piece) || piece.find('\x1B') != std::string::npos;
    if (piece.size() >= 100 && tells) pieces.push_back(piece.substr(0, 500));
  }
  return pieces;
}

void check(const fs::path& folder, const Pair& pair, std::map<std::string, Score>& whole,
           std::map<std::string, Score>& brief, const std::string& language) {
  const Converter to(pair.encoding);
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder / language)) paths.push_back(entry);
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    const std::vector<std::string> paragraphs = paragraphs_of(path);
    if (paragraphs.empty()) continue;
    const std::string what = language + "/" + path.filename().string();
    const std::string text = path.extension() == ".html" ? read_file(path) : page_of(paragraphs);
    const std::string page = to(text);
    if (!ground::is_ascii(page) || std::string_view(pair.encoding) == "ISO-2022-JP")
      whole[pair.encoding].add(is_found(page, pair.encoding, what + " whole"));
    for (const std::string& piece : pieces_of(paragraphs, to, 4)) {
      const std::string html = "<!DOCTYPE html><html><head><title>x</title></head><body><p>" +
                               piece + "</p></body></html>";
      brief[pair.encoding].add(is_found(html, pair.encoding, what + " short"));
    }
  }
}

Score check_utf8(const fs::path& folder) {
  Score score;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::vector<std::string> paragraphs = paragraphs_of(entry.path());
    if (paragraphs.empty()) continue;
    const std::string page = page_of(paragraphs);
    if (ground::is_ascii(page)) continue;
    const std::string what = entry.path().string();
    score.add(is_found(page, "UTF-8", what));
    const std::string cut = page.substr(0, page.size() / 2);
    // A piece of a single character may be anything.
    if (!ground::is_ascii(ground::without_cut_sequence(cut)))
      score.add(is_found(cut, "UTF-8", what + " cut"));
  }
  return score;
}

int run(const fs::path& folder) {
  std::map<std::string, Score> whole, brief;
  bool is_enough = true;
  for (const Pair& pair : kPairs) {
    for (const std::string& language : pair.languages)
      if (fs::is_directory(folder / language)) check(folder, pair, whole, brief, language);
    fmt::print("| {} | {} | {} |\n", pair.encoding, whole[pair.encoding].words(),
               brief[pair.encoding].words());
    is_enough =
        is_enough && whole[pair.encoding].share() >= 0.95 && brief[pair.encoding].share() >= 0.95;
  }
  const Score utf8 = check_utf8(folder);
  fmt::print("| UTF-8 | {} | |\n", utf8.words());
  return is_enough && utf8.right == utf8.all ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: encoding_check FOLDER [--wrong]\n", stderr);
    return 2;
  }
  says_wrong = argc > 2;
  try {
    return run(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "encoding_check: %s\n", error.what());
    return 2;
  }
}
