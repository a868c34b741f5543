#include "crawler/control/steering.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "crawler/control/control_words.h"
#include "crawler/options/option_table.h"
#include "parser/url/url.h"
#include "storage/store/place.h"

namespace crawler {
namespace {

using Json = nlohmann::ordered_json;

// Each is asked of every new host.
constexpr std::size_t kMostHosts = 10'000;

constexpr std::string_view kYes = "yes";

struct LimitCopy {
  std::string_view name;
  void (*copy)(Options& to, const Options& from);
};

constexpr std::array kLimitCopies{
    LimitCopy{"max-pages", [](Options& to, const Options& from) { to.max_pages = from.max_pages; }},
    LimitCopy{"max-time", [](Options& to, const Options& from) { to.max_time = from.max_time; }},
    LimitCopy{"max-per-host",
              [](Options& to, const Options& from) { to.max_per_host = from.max_per_host; }},
    LimitCopy{"concurrency",
              [](Options& to, const Options& from) { to.concurrency = from.concurrency; }},
};

std::string on_a_line(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

std::string refusal(std::string_view words) {
  return on_a_line(Json{{"ok", false}, {"error", words}});
}

storage::ControlRecord record_of(const ControlCommand& command) {
  const std::string words = command.words();
  switch (command.verb) {
    case ControlVerb::kPause:
      return {words, "paused", "", std::string(kYes)};
    case ControlVerb::kResume:
      return {words, "paused", "", ""};
    case ControlVerb::kDelay:
      return {words, "delay", command.subject, command.value};
    case ControlVerb::kSlots:
      return {words, "slots", command.subject, command.value};
    case ControlVerb::kSkip:
      return {words, "skip", command.subject, std::string(kYes)};
    case ControlVerb::kUnskip:
      return {words, "skip", command.subject, ""};
    case ControlVerb::kLimit:
      return {words, "limit", command.subject, command.value};
    case ControlVerb::kStatus:
    case ControlVerb::kStop:
    case ControlVerb::kAdd:
      break;
  }
  return {words, "", "", ""};
}

storage::NewUrl url_of(const ControlCommand& command) {
  parser::Url url;
  (void)url.assign(command.subject);  // it was read as one
  storage::NewUrl wanted;
  wanted.key = parser::key_of(url);
  wanted.url = url.href();
  wanted.origin = url.origin();
  return wanted;
}

ControlCommand command_of(const storage::ControlRecord& record) {
  return read_control(record.command).command;
}

}  // namespace

Steering::Steering(Parts parts) : parts_(std::move(parts)), given_(parts_.options) {}

void Steering::restore(const std::vector<storage::ControlRecord>& standing) {
  std::string words;
  for (const storage::ControlRecord& record : standing) {
    const std::string problem = apply(command_of(record));
    fmt::format_to(std::back_inserter(words), "{}{}", words.empty() ? "" : ", ", record.command);
    if (!problem.empty()) parts_.say(fmt::format("{}: {}", record.command, problem));
  }
  if (!words.empty())
    parts_.say(fmt::format("with what crawl ctl has set before: {} (see crawl ctl {} status)",
                           words, storage::shown_place(parts_.options.db)));
}

void Steering::ask(std::string_view line, Reply reply) {
  const ReadControl read = read_control(line);
  if (!read.problem.empty()) return reply(refusal(read.problem));
  if (read.command.verb == ControlVerb::kStatus) return reply(status());
  if (!parts_.crawl.is_running()) return reply(refusal("the crawl is stopping"));
  if (const std::string problem = apply(read.command); !problem.empty())
    return reply(refusal(problem));
  parts_.say("crawl ctl: " + read.command.words());
  keep(read.command, std::move(reply));
  // It ends when that is kept.
  if (read.command.verb == ControlVerb::kStop) parts_.crawl.stop_by_hand();
}

std::string Steering::apply(const ControlCommand& command) {
  switch (command.verb) {
    case ControlVerb::kPause:
      set("paused", "", std::string(kYes));
      parts_.crawl.pause();
      return "";
    case ControlVerb::kResume:
      set("paused", "", "");
      parts_.crawl.resume();
      return "";
    case ControlVerb::kDelay:
    case ControlVerb::kSlots:
      return apply_to_host(command);
    case ControlVerb::kSkip:
    case ControlVerb::kUnskip:
      return apply_skip(command);
    case ControlVerb::kLimit:
      return apply_limit(command);
    case ControlVerb::kStatus:
    case ControlVerb::kStop:
    case ControlVerb::kAdd:
      break;
  }
  return "";
}

void Steering::set(std::string_view setting, const std::string& subject, const std::string& value) {
  const std::pair key(std::string(setting), subject);
  if (value.empty())
    settings_.erase(key);
  else
    settings_[key] = value;
}

std::string Steering::apply_to_host(const ControlCommand& command) {
  if (!command.value.empty() && !paces_.contains(command.subject) && paces_.size() >= kMostHosts)
    return fmt::format("{} hosts have settings of their own already", kMostHosts);
  Options read;
  const bool is_delay = command.verb == ControlVerb::kDelay;
  const OptionRow* row = find_option(is_delay ? "delay" : "per-host");
  if (!command.value.empty())
    if (std::string problem = row->set(read, command.value); !problem.empty()) return problem;
  HostPace& pace = paces_[command.subject];
  const bool is_set = !command.value.empty();
  if (is_delay)
    pace.delay = is_set ? std::optional(read.delay) : std::nullopt;
  else
    pace.slots = is_set ? std::optional(read.per_host) : std::nullopt;
  if (!pace.delay && !pace.slots) paces_.erase(command.subject);
  set(is_delay ? "delay" : "slots", command.subject, command.value);
  parts_.crawl.set_pace([this](const std::string& origin) { return pace_of(origin); },
                        most_slots());
  return "";
}

std::string Steering::apply_limit(const ControlCommand& command) {
  const auto* const limit =
      std::find_if(kLimitCopies.begin(), kLimitCopies.end(),
                   [&](const LimitCopy& row) { return row.name == command.subject; });
  const OptionRow* row = find_option(command.subject);
  if (limit == kLimitCopies.end() || row == nullptr) return "no such limit: " + command.subject;
  Options read = given_;
  if (!command.value.empty())
    if (std::string problem = row->set(read, command.value); !problem.empty()) return problem;
  if (read.concurrency > given_.concurrency)
    return fmt::format(
        "concurrency: at most {}, which the crawl was started with (start it again with -c)",
        given_.concurrency);
  limit->copy(parts_.options, read);
  set("limit", command.subject, command.value);
  parts_.crawl.limits_changed();
  parts_.limits_changed();
  return "";
}

std::string Steering::apply_skip(const ControlCommand& command) {
  SkipPatterns& skips = parts_.crawl.skips();
  if (command.verb == ControlVerb::kUnskip) {
    if (!skips.remove(command.subject)) return "no such pattern: " + command.subject;
  } else if (std::string problem = skips.add(command.subject); !problem.empty()) {
    return fmt::format("skip {}: {}", command.subject, problem);
  }
  set("skip", command.subject, command.verb == ControlVerb::kSkip ? std::string(kYes) : "");
  return "";
}

// The nearer to the host it was said of, the more it counts.
HostPace Steering::pace_of(const std::string& origin) const {
  HostPace pace;
  parser::Url url;
  const bool is_url = url.assign(origin) == parser::UrlStatus::kOk;
  for (const std::string& subject :
       {std::string("*"), is_url ? std::string(url.host()) : std::string(), origin}) {
    const auto found = paces_.find(subject);
    if (found == paces_.end()) continue;
    if (found->second.delay) pace.delay = found->second.delay;
    if (found->second.slots) pace.slots = found->second.slots;
  }
  return pace;
}

std::size_t Steering::most_slots() const {
  std::size_t most = given_.per_host;
  for (const auto& [subject, pace] : paces_) most = std::max(most, pace.slots.value_or(0));
  return most;
}

void Steering::keep(const ControlCommand& command, Reply reply) {
  ControlWork work;
  work.id = ++last_id_;
  work.record = record_of(command);
  if (command.verb == ControlVerb::kAdd) work.url = url_of(command);
  if (command.verb == ControlVerb::kUnskip) {
    auto pattern = std::make_shared<SkipPatterns>();
    (void)pattern->add(command.subject);  // it was one
    work.wanted_back = [pattern](std::string_view url) { return pattern->match(url); };
  }
  asked_.emplace(work.id, Asked{std::move(reply), command});
  parts_.crawl.keep_control(std::move(work));
}

void Steering::kept(const ControlKept& kept) {
  auto asked = asked_.extract(kept.id);
  if (asked.empty()) return;
  const Asked& done = asked.mapped();
  done.reply(on_a_line(Json{{"ok", true}, {"text", effect_of(done.command, kept)}}));
}

bool Steering::has_limit(std::string_view name) const {
  return settings_.contains({"limit", std::string(name)});
}

std::string Steering::status() const {
  const Snapshot now = parts_.crawl.snapshot();
  Json status;
  status["state"] = !parts_.crawl.is_running() ? "stopping"
                    : parts_.crawl.is_paused() ? "paused"
                                               : "running";
  status["db"] = storage::shown_place(parts_.options.db);
  status["pid"] = getpid();
  status["elapsed_ms"] = now.elapsed.count();
  status["paused_ms"] = now.paused.count();
  status["pages"] = now.pages;
  status["checks"] = now.checks;
  status["bytes"] = now.bytes;
  status["failed"] = now.errors;
  status["answers_4xx_5xx"] = now.bad_answers;
  status["in_flight"] = now.in_flight;
  status["waiting"] = now.waiting;
  status["hosts"] = now.hosts;
  status["limit"] = name_of(now.bottleneck);
  status["settings"] = Json::array();
  for (const auto& [key, value] : settings_)
    status["settings"].push_back(
        {{"setting", key.first}, {"subject", key.second}, {"value", value}});
  return on_a_line(Json{{"ok", true}, {"status", status}});
}

}  // namespace crawler
