#include "crawler/control/control_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "crawler/options/option_table.h"
#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

constexpr std::string_view kDefault = "default";
constexpr std::string_view kAllHosts = "*";

enum class Operands { kNone, kRest, kHostValue, kNameValue };

struct VerbRow {
  ControlVerb verb;
  std::string_view name;
  Operands operands;
  std::string_view usage;
};

constexpr std::array kVerbs{
    VerbRow{ControlVerb::kStatus, "status", Operands::kNone, "status"},
    VerbRow{ControlVerb::kPause, "pause", Operands::kNone, "pause"},
    VerbRow{ControlVerb::kResume, "resume", Operands::kNone, "resume"},
    VerbRow{ControlVerb::kStop, "stop", Operands::kNone, "stop"},
    VerbRow{ControlVerb::kDelay, "delay", Operands::kHostValue, "delay HOST MS"},
    VerbRow{ControlVerb::kSlots, "slots", Operands::kHostValue, "slots HOST N"},
    VerbRow{ControlVerb::kSkip, "skip", Operands::kRest, "skip PATTERN"},
    VerbRow{ControlVerb::kUnskip, "unskip", Operands::kRest, "unskip PATTERN"},
    VerbRow{ControlVerb::kAdd, "add", Operands::kRest, "add URL"},
    VerbRow{ControlVerb::kLimit, "limit", Operands::kNameValue, "limit NAME VALUE"},
};

// Options that a crawl takes anew while it runs.
constexpr std::array<std::string_view, 4> kLimits{"max-pages", "max-time", "max-per-host",
                                                  "concurrency"};

const VerbRow& row_of(ControlVerb verb) {
  return *std::find_if(kVerbs.begin(), kVerbs.end(),
                       [verb](const VerbRow& row) { return row.verb == verb; });
}

std::string_view next_word(std::string_view& rest) {
  rest = ground::ascii::trim(rest);
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest = ground::ascii::trim(rest.substr(word.size()));
  return word;
}

bool has_control_character(std::string_view line) {
  return std::any_of(line.begin(), line.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

// The host as an origin or a name has it; "" if it is none.
std::string host_of(std::string_view written) {
  if (written == kAllHosts) return std::string(written);
  const bool has_scheme = written.find("://") != std::string_view::npos;
  parser::Url url;
  const std::string whole = fmt::format("{}{}", has_scheme ? "" : "http://", written);
  if (url.assign(whole) != parser::UrlStatus::kOk) return "";
  url.normalise();
  const bool is_host_alone = url.path_and_query() == "/";
  if (!is_host_alone) return "";
  if (has_scheme) return std::string(url.origin());
  // A port without a scheme would leave open which of two origins is meant.
  const bool has_port = url.origin() != fmt::format("http://{}", url.host());
  return has_port ? "" : std::string(url.host());
}

// What the option's own reading says of the value; "" if nothing.
std::string problem_of_value(std::string_view option, const std::string& value) {
  const OptionRow* row = find_option(option);
  Options scratch;
  return row == nullptr ? "no such option" : row->set(scratch, value);
}

std::string read_host_value(std::string_view rest, ControlCommand& command) {
  const std::string_view usage = row_of(command.verb).usage;
  const std::string_view host = next_word(rest);
  if (host.empty() || rest.empty()) return fmt::format("use: {}", usage);
  command.subject = host_of(host);
  if (command.subject.empty())
    return fmt::format(
        "not a host: \"{}\" (use example.com, https://example.com:8443, or * for all)", host);
  if (rest == kDefault) return "";
  command.value = rest;
  const bool is_delay = command.verb == ControlVerb::kDelay;
  const std::string problem = problem_of_value(is_delay ? "delay" : "per-host", command.value);
  return problem.empty() ? "" : fmt::format("{}: {}", usage, problem);
}

std::string read_limit(std::string_view rest, ControlCommand& command) {
  const std::string_view name = next_word(rest);
  if (name.empty() || rest.empty()) return "use: limit NAME VALUE";
  if (std::find(kLimits.begin(), kLimits.end(), name) == kLimits.end())
    return fmt::format("{} can't be changed while the crawl runs: only {}", name,
                       fmt::join(kLimits, ", "));
  command.subject = name;
  if (rest == kDefault) return "";
  command.value = rest;
  const std::string problem = problem_of_value(name, command.value);
  return problem.empty() ? "" : fmt::format("limit {}: {}", name, problem);
}

std::string read_url(ControlCommand& command) {
  parser::Url url;
  const bool is_url = url.assign(command.subject) == parser::UrlStatus::kOk;
  if (!is_url || (url.scheme() != "http" && url.scheme() != "https"))
    return fmt::format("not a URL: \"{}\" (http or https expected)", command.subject);
  url.normalise();
  command.subject = url.href();
  return "";
}

std::string read_operands(const VerbRow& row, std::string_view rest, ControlCommand& command) {
  switch (row.operands) {
    case Operands::kNone:
      return rest.empty() ? "" : fmt::format("{} takes nothing behind it", row.name);
    case Operands::kRest:
      command.subject = rest;
      if (rest.empty()) return fmt::format("use: {}", row.usage);
      return row.verb == ControlVerb::kAdd ? read_url(command) : "";
    case Operands::kHostValue:
      return read_host_value(rest, command);
    case Operands::kNameValue:
      return read_limit(rest, command);
  }
  return "";
}

}  // namespace

std::string ControlCommand::words() const {
  const VerbRow& row = row_of(verb);
  std::string words(row.name);
  if (row.operands != Operands::kNone) words += ' ' + subject;
  if (row.operands == Operands::kHostValue || row.operands == Operands::kNameValue)
    words += ' ' + (value.empty() ? std::string(kDefault) : value);
  return words;
}

ReadControl read_control(std::string_view line) {
  ReadControl read;
  if (line.size() > kMostControlBytes) {
    read.problem = fmt::format("a command has at most {} bytes", kMostControlBytes);
  } else if (has_control_character(line) || !ground::is_valid_utf8(line)) {
    read.problem = "a command is a line of UTF-8 without control characters";
  } else {
    std::string_view rest = line;
    const std::string_view verb = next_word(rest);
    const auto* const row = std::find_if(kVerbs.begin(), kVerbs.end(),
                                         [verb](const VerbRow& one) { return one.name == verb; });
    if (row == kVerbs.end()) {
      std::string names;
      for (const VerbRow& one : kVerbs)
        fmt::format_to(std::back_inserter(names), "{}{}", names.empty() ? "" : ", ", one.usage);
      read.problem = fmt::format("no such command: \"{}\" (there are {})", verb, names);
    } else {
      read.command.verb = row->verb;
      read.problem = read_operands(*row, rest, read.command);
    }
  }
  return read;
}

}  // namespace crawler
