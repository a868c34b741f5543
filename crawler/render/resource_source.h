// ResourceSource: whoever asks servers for what a page in the browser wants. The seam between the
// browser, which never touches the network, and the crawl, which does so by its rules. Thread: the
// loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "storage/store/header.h"
#include "storage/store/render_record.h"

namespace crawler {

// A page that is being rendered, for as long as the program runs.
using PageNumber = uint64_t;

struct ResourceRequest {
  std::string url;  // as the browser has it, without its fragment; http or https
  storage::ResourceKind kind = storage::ResourceKind::kOther;
  std::string method = "GET";
  std::vector<storage::Header> headers = {};  // that the page chose, or that its answer depends on
  std::string body = {};
  std::string page;  // the URL of the page that asks
};

struct ResourceAnswer {
  // What became of it. Status and headers of an answer that came are here whatever is kept.
  storage::ResourceRecord record;
  std::string body;  // inflated
};

class ResourceSource {
 public:
  using Done = std::function<void(ResourceAnswer)>;
  virtual ~ResourceSource() = default;
  // `done` is called once, later, never from within ask(); not once the page is forgotten.
  virtual void ask(PageNumber page, ResourceRequest request, Done done) = 0;
  // The page is done: nobody waits for what it asked for.
  virtual void forget(PageNumber page) = 0;
  // Does something that the page has asked for wait for its turn, so that no server has it yet?
  virtual bool is_held_up(PageNumber page) const = 0;
};

}  // namespace crawler
