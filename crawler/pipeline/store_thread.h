// StoreThread: the one thread that owns a Store. Group commit: it takes all that waits, keeps it as
// one transaction, answers on the loop, takes again. It lets what comes gather for a moment, since
// each transaction writes the same few pages of the file again; when hurried it does not, and the
// latency is that of one commit. Thread: the messages may be sent from any thread; answers are
// posted to the loop. Errors: what may pass is waited for, with growing pauses, and tried again;
// the loop hears of it by store_waits(), and meanwhile gets no answer. The first other error of the
// store ends its work; the loop hears of it once, by store_failed().
#pragma once

#include <cstddef>
#include <memory>
#include <thread>
#include <variant>
#include <vector>

#include "crawler/loop/event_loop.h"
#include "crawler/pipeline/bounded_queue.h"
#include "crawler/pipeline/patience.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/admission.h"
#include "ground/mutex.h"
#include "storage/store/store.h"

namespace crawler {

// A parsed page and what the loop wants to hear when it is kept.
struct ParsedWork {
  storage::PageCommit commit;
  PageKept kept;
  std::size_t bytes = 0;  // that it takes while it waits, about
  // Instead of all that: it is not for the store yet.
  std::optional<PageToRender> to_render = {};
};

class StoreThread {
 public:
  struct Close {
    storage::RunEnd end;
    std::vector<ground::UrlKey> seeds;
  };
  struct Count {};
  struct QueueDue {};
  using Message =
      std::variant<ParsedWork, storage::LeaseRequest, std::vector<storage::Release>,
                   std::vector<storage::NewUrl>, AskAgain, storage::HostHold, storage::HostUpdate,
                   std::vector<storage::SiteCookies>, Count, QueueDue, Close>;

  // `capacity`: of its queue, see BoundedQueue. `store` and `events` outlive the thread. `sleep`:
  // see Patience. `admission`: outlives it, too; where it limits depths, shorter ways are followed
  // before URLs are lent.
  StoreThread(storage::Store& store, EventLoop& loop, PipelineEvents& events, std::size_t capacity,
              Patience::Sleep sleep = {}, const Admission* admission = nullptr);
  // Works off what was sent, then ends; without patience.
  ~StoreThread();

  void send(Message message);
  // For who makes pages, before the next one: waits while those that are sent and not kept take
  // `kMaxUnkeptBytes` or more. Their number is bounded by the crawl's credits, but a page of few
  // bytes may become a record of many. The store never waits for a page, so this ends.
  void await_room();
  bool has_room() const;
  void hurry(bool hurried) { inbox_.hurry(hurried); }
  // From now on trouble that may pass is not waited for: it fails.
  void give_up() { patience_.give_up(); }
  std::size_t waiting() const { return inbox_.size(); }

  static constexpr std::size_t kMaxUnkeptBytes = 128u << 20;

 private:
  struct Batch;
  void run();
  void give_room(std::size_t bytes);
  void sort_in(Message message, Batch& batch);
  // In the order that keeps "an ended lease means that its page is kept" visible to the lease that
  // follows.
  ground::Result<void> apply(Batch& batch);
  ground::Result<void> keep_pages(Batch& batch);
  ground::Result<void> update_sites(const Batch& batch);
  ground::Result<void> ask_again(const AskAgain& url);
  ground::Result<void> lend(const std::vector<storage::LeaseRequest>& requests);
  void tell_of_failure(const ground::Error& error);
  ground::Result<void> queue_due();
  ground::Result<void> close_run(const Close& close);

  // The answer of `verb`, asked again as long as its trouble may pass.
  template <typename Verb>
  auto persist(Verb verb) -> decltype(verb());

  storage::Store& store_;
  const Admission* const admission_;
  EventLoop& loop_;
  PipelineEvents& events_;
  BoundedQueue<Message> inbox_;
  mutable ground::Mutex room_mutex_;
  ground::Condition room_;
  std::size_t unkept_bytes_ CRAWL_GUARDED_BY(room_mutex_) = 0;
  Patience patience_;
  std::thread thread_;
};

}  // namespace crawler
