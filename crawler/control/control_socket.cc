#include "crawler/control/control_socket.h"

#include <utility>

#include "crawler/control/control_command.h"

namespace crawler {
namespace {

std::size_t end_of_line(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  return end == std::string_view::npos ? 0 : end + 1;
}

std::string_view without_end(std::string_view line) {
  line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

StreamServer::Settings settings_for(ControlSocket::Ask ask) {
  StreamServer::Settings settings;
  settings.end_of_request = end_of_line;
  settings.max_request = kMostControlBytes + 2;
  settings.too_long = "{\"ok\":false,\"error\":\"a command has at most " +
                      std::to_string(kMostControlBytes) + " bytes\"}\n";
  settings.answer = [ask = std::move(ask)](std::string_view line,
                                           const StreamServer::Reply& reply) {
    ask(without_end(line), [reply](std::string json) { reply(std::move(json), true); });
  };
  return settings;
}

}  // namespace

ground::Result<std::unique_ptr<ControlSocket>> ControlSocket::open(EventLoop& loop,
                                                                   const std::string& database_path,
                                                                   Ask ask) {
  auto address = storage::ControlAddress::of(database_path);
  if (!address) return address.error();
  auto listening = address->listen();
  if (!listening) return listening.error();
  return std::unique_ptr<ControlSocket>(
      new ControlSocket(loop, std::move(address).value(), *listening, std::move(ask)));
}

ControlSocket::ControlSocket(EventLoop& loop, storage::ControlAddress address, int listening,
                             Ask ask)
    : address_(std::move(address)), server_(loop, listening, settings_for(std::move(ask))) {}

ControlSocket::~ControlSocket() { address_.remove(); }

}  // namespace crawler
