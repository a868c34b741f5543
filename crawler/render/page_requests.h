// PageRequests: what one page in the browser asks for. Each request stands still until it is
// answered here: the page's own document with what was fetched, what it does not need with nothing,
// all else by way of the ResourceSource. Where the page goes on to another document, that is a link
// to follow and no request. Thread: the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crawler/pipeline/rendered_page.h"
#include "crawler/render/cdp_connection.h"
#include "crawler/render/cdp_json.h"
#include "crawler/render/render_job.h"
#include "crawler/render/resource_source.h"

namespace crawler {

class PageRequests {
 public:
  struct Parts {
    CdpConnection& connection;
    ResourceSource& source;
    PageNumber page = 0;
    bool pictures = false;  // are wanted
    bool post = true;       // may be made, to the page's own site
    bool keep_bodies = true;
    std::function<bool(const std::string& url)> is_blocked;
    std::function<void()> changed;  // waiting() is another now
  };
  // `job` outlives this.
  PageRequests(Parts parts, const RenderJob& job) : parts_(std::move(parts)), job_(job) {}
  ~PageRequests() { parts_.source.forget(parts_.page); }
  PageRequests(const PageRequests&) = delete;
  PageRequests& operator=(const PageRequests&) = delete;

  // Fetch.requestPaused. `is_main`: of the page itself, not of a frame in it.
  void paused(const std::string& session, const nlohmann::json& params, bool is_main);
  // From now on nothing is asked of anybody, and no answer is waited for.
  void close();
  // Somewhere that the page wanted to go, or to open.
  void add_link(const std::string& url);

  std::size_t waiting() const { return waiting_; }
  // Some of them have not gone to their servers yet.
  bool is_held_up() const { return waiting_ > 0 && parts_.source.is_held_up(parts_.page); }
  uint32_t count() const { return count_; }
  const std::vector<std::string>& links() const { return links_; }
  // Moves them out; what no answer came for is said to be unfinished.
  std::vector<RenderedResource> take_resources();

 private:
  struct Paused;  // one request

  void answer_document(const Paused& paused);
  void answer_preflight(const Paused& paused, const nlohmann::json& headers);
  void answer_empty(const Paused& paused);
  void ask(const Paused& paused, const nlohmann::json& request);
  void answered(std::size_t at, const Paused& paused, ResourceAnswer answer);
  // kAnswered: it may be asked for.
  storage::ResourceFate refusal(const Paused& paused) const;
  void fulfil(const Paused& paused, int status, const std::vector<storage::Header>& headers,
              std::string_view body);
  void refuse(const Paused& paused, const char* reason);
  std::size_t note(const Paused& paused, storage::ResourceFate fate);

  Parts parts_;
  const RenderJob& job_;
  std::vector<RenderedResource> resources_;
  std::vector<std::string> links_;
  std::string main_url_;  // of the page, as the browser has it
  std::size_t waiting_ = 0;
  std::size_t kept_bytes_ = 0;
  uint32_t count_ = 0;
  uint32_t documents_ = 0;  // of the page itself, given
  bool is_closed_ = false;
};

}  // namespace crawler
