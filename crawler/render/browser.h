// Browser: a Chromium that runs, and its pipe on the loop. Thread: the loop's. Errors: `died` is
// called once, later, when it has ended or speaks nonsense; nothing comes from it afterwards.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crawler/loop/event_loop.h"
#include "crawler/render/browser_process.h"
#include "crawler/render/cdp_connection.h"

namespace crawler {

class Browser {
 public:
  // Errors: those of BrowserProcess.
  Browser(EventLoop& loop, const std::string& program, const Confinement& confinement,
          CdpConnection::Event event, std::function<void()> died);
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  CdpConnection& connection() { return connection_; }
  // See BrowserProcess.
  std::string last_words() { return process_.last_words(); }

 private:
  void send(const std::string& message);
  void read();
  void write();
  void end();

  std::function<void()> died_;
  BrowserProcess process_;
  CdpConnection connection_;
  std::string unsent_;
  std::size_t sent_ = 0;  // of unsent_
  bool is_dead_ = false;
  std::string room_;  // reused
  std::unique_ptr<SocketWatch> reading_, writing_;
  Timer ending_;
};

// The arguments that every browser is started with.
std::vector<std::string> browser_arguments();

// Where Debian has it, or `named`, if that is a program: its path. "": there is none.
std::string find_browser(const std::string& named);

}  // namespace crawler
