#include "crawler/options/options.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "crawler/options/config_file.h"
#include "crawler/options/foreign_options.h"
#include "crawler/options/kept_options.h"
#include "crawler/options/option_table.h"
#include "crawler/options/option_values.h"
#include "storage/open_store.h"

namespace {

using namespace std::chrono_literals;
using crawler::Options;
using crawler::parse_options;
using crawler::ParsedOptions;

ParsedOptions parse(std::vector<std::string> arguments) {
  std::vector<const char*> argv{"crawl"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  return parse_options(static_cast<int>(argv.size()), argv.data(), storage::read_last_run);
}

// Options that must be good, with a seed before them.
Options good(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "seeds.txt");
  const ParsedOptions parsed = parse(std::move(arguments));
  EXPECT_FALSE(parsed.exit_now) << parsed.error;
  EXPECT_EQ(parsed.error, "");
  return parsed.options;
}

// What is said of options that must be bad.
std::string error_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "seeds.txt");
  const ParsedOptions parsed = parse(std::move(arguments));
  EXPECT_TRUE(parsed.exit_now);
  EXPECT_EQ(parsed.exit_status, 2);
  EXPECT_EQ(parsed.output, "");
  constexpr std::string_view kRemedy = "; see crawl --help\n";
  EXPECT_TRUE(parsed.error.ends_with(kRemedy)) << parsed.error;
  EXPECT_EQ(parsed.error.find('\n'), parsed.error.size() - 1) << "one line";
  return parsed.error.substr(0, parsed.error.size() - kRemedy.size());
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "crawl-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << text;
    return path_ + "/" + name;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Options, DefaultsAreThoseOfTheHeader) {
  const Options options = good({});
  EXPECT_EQ(options.seeds, std::vector<std::string>{"seeds.txt"});
  EXPECT_EQ(options.db, "crawl.db");
  EXPECT_EQ(options.concurrency, 256u);
  EXPECT_EQ(options.per_host, 2u);
  EXPECT_EQ(options.per_address, 8u);
  EXPECT_EQ(options.delay, 500ms);
  EXPECT_EQ(options.timeout, 30s);
  EXPECT_EQ(options.max_body, 10u << 20);
  EXPECT_EQ(options.user_agent, crawler::default_user_agent());
  EXPECT_FALSE(options.has_max_depth);
  EXPECT_TRUE(options.obey_robots && options.sitemaps && options.keep_bodies);
  EXPECT_TRUE(options.follow_nofollow);
}

TEST(Options, SeedsMayStandAnywhereAndDashIsStandardInput) {
  EXPECT_EQ(parse({"a.txt", "--scope", "all", "https://b.example/", "-"}).options.seeds,
            (std::vector<std::string>{"a.txt", "https://b.example/", "-"}));
  EXPECT_EQ(parse({"--", "--odd-name.txt"}).options.seeds,
            std::vector<std::string>{"--odd-name.txt"});
}

TEST(Options, Output) {
  EXPECT_EQ(good({"-o", "x.db"}).db, "x.db");
  EXPECT_EQ(good({"--db=x y.db"}).db, "x y.db");
  EXPECT_FALSE(good({"--keep-bodies", "no"}).keep_bodies);
  EXPECT_FALSE(good({}).durable);
  EXPECT_TRUE(good({"--durable"}).durable);
}

TEST(Options, WhatIsFetched) {
  EXPECT_EQ(good({"--scope", "domain"}).scope, crawler::Scope::kDomain);
  EXPECT_EQ(good({"--scope", "prefix"}).scope, crawler::Scope::kPrefix);
  EXPECT_EQ(good({"--scope=all"}).scope, crawler::Scope::kAll);
  // Values that a list-minded parser would take apart.
  EXPECT_EQ(good({"--include", "[a-z]", "--include", "a,b"}).include,
            (std::vector<std::string>{"[a-z]", "a,b"}));
  EXPECT_EQ(good({"--exclude", "{}", "--exclude", "\\?q="}).exclude,
            (std::vector<std::string>{"{}", "\\?q="}));
  EXPECT_EQ(good({"--fetch", "text/html, Application/PDF,text/html"}).fetch_types,
            (std::vector<std::string>{"text/html", "application/pdf"}));
  EXPECT_FALSE(good({"--nofollow", "obey"}).follow_nofollow);
  EXPECT_FALSE(good({"--sitemaps", "no"}).sitemaps);
}

TEST(Options, Limits) {
  EXPECT_EQ(good({"--max-pages", "18446744073709551615"}).max_pages, UINT64_MAX);
  const Options seeds_only = good({"--max-depth", "0"});
  EXPECT_TRUE(seeds_only.has_max_depth);
  EXPECT_EQ(seeds_only.max_depth, 0u);
  EXPECT_EQ(good({"--max-time", "0.25"}).max_time, 250ms);
  EXPECT_EQ(good({"--max-time", "2h"}).max_time, 2h);
  EXPECT_EQ(good({"--max-time", "1.5m"}).max_time, 90s);
  EXPECT_EQ(good({"--max-time", "1d"}).max_time, 24h);
  EXPECT_EQ(good({"--max-per-host", "5"}).max_per_host, 5u);
  EXPECT_EQ(good({"--max-body", "64K"}).max_body, 65536u);
  EXPECT_EQ(good({"--max-body", "2m"}).max_body, 2u << 20);
  EXPECT_EQ(good({"--max-body", "1"}).max_body, 1u);
  EXPECT_EQ(good({"--max-url-length", "4K"}).max_url_length, 4096u);
  EXPECT_EQ(good({"--max-path-depth", "5"}).max_path_depth, 5u);
  EXPECT_EQ(good({"--max-repeated-segments", "0"}).max_repeated_segments, 0u);
  EXPECT_EQ(good({"--max-queries-per-path", "7"}).max_queries_per_path, 7u);
  EXPECT_EQ(good({"--max-equal-content", "8"}).max_equal_content, 8u);
  EXPECT_EQ(good({"--max-nothing-new", "8"}).max_nothing_new, 8u);
  EXPECT_EQ(good({"--max-hosts-per-domain", "8"}).max_hosts_per_domain, 8u);
  EXPECT_EQ(good({"--max-sitemaps", "9"}).max_sitemaps, 9u);
}

TEST(Options, SpeedAndPoliteness) {
  EXPECT_EQ(good({"-c", "10000"}).concurrency, 10'000u);
  EXPECT_EQ(good({"-c8"}).concurrency, 8u);
  EXPECT_EQ(good({"--concurrency", "1"}).concurrency, 1u);
  EXPECT_EQ(good({"--per-address", "3"}).per_address, 3u);
  EXPECT_EQ(good({"--delay", "0"}).delay, 0ms);
  EXPECT_EQ(good({"--parsers", "4"}).parsers, 4u);
  EXPECT_FALSE(good({"--robots", "ignore"}).obey_robots);
}

TEST(Options, AnAddressTakesAtLeastAsManyTransfersAsAHost) {
  EXPECT_EQ(good({"--per-host", "20"}).per_address, 20u);
  EXPECT_EQ(good({"--per-host", "4"}).per_address, 8u);
  EXPECT_EQ(error_of({"--per-host", "20", "--per-address", "10"}),
            "crawl: --per-address 10 is less than --per-host 20; give at least as much");
}

TEST(Options, Network) {
  EXPECT_EQ(good({"--timeout", "0.5"}).timeout, 500ms);
  EXPECT_EQ(good({"--connect-timeout", "1500ms"}).connect_timeout, 1500ms);
  EXPECT_EQ(good({"--retries", "0"}).retries, 0u);
  EXPECT_EQ(good({"--user-agent", "my_bot/2.0 (+https://x.example/)"}).user_agent,
            "my_bot/2.0 (+https://x.example/)");
  EXPECT_EQ(good({"--header", "X-Key: a:b", "--header", "Accept: */*"}).headers,
            (std::vector<std::string>{"X-Key: a:b", "Accept: */*"}));
  EXPECT_EQ(good({"--proxy", "socks5h://u:p@[::1]:1080/"}).proxy, "socks5h://u:p@[::1]:1080");
  EXPECT_EQ(good({"--proxy", "proxy.example:3128"}).proxy, "http://proxy.example:3128");
  EXPECT_EQ(good({"--auth", "me:se:cret"}).auth, "me:se:cret");
  EXPECT_TRUE(good({"--insecure"}).insecure);
  EXPECT_TRUE(good({"--allow-private"}).allow_private);
  const TemporaryFolder folder;
  const std::string file = folder.write("file", "");
  EXPECT_EQ(good({"--cookie-file", file}).cookie_file, file);
  EXPECT_EQ(good({"--ca-file", file}).ca_file, file);
}

TEST(Options, Messages) {
  EXPECT_TRUE(good({"--quiet"}).quiet);
  EXPECT_TRUE(good({"--verbose", "--log-json"}).log_json);
  EXPECT_EQ(error_of({"--quiet", "--verbose"}), "crawl: --quiet and --verbose exclude each other");
}

TEST(Options, TheLastOfARepeatedValueCounts) {
  EXPECT_EQ(good({"--scope", "all", "--scope", "host"}).scope, crawler::Scope::kHost);
}

TEST(Options, WhatSwitchesSafetyOffIsWarnedOf) {
  EXPECT_TRUE(parse({"s", "--quiet"}).warnings.empty());
  const auto warnings = parse({"s", "--robots", "ignore", "--insecure"}).warnings;
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_TRUE(warnings[0].starts_with("--robots ignore: "));
  EXPECT_TRUE(warnings[1].starts_with("--insecure: "));
}

TEST(Options, ANameThatNoRobotsTxtCanNameIsWarnedOf) {
  for (const char* agent : {"MJ12bot/1.4", "my_bot-2 (+https://a.test/)", "mybot", "Mozilla/5.0"})
    EXPECT_TRUE(parse({"s", "--user-agent", agent}).warnings.empty()) << agent;
  const auto warnings = parse({"s", "--user-agent", "my.bot/1.0"}).warnings;
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_TRUE(warnings[0].starts_with("--user-agent: no robots.txt can name \"my.bot\""));
  EXPECT_TRUE(parse({"s", "--user-agent", "my.bot", "--robots", "ignore"}).warnings.size() == 1);
}

struct BadCase {
  std::vector<std::string> arguments;
  std::string error;
};

class BadOption : public testing::TestWithParam<BadCase> {};

TEST_P(BadOption, IsNamedWithValueAndRemedy) {
  EXPECT_EQ(error_of(GetParam().arguments), "crawl: " + GetParam().error);
}

const BadCase kBadCases[] = {
    {{"--scope", "hots"}, "--scope: \"hots\" is not one of host, domain, prefix, all"},
    {{"--sitemaps", "maybe"}, "--sitemaps: \"maybe\" is not one of yes, no"},
    {{"--robots", "no"}, "--robots: \"no\" is not one of obey, ignore"},
    {{"--nofollow", "yes"}, "--nofollow: \"yes\" is not one of ignore, obey"},
    {{"--keep-bodies", ""}, "--keep-bodies: \"\" is not one of yes, no"},
    {{"--db", ""}, "--db: an empty name; give the name of a file"},
    {{"--include", "("},
     "--include: \"(\" is not a regular expression in RE2 syntax: missing ): ("},
    {{"--exclude", "(?=x)"},
     "--exclude: \"(?=x)\" is not a regular expression in RE2 syntax: invalid perl operator: (?="},
    {{"--fetch", "html"},
     "--fetch: \"html\" is not a media type like text/html (several: with commas)"},
    {{"--fetch", "text/*"},
     "--fetch: \"text/*\" is not a media type like text/html (several: with commas)"},
    {{"--fetch", "text/html,"},
     "--fetch: \"\" is not a media type like text/html (several: with commas)"},
    {{"-c", "0"}, "--concurrency: \"0\" is not a whole number from 1 to 10000"},
    {{"-c", "10001"}, "--concurrency: \"10001\" is not a whole number from 1 to 10000"},
    {{"-c", "8x"}, "--concurrency: \"8x\" is not a whole number from 1 to 10000"},
    {{"-c", "-8"}, "--concurrency: \"-8\" is not a whole number from 1 to 10000"},
    {{"--per-host", "0"}, "--per-host: \"0\" is not a whole number from 1 to 10000"},
    {{"--per-address", ""}, "--per-address: \"\" is not a whole number from 1 to 10000"},
    {{"--parsers", "1025"}, "--parsers: \"1025\" is not a whole number from 0 to 1024"},
    {{"--retries", "101"}, "--retries: \"101\" is not a whole number from 0 to 100"},
    {{"--max-pages", "18446744073709551616"},
     "--max-pages: \"18446744073709551616\" is not a whole number from 0 up"},
    {{"--max-per-host", "1e3"}, "--max-per-host: \"1e3\" is not a whole number from 0 up"},
    {{"--max-depth", "4294967296"},
     "--max-depth: \"4294967296\" is not a whole number from 0 to 4294967295"},
    {{"--max-path-depth", "x"},
     "--max-path-depth: \"x\" is not a whole number from 0 to 4294967295"},
    {{"--max-repeated-segments", "x"},
     "--max-repeated-segments: \"x\" is not a whole number from 0 to 4294967295"},
    {{"--max-queries-per-path", "x"},
     "--max-queries-per-path: \"x\" is not a whole number from 0 to 4294967295"},
    {{"--max-equal-content", "x"},
     "--max-equal-content: \"x\" is not a whole number from 0 to 4294967295"},
    {{"--delay", "0.5"},
     "--delay: \"0.5\" is not a whole number of milliseconds; did you mean 0.5s?"},
    {{"--delay", "--quiet"},
     "--delay: \"--quiet\" is not a number of milliseconds from 0 to 1d, such as 250, 1.5s "
     "or 2m"},
    {{"--delay", "1441m"},
     "--delay: \"1441m\" is not a number of milliseconds from 0 to 1d, such as 250, 1.5s or "
     "2m"},
    {{"--max-time", "12h1d"},
     "--max-time: \"12h1d\" is not a number of seconds from 0 to 366d, such as 90, 1.5, "
     "250ms, 5m or 1d12h"},
    {{"--max-time", "1.5h30m"},
     "--max-time: \"1.5h30m\" is not a number of seconds from 0 to 366d, such as 90, 1.5, "
     "250ms, 5m or 1d12h"},
    {{"--max-body", "0"},
     "--max-body: \"0\" is not a number of bytes from 1 to 900M (K, M and G may follow the "
     "number)"},
    {{"--max-body", "10MM"},
     "--max-body: \"10MM\" is not a number of bytes from 1 to 900M (K, M and G may follow the "
     "number)"},
    {{"--max-body", "99999999999999999G"},
     "--max-body: \"99999999999999999G\" is not a number of bytes from 1 to 900M (K, M and G may "
     "follow the number)"},
    {{"--max-url-length", "2M"},
     "--max-url-length: \"2M\" is not a number of bytes from 0 to 1M (K, M and G may follow the "
     "number)"},
    {{"--timeout", "0"},
     "--timeout: \"0\" is not a number of seconds from 1ms to 1d, such as 90, 1.5, 250ms, 5m "
     "or 1d12h"},
    {{"--connect-timeout", "inf"},
     "--connect-timeout: \"inf\" is not a number of seconds from 1ms to 1d, such as 90, 1.5, "
     "250ms, 5m or 1d12h"},
    {{"--max-time", "1e9"},
     "--max-time: \"1e9\" is not a number of seconds from 0 to 366d, such as 90, 1.5, "
     "250ms, 5m or 1d12h"},
    {{"--user-agent", ""},
     "--user-agent: \"\" does not begin with a name like mybot/1.0, to which robots.txt speaks"},
    {{"--user-agent", "(bot)"},
     "--user-agent: \"(bot)\" does not begin with a name like mybot/1.0, to which robots.txt "
     "speaks"},
    {{"--user-agent", "a\r\nX: y"},
     "--user-agent: \"a\xEF\xBF\xBD\xEF\xBF\xBDX: y\" has a control character"},
    {{"--header", "nonsense"}, "--header: \"nonsense\" is not a header like \"Name: value\""},
    {{"--header", "A B: c"}, "--header: \"A B\" is not a header like \"Name: value\""},
    {{"--header", "X-A:  "}, "--header: \"X-A\" has no value"},
    {{"--header", "X-A: b\r\nEvil: 1"},
     "--header: the value of \"X-A\" has a line break or another control character"},
    {{"--header", "user-agent: x"}, "--header: User-Agent is set with --user-agent"},
    {{"--header", "Host: x"},
     "--header: \"Host\" differs from request to request and can't be set"},
    {{"--cookie-file", "/nonexistent/x"},
     "--cookie-file: can't read \"/nonexistent/x\": No such file or directory"},
    {{"--ca-file", "/"}, "--ca-file: \"/\" is a directory, a file is wanted"},
    {{"--proxy", "ftp://x:1"},
     "--proxy: \"ftp\" is not one of http, https, socks4, socks4a, socks5, socks5h"},
    {{"--proxy", "http://u:secret@:1"},
     "--proxy: not a proxy like http://host:3128 or socks5h://user:password@host:1080"},
    {{"--proxy", "http://host:99999"},
     "--proxy: not a proxy like http://host:3128 or socks5h://user:password@host:1080"},
    {{"--proxy", "http://[::1"},
     "--proxy: not a proxy like http://host:3128 or socks5h://user:password@host:1080"},
    {{"--auth", "secret"}, "--auth: not of the form USER:PASSWORD"},
    {{"--auth", "u:p\n"}, "--auth: has a control character"},
    {{"--scope"}, "--scope needs a value: WHICH"},
    {{"-o"}, "--db needs a value: FILE"},
    {{"--max-page", "5"}, "unknown option --max-page (did you mean --max-pages?)"},
    {{"--max-page=5"}, "unknown option --max-page (did you mean --max-pages?)"},
    {{"--hlep"}, "unknown option --hlep (did you mean --help?)"},
    {{"--zzzzzzzzzz"}, "unknown option --zzzzzzzzzz"},
    {{"--quiet=maybe"}, "--quiet: \"maybe\" is not one of true, false"},
    {{"--config", "/nonexistent.toml"},
     "--config: can't read \"/nonexistent.toml\": No such file or directory"},
};

INSTANTIATE_TEST_SUITE_P(All, BadOption, testing::ValuesIn(kBadCases),
                         [](const auto& bad) { return std::to_string(bad.index); });

TEST(Options, DurationsAndSizesAreWrittenAsPeopleWriteThem) {
  const auto ms = [](int64_t count) { return std::chrono::milliseconds(count); };
  for (const auto& [text, delay] : std::vector<std::pair<std::string, int64_t>>{
           {"250", 250}, {"1.5s", 1500}, {"250ms", 250}, {"1m30s", 90'000}, {"0.5ms", 1}, {"0", 0}})
    EXPECT_EQ(good({"--delay", text}).delay, ms(delay)) << text;
  for (const auto& [text, time] :
       std::vector<std::pair<std::string, int64_t>>{{"1d12h", 129'600'000},
                                                    {"90", 90'000},
                                                    {"1h30min", 5'400'000},
                                                    {"1w", 604'800'000},
                                                    {"2m1.5s", 121'500}})
    EXPECT_EQ(good({"--max-time", text}).max_time, ms(time)) << text;
  for (const auto& [text, bytes] :
       std::vector<std::pair<std::string, std::size_t>>{{"10MB", 10u << 20},
                                                        {"10MiB", 10u << 20},
                                                        {"10m", 10u << 20},
                                                        {"1.5k", 1536},
                                                        {"512B", 512},
                                                        {"20 KB", 20u << 10},
                                                        {"7", 7}})
    EXPECT_EQ(good({"--max-body", text}).max_body, bytes) << text;
}

TEST(Options, WhatOtherProgramsCallItIsNamedByOurName) {
  const auto said = [](const std::string& word, const std::string& words) {
    EXPECT_EQ(error_of({word, "x"}), "crawl: unknown option " + word + " (" + words + ")");
  };
  said("-q", "did you mean --quiet?");
  said("-v", "did you mean --verbose?");
  said("-H", "did you mean --header, or --scope all to follow links to other hosts?");
  said("-A", "did you mean --user-agent, or --include for which URLs?");
  said("-l", "did you mean --max-depth?");
  said("-l5", "did you mean --max-depth?");
  said("-np", "did you mean --scope prefix?");
  said("--depth", "did you mean --max-depth?");
  said("--output", "did you mean -o?");
  said("--limit", "did you mean --max-pages?");
  said("-r", "links are followed anyway; --max-depth says how far");
}

// Whoever adds an option under such a name has to take the hint away.
TEST(Options, NoHintStandsForAnOptionThatThereIsAndEachNamesOneThatThereIs) {
  for (const terminal::Option* option : crawler::options_of_command_line()) {
    const std::string hint = crawler::unknown_crawl_option("--" + std::string(option->name),
                                                           crawler::options_of_command_line());
    EXPECT_NE(hint.find(std::string("did you mean --").append(option->name).append("?")),
              std::string::npos)
        << hint;
  }
}

TEST(Options, AnUnknownShortOptionIsNamed) {
  EXPECT_TRUE(error_of({"-z"}).starts_with("crawl: unknown option -z"));
}

TEST(Options, WithoutSeedsIsAUsageError) {
  const ParsedOptions parsed = parse({"--quiet"});
  EXPECT_EQ(parsed.exit_status, 2);
  EXPECT_EQ(parsed.error,
            "crawl: no seeds: give files of URLs, URLs, or - for standard input; crawl resume [DB] "
            "goes on with a crawl; see crawl --help\n");
}

TEST(Options, EveryOptionHasARowWhoseDefaultSetsItself) {
  for (const crawler::OptionRow& row : crawler::option_table()) {
    const crawler::OptionValue value = row.get(Options{});
    Options options;
    if (const auto* text = std::get_if<std::string>(&value)) {
      EXPECT_EQ(row.set(options, *text), "") << row.name;
    } else if (const auto* count = std::get_if<uint64_t>(&value)) {
      EXPECT_EQ(row.set(options, std::to_string(*count)), "") << row.name;
    }
    EXPECT_EQ(row.get(options), value) << row.name;
  }
}

TEST(Again, ForEverIsAnUpdateAndLimitsMustNotCross) {
  EXPECT_TRUE(parse({"http://a.example/", "--forever"}).options.update);
  EXPECT_FALSE(parse({"http://a.example/"}).options.update);
  EXPECT_EQ(parse({"http://a.example/", "--revisit", "0"}).options.revisit.count(), 0);
  EXPECT_EQ(parse({"http://a.example/", "--revisit", "1d12h"}).options.revisit,
            std::chrono::hours(36));
  const ParsedOptions crossed =
      parse({"http://a.example/", "--revisit-min", "2d", "--revisit-max", "1d"});
  EXPECT_EQ(crossed.exit_status, 2);
  EXPECT_NE(crossed.error.find("--revisit-min"), std::string::npos);
}

TEST(Help, SaysEveryOptionInEightyColumns) {
  for (const std::vector<std::string>& asked :
       {std::vector<std::string>{"--help"}, {"-h"}, {"--max-pages", "x", "-h"}}) {
    const ParsedOptions parsed = parse(asked);
    EXPECT_TRUE(parsed.exit_now);
    EXPECT_EQ(parsed.exit_status, 0);
    EXPECT_EQ(parsed.error, "");
    EXPECT_EQ(parsed.output, crawler::help_text(""));
  }
  const std::string help = crawler::help_text("");
  for (const crawler::OptionRow& row : crawler::option_table())
    EXPECT_NE(help.find("--" + std::string(row.name)), std::string::npos) << row.name;
  std::istringstream lines(help);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(line.size(), 80u) << line;
  EXPECT_LE(count, 90);
}

TEST(Help, VersionIsALineOfItsOwn) {
  const ParsedOptions parsed = parse({"--version"});
  EXPECT_TRUE(parsed.exit_now);
  EXPECT_EQ(parsed.output, "crawl " CRAWL_VERSION "\n");
}

TEST(Config, LongNamesAreKeysAndTheCommandLineWins) {
  const TemporaryFolder folder;
  const std::string file = folder.write("c.toml",
                                        "# a comment\n"
                                        "scope = \"domain\"   # behind a value\n"
                                        "max-pages = 1_000\n"
                                        "timeout = 2.5\n"
                                        "quiet = true\n"
                                        "sitemaps = false\n"
                                        "include = [ 'a#b', \"c\\\\d\",\n  'e', ] # done\n"
                                        "fetch = ['text/html', 'application/pdf']\n"
                                        "header = 'X-Colour: #fff'\n"
                                        "max-body = \"64K\"\n");
  const Options options =
      good({"--config", file, "--scope", "all", "--header", "X-A: b", "--max-body=1K"});
  EXPECT_EQ(options.scope, crawler::Scope::kAll);
  EXPECT_EQ(options.max_pages, 1000u);
  EXPECT_EQ(options.timeout, 2500ms);
  EXPECT_TRUE(options.quiet);
  EXPECT_FALSE(options.sitemaps);
  EXPECT_EQ(options.include, (std::vector<std::string>{"a#b", "c\\d", "e"}));
  EXPECT_EQ(options.fetch_types, (std::vector<std::string>{"text/html", "application/pdf"}));
  EXPECT_EQ(options.headers, std::vector<std::string>{"X-A: b"});
  EXPECT_EQ(options.max_body, 1024u);
  EXPECT_FALSE(good({"--config", file, "--quiet=false"}).quiet);
}

TEST(Config, ErrorsNameFileLineAndKey) {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& text) {
    const std::string file = folder.write("c.toml", text);
    const std::string words = error_of({"--config", file, "--scope", "all"});
    const std::string start = "crawl: " + file;
    EXPECT_TRUE(words.starts_with(start)) << words;
    return words.substr(start.size());
  };
  EXPECT_EQ(error("\nmax-page = 5\n"), ":2: unknown option max-page (did you mean max-pages?)");
  EXPECT_EQ(error("depth = 2\n"), ":1: unknown option depth (did you mean max-depth?)");
  EXPECT_EQ(error("config = 'x'\n"), ":1: unknown option config (did you mean config?)");
  EXPECT_EQ(error("scope = 'hots'\n"),
            ":1: scope: \"hots\" is not one of host, domain, prefix, all");
  EXPECT_EQ(error("\nscope = host\n"),
            ":2: Error while parsing value: could not determine value type (an option is name = "
            "value, a string stands in quotes)");
  EXPECT_EQ(error("max-pages = [1, 2]\n"), ":1: max-pages takes one value, not an array");
  EXPECT_EQ(error("quiet = 1\n"), ":1: quiet: \"1\" is not one of true, false");
  EXPECT_EQ(
      error("[crawl]\n"),
      ":1: no [tables] are known here but [host.\"NAME\"], write each option as name = value");
  EXPECT_EQ(error("quiet = true\nquiet = true\n"),
            ":2: Error while parsing key-value pair: cannot redefine existing boolean 'quiet' (an "
            "option is name = value, a string stands in quotes)");
  EXPECT_EQ(error("max-pages = 5.0\n"), ":1: max-pages: \"5.0\" is not a whole number from 0 up");
  EXPECT_EQ(error("timeout = inf\n").substr(0, 21), ":1: timeout: \"inf\" is");
  EXPECT_EQ(error("zone = 1\nabc = 1\n").substr(0, 24), ":1: unknown option zone");
}

TEST(ConfigFile, ReadsTheScalarsOfToml) {
  const auto file = crawler::parse_config(
      "\xEF\xBB\xBF\r\n"
      "basic = \"q\\\" t\\t \\u00e9 \\U0001F600\"\r\n"
      "'quoted key' = 'C:\\raw'\n"
      "positive = +1_0\n"
      "negative = -2.5\n"
      "hex = 0x10\n"
      "long = \"\"\"\none\ntwo\"\"\"\n"
      "empty = []\n"
      "last = true",
      "t");
  EXPECT_EQ(file.error, "");
  ASSERT_EQ(file.entries.size(), 8u);
  EXPECT_EQ(file.entries[0].values[0], "q\" t\t \xC3\xA9 \xF0\x9F\x98\x80");
  EXPECT_EQ(file.entries[0].line, 2u);
  EXPECT_EQ(file.entries[1].key, "quoted key");
  EXPECT_EQ(file.entries[1].values[0], "C:\\raw");
  EXPECT_EQ(file.entries[2].values[0], "10");
  EXPECT_EQ(file.entries[3].values[0], "-2.5");
  EXPECT_EQ(file.entries[4].values[0], "16");
  EXPECT_EQ(file.entries[5].values[0], "one\ntwo");
  EXPECT_TRUE(file.entries[6].values.empty());
  EXPECT_EQ(file.entries[7].kind, crawler::ConfigEntry::Kind::kBoolean);
  EXPECT_EQ(file.entries[7].line, 11u);
}

TEST(ConfigFile, RefusesWhatItDoesNotRead) {
  for (const std::string text : {"a",
                                 "= 1",
                                 "a = ",
                                 "a = 'x",
                                 "a = \"x",
                                 "a = \"\\q\"",
                                 "a = \"\\ud800\"",
                                 "a = \"\\u12\"",
                                 "a = \"\\U00110000\"",
                                 "a = [",
                                 "a = [1",
                                 "a = [1 2]",
                                 "a = [,",
                                 "a = 1 2",
                                 "a.b = 1",
                                 "a = [[1]]",
                                 "a = {b = 1}",
                                 "a = 1979-05-27",
                                 "a = [1979-05-27]",
                                 "a = [{b = 1}]",
                                 "[[a]]",
                                 "a = 99999999999999999999",
                                 "a = \"\xFF\"",
                                 "a = 'x'y",
                                 "\"a = 1",
                                 "a = \"\x01\""}) {
    const auto file = crawler::parse_config(text, "t");
    EXPECT_TRUE(file.error.starts_with("t:1: ")) << text << " -> " << file.error;
  }
}

TEST(ConfigFile, OfAHostileShapeIsRefused) {
  const std::string many(100'000, '[');
  EXPECT_TRUE(crawler::parse_config("a = " + many, "t").error.starts_with("t:1: "));
  std::string key = "a";
  for (int i = 0; i < 200'000; ++i) key += ".a";
  EXPECT_EQ(crawler::parse_config("\n" + key + " = 1", "t").error,
            "t:2: no dotted keys are known here, write each option as name = value");
  EXPECT_EQ(crawler::parse_config(std::string((1u << 20) + 1, '#'), "t").error,
            "t: more than 1024 KB: these are no options");
}

TEST(OptionsJson, HasEveryOptionUnderItsLongName) {
  const auto json = nlohmann::json::parse(crawler::options_json(good({"--max-time", "1.5"})));
  for (const crawler::OptionRow& row : crawler::option_table())
    EXPECT_TRUE(json.contains(std::string(row.name))) << row.name;
  EXPECT_EQ(json["seeds"], nlohmann::json::array({"seeds.txt"}));
  EXPECT_EQ(json["scope"], "host");
  EXPECT_EQ(json["max-time"], 1.5);
  EXPECT_EQ(json["max-depth"], nullptr);
  EXPECT_EQ(json["concurrency"], 256);
  EXPECT_EQ(json["quiet"], false);
  EXPECT_EQ(json["include"], nullptr);
}

TEST(OptionsJson, HoldsNoSecret) {
  const std::string text = crawler::options_json(good(
      {"--auth", "me:hush", "--header", "Authorization: Bearer hush", "--header", "Cookie: a=hush",
       "--header", "X-Api-Key: hush", "--header", "Accept-Language: de", "--header-everywhere",
       "X-Key: hush", "--proxy", "http://user:hush@proxy:1", "https://user:hush@a.example/"}));
  EXPECT_EQ(text.find("hush"), std::string::npos) << text;
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["auth"], "[redacted]");
  EXPECT_EQ(json["header"][0], "Authorization: [redacted]");
  EXPECT_EQ(json["header"][3], "Accept-Language: de");
  EXPECT_EQ(json["header-everywhere"][0], "X-Key: [redacted]");
  EXPECT_EQ(json["proxy"], "http://[redacted]@proxy:1");
  EXPECT_EQ(json["seeds"][1], "https://[redacted]@a.example/");
}

TEST(OptionsJson, NamesThatAreNotUtf8AreNoTrouble) {
  const auto json = nlohmann::json::parse(crawler::options_json(good({"-o", "\xFF.db"})));
  EXPECT_EQ(json["db"], "\xEF\xBF\xBD.db");
}

TEST(ResumeCommand, NamesTheFileAndWhatIsNotKeptInIt) {
  EXPECT_EQ(crawler::resume_command(good({})), "crawl resume crawl.db");
  EXPECT_EQ(crawler::resume_command(good({"-o", "it's my crawl.db", "--max-pages", "5", "--scope",
                                          "all", "--quiet", "--auth", "me:hush", "--proxy",
                                          "http://proxy:1", "--header", "Accept: text/html"})),
            "crawl resume 'it'\\''s my crawl.db' --proxy http://proxy:1 --auth ... --quiet");
  EXPECT_EQ(crawler::resume_command(good({"-o=-x.db", "--header", "X-Key: hush"})),
            "crawl resume ./-x.db --header ...");
}

TEST(ResumeCommand, NoOptionTakesTheDotsForItsValue) {
  for (const char* name : {"--auth", "--proxy", "--header", "--header-everywhere"})
    EXPECT_NE(error_of({name, "..."}), "") << name;
}

TEST(ResumeCommand, CallsTheProgramAsItWasCalled) {
  const std::vector<const char*> argv{"./my builds/crawl", "seeds.txt"};
  EXPECT_EQ(crawler::resume_command(
                crawler::parse_options(2, argv.data(), storage::read_last_run).options),
            "'./my builds/crawl' resume crawl.db");
}

// Whatever is kept of options is taken again: a new option need not be thought of here.
TEST(KeptOptions, SetWhatWasGiven) {
  const Options given =
      good({"-o",          "a.db",   "--max-pages", "5",        "--max-time",  "3",
            "--scope",     "prefix", "--exclude",   "\\?q=",    "--exclude",   "z",
            "--delay",     "1.5s",   "--timeout",   "2.5",      "--fetch",     "text/html",
            "--robots",    "ignore", "--insecure",  "--header", "Accept: a/b", "--quiet",
            "--max-depth", "0",      "--auth",      "me:hush"});
  const crawler::KeptOptions kept = crawler::read_kept_options(crawler::options_json(given));
  EXPECT_EQ(kept.seeds, std::vector<std::string>{"seeds.txt"});
  EXPECT_EQ(kept.secret, std::vector<std::string_view>{"auth"});
  for (const char* name : {"db", "max-pages", "max-time", "quiet", "auth"})
    EXPECT_FALSE(kept.values.contains(name)) << name;
  Options again;
  for (const auto& [name, values] : kept.values)
    for (const std::string& value : values)
      EXPECT_EQ(crawler::find_option(name)->set(again, value), "") << name;
  for (const crawler::OptionRow& row : crawler::option_table())
    EXPECT_TRUE(!kept.values.contains(row.name) || row.get(again) == row.get(given)) << row.name;
}

TEST(KeptOptions, WhatIsNoObjectKeepsNothing) {
  for (const char* text : {"", "[]", "{", "{\"seeds\": 1, \"scope\": null, \"moon\": true}"}) {
    const crawler::KeptOptions kept = crawler::read_kept_options(text);
    EXPECT_TRUE(kept.values.empty()) << text;
  }
}

}  // namespace
