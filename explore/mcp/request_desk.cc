#include "explore/mcp/request_desk.h"

#include <chrono>
#include <utility>

namespace explore {

namespace {

constexpr std::chrono::milliseconds kBetweenAsking{200};

}  // namespace

RequestDesk::RequestDesk(Work work, std::function<bool()> is_over, std::atomic<bool>& is_cancelled)
    : work_(std::move(work)),
      is_over_(std::move(is_over)),
      is_cancelled_(is_cancelled),
      thread_([this] { this->work(); }) {}

RequestDesk::~RequestDesk() {
  {
    const ground::MutexLock lock(mutex_);
    is_ending_ = true;
    is_cancelled_ = true;
  }
  changed_.wake_all();
  thread_.join();
}

void RequestDesk::wait() {
  changed_.wait_until(mutex_, std::chrono::steady_clock::now() + kBetweenAsking);
}

void RequestDesk::take(RpcLine line) {
  {
    const ground::MutexLock lock(mutex_);
    while (waiting_.size() >= kMostWaiting && !is_over_()) wait();
    if (waiting_.size() >= kMostWaiting) return;
    waiting_.push_back(std::move(line));
  }
  changed_.wake_all();
}

void RequestDesk::cancel(const Json& id) {
  const ground::MutexLock lock(mutex_);
  if (!running_.is_null() && running_ == id) {
    is_cancelled_ = true;
    return;
  }
  for (RpcLine& line : waiting_)
    for (RpcMessage& message : line.messages)
      if (message.kind == RpcMessage::Kind::kRequest && message.id == id)
        message.is_cancelled = true;
}

void RequestDesk::finish() {
  const ground::MutexLock lock(mutex_);
  while ((is_working_ || !waiting_.empty()) && !is_over_()) wait();
}

bool RequestDesk::begin(const RpcMessage& message) {
  const ground::MutexLock lock(mutex_);
  if (is_ending_ || message.is_cancelled) return false;
  is_cancelled_ = false;
  running_ = message.id;
  return true;
}

void RequestDesk::work() {
  for (;;) {
    RpcLine line;
    {
      const ground::MutexLock lock(mutex_);
      while (!is_ending_ && waiting_.empty()) changed_.wait(mutex_);
      if (is_ending_) return;
      line = std::move(waiting_.front());
      waiting_.pop_front();
      is_working_ = true;
    }
    changed_.wake_all();
    work_(line, [this](const RpcMessage& message) { return begin(message); });
    {
      const ground::MutexLock lock(mutex_);
      is_working_ = false;
      running_ = nullptr;
    }
    changed_.wake_all();
  }
}

}  // namespace explore
