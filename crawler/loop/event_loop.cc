// libuv frees nothing before a handle's close callback has run, and C++ owners want to be gone when
// their destructor returns. So each handle has a small state of its own on the heap: the destructor
// only asks libuv to close it, and the close callback deletes it. Wake-ups from other threads
// coalesce into one, so the loop always empties the whole list of posted tasks.
#include "crawler/loop/event_loop.h"

#include <uv.h>

#include <cassert>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ground/mutex.h"

namespace crawler {

struct EventLoop::Impl {
  uv_loop_t loop{};
  uv_async_t wake{};
  uv_prepare_t before_poll{};
  uint64_t turn = 0;  // goes on as libuv is about to tell the kernel what to watch
  std::thread::id thread = std::this_thread::get_id();
  ground::Mutex mutex;
  std::vector<Task> posted CRAWL_GUARDED_BY(mutex);
  std::unordered_map<int, uv_poll_t*> polls;  // by socket

  // Tasks that are posted while these run are run too: a coalesced wake-up may stand for many.
  void run_posted() {
    while (true) {
      std::vector<Task> tasks;
      {
        const ground::MutexLock lock(mutex);
        tasks.swap(posted);
      }
      if (tasks.empty()) return;
      for (Task& task : tasks) task();
    }
  }
  static void on_wake(uv_async_t* handle) noexcept {
    static_cast<Impl*>(handle->data)->run_posted();
  }
  static void on_prepare(uv_prepare_t* handle) noexcept {
    ++static_cast<Impl*>(handle->data)->turn;
  }
};

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {
  uv_loop_init(&impl_->loop);
  impl_->wake.data = impl_.get();
  uv_async_init(&impl_->loop, &impl_->wake, &Impl::on_wake);
  impl_->before_poll.data = impl_.get();
  uv_prepare_init(&impl_->loop, &impl_->before_poll);
  uv_prepare_start(&impl_->before_poll, &Impl::on_prepare);
}

EventLoop::~EventLoop() {
  uv_close(reinterpret_cast<uv_handle_t*>(&impl_->wake), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&impl_->before_poll), nullptr);
  uv_run(&impl_->loop, UV_RUN_DEFAULT);
  [[maybe_unused]] const int closed = uv_loop_close(&impl_->loop);
  assert(closed == 0 && "a handle outlived its loop");
}

void EventLoop::run() {
  impl_->thread = std::this_thread::get_id();
  uv_run(&impl_->loop, UV_RUN_DEFAULT);
}

void EventLoop::stop() {
  assert_here();
  uv_stop(&impl_->loop);
}

void EventLoop::post(Task task) {
  bool first = false;
  {
    const ground::MutexLock lock(impl_->mutex);
    first = impl_->posted.empty();
    impl_->posted.push_back(std::move(task));
  }
  if (first) uv_async_send(&impl_->wake);
}

std::chrono::steady_clock::time_point EventLoop::now() const {
  return std::chrono::steady_clock::now();
}

void EventLoop::assert_here() const { assert(std::this_thread::get_id() == impl_->thread); }

// Each handle is freed by its close callback, after its owner has gone; the owner empties `fire`
// first, so that nothing is called from then on. A callback may destroy its own owner: it is called
// from a copy.

struct Timer::Impl {
  uv_timer_t handle{};
  Task fire;
  static void on_fire(uv_timer_t* handle) noexcept {
    const Task fire = static_cast<Impl*>(handle->data)->fire;
    fire();
  }
  static void on_close(uv_handle_t* handle) noexcept { delete static_cast<Impl*>(handle->data); }
};

Timer::Timer(EventLoop& loop, Task fire) : impl_(new Impl) {
  loop.assert_here();
  impl_->fire = std::move(fire);
  impl_->handle.data = impl_;
  uv_timer_init(&loop.impl().loop, &impl_->handle);
}

Timer::~Timer() {
  uv_timer_stop(&impl_->handle);
  uv_close(reinterpret_cast<uv_handle_t*>(&impl_->handle), &Impl::on_close);
}

void Timer::set(std::chrono::milliseconds after) {
  // The loop's clock stands still within one turn; the delay is meant from now.
  uv_update_time(impl_->handle.loop);
  uv_timer_start(&impl_->handle, &Impl::on_fire,
                 static_cast<uint64_t>(after.count() > 0 ? after.count() : 0), 0);
}

void Timer::cancel() { uv_timer_stop(&impl_->handle); }

struct SocketWatch::Impl {
  EventLoop::Impl& loop;
  const int socket;
  Ready ready;
  uv_poll_t handle{};
  uint64_t asked = 0;     // the turn of the last watch()
  bool watching = false;  // libuv has the handle, and it is not closing
  bool closed = false;    // libuv has given it back
  bool owned = true;      // by a SocketWatch

  void begin() {
    handle.data = this;
    if (const auto old = loop.polls.find(socket); old != loop.polls.end())
      static_cast<Impl*>(old->second->data)->end();
    watching = uv_poll_init_socket(&loop.loop, &handle, socket) == 0;
    closed = !watching;
    if (watching) loop.polls[socket] = &handle;
  }
  void end() {
    if (!watching) return;
    watching = false;
    loop.polls.erase(socket);
    uv_poll_stop(&handle);
    uv_close(reinterpret_cast<uv_handle_t*>(&handle), &on_close);
  }
  static void on_poll(uv_poll_t* handle, int status, int events) noexcept {
    const Ready ready = static_cast<Impl*>(handle->data)->ready;
    ready((events & UV_READABLE) != 0, (events & UV_WRITABLE) != 0, status < 0);
  }
  static void on_close(uv_handle_t* handle) noexcept {
    auto* self = static_cast<Impl*>(handle->data);
    self->closed = true;
    if (!self->owned) delete self;
  }
};

SocketWatch::SocketWatch(EventLoop& loop, int socket, Ready ready)
    : impl_(new Impl{loop.impl(), socket, std::move(ready)}) {
  loop.assert_here();
  impl_->begin();
}

SocketWatch::~SocketWatch() {
  impl_->end();
  impl_->owned = false;
  if (impl_->closed) delete impl_;
}

void SocketWatch::watch(bool readable, bool writable) {
  if (!impl_->watching) return;
  const int events = (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0);
  if (events == 0)
    uv_poll_stop(&impl_->handle);
  else
    uv_poll_start(&impl_->handle, events, &Impl::on_poll);
  impl_->asked = impl_->loop.turn;
}

bool SocketWatch::pending() const {
  return impl_->watching && uv_is_active(reinterpret_cast<uv_handle_t*>(&impl_->handle)) != 0 &&
         impl_->asked == impl_->loop.turn;
}

struct SignalWatch::Impl {
  uv_signal_t handle{};
  Task caught;
  static void on_signal(uv_signal_t* handle, int) noexcept {
    const Task caught = static_cast<Impl*>(handle->data)->caught;
    caught();
  }
  static void on_close(uv_handle_t* handle) noexcept { delete static_cast<Impl*>(handle->data); }
};

SignalWatch::SignalWatch(EventLoop& loop, int signal, Task caught) : impl_(new Impl) {
  loop.assert_here();
  impl_->caught = std::move(caught);
  impl_->handle.data = impl_;
  uv_signal_init(&loop.impl().loop, &impl_->handle);
  uv_signal_start(&impl_->handle, &Impl::on_signal, signal);
}

SignalWatch::~SignalWatch() {
  uv_signal_stop(&impl_->handle);
  uv_close(reinterpret_cast<uv_handle_t*>(&impl_->handle), &Impl::on_close);
}

}  // namespace crawler
