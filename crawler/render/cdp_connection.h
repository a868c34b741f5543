// CdpConnection: commands and events of the Chrome DevTools Protocol, without its pipe: bytes come
// by received() and go by `send`. A session is a target that is attached to ("" is the browser
// itself); all share one pipe. Thread: the loop's; the time is an argument of who owns it.
// Errors: a command that is refused, that is too late, or whose session or pipe has gone is
// answered with an error, always exactly once, never from within command().
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/loop/scheduler.h"
#include "crawler/render/cdp_json.h"
#include "crawler/render/message_frames.h"

namespace crawler {

class CdpConnection {
 public:
  // `result` lives as long as the call. `error`: "" if it was answered; words for people.
  using Answer = std::function<void(const nlohmann::json& result, const std::string& error)>;
  using Event = std::function<void(const std::string& session, const std::string& method,
                                   const nlohmann::json& params)>;
  // Longer messages than this come from nobody in good order.
  static constexpr std::size_t kLongestMessage = 96u << 20;

  CdpConnection(std::function<void(std::string message)> send, Event event)
      : send_(std::move(send)), event_(std::move(event)), frames_(kLongestMessage) {}

  void command(const std::string& session, const std::string& method, nlohmann::json params,
               TimePoint deadline, Answer answer);
  // The same where nobody waits for the answer.
  void tell(const std::string& session, const std::string& method, nlohmann::json params);

  // What came from the pipe. False: it is no protocol, or out of all bounds.
  bool received(std::string_view bytes);
  // Ends the commands that are too late.
  void expire(TimePoint now);
  std::optional<TimePoint> next_deadline() const;
  // A session is no more: its commands end.
  void end_session(const std::string& session);
  // The browser is no more: all commands end.
  void end_all();

 private:
  struct Pending {
    std::string session;
    TimePoint deadline;
    Answer answer;
  };
  using Commands = std::map<uint64_t, Pending>;

  void write(uint64_t id, const std::string& session, const std::string& method,
             nlohmann::json params);
  bool take(std::string_view message);
  void end(const Commands& commands, const std::string& error);
  template <typename Wanted>
  void end_those(const Wanted& wanted, const std::string& error);

  std::function<void(std::string)> send_;
  Event event_;
  MessageFrames frames_;
  Commands pending_;
  uint64_t last_id_ = 0;
};

}  // namespace crawler
