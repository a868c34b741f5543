// The RFC leaves room where real files are broken, and site owners test with Google's parser, so
// its habits are followed: misspelled keys, missing colons, half a byte-order mark. Only the group
// for us and the one for everybody are kept. Matching patterns with '*' is where a file could cost
// much time, so it is counted and limited.
#include "parser/robots/robots.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "ground/ascii.h"
#include "parser/encoding/charset.h"
#include "parser/robots/robots_pattern.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using std::chrono::milliseconds;

// What Google's parser reads of a line: eight times the longest URL of old browsers, less the end
// mark. What follows is ignored.
constexpr std::size_t kMaxLineBytes = 2083 * 8 - 1;

constexpr std::string_view kSpace = " \t\v\f\r\n";
constexpr std::string_view kNoBreakSpace = "\u00A0";  // as editors of web pages leave them

enum class Key { kUserAgent, kAllow, kDisallow, kCrawlDelay, kSitemap, kOther };

struct KeyName {
  std::string_view name;
  Key key;
};

// A key is known by how it begins. The misspellings are those that Google's parser accepts, since
// site owners test against it.
constexpr KeyName kKeyNames[] = {
    {"user-agent", Key::kUserAgent},   {"useragent", Key::kUserAgent},
    {"user agent", Key::kUserAgent},   {"allow", Key::kAllow},
    {"disallow", Key::kDisallow},      {"dissallow", Key::kDisallow},
    {"dissalow", Key::kDisallow},      {"disalow", Key::kDisallow},
    {"diasllow", Key::kDisallow},      {"disallaw", Key::kDisallow},
    {"crawl-delay", Key::kCrawlDelay}, {"crawldelay", Key::kCrawlDelay},
    {"crawl delay", Key::kCrawlDelay}, {"sitemap", Key::kSitemap},
    {"site-map", Key::kSitemap},
};

std::string_view trim(std::string_view text) {
  for (;;) {
    text = ascii::trim(text, kSpace);
    if (text.starts_with(kNoBreakSpace))
      text.remove_prefix(kNoBreakSpace.size());
    else if (text.ends_with(kNoBreakSpace))
      text.remove_suffix(kNoBreakSpace.size());
    else
      return text;
  }
}

Key key_of_line(std::string_view text) {
  for (const KeyName& known : kKeyNames)
    if (ascii::same_but_for_case(text.substr(0, known.name.size()), known.name)) return known.key;
  return Key::kOther;
}

// The characters of a product token (RFC 9309 2.2.1) that `text` begins with, or of one that has
// digits, too.
std::string_view token_prefix(std::string_view text, bool with_digits) {
  const auto in_token = [with_digits](char c) {
    return ascii::is_alpha(c) || c == '_' || c == '-' || (with_digits && ascii::is_digit(c));
  };
  return text.substr(0, std::find_if_not(text.begin(), text.end(), in_token) - text.begin());
}

std::string_view product_token(std::string_view agent) {
  agent = trim(agent.substr(0, agent.find('/')));
  return token_prefix(agent, true).size() == agent.size() ? agent : std::string_view();
}

bool has_digits(std::string_view token) {
  return std::any_of(token.begin(), token.end(), ascii::is_digit);
}

// "key: value"; without a colon, two words.
std::pair<std::string_view, std::string_view> split_line(std::string_view line) {
  // A NUL ends a line as '#' does: what follows it is never meant as text.
  line = trim(line.substr(0, line.find_first_of(std::string_view("#\0", 2))));
  if (const std::size_t colon = line.find(':'); colon != std::string_view::npos)
    return {trim(line.substr(0, colon)), trim(line.substr(colon + 1))};
  const std::size_t gap = line.find_first_of(" \t");
  if (gap == std::string_view::npos) return {};
  const std::string_view value = trim(line.substr(gap));
  if (value.find_first_of(" \t") != std::string_view::npos) return {};
  return {line.substr(0, gap), value};
}

std::optional<milliseconds> read_delay(std::string_view value) {
  // from_chars would take a sign, "inf" and "nan".
  if (!value.starts_with('.') && value.find_first_of("0123456789") != 0) return std::nullopt;
  double seconds = 0;
  const char* end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, seconds, std::chars_format::fixed);
  if (error != std::errc() || rest != end) return std::nullopt;
  constexpr std::chrono::duration<double> kMax = Robots::kMaxCrawlDelay;
  return std::chrono::ceil<milliseconds>(
      std::chrono::duration<double>(std::min(seconds, kMax.count())));
}

std::string_view without_byte_order_mark(std::string_view text) {
  // Google's parser also takes off a mark that lost its last bytes.
  for (const char c : {'\xEF', '\xBB', '\xBF'}) {
    if (!text.starts_with(c)) break;
    text.remove_prefix(1);
  }
  return text;
}

}  // namespace

// Reads line by line and keeps two sets of rules: those that name us and those for everybody.
class Robots::Reader {
 public:
  explicit Reader(std::string_view agent)
      : token_(product_token(agent)), has_digits_(has_digits(token_)) {}

  void read_text(std::string_view text);
  Robots finish() &&;

 private:
  struct RuleSet {
    std::vector<Rule> rules;
    std::optional<milliseconds> delay;
    bool named = false;  // by a group anywhere in the file
    bool open = false;   // by the group we are in
  };

  void read_line(std::string_view line);
  void read_user_agent(std::string_view value);
  void read_rule(std::string_view value, bool allow);
  void read_crawl_delay(std::string_view value);
  void read_sitemap(std::string_view value);
  void add_rule(std::string_view value, bool allow);
  // The set that the group we are in adds to, if any.
  RuleSet* open_set();

  std::string_view token_;
  bool has_digits_;  // the RFC's tokens have none; only a name that has some is compared with them
  RuleSet ours_, everybodys_;
  bool rules_begun_ = false;  // the next User-agent line begins a new group
  Robots result_;
};

void Robots::Reader::read_text(std::string_view text) {
  if (text.size() > kMaxRobotsBytes) {
    // The line that the limit cuts is left out: half an Allow allows more than the whole.
    const std::size_t end = text.find_last_of("\r\n", kMaxRobotsBytes);
    text = text.substr(0, end == std::string_view::npos ? 0 : end);
    result_.truncated_ = true;
  }
  text = without_byte_order_mark(text);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    if (end > kMaxLineBytes) result_.truncated_ = true;
    read_line(text.substr(0, std::min(end, kMaxLineBytes)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void Robots::Reader::read_line(std::string_view line) {
  const auto [key, value] = split_line(line);
  if (key.empty()) return;
  switch (key_of_line(key)) {
    case Key::kUserAgent:
      return read_user_agent(value);
    case Key::kAllow:
      return read_rule(value, true);
    case Key::kDisallow:
      return read_rule(value, false);
    case Key::kCrawlDelay:
      return read_crawl_delay(value);
    case Key::kSitemap:
      return read_sitemap(value);
    case Key::kOther:
      return;
  }
}

void Robots::Reader::read_user_agent(std::string_view value) {
  if (std::exchange(rules_begun_, false)) ours_.open = everybodys_.open = false;
  if (value.starts_with('*') && (value.size() == 1 || kSpace.find(value[1]) != kSpace.npos))
    everybodys_.open = everybodys_.named = true;
  else if (!token_.empty() && ascii::same_but_for_case(token_prefix(value, has_digits_), token_))
    ours_.open = ours_.named = true;
}

Robots::Reader::RuleSet* Robots::Reader::open_set() {
  if (ours_.open) return &ours_;
  return everybodys_.open && !ours_.named ? &everybodys_ : nullptr;
}

void Robots::Reader::read_rule(std::string_view value, bool allow) {
  // Only rules end the list of a group's user agents: other records "MUST NOT interfere" (2.2.4).
  rules_begun_ = true;
  add_rule(value, allow);
  if (!allow) return;
  // Google: allowing a directory's index page allows the directory.
  const std::size_t slash = value.rfind('/');
  if (slash == std::string_view::npos || !value.substr(slash).starts_with("/index.htm")) return;
  add_rule(std::string(value.substr(0, slash + 1)) + '$', allow);
}

void Robots::Reader::add_rule(std::string_view value, bool allow) {
  RuleSet* set = open_set();
  // A pattern that begins with anything else meets no path, and an empty one is no rule.
  if (!set || !(value.starts_with('/') || value.starts_with('*'))) return;
  const RobotsDecoding decoding = allow ? RobotsDecoding::kMarks : RobotsDecoding::kUnreserved;
  std::string pattern = normal_robots_pattern(value, decoding);
  const std::size_t star = pattern.find('*');
  set->rules.push_back({std::move(pattern), allow, star});
}

void Robots::Reader::read_crawl_delay(std::string_view value) {
  RuleSet* set = open_set();
  if (set && !set->delay) set->delay = read_delay(value);
}

void Robots::Reader::read_sitemap(std::string_view value) {
  if (value.empty()) return;
  if (result_.sitemaps_.size() < kMaxSitemaps)
    result_.sitemaps_.emplace_back(value);
  else
    result_.truncated_ = true;
}

Robots Robots::Reader::finish() && {
  RuleSet& set = ours_.named ? ours_ : everybodys_;
  auto& rules = set.rules;
  std::sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) {
    if (a.pattern.size() != b.pattern.size()) return a.pattern.size() > b.pattern.size();
    if (a.allow != b.allow) return a.allow;
    return a.pattern < b.pattern;
  });
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  rules.shrink_to_fit();
  result_.rules_ = std::move(rules);
  result_.crawl_delay_ = set.delay;
  return std::move(result_);
}

Robots Robots::parse(std::string_view text, std::string_view agent) {
  std::string storage;
  if (text.starts_with("\xFF\xFE"))
    text = to_utf8(text, "UTF-16LE", storage);
  else if (text.starts_with("\xFE\xFF"))
    text = to_utf8(text, "UTF-16BE", storage);
  Reader reader(agent);
  reader.read_text(text);
  return std::move(reader).finish();
}

Robots Robots::allow_all() { return {}; }

bool Robots::can_name(std::string_view agent) { return !product_token(agent).empty(); }

bool Robots::allows(std::string_view path_and_query) const {
  std::string disallow_storage, allow_storage;
  const std::string_view disallow_path =
      normal_robots_path(path_and_query, RobotsDecoding::kUnreserved, disallow_storage);
  const std::string_view allow_path =
      normal_robots_path(path_and_query, RobotsDecoding::kMarks, allow_storage);
  std::size_t work = 0;
  for (const Rule& rule : rules_) {
    const std::string_view path = rule.allow ? allow_path : disallow_path;
    if (rule.star != std::string::npos) {
      if (!path.starts_with(std::string_view(rule.pattern).substr(0, rule.star))) continue;
      work += rule.pattern.size() + path.size();
      if (work > kMaxRobotsWork) return false;
    }
    if (robots_pattern_matches(rule.pattern, path)) return rule.allow;
  }
  return true;
}

}  // namespace parser
