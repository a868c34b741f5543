// Lists of seeds are written by people and by other programs, so they are read tolerantly:
// comments, Windows line ends, hosts without a scheme. A bad line must not stop a list of a
// million, so each one is reported with file and line and the rest is kept.
#include "crawler/options/seeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <istream>
#include <limits>
#include <sstream>
#include <system_error>
#include <unordered_set>

#include "crawler/fetch/ip_address.h"
#include "crawler/options/csv_column.h"
#include "crawler/options/option_values.h"
#include "crawler/options/options.h"
#include "ground/ascii.h"
#include "ground/url_key.h"
#include "parser/encoding/charset.h"
#include "terminal/terminal_text.h"

namespace crawler {

namespace ascii = ground::ascii;
using parser::UrlStatus;

namespace {

// A line longer than any URL that is ever fetched: not text, or not a list of URLs.
constexpr std::size_t kMaxLineBytes = std::size_t{1} << 16;
constexpr std::size_t kMaxShownColumns = 80;
constexpr std::string_view kSpaces = " \t\r\f\v";

bool is_web_url(std::string_view text) {
  return ascii::starts_with(text, "http://") || ascii::starts_with(text, "https://");
}

bool is_host_character(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || ascii::is_alphanumeric(c) || c == '.' ||
         c == '-' || c == '_';
}

// "example.com", "example.com:8080/x", "localhost:8080", "[::1]:8080": what people write in place
// of a URL.
bool looks_like_host(std::string_view text) {
  const std::string_view authority = text.substr(0, text.find_first_of("/?#"));
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return false;
    const std::string_view port = authority.substr(close + 1);
    return IpAddress::parse(authority.substr(0, close + 1)) &&
           (port.empty() || (port.starts_with(':') && ascii::is_digits(port.substr(1))));
  }
  const auto colon = authority.find(':');
  const std::string_view host = authority.substr(0, colon);
  if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character)) return false;
  const auto dot = host.find('.');
  const bool has_inner_dot = dot != std::string_view::npos && dot > 0 && dot + 1 < host.size();
  if (colon == std::string_view::npos) return has_inner_dot || host == "localhost";
  const std::string_view port = authority.substr(colon + 1);
  return port.size() <= 5 && ascii::is_digits(port);
}

// Of a word that may also be the name of a file that is missing: "seeds.txt" is no host, since
// there is no such domain, and "example.com" is one.
bool is_surely_host(std::string_view text) {
  parser::Url url;
  if (!looks_like_host(text) || url.assign(fmt::format("https://{}", text)) != UrlStatus::kOk)
    return false;
  return text.find_first_of(":[") != std::string_view::npos || parser::is_address(url.host()) ||
         is_localhost(url.host()) || parser::is_under_known_suffix(url.host());
}

// Certificates are made for public names: what is on this machine or network is served without,
// but for the ports that say otherwise.
bool is_served_without_tls(std::string_view text, const parser::Url& url) {
  const std::string_view authority = text.substr(0, text.find_first_of("/?#"));
  if (authority.ends_with(":443") || authority.ends_with(":8443")) return false;
  const auto address = IpAddress::parse(url.host());
  return is_localhost(url.host()) || (address && is_private(*address));
}

std::string_view without_comment(std::string_view line) {
  for (const std::string_view mark : {" #", "\t#"}) line = line.substr(0, line.find(mark));
  line = ascii::trim(line, kSpaces);
  return line.starts_with('#') ? std::string_view{} : line;
}

// What stands in the first bytes of files that are no text; and what to do with one.
struct BinaryKind {
  std::string_view begins;
  std::string_view words;
};
using namespace std::string_view_literals;
constexpr std::array<BinaryKind, 10> kBinaryKinds{{
    {"SQLite format 3\0"sv, "is a database, and no list of URLs"},
    {"\x1F\x8B"sv, "is packed with gzip: unpack it with gunzip first"},
    {"\x28\xB5\x2F\xFD"sv, "is packed with zstd: unpack it with unzstd first"},
    {"\xFD"
     "7zXZ"sv,
     "is packed with xz: unpack it with unxz first"},
    {"BZh"sv, "is packed with bzip2: unpack it with bunzip2 first"},
    {"PK\x03\x04"sv, "is a ZIP archive or an office document, and no list of URLs"},
    {"%PDF-"sv, "is a PDF, and no list of URLs"},
    {"\x89PNG"sv, "is an image, and no list of URLs"},
    {"\xFF\xD8\xFF"sv, "is an image, and no list of URLs"},
    {"\x7F"
     "ELF"sv,
     "is a program, and no list of URLs"},
}};

// What is wrong with a list that begins so, "" if nothing is.
std::string_view why_no_list(std::string_view beginning) {
  for (const BinaryKind& kind : kBinaryKinds)
    if (beginning.starts_with(kind.begins)) return kind.words;
  if (beginning.substr(0, 2).find('\0') != std::string_view::npos)
    return "begins with a NUL byte, as UTF-16 without a byte-order mark does; save it as "
           "UTF-8, or with that mark";
  if (beginning.find('\0') != std::string_view::npos)
    return "is a binary file, and no list of URLs";
  return "";
}

class Reader {
 public:
  Seeds take() { return std::move(seeds_); }

  // `where`: "seeds.txt:7: ", or "" for an argument of the command line.
  void add_url(std::string_view text, const std::string& where) {
    std::string whole(text);
    const bool has_no_scheme = !is_web_url(text) && looks_like_host(text);
    if (has_no_scheme) whole.insert(0, "https://");
    Seed seed;
    UrlStatus status = seed.url.assign(whole);
    if (has_no_scheme && status == UrlStatus::kOk && is_served_without_tls(text, seed.url))
      status = seed.url.assign(fmt::format("http://{}", text));
    switch (status) {
      case UrlStatus::kOk:
        break;
      case UrlStatus::kScheme:
        return problem(where, text, "scheme http or https expected");
      case UrlStatus::kInvalid:
        return problem(where, text,
                       is_web_url(whole) ? why_invalid(whole) : "scheme http or https expected");
    }
    seed.url.normalise();
    seed.origin = seed.url.origin();
    if (known_.emplace(seed.url.href()).second) seeds_.good.push_back(std::move(seed));
  }

  void add_lines(std::istream& in, const std::string& name) {
    const std::string_view encoding = utf16_of(in);
    if (encoding.empty()) return add_utf8_lines(in, name);
    std::string storage;
    std::istringstream decoded(std::string(parser::to_utf8(read_rest(in), encoding, storage)));
    add_utf8_lines(decoded, name);
    if (in.bad()) trouble(name, last_error());
  }

  void add_utf8_lines(std::istream& in, const std::string& name) {
    std::string line;
    std::size_t number = 0;
    for (bool is_cut = false; next_line(in, line, is_cut);) {
      const std::string where = fmt::format("{}:{}: ", name, ++number);
      std::string_view text = line;
      if (number == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
      if (number == 1)
        if (const std::string_view why = why_no_list(text); !why.empty()) return trouble(name, why);
      text = without_comment(text);
      if (is_cut) {
        problem(where, text, fmt::format("longer than {} bytes", kMaxLineBytes));
      } else if (!text.empty()) {
        add_url(text, where);
      }
    }
    if (in.bad()) seeds_.problems.push_back(fmt::format("{}: {}", name, last_error()));
  }

  void add_file(const std::string& path) {
    const std::string name = terminal::safe_text(path, kMaxShownColumns);
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
      if (is_surely_host(path)) return add_url(path, "");
      return trouble(name, "is a directory; a file of URLs is wanted");
    }
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (file) return add_lines_of(path, file, name);
    if (errno != ENOENT && errno != ENOTDIR) return trouble(name, last_error());
    if (add_column(path)) return;
    if (is_surely_host(path)) return add_url(path, "");
    const std::string remedy = looks_like_host(path)
                                   ? fmt::format("if you meant the website: https://{}", name)
                                   : "seeds are files of URLs, URLs, or - for standard input";
    trouble(name, fmt::format("no such file ({})", remedy));
  }

 private:
  // "FILE#COLUMN", where there is such a file.
  bool add_column(const std::string& argument) {
    const auto mark = argument.rfind('#');
    if (mark == std::string::npos || mark == 0 || mark + 1 == argument.size()) return false;
    const std::string path = argument.substr(0, mark);
    std::error_code error;
    std::ifstream file(path, std::ios::binary);
    if (!file || !std::filesystem::is_regular_file(path, error)) return false;
    const std::string name = terminal::safe_text(path, kMaxShownColumns);
    const CsvColumn column = read_csv_column(file, argument.substr(mark + 1));
    if (!column.problem.empty()) trouble(name, column.problem);
    for (const CsvCell& cell : column.cells)
      add_url(cell.text, fmt::format("{}:{}: ", name, cell.line));
    return true;
  }

  // Binary files have line ends at any place: more than the first line is looked at, where there
  // is a way back.
  void add_lines_of(const std::string& path, std::ifstream& file, const std::string& name) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return add_lines(file, name);
    std::array<char, 4096> bytes{};
    file.read(bytes.data(), bytes.size());
    const std::string_view beginning(bytes.data(), static_cast<std::size_t>(file.gcount()));
    if (is_crawl(beginning))
      return trouble(name, fmt::format("is the database of a crawl: go on with `crawl resume {0}`, "
                                       "or ask it with `crawl query {0}`",
                                       shell_word(path)));
    const bool has_utf16_mark =
        beginning.starts_with("\xFF\xFE") || beginning.starts_with("\xFE\xFF");
    const std::string_view why = has_utf16_mark ? "" : why_no_list(beginning);
    if (!why.empty()) return trouble(name, why);
    file.clear();
    file.seekg(0);
    add_lines(file, name);
  }

  // By the application id in the header of SQLite's files.
  static bool is_crawl(std::string_view beginning) {
    constexpr std::size_t kIdAt = 68;
    return beginning.starts_with(kBinaryKinds[0].begins) && beginning.size() > kIdAt &&
           beginning.substr(kIdAt, 4) == "CrwL";
  }

  static std::string last_error() {
    return errno == 0 ? "can't be read" : std::generic_category().message(errno);
  }

  static std::string_view why_invalid(std::string_view url) {
    const auto host = url.find("//") + 2;
    if (host >= url.size() || std::string_view("/?#").find(url[host]) != std::string_view::npos)
      return "a host is missing";
    return "the host or port is not valid";
  }

  // The encoding whose byte-order mark `in` begins with, which is then taken, "" if it is not
  // UTF-16.
  static std::string_view utf16_of(std::istream& in) {
    const int first = in.peek();
    if (first != 0xFF && first != 0xFE) return {};
    in.get();
    if (in.peek() != (first ^ 1)) {
      in.unget();
      return {};
    }
    in.get();
    return first == 0xFF ? "UTF-16LE" : "UTF-16BE";
  }

  static std::string read_rest(std::istream& in) {
    std::string bytes;
    std::array<char, 1 << 16> buffer;
    while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0)
      bytes.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    return bytes;
  }

  // The next line without its end; of a longer one than kMaxLineBytes the first part.
  static bool next_line(std::istream& in, std::string& line, bool& is_cut) {
    line.resize(kMaxLineBytes + 1);
    in.getline(line.data(), static_cast<std::streamsize>(line.size()));
    auto size = static_cast<std::size_t>(in.gcount());
    if (in.bad() || (in.eof() && size == 0)) return false;
    is_cut = in.fail() && !in.eof();
    if (is_cut) {
      in.clear();
      in.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    } else if (!in.eof()) {
      --size;  // the newline was counted too
    }
    line.resize(size);
    return true;
  }

  void problem(const std::string& where, std::string_view text, std::string_view why) {
    seeds_.problems.push_back(fmt::format("{}not a URL: {} ({})", where, in_quotes(text), why));
  }

  void trouble(const std::string& name, std::string_view words) {
    seeds_.problems.push_back(fmt::format("{}: {}", name, words));
  }

  Seeds seeds_;
  std::unordered_set<std::string> known_;  // hrefs of seeds_.good
};

}  // namespace

Seeds read_seeds(const std::vector<std::string>& arguments) {
  Reader reader;
  for (const std::string& argument : arguments) {
    if (argument == "-") {
      reader.add_lines(std::cin, "standard input");
    } else if (is_web_url(argument)) {
      reader.add_url(argument, "");
    } else {
      reader.add_file(argument);
    }
  }
  return reader.take();
}

std::string digest_of(const std::vector<Seed>& seeds) {
  uint64_t digest = seeds.size();
  for (const Seed& seed : seeds) {
    const ground::UrlKey key = parser::key_of(seed.url);
    // Keys are hashes already; the factor tells the two of a key apart.
    digest += key.url ^ (key.host * 0x9E3779B97F4A7C15);
  }
  return fmt::format("{:016x}", digest);
}

}  // namespace crawler
