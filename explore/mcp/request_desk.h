// RequestDesk: a thread that answers requests one after the other, while another one reads: so a
// request can be cancelled while it waits or runs.
// Memory: at most kMostWaiting lines wait; then take() does. Thread: any.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <thread>

#include "explore/mcp/rpc_message.h"
#include "ground/mutex.h"

namespace explore {

class RequestDesk {
 public:
  // Answers what one line says; called by the desk's thread alone. `begin` is to be asked before
  // each of its messages: false, it was cancelled while it waited.
  using Begin = std::function<bool(const RpcMessage& message)>;
  using Work = std::function<void(const RpcLine& line, const Begin& begin)>;
  // `is_cancelled` is true while what runs is to end, and outlives this. `is_over` is asked a few
  // times a second while one waits for the desk.
  RequestDesk(Work work, std::function<bool()> is_over, std::atomic<bool>& is_cancelled);
  // What waits is let go, what runs is cancelled.
  ~RequestDesk();
  RequestDesk(const RequestDesk&) = delete;
  RequestDesk& operator=(const RequestDesk&) = delete;

  // Waits while too many wait. Does nothing when it is over.
  void take(RpcLine line);
  void cancel(const Json& id);
  // Waits until all is answered, or it is over.
  void finish();

 private:
  static constexpr std::size_t kMostWaiting = 64;

  void work();
  void wait() CRAWL_REQUIRES(mutex_);
  bool begin(const RpcMessage& message);

  const Work work_;
  const std::function<bool()> is_over_;
  std::atomic<bool>& is_cancelled_;
  ground::Mutex mutex_;
  ground::Condition changed_;
  bool is_ending_ CRAWL_GUARDED_BY(mutex_) = false;
  bool is_working_ CRAWL_GUARDED_BY(mutex_) = false;
  Json running_ CRAWL_GUARDED_BY(mutex_);  // the id of what is being answered
  std::deque<RpcLine> waiting_ CRAWL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace explore
