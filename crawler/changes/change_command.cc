#include "crawler/changes/change_command.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "crawler/changes/shell_command.h"
#include "storage/open_store.h"
#include "storage/store/noted_change.h"

namespace crawler {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kAtOnce = 500;

Json json_of_text(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json json_of_status(int status) { return status == 0 ? Json() : Json(status); }

// Texts of pages need not be UTF-8.
std::string line_of(const storage::NotedChange& change) {
  const Json json = {{"id", change.id},
                     {"url", change.url},
                     {"kind", change.kind},
                     {"fields", change.fields},
                     {"at", change.at},
                     {"run", change.run},
                     {"old_status", json_of_status(change.before.status)},
                     {"status", json_of_status(change.after.status)},
                     {"old_title", json_of_text(change.before.title)},
                     {"title", json_of_text(change.after.title)},
                     {"old_redirect_to", json_of_text(change.before.redirect_to)},
                     {"redirect_to", json_of_text(change.after.redirect_to)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

ChangeCommand::ChangeCommand(Settings settings) : settings_(std::move(settings)) {
  if (auto told = storage::read_told_change(settings_.db); told && *told) {
    told_ = kept_ = **told;
  } else if (auto last = storage::read_last_noted_change(settings_.db)) {
    told_ = *last;
    keep_told();
  }
  thread_ = std::thread([this] { work(); });
}

ChangeCommand::~ChangeCommand() { end(false); }

void ChangeCommand::look() {
  const ground::MutexLock lock(mutex_);
  is_asked_ = true;
  wake_.wake_one();
}

void ChangeCommand::finish() { end(true); }

void ChangeCommand::end(bool looks) {
  if (!thread_.joinable()) return;
  {
    const ground::MutexLock lock(mutex_);
    is_asked_ = looks;
    is_ending_ = true;
    wake_.wake_one();
  }
  thread_.join();
}

void ChangeCommand::work() {
  while (true) {
    {
      const ground::MutexLock lock(mutex_);
      while (!is_asked_ && !is_ending_) wake_.wait(mutex_);
      if (!is_asked_) return;
      is_asked_ = false;
    }
    tell();
  }
}

void ChangeCommand::keep_told() {
  if (told_ == kept_) return;
  const auto kept = storage::keep_told_change(settings_.db, told_);
  if (kept)
    kept_ = told_;
  else
    settings_.warn("--on-change: what was told is not kept, and will be told again: " +
                   kept.error().message);
}

void ChangeCommand::tell() {
  std::string trouble;
  const auto next = [&]() -> std::optional<std::string> {
    auto changes = storage::read_noted_changes(settings_.db, told_, kAtOnce);
    if (!changes) trouble = changes.error().message;
    if (!changes || changes->empty()) return std::nullopt;
    std::string lines;
    for (const storage::NotedChange& change : *changes) lines += line_of(change);
    told_ = changes->back().id;
    return lines;
  };
  std::optional<std::string> first = next();
  if (first) {
    const auto rest = [&] { return first ? std::exchange(first, std::nullopt) : next(); };
    const std::string became = run_shell_command(settings_.command, settings_.at_most, rest);
    if (!became.empty()) settings_.warn("--on-change: the command " + became);
    // What it did not read it did not want.
    while (next()) {
    }
    keep_told();
  }
  if (!trouble.empty()) settings_.warn("--on-change: " + trouble);
}

}  // namespace crawler
