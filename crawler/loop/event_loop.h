// EventLoop: libuv with owners. Timer, SocketWatch, SignalWatch, and post(), the one door onto the
// loop. The only user of uv.h. Thread: all but post() belong to the thread that calls run(); in
// debug builds an assert says so. Lifetime: handles are closed by their owners' destructors; the
// memory libuv still needs outlives them until the close callback. ~EventLoop runs the loop until
// it is empty and asserts that nothing stayed open.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace crawler {

using Task = std::function<void()>;

class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Runs until stop(). A second run() after stop() goes on.
  void run();
  void stop();

  // Any thread: runs `task` on the loop, in the order posted. Wake-ups coalesce; every task is run.
  // Tasks posted after the last run() are dropped with the loop.
  void post(Task task);

  // The loop's monotonic clock, read anew.
  std::chrono::steady_clock::time_point now() const;

  // In debug builds: asserts that the caller is on the loop's thread.
  void assert_here() const;

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

// Calls `fire` once, `after` from set(); set() again moves it, cancel() or the destructor takes it
// back.
class Timer {
 public:
  Timer(EventLoop& loop, Task fire);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  void set(std::chrono::milliseconds after);
  void cancel();

 private:
  struct Impl;
  Impl* impl_;  // freed by libuv's close callback
};

// Watches one socket, which it does not own. `ready(readable, writable, failed)`: failed means that
// poll itself reported an error; the owner of the socket must still be told to look at it. A watch
// whose socket was closed without its knowledge falls silent when another watch of that number is
// made: the number has been given to a new socket. A number that can't be polled is silent from the
// start.
class SocketWatch {
 public:
  using Ready = std::function<void(bool readable, bool writable, bool failed)>;
  SocketWatch(EventLoop& loop, int socket, Ready ready);
  ~SocketWatch();
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;
  void watch(bool readable, bool writable);  // both false: stop watching, keep the handle
  // The kernel does not know yet what watch() asked for last; it is told at the end of the loop's
  // turn. A socket that is closed before that, while it is to be watched, ends the program (libuv).
  bool pending() const;

 private:
  struct Impl;
  Impl* impl_;
};

class SignalWatch {
 public:
  SignalWatch(EventLoop& loop, int signal, Task caught);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  struct Impl;
  Impl* impl_;
};

}  // namespace crawler
