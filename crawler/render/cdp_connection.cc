#include "crawler/render/cdp_connection.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace crawler {
namespace {

using Json = nlohmann::json;

std::string text_in(const Json& message, const char* name) {
  const auto found = message.find(name);
  return found != message.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

void CdpConnection::write(uint64_t id, const std::string& session, const std::string& method,
                          Json params) {
  Json message = {{"id", id}, {"method", method}, {"params", std::move(params)}};
  if (!session.empty()) message["sessionId"] = session;
  std::string text = message.dump(-1, ' ', false, Json::error_handler_t::replace);
  text += '\0';
  send_(std::move(text));
}

void CdpConnection::command(const std::string& session, const std::string& method, Json params,
                            TimePoint deadline, Answer answer) {
  const uint64_t id = ++last_id_;
  pending_.emplace(id, Pending{session, deadline, std::move(answer)});
  write(id, session, method, std::move(params));
}

void CdpConnection::tell(const std::string& session, const std::string& method, Json params) {
  write(++last_id_, session, method, std::move(params));
}

bool CdpConnection::received(std::string_view bytes) {
  bool is_sound = true;
  const bool fits =
      frames_.take(bytes, [&](std::string_view message) { is_sound = is_sound && take(message); });
  return fits && is_sound;
}

bool CdpConnection::take(std::string_view text) {
  const Json message = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!message.is_object()) return false;
  const auto id = message.find("id");
  if (id != message.end()) {
    if (!id->is_number_unsigned()) return false;
    auto found = pending_.extract(id->get<uint64_t>());
    if (found.empty()) return true;  // told, or too late
    const auto error = message.find("error");
    const auto result = message.find("result");
    if (error != message.end() || result == message.end()) {
      const std::string words = error != message.end() ? text_in(*error, "message") : "";
      found.mapped().answer(Json::object(), words.empty() ? "refused" : words);
    } else {
      found.mapped().answer(*result, {});
    }
    return true;
  }
  const std::string method = text_in(message, "method");
  if (method.empty()) return false;
  const auto params = message.find("params");
  event_(text_in(message, "sessionId"), method,
         params != message.end() && params->is_object() ? *params : Json::object());
  return true;
}

void CdpConnection::end(const Commands& commands, const std::string& error) {
  for (const auto& [id, command] : commands) command.answer(Json::object(), error);
}

template <typename Wanted>
void CdpConnection::end_those(const Wanted& wanted, const std::string& error) {
  Commands ended;
  for (auto it = pending_.begin(); it != pending_.end();) {
    const auto now = it++;
    if (wanted(now->second)) ended.insert(pending_.extract(now));
  }
  end(ended, error);
}

void CdpConnection::expire(TimePoint now) {
  end_those([&](const Pending& command) { return command.deadline <= now; }, "no answer in time");
}

std::optional<TimePoint> CdpConnection::next_deadline() const {
  std::optional<TimePoint> next;
  for (const auto& [id, command] : pending_)
    if (!next || command.deadline < *next) next = command.deadline;
  return next;
}

void CdpConnection::end_session(const std::string& session) {
  end_those([&](const Pending& command) { return command.session == session; },
            "its target is no more");
}

void CdpConnection::end_all() {
  end_those([](const Pending&) { return true; }, "the browser is no more");
}

}  // namespace crawler
