// Header: a field of an HTTP message.
// Thread: a value.
#pragma once

#include <string>

namespace storage {

struct Header {
  std::string name;
  std::string value;  // raw bytes
};

}  // namespace storage
