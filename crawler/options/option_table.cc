// Each option is one row, and everything else (command line, config file, --help, the JSON of a
// run, the command to resume) is derived from the rows, so that they can't disagree. Reading and
// writing a member of Options is the same for all options of a kind: the templates below make both
// from a pointer to the member and its range.
#include "crawler/options/option_table.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <type_traits>
#include <utility>

#include "crawler/options/option_values.h"
#include "ground/number.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;

using Set = std::string (*)(Options&, const std::string&);
using Get = OptionValue (*)(const Options&);
struct Access {
  Set set;
  Get get;
};

// Stores what was read, or says why nothing was.
template <typename Member, typename T>
std::string store(Member& member, Read<T> read) {
  if (const auto* bad = std::get_if<BadValue>(&read)) return bad->words;
  member = static_cast<Member>(std::get<T>(std::move(read)));
  return "";
}

template <auto kMember, uint64_t kMin, uint64_t kMax>
constexpr Access kCount{
    [](Options& o, const std::string& v) { return store(o.*kMember, read_count(v, kMin, kMax)); },
    [](const Options& o) { return OptionValue(static_cast<uint64_t>(o.*kMember)); }};

template <auto kMember, uint64_t kMin, uint64_t kMax>
constexpr Access kBytes{
    [](Options& o, const std::string& v) { return store(o.*kMember, read_size(v, kMin, kMax)); },
    [](const Options& o) { return OptionValue(static_cast<uint64_t>(o.*kMember)); }};

template <auto kMember, int64_t kMinMs, int64_t kMaxMs>
constexpr Access kSeconds{
    [](Options& o, const std::string& v) {
      return store(o.*kMember, read_seconds(v, milliseconds(kMinMs), milliseconds(kMaxMs)));
    },
    [](const Options& o) { return OptionValue(static_cast<double>((o.*kMember).count()) / 1e3); }};

// A bool said as one of two words; the first one means true.
template <auto kMember, const std::array<std::string_view, 2>& kWords>
constexpr Access kWord{
    [](Options& o, const std::string& v) {
      const auto read = read_word(v, kWords);
      if (const auto* bad = std::get_if<BadValue>(&read)) return bad->words;
      o.*kMember = std::get<std::size_t>(read) == 0;
      return std::string();
    },
    [](const Options& o) { return OptionValue(std::string(kWords[o.*kMember ? 0 : 1])); }};

template <auto kMember>
constexpr Access kFlagAccess{[](Options& o, const std::string& v) {
                               if (v != "true" && v != "false")
                                 return in_quotes(v) + " is not one of true, false";
                               o.*kMember = v == "true";
                               return std::string();
                             },
                             [](const Options& o) { return OptionValue(o.*kMember); }};

OptionValue text_or_none(const std::string& text) {
  return text.empty() ? OptionValue() : OptionValue(text);
}

template <auto kMember, std::string (*kCheck)(const std::string&)>
constexpr Access kText{[](Options& o, const std::string& v) {
                         std::string wrong = kCheck(v);
                         if (wrong.empty()) o.*kMember = v;
                         return wrong;
                       },
                       [](const Options& o) { return text_or_none(o.*kMember); }};

template <auto kMember, std::string (*kCheck)(const std::string&)>
constexpr Access kTexts{[](Options& o, const std::string& v) {
                          std::string wrong = kCheck(v);
                          if (wrong.empty()) (o.*kMember).push_back(v);
                          return wrong;
                        },
                        [](const Options& o) {
                          return (o.*kMember).empty() ? OptionValue() : OptionValue(o.*kMember);
                        }};

constexpr std::array<std::string_view, 2> kYesNo{"yes", "no"};
constexpr std::array<std::string_view, 2> kObeyIgnore{"obey", "ignore"};
constexpr std::array<std::string_view, 2> kIgnoreObey{"ignore", "obey"};
constexpr std::array<std::string_view, 4> kScopes{"host", "domain", "prefix", "all"};

std::string check_command(const std::string& v) {
  return v.empty() || v.find('\0') != std::string::npos ? "give a command of the shell" : "";
}
std::string check_webhook(const std::string& v) {
  parser::Url url;
  return url.assign(v) == parser::UrlStatus::kOk ? "" : "give a URL of http or https";
}
// What stands before the port is tried when it is listened at.
std::string check_listen_address(const std::string& v) {
  const std::size_t colon = v.rfind(':');
  const bool has_port = colon != std::string::npos && colon > 0 &&
                        ground::number_of<uint16_t>(std::string_view(v).substr(colon + 1));
  return has_port ? "" : "give an address and a port: 127.0.0.1:9464, [::1]:9464";
}
std::string check_header_text(const std::string& v) { return check_header(v); }
std::string check_user_agent_text(const std::string& v) { return check_user_agent(v); }
std::string check_auth_text(const std::string& v) { return check_auth(v); }

constexpr Access kScope{
    [](Options& o, const std::string& v) { return store(o.scope, read_word(v, kScopes)); },
    [](const Options& o) { return OptionValue(std::string(name_of(o.scope))); }};

constexpr Access kMaxDepth{
    [](Options& o, const std::string& v) {
      std::string wrong = store(o.max_depth, read_count(v, 0, UINT32_MAX));
      if (wrong.empty()) o.has_max_depth = true;
      return wrong;
    },
    [](const Options& o) {
      return o.has_max_depth ? OptionValue(static_cast<uint64_t>(o.max_depth)) : OptionValue();
    }};

constexpr Access kFetch{
    [](Options& o, const std::string& v) { return store(o.fetch_types, read_types(v)); },
    [](const Options& o) {
      const auto join = [](std::string all, const std::string& one) {
        return all.empty() ? one : std::move(all) + "," + one;
      };
      return OptionValue(
          std::accumulate(o.fetch_types.begin(), o.fetch_types.end(), std::string(), join));
    }};

constexpr std::array<std::string_view, 3> kChecks{"links", "resources", "fragments"};

constexpr Access kCheck{
    [](Options& o, const std::string& v) {
      const auto read = read_words(v, kChecks);
      if (const auto* bad = std::get_if<BadValue>(&read)) return bad->words;
      const auto& chosen = std::get<std::vector<bool>>(read);
      o.check = {chosen[0], chosen[1], chosen[2]};
      return std::string();
    },
    [](const Options& o) {
      std::string words;
      const std::array<bool, 3> chosen{o.check.links, o.check.resources, o.check.fragments};
      for (std::size_t i = 0; i < kChecks.size(); ++i)
        if (chosen[i]) words.append(words.empty() ? "" : ",").append(kChecks[i]);
      return OptionValue(words.empty() ? std::string("none") : words);
    }};

constexpr Access kProxy{
    [](Options& o, const std::string& v) { return store(o.proxy, read_proxy(v)); },
    [](const Options& o) { return text_or_none(o.proxy); }};

constexpr uint64_t kDayMs = 86'400'000;
constexpr int64_t kYearMs = 366 * int64_t{86'400'000};
// A body is one blob: SQLite's default limit of a blob is 10^9 bytes, and zstd may add a little.
constexpr uint64_t kMaxBody = uint64_t{900} << 20;
// Above this no server takes a URL, and keys and rows of that size are only weight.
constexpr uint64_t kMaxUrlLength = uint64_t{1} << 20;

constexpr Access kDelay{
    [](Options& o, const std::string& v) {
      return store(o.delay, read_milliseconds(v, milliseconds(kDayMs)));
    },
    [](const Options& o) { return OptionValue(static_cast<uint64_t>(o.delay.count())); }};

constexpr OptionRow row(OptionGroup group, OptionKind kind, std::string_view name,
                        std::string_view placeholder, Access access, std::string_view meaning,
                        std::string_view shown = "", char letter = 0, bool is_secret = false) {
  return {
      {name, placeholder, meaning, letter}, group, kind, shown, is_secret, access.set, access.get};
}

using O = Options;
using G = OptionGroup;
using K = OptionKind;

constexpr OptionRow kTable[] = {
    row(G::kOutput, K::kOne, "db", "FILE", kText<&O::db, check_file_name>,
        "database; an existing crawl is resumed", "", 'o'),
    row(G::kOutput, K::kFlag, "add-seeds", "", kFlagAccess<&O::add_seeds>,
        "add seeds of another site to an existing crawl"),
    row(G::kOutput, K::kOne, "keep-bodies", "yes|no", kWord<&O::keep_bodies, kYesNo>,
        "store what was received"),
    row(G::kOutput, K::kFlag, "keep-markdown", "", kFlagAccess<&O::keep_markdown>,
        "store each page's article as Markdown"),
    row(G::kOutput, K::kOne, "structured", "yes|no", kWord<&O::structured, kYesNo>,
        "store JSON-LD, microdata, OpenGraph …"),
    row(G::kOutput, K::kOne, "extract", "FILE", kText<&O::extract, check_readable>,
        "rules for extracting tables of fields (TOML)", "-"),
    row(G::kOutput, K::kFlag, "durable", "", kFlagAccess<&O::durable>,
        "sync each commit: a power cut loses nothing"),

    row(G::kAgain, K::kFlag, "update", "", kFlagAccess<&O::update>, "visit again what is due"),
    row(G::kAgain, K::kFlag, "forever", "", kFlagAccess<&O::forever>,
        "--update, and go on until stopped"),
    row(G::kAgain, K::kOne, "revisit", "S", kSeconds<&O::revisit, 0, 10 * kYearMs>,
        "until a page is due; 0: all are", "1d"),
    row(G::kAgain, K::kOne, "revisit-min", "S", kSeconds<&O::revisit_min, 1, 10 * kYearMs>,
        "visit no page again earlier", "1h"),
    row(G::kAgain, K::kOne, "revisit-max", "S", kSeconds<&O::revisit_max, 1, 10 * kYearMs>,
        "visit each page again at the latest", "90d"),
    row(G::kAgain, K::kOne, "keep-versions", "N", kCount<&O::keep_versions, 0, 1'000'000>,
        "of a page, beside the present one"),
    row(G::kAgain, K::kOne, "findings-state", "yes|no", kWord<&O::findings_state, kYesNo>,
        "keep what an update finds: new, open, fixed"),
    row(G::kAgain, K::kOne, "on-change", "COMMAND", kText<&O::on_change, check_command>,
        "run it with the changes as JSON lines", "-", 0, true),
    row(G::kAgain, K::kOne, "on-change-timeout", "S", kSeconds<&O::on_change_timeout, 1, kDayMs>,
        "for the command; then it is killed", "60"),

    row(G::kFetched, K::kOne, "scope", "WHICH", kScope, "a seed's host, domain or prefix; or all"),
    row(G::kFetched, K::kList, "include", "RE", kTexts<&O::include, check_pattern>,
        "follow only URLs that match (repeatable, RE2)", "-"),
    row(G::kFetched, K::kList, "exclude", "RE", kTexts<&O::exclude, check_pattern>,
        "follow no URL that matches (repeatable, RE2)", "-"),
    row(G::kFetched, K::kOne, "fetch", "TYPES", kFetch, "of others only headers",
        "HTML, text, XML"),
    row(G::kFetched, K::kOne, "nofollow", "obey|ignore", kWord<&O::follow_nofollow, kIgnoreObey>,
        "obey: don't follow rel=nofollow"),
    row(G::kFetched, K::kOne, "sitemaps", "yes|no", kWord<&O::sitemaps, kYesNo>,
        "from robots.txt and /sitemap.xml"),
    row(G::kFetched, K::kOne, "check", "WHAT", kCheck, "links, resources, fragments or all"),

    row(G::kLimits, K::kOne, "max-pages", "N", kCount<&O::max_pages, 0, UINT64_MAX>,
        "pages fetched in this run", "none"),
    row(G::kLimits, K::kOne, "max-depth", "N", kMaxDepth, "links away from a seed; 0: seeds only",
        "none"),
    row(G::kLimits, K::kOne, "max-time", "S", kSeconds<&O::max_time, 0, kYearMs>,
        "duration: 90, 15m, 1d12h", "none"),
    row(G::kLimits, K::kOne, "max-per-host", "N", kCount<&O::max_per_host, 0, UINT64_MAX>,
        "pages fetched per host", "none"),
    row(G::kLimits, K::kOne, "max-checks-per-host", "N",
        kCount<&O::max_checks_per_host, 0, UINT64_MAX>, "of one out of scope; 0: no limit"),
    row(G::kLimits, K::kOne, "max-body", "BYTES", kBytes<&O::max_body, 1, kMaxBody>,
        "of a page; the rest is cut; K, M, G"),
    row(G::kLimits, K::kOne, "max-url-length", "BYTES",
        kBytes<&O::max_url_length, 0, kMaxUrlLength>, "longer URLs are skipped"),
    row(G::kLimits, K::kOne, "max-path-depth", "N", kCount<&O::max_path_depth, 0, UINT32_MAX>,
        "segments in a path"),
    row(G::kLimits, K::kOne, "max-repeated-segments", "N",
        kCount<&O::max_repeated_segments, 0, UINT32_MAX>, "repeats of one segment in a path"),
    row(G::kLimits, K::kOne, "max-queries-per-path", "N",
        kCount<&O::max_queries_per_path, 0, UINT32_MAX>, "different queries on one path"),
    row(G::kLimits, K::kOne, "max-equal-content", "N", kCount<&O::max_equal_content, 0, UINT32_MAX>,
        "identical pages under one path"),
    row(G::kLimits, K::kOne, "max-nothing-new", "N", kCount<&O::max_nothing_new, 0, UINT32_MAX>,
        "pages in a row without new text"),
    row(G::kLimits, K::kOne, "max-hosts-per-domain", "N",
        kCount<&O::max_hosts_per_domain, 0, UINT32_MAX>, "hosts in one domain"),
    row(G::kLimits, K::kOne, "max-sitemaps", "N", kCount<&O::max_sitemaps, 0, UINT32_MAX>,
        "sitemaps in one domain"),

    row(G::kSpeed, K::kOne, "concurrency", "N", kCount<&O::concurrency, 1, 10'000>,
        "downloads at a time, all hosts", "", 'c'),
    row(G::kSpeed, K::kOne, "per-host", "N", kCount<&O::per_host, 1, 10'000>,
        "downloads at a time from one host"),
    row(G::kSpeed, K::kOne, "per-address", "N", kCount<&O::per_address, 1, 10'000>,
        "downloads at a time from one IP address"),
    row(G::kSpeed, K::kOne, "delay", "MS", kDelay, "pause between requests to a host; 1.5s"),
    row(G::kSpeed, K::kOne, "parsers", "N", kCount<&O::parsers, 0, 1024>, "parser threads",
        "one per core"),
    row(G::kSpeed, K::kOne, "robots", "obey|ignore", kWord<&O::obey_robots, kObeyIgnore>,
        "robots.txt"),

    row(G::kNetwork, K::kOne, "timeout", "S", kSeconds<&O::timeout, 1, kDayMs>,
        "seconds for a whole download"),
    row(G::kNetwork, K::kOne, "connect-timeout", "S", kSeconds<&O::connect_timeout, 1, kDayMs>,
        "seconds to connect"),
    row(G::kNetwork, K::kOne, "retry-failed", "yes|no", kWord<&O::retry_failed, kYesNo>,
        "try again at the next start what failed"),
    row(G::kNetwork, K::kOne, "retries", "N", kCount<&O::retries, 0, 100>,
        "after network errors, 5xx, 429, 408"),
    row(G::kNetwork, K::kOne, "wait-for-hosts", "S", kSeconds<&O::wait_for_hosts, 0, kDayMs>,
        "seconds to ask dead hosts again at the end"),
    row(G::kNetwork, K::kOne, "user-agent", "TEXT", kText<&O::user_agent, check_user_agent_text>,
        "how crawl identifies itself", "crawl/" CRAWL_VERSION),
    row(G::kNetwork, K::kList, "header", "\"NAME: V\"", kTexts<&O::headers, check_header_text>,
        "sent to the seeds' hosts (repeatable)", "-", 0, true),
    row(G::kNetwork, K::kList, "header-everywhere", "HEADER",
        kTexts<&O::headers_everywhere, check_header_text>, "sent to every host (repeatable)", "-",
        0, true),
    row(G::kNetwork, K::kOne, "cookies", "yes|no", kWord<&O::cookies, kYesNo>,
        "keep the cookies that sites set"),
    row(G::kNetwork, K::kOne, "cookie-file", "FILE", kText<&O::cookie_file, check_readable>,
        "cookies to send, in Netscape's format", "-"),
    row(G::kNetwork, K::kOne, "proxy", "URL", kProxy,
        "http, https, socks4, socks4a, socks5, socks5h", "-", 0, true),
    row(G::kNetwork, K::kOne, "auth", "USER:PASS", kText<&O::auth, check_auth_text>,
        "HTTP authentication", "-", 0, true),
    row(G::kNetwork, K::kOne, "ca-file", "FILE", kText<&O::ca_file, check_readable>,
        "certificates to trust, PEM", "the system's"),
    row(G::kNetwork, K::kFlag, "insecure", "", kFlagAccess<&O::insecure>,
        "do not verify certificates"),
    row(G::kNetwork, K::kFlag, "allow-private", "", kFlagAccess<&O::allow_private>,
        "let public pages link to private addresses"),

    row(G::kMessages, K::kFlag, "quiet", "", kFlagAccess<&O::quiet>, "errors and warnings only"),
    row(G::kMessages, K::kFlag, "verbose", "", kFlagAccess<&O::verbose>, "a line for each page"),
    row(G::kMessages, K::kFlag, "log-json", "", kFlagAccess<&O::log_json>,
        "messages as one JSON object a line"),
    row(G::kMessages, K::kOne, "summary", "yes|no", kWord<&O::summary, kYesNo>,
        "what came of it, at the end"),

    row(G::kMessages, K::kOne, "metrics", "ADDRESS", kText<&O::metrics, check_listen_address>,
        "answer Prometheus at 127.0.0.1:9464 or the like", "-"),
    row(G::kMessages, K::kOne, "on-end", "COMMAND", kText<&O::on_end, check_command>,
        "run it with the summary as JSON", "-", 0, true),
    row(G::kMessages, K::kOne, "webhook", "URL", kText<&O::webhook, check_webhook>,
        "send the summary there as JSON", "-", 0, true),
    row(G::kMessages, K::kOne, "webhook-secret", "FILE", kText<&O::webhook_secret, check_readable>,
        "its first line signs what is sent", "-"),
};

}  // namespace

std::span<const OptionRow> option_table() { return kTable; }

const OptionRow* find_option(std::string_view name) {
  const auto* found = std::find_if(std::begin(kTable), std::end(kTable),
                                   [&](const OptionRow& row) { return row.name == name; });
  return found == std::end(kTable) ? nullptr : found;
}

std::vector<const terminal::Option*> options_of_command_line() {
  static constexpr terminal::Option kConfig{"config", "FILE",
                                            "these options as TOML; the command line wins"};
  static constexpr terminal::Option kVersion{"version", "", "the version"};
  std::vector<const terminal::Option*> options;
  for (const OptionRow& row : kTable) options.push_back(&row);
  options.insert(options.end(), {&kConfig, &kVersion});
  return options;
}

std::string_view name_of(Scope scope) { return kScopes[static_cast<std::size_t>(scope)]; }

}  // namespace crawler
