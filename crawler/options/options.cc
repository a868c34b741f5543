// CLI11 is used only to tell which argument belongs to which option; it sees texts and no types.
// The values of the command line and of the config file meet as lists of texts by name, where the
// command line wins, and only then the option table reads them. So both sources have the same rules
// and messages.
#include "crawler/options/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "crawler/options/config_file.h"
#include "crawler/options/foreign_options.h"
#include "crawler/options/kept_options.h"
#include "crawler/options/option_table.h"
#include "crawler/options/option_values.h"
#include "parser/robots/robots.h"
#include "storage/store/place.h"
#include "terminal/options/command_line.h"
#include "terminal/terminal_text.h"

namespace crawler {
namespace {

constexpr int kUsageStatus = 2;
constexpr int kFailedStatus = 1;

// What was given, by name; values not yet looked at.
using Given = std::map<std::string_view, std::vector<std::string>>;

ParsedOptions usage_error(std::string_view words) {
  ParsedOptions parsed;
  parsed.exit_now = true;
  parsed.exit_status = kUsageStatus;
  parsed.error = fmt::format("crawl: {}; see crawl --help\n", words);
  return parsed;
}

// Of a file that can't be gone on with: no usage is wrong.
ParsedOptions failure(std::string_view words) {
  ParsedOptions parsed;
  parsed.exit_now = true;
  parsed.exit_status = kFailedStatus;
  parsed.error = fmt::format("crawl: {}\n", terminal::safe_text(words));
  return parsed;
}

ParsedOptions answer(std::string output) {
  ParsedOptions parsed;
  parsed.exit_now = true;
  parsed.output = std::move(output);
  return parsed;
}

Given given_on(const terminal::CommandLine& line) {
  Given given;
  for (const OptionRow& row : option_table())
    if (const auto* values = line.values(row.name)) given[row.name] = *values;
  return given;
}

// A value of a config file as the command line would have it: true and false also answer yes|no.
std::string config_value(const OptionRow& row, const ConfigEntry& entry, std::string value) {
  if (entry.kind == ConfigEntry::Kind::kBoolean && row.placeholder == "yes|no")
    return value == "true" ? "yes" : "no";
  return value;
}

// TYPES of --fetch are one value with commas; as an array they read better.
std::vector<std::string> config_values(const OptionRow& row, const ConfigEntry& entry) {
  if (row.name == "fetch") return {fmt::format("{}", fmt::join(entry.values, ","))};
  std::vector<std::string> values;
  for (const std::string& value : entry.values) values.push_back(config_value(row, entry, value));
  return values;
}

std::string set_all(const OptionRow& row, const std::vector<std::string>& values,
                    Options& options) {
  for (const std::string& value : values) {
    std::string wrong = row.set(options, value);
    if (!wrong.empty()) return wrong;
  }
  return "";
}

// Options of the file that the command line does not have; gives what is wrong, or "".
std::string apply_config(const std::string& path, Given& given, Options& options) {
  const ConfigFile file = read_config(path);
  if (!file.error.empty()) return file.error;
  options.hosts.insert(options.hosts.end(), file.hosts.begin(), file.hosts.end());
  for (const ConfigEntry& entry : file.entries) {
    const std::string where = fmt::format("{}:{}: ", path, entry.line);
    if (entry.key == "seeds") {
      options.seeds.insert(options.seeds.end(), entry.values.begin(), entry.values.end());
      continue;
    }
    const OptionRow* row = find_option(entry.key);
    if (row == nullptr) return where + unknown_crawl_option(entry.key, options_of_command_line());
    if (entry.kind == ConfigEntry::Kind::kArray && row->kind != OptionKind::kList &&
        row->name != "fetch")
      return fmt::format("{}{} takes one value, not an array", where, row->name);
    std::vector<std::string> values = config_values(*row, entry);
    Options scratch;  // a bad value is an error of the file, also where the command line wins
    const std::string wrong = set_all(*row, values, scratch);
    if (!wrong.empty()) return fmt::format("{}{}: {}", where, row->name, wrong);
    given.try_emplace(row->name, std::move(values));
  }
  return "";
}

// What only shows when all options are known.
std::string check_together(const Given& given, Options& options) {
  if (options.quiet && options.verbose) return "--quiet and --verbose exclude each other";
  if (options.revisit_min > options.revisit_max)
    return "--revisit-min is longer than --revisit-max";
  options.update = options.update || options.forever;
  if (options.per_address < options.per_host) {
    if (given.contains("per-address"))
      return fmt::format("--per-address {} is less than --per-host {}; give at least as much",
                         options.per_address, options.per_host);
    options.per_address = options.per_host;
  }
  if (options.screenshots && options.render == Render::kNever)
    return "--screenshots are of rendered pages: give --render auto or always";
  if (options.render != Render::kNever && storage::is_postgres_place(options.db))
    return fmt::format("--render {}: rendered pages are kept in a file, and not in a server yet",
                       name_of(options.render));
  if (options.user_agent.empty()) options.user_agent = default_user_agent();
  return "";
}

std::vector<std::string> warnings_of(const Options& options) {
  std::vector<std::string> warnings;
  if (!options.obey_robots)
    warnings.emplace_back(
        "--robots ignore: robots.txt is not obeyed; crawl only what is yours or allows it");
  else if (const std::string name = robots_token(options); !parser::Robots::can_name(name))
    warnings.push_back(fmt::format(
        "--user-agent: no robots.txt can name \"{}\" (a name has letters, digits, '-' and '_'): "
        "only the rules for all crawlers apply",
        name));
  if (options.insecure)
    warnings.emplace_back(
        "--insecure: certificates are not verified; anyone on the way can read and change pages");
  return warnings;
}

}  // namespace

namespace {

// What the command line and the files that it names say; gives what is wrong, or "".
std::string read_given(const terminal::CommandLine& line, Given& given, Options& options) {
  given = given_on(line);
  for (const auto& [name, values] : given) {
    const std::string wrong = set_all(*find_option(name), values, options);
    if (!wrong.empty()) return fmt::format("--{}: {}", name, wrong);
  }
  const Given of_line = given;
  if (const auto* paths = line.values("config"))
    for (const std::string& path : *paths) {
      std::string wrong = apply_config(path, given, options);
      if (!wrong.empty()) return wrong;
    }
  for (const auto& [name, values] : given)
    if (!of_line.contains(name)) set_all(*find_option(name), values, options);
  return "";
}

// The seeds that are in the file, and those that were given as URLs: one that had been found
// before is in the file as found.
std::vector<std::string> seeds_of(const storage::LastRun& last, const KeptOptions& kept) {
  std::vector<std::string> seeds = last.seeds;
  for (const std::string& seed : kept.seeds)
    if (seed != "-" && (last.seeds.empty() || seed.find("://") != std::string::npos))
      seeds.push_back(seed);
  return seeds;
}

// What is no other person's to say is not taken from a file.
std::string ask_for(const OptionRow& row, const KeptOptions& kept) {
  Options options;
  set_all(row, kept.values.at(row.name), options);
  const bool is_flag = row.kind == OptionKind::kFlag;
  const std::string_view what = is_flag ? "what may be reached and trusted"
                                : row.name == "chromium"
                                    ? "which program is started"
                                    : "where requests go and what they are sent";
  return fmt::format(
      "the last run had{}; whoever wrote a database should not say for you {}: {}",
      terminal::safe_text(given_words(row, options)), what,
      is_flag ? fmt::format("give it again, or --{}=false", row.name) : "give it again");
}

// Options and seeds of the last run on the file, where the command line has none; gives what is
// wrong, or "".
std::string go_on_with(const storage::LastRun& last, const Given& given, ParsedOptions& parsed) {
  const KeptOptions kept = read_kept_options(last.options_json);
  for (const std::string_view name : kept.secret)
    if (!given.contains(name))
      return fmt::format(
          "the last run had --{}, whose value is a secret that {} does not keep: give it again",
          name, in_quotes(storage::shown_place(parsed.options.db)));
  if (kept.has_hosts && parsed.options.hosts.empty())
    return "the last run had settings of hosts by --config, which no database keeps: give it again";
  for (const std::string_view name : kept.personal)
    if (!given.contains(name)) return ask_for(*find_option(name), kept);
  for (const auto& [name, values] : kept.values) {
    if (given.contains(name)) continue;
    const OptionRow& row = *find_option(name);
    const std::string wrong = set_all(row, values, parsed.options);
    if (!wrong.empty())
      return fmt::format("the last run had --{}, which can't be had now: {}", name, wrong);
    if (name != "user-agent" || parsed.options.user_agent != default_user_agent())
      parsed.taken_over += given_words(row, parsed.options);
  }
  parsed.options.seeds = kept.seeds;
  parsed.kept_seeds = seeds_of(last, kept);
  if (parsed.kept_seeds.empty())
    return fmt::format("{} has no seed yet: give some, as in crawl SEEDS -o FILE",
                       in_quotes(storage::shown_place(parsed.options.db)));
  return "";
}

}  // namespace

ParsedOptions parse_options(int argc, const char* const* argv, const LastRunReader& last_run,
                            std::string_view commands) {
  const std::vector<const terminal::Option*> options = options_of_command_line();
  std::span<const char* const> words(argv, static_cast<std::size_t>(std::max(argc, 1)));
  const std::string_view program = words[0] == nullptr ? "crawl" : words[0];
  words = words.subspan(1);
  const bool is_resume = !words.empty() && words[0] == std::string_view("resume");
  const terminal::CommandLine line(options, words.subspan(is_resume ? 1 : 0));
  if (line.wants_help()) return answer(is_resume ? resume_help_text() : help_text(commands));
  if (line.has("version")) {
    ParsedOptions version = answer("crawl " CRAWL_VERSION "\n");
    version.wants_details = line.has("verbose");
    return version;
  }
  std::string wrong = line.problem();
  if (wrong.empty() && !line.unknown().empty())
    wrong = unknown_crawl_option(line.unknown(), options);
  if (!wrong.empty()) return usage_error(wrong);

  Given given;
  ParsedOptions parsed;
  parsed.has_config = line.values("config") != nullptr;
  wrong = read_given(line, given, parsed.options);
  if (!wrong.empty()) return usage_error(wrong);
  if (program.find('/') != std::string_view::npos) parsed.options.program = program;
  // What others have begun is joined without a word of what it is.
  const bool joins = line.operands().empty() && parsed.options.seeds.empty() &&
                     storage::is_postgres_place(parsed.options.db);
  if (is_resume || joins) {
    if (line.operands().size() > 1 || (!line.operands().empty() && line.values("db") != nullptr))
      return usage_error("resume goes on with one database: crawl resume [DB] [options]");
    if (!line.operands().empty()) parsed.options.db = line.operands()[0];
    auto last = last_run(parsed.options.db);
    if (!last && joins && !is_resume)
      return failure(fmt::format("no seeds, and no crawl to join: {}", last.error().message));
    if (!last) return failure(last.error().message);
    wrong = go_on_with(*last, given, parsed);
    if (!wrong.empty()) return usage_error(wrong);
  } else {
    // Those of the command line in place of the file's.
    if (!line.operands().empty()) parsed.options.seeds = line.operands();
    if (parsed.options.seeds.empty())
      return usage_error(
          "no seeds: give files of URLs, URLs, or - for standard input; crawl resume [DB] goes on "
          "with a crawl");
  }
  wrong = check_together(given, parsed.options);
  if (!wrong.empty()) return usage_error(wrong);
  parsed.warnings = warnings_of(parsed.options);
  return parsed;
}

std::string default_user_agent() { return "crawl/" CRAWL_VERSION; }

std::string robots_token(const Options& options) {
  const std::string agent = options.user_agent.empty() ? default_user_agent() : options.user_agent;
  return agent.substr(0, agent.find_first_of("/ "));
}

}  // namespace crawler
