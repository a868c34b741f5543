// Error and Result<T>: how we say that our ground moved (the disk, the database, a process). The
// web's misbehaviour is data, not an Error.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace ground {

enum class ErrorCode {
  kIo,       // disk full, read-only, I/O error, no memory
  kBusy,     // another process holds the file
  kNotOurs,  // a file that is not a crawl database
  kTooNew,   // written by a newer version
  kCorrupt,  // SQLite says the file is damaged
  kQuery,    // a statement that a user wrote is wrong; carries SQLite's words alone
  kInterrupted,
  kInternal,  // a statement failed that should not; carries SQLite's words
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // names the thing and the remedy, fit for stderr
  // It may pass by itself: the same call, made again after a while, may succeed.
  bool transient = false;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & {
    assert(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    assert(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    assert(ok());
    return std::get<0>(std::move(state_));
  }
  T* operator->() { return &value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const Error& error() const {
    assert(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT: implicit by design
  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const Error& error() const {
    assert(!ok_);
    return error_;
  }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace ground
