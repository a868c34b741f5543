#include "explore/serve/listening_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

Error refused(const ListenPlace& place, int why) {
  std::string remedy = "choose another";
  if (why == EADDRINUSE) remedy = "another program uses this port: choose another --port, or 0";
  if (why == EADDRNOTAVAIL) remedy = "give --listen an address of this machine";
  if (why == EACCES) remedy = "ports below 1024 need root: choose another --port";
  return {ErrorCode::kIo,
          fmt::format("{} port {}: {}: {}", place.address, place.port, std::strerror(why), remedy)};
}

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
};

bool parse_address(const ListenPlace& place, Address* address) {
  auto* four = reinterpret_cast<sockaddr_in*>(&address->bytes);
  auto* six = reinterpret_cast<sockaddr_in6*>(&address->bytes);
  if (inet_pton(AF_INET, place.address.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(place.port);
    address->size = sizeof(*four);
  } else if (inet_pton(AF_INET6, place.address.c_str(), &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(place.port);
    address->size = sizeof(*six);
  }
  return address->size > 0;
}

}  // namespace

Result<int> listen_at(const ListenPlace& place) {
  Address address;
  if (!parse_address(place, &address)) {
    return Error{ErrorCode::kIo, fmt::format("{}: not an IP address", place.address)};
  }
  const int fd =
      socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
  if (fd < 0) return refused(place, errno);
  const int yes = 1;
  // At once again after the last server's end.
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address.bytes), address.size) != 0 ||
      listen(fd, SOMAXCONN) != 0) {
    const int why = errno;
    close(fd);
    return refused(place, why);
  }
  return fd;
}

uint16_t port_of(int fd) {
  Address address;
  address.size = sizeof(address.bytes);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address.bytes), &address.size) != 0) return 0;
  return ntohs(address.bytes.ss_family == AF_INET
                   ? reinterpret_cast<const sockaddr_in*>(&address.bytes)->sin_port
                   : reinterpret_cast<const sockaddr_in6*>(&address.bytes)->sin6_port);
}

std::string peer_of(int socket) {
  Address address;
  address.size = sizeof(address.bytes);
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&address.bytes), &address.size) != 0)
    return "?";
  const auto* four = reinterpret_cast<const sockaddr_in*>(&address.bytes);
  const auto* six = reinterpret_cast<const sockaddr_in6*>(&address.bytes);
  if (address.bytes.ss_family == AF_INET)
    return {reinterpret_cast<const char*>(&four->sin_addr), sizeof(four->sin_addr)};
  return {reinterpret_cast<const char*>(&six->sin6_addr), sizeof(six->sin6_addr)};
}

}  // namespace explore
