// SQL values, and functions that SQL can call.
// Thread: values; a function runs on the thread that steps the statement that calls it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace storage {

// Bytes bound or read as a BLOB.
struct Blob {
  std::string_view bytes;
  friend bool operator==(Blob, Blob) = default;
};

// std::monostate is NULL. A text is what the file holds: it need not be valid UTF-8, and may hold
// NUL. Views live as long as what they were read from.
using SqlValue = std::variant<std::monostate, int64_t, double, std::string_view, Blob>;

struct OwnedBlob {
  std::string bytes;
};

// The statement that called fails with these words.
struct SqlFailure {
  std::string words;
};

using SqlAnswer = std::variant<std::monostate, int64_t, double, std::string, OwnedBlob, SqlFailure>;

// May ask the database that calls it.
using SqlFunction = std::function<SqlAnswer(std::span<const SqlValue>)>;

}  // namespace storage
