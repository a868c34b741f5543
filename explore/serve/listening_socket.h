// A TCP socket that listens at one address. Thread: any. Errors: kIo, with what to do (a port in
// use, an address that is not this machine's). Lifetime: the socket is the caller's to close.
#pragma once

#include <cstdint>
#include <string>

#include "ground/result.h"

namespace explore {

struct ListenPlace {
  std::string address = "127.0.0.1";  // a numeric IPv4 or IPv6 address
  uint16_t port = 0;                  // 0: any that is free
};

// A socket that listens, not blocking.
ground::Result<int> listen_at(const ListenPlace& place);

// Where it listens; 0 if the system can't tell.
uint16_t port_of(int socket);

// The address of the other side of a connection, in bytes; equal for two of one host.
std::string peer_of(int socket);

}  // namespace explore
