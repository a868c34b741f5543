// RenderJob: a fetched page that is to be shown to the browser. Thread: a value.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "storage/store/header.h"
#include "storage/store/render_record.h"

namespace crawler {

struct RenderJob {
  std::string url;  // normal form
  int status = 200;
  std::vector<storage::Header> headers;  // as received
  std::string body;                      // inflated
  storage::RenderReason reason = storage::RenderReason::kAlways;
  std::size_t max_bytes = 10u << 20;  // of what is made of it
};

}  // namespace crawler
