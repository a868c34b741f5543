// Every knob of a crawl: name, meaning, default, range. The comments are the manual; --help says
// the same. Thread: set once in main, then read only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ground/result.h"
#include "storage/store/last_run.h"

namespace crawler {

enum class Scope { kHost, kDomain, kPrefix, kAll };

// What is asked whether it is there, without being read as a page.
struct Checks {
  bool links = false;      // what pages link to that is no page of the crawl
  bool resources = false;  // images, scripts, styles, media, icons, fonts
  bool fragments = false;  // places on pages that links name
  friend bool operator==(const Checks&, const Checks&) = default;
};

struct Options {
  // How the program was called, for commands that it names: "crawl", "build/release/crawl".
  std::string program = "crawl";

  // Files of URLs (one per line, # comments), URLs, or "-" for standard input.
  std::vector<std::string> seeds;

  // --- Output
  std::string db = "crawl.db";  // -o, --db FILE; if it exists, the crawl goes on where it was
  bool add_seeds = false;       // --add-seeds: though none of the seeds is in that file
  bool keep_bodies = true;      // --keep-bodies yes|no
  bool keep_markdown = false;   // --keep-markdown: the article of each page
  bool structured = true;       // --structured yes|no: keep JSON-LD, microdata, OpenGraph …
  std::string extract;          // --extract FILE: rules that make tables of pages, in TOML
  bool durable = false;         // --durable: each commit is on the disk before the crawl goes on

  // --- Coming again
  bool update = false;   // --update: visit what is fetched again when it is due
  bool forever = false;  // --forever: and go on until stopped
  std::chrono::milliseconds revisit{86'400'000};  // --revisit S, while nothing is known of a page;
                                                  // 0: all are due
  std::chrono::milliseconds revisit_min{3'600'000};         // --revisit-min S
  std::chrono::milliseconds revisit_max{90 * 86'400'000L};  // --revisit-max S
  uint32_t keep_versions = 10;  // --keep-versions N, of each page, beside the present one
  bool findings_state = true;   // --findings-state yes|no: keep what an update finds
  std::string on_change;        // --on-change COMMAND: told of what an update has changed
  std::chrono::milliseconds on_change_timeout{60'000};  // --on-change-timeout S

  // --- What is fetched
  Scope scope = Scope::kHost;        // --scope host|domain|prefix|all
  std::vector<std::string> include;  // --include RE, on the whole URL, repeatable, RE2
  std::vector<std::string> exclude;  // --exclude RE
  std::vector<std::string> fetch_types = {
      "text/html", "application/xhtml+xml", "text/plain",          "application/xml",
      "text/xml",  "application/rss+xml",   "application/atom+xml"};
  // --fetch TYPES; of other types only the headers are kept
  bool follow_nofollow = true;  // --nofollow obey|ignore (ignore: nofollow links are followed)
  bool sitemaps = true;         // --sitemaps yes|no
  Checks check;                 // --check links,resources,fragments or all

  // --- Limits (0: none)
  uint64_t max_pages = 0;  // --max-pages N
  uint32_t max_depth = 0;  // --max-depth N; has_max_depth tells 0 from none
  bool has_max_depth = false;
  std::chrono::milliseconds max_time{0};   // --max-time S
  uint64_t max_per_host = 0;               // --max-per-host N
  uint64_t max_checks_per_host = 1'000;    // --max-checks-per-host N, of a host out of scope
  std::size_t max_body = 10u << 20;        // --max-body BYTES (K, M, G)
  std::size_t max_url_length = 2000;       // --max-url-length BYTES
  uint32_t max_path_depth = 32;            // --max-path-depth N segments
  uint32_t max_repeated_segments = 3;      // --max-repeated-segments N
  uint32_t max_queries_per_path = 10'000;  // --max-queries-per-path N
  uint32_t max_equal_content = 500;        // --max-equal-content N, under one path pattern
  uint32_t max_nothing_new = 1000;         // --max-nothing-new N, pages of one shape of URL
  uint32_t max_hosts_per_domain = 10'000;  // --max-hosts-per-domain N, registrable domain
  uint32_t max_sitemaps = 10'000;          // --max-sitemaps N, of a registrable domain

  // --- Speed and politeness
  std::size_t concurrency = 256;  // -c, --concurrency N, over all hosts
  std::size_t per_host = 2;       // --per-host N
  std::size_t per_address = 8;  // --per-address N, hosts that share an IP address; never < per_host
  std::chrono::milliseconds delay{500};  // --delay MS, adaptive upward; 0 switches it off
  std::size_t parsers = 0;               // --parsers N; 0: cores
  bool obey_robots = true;               // --robots obey|ignore

  // --- Network
  std::chrono::milliseconds timeout{30'000};          // --timeout S
  std::chrono::milliseconds connect_timeout{10'000};  // --connect-timeout S
  uint32_t retries = 3;                               // --retries N
  bool retry_failed = true;                           // --retry-failed yes|no: at the next start
  std::chrono::milliseconds wait_for_hosts{300'000};  // --wait-for-hosts S, at the end; 0: not
  std::string user_agent;  // --user-agent; default "crawl/VERSION"; robots product token: up to '/'
  std::vector<std::string> headers;  // --header "Name: value", repeatable; see may_be_secret()
  std::vector<std::string> headers_everywhere;  // --header-everywhere "Name: value"
  bool cookies = true;                          // --cookies yes|no: keep those that sites set
  std::string cookie_file;                      // --cookie-file
  std::string proxy;                            // --proxy
  std::string auth;                             // --auth USER:PASSWORD
  std::string ca_file;                          // --ca-file
  bool insecure = false;                        // --insecure
  bool allow_private = false;                   // --allow-private

  // --- Messages
  bool quiet = false;     // --quiet: errors only
  bool verbose = false;   // --verbose: a line per page
  bool log_json = false;  // --log-json
  bool summary = true;    // --summary yes|no, at the end

  // --- For those who run it
  std::string metrics;         // --metrics ADDRESS:PORT: where Prometheus may ask
  std::string on_end;          // --on-end COMMAND: told how it ended
  std::string webhook;         // --webhook URL: likewise
  std::string webhook_secret;  // --webhook-secret FILE: signs what is sent there
};

// The default of --user-agent: "crawl/" and the version.
std::string default_user_agent();
// What a robots.txt calls us: the user agent up to '/'.
std::string robots_token(const Options& options);

// What the command line (and the config file it names) says.
struct ParsedOptions {
  Options options;
  bool exit_now = false;  // print and leave: --help, --version, or an error
  int exit_status = 0;    // then: 0, or 2 for an error
  std::string output;     // then: for stdout
  std::string error;      // then: for stderr, names the option, the value and the remedy
  // Of `crawl resume`: the seeds that the database has; else none.
  std::vector<std::string> kept_seeds;
  std::vector<std::string> warnings;  // to be said at the start: what is switched off
  // Of `crawl resume`: the options that it takes from the database, as on a command line; "" for
  // none.
  std::string taken_over;
};

// Gives what the database of that name says of the run before.
using LastRunReader = std::function<ground::Result<storage::LastRun>(const std::string& db)>;

// Never throws. `argv` as main has it; `resume` may stand first in it: `last_run` is then asked for
// seeds, and for options that are not given. `commands`: lines for --help about what else there is.
ParsedOptions parse_options(int argc, const char* const* argv, const LastRunReader& last_run,
                            std::string_view commands = "");

// The options as one JSON object: long names to values, null where none is given. Secrets (auth,
// cookies, headers' values that may hold one, the proxy's password) are replaced by "[redacted]".
// `seed_digest`: see digest_of(); "" leaves it out.
std::string options_json(const Options& options, std::string_view seed_digest = "");

// The command that goes on with this crawl, quoted for a shell: `crawl resume`, the database, and
// what that does not keep. Secrets appear as '...', which no option takes for one.
std::string resume_command(const Options& options);

// `word` as a POSIX shell takes it, quoted only where needed.
std::string shell_word(std::string_view word);

}  // namespace crawler
