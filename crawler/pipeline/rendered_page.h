// RenderedPage: what a browser made of a fetched page, on its way from the loop through a worker to
// the store. Thread: a value; it moves.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "storage/store/render_record.h"

namespace crawler {

// One thing that the page asked for while it was rendered.
struct RenderedResource {
  // All but `body_zstd`, which the worker makes. Status line and headers only with a body.
  storage::ResourceRecord record;
  // Inflated, to be kept: of an answer that this page asked the server for. "" where none is kept.
  std::string body;
};

struct RenderedPage {
  // Valid UTF-8, without a byte order mark: open shadow roots and the frames of its origin
  // included.
  // "": there is none, and `error` says why.
  std::string html;
  std::string error;  // "timeout", "the tab crashed": for people
  storage::RenderReason reason = storage::RenderReason::kAlways;
  std::string url;  // normal form of where its scripts went by history.pushState; "": nowhere
  std::chrono::milliseconds total{0};
  uint32_t requests = 0;  // that the page made, the answered from the cache included
  std::vector<RenderedResource> resources = {};      // in the order in which they were asked for
  std::vector<storage::ConsoleRecord> console = {};  // in order
  std::string screenshot = {};                       // PNG, "" for none
};

}  // namespace crawler
