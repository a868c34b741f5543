// ControlSocket: the socket beside the database by which a crawl that runs takes commands: a line
// for each, a line of JSON as the answer (docs/manual.md). For its owner alone: mode 600. Thread:
// the loop's. Lifetime: the socket's name is there as long as this.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "crawler/loop/event_loop.h"
#include "crawler/loop/stream_server.h"
#include "ground/result.h"
#include "storage/file/control_address.h"

namespace crawler {

class ControlSocket {
 public:
  // Answers a line, later and once; or never, if the crawl ends.
  using Ask = std::function<void(std::string_view line, std::function<void(std::string)> reply)>;
  // Errors: those of ControlAddress.
  static ground::Result<std::unique_ptr<ControlSocket>> open(EventLoop& loop,
                                                             const std::string& database_path,
                                                             Ask ask);
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  ControlSocket(EventLoop& loop, storage::ControlAddress address, int listening, Ask ask);

  storage::ControlAddress address_;
  StreamServer server_;
};

}  // namespace crawler
