// NoConfinement: something that is to be held back from the browser can't be, here.
#pragma once

#include <stdexcept>

namespace crawler {

class NoConfinement : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace crawler
