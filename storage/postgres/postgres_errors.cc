#include "storage/postgres/postgres_errors.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <utility>

namespace storage {

using ground::Error;
using ground::ErrorCode;

namespace {

struct Cause {
  std::string_view state;  // a SQLSTATE, or the class that it begins with
  ErrorCode code;
  bool transient;
  std::string_view remedy;
};

// https://www.postgresql.org/docs/current/errcodes-appendix.html; the first that fits.
constexpr std::array kCauses = {
    Cause{"28", ErrorCode::kNotOurs, false,
          "put the right password into ~/.pgpass (or PGPASSWORD), and the user into the address"},
    Cause{"3D000", ErrorCode::kNotOurs, false, "make it with: createdb NAME"},
    Cause{"42501", ErrorCode::kNotOurs, false,
          "make the user the owner of the database: ALTER DATABASE … OWNER TO …"},
    Cause{"08", ErrorCode::kIo, true, ""},
    Cause{"40", ErrorCode::kBusy, true, ""},
    Cause{"55P03", ErrorCode::kBusy, true, ""},
    Cause{"57P", ErrorCode::kIo, true, ""},
    Cause{"25006", ErrorCode::kIo, true, "name the server that takes writes"},
    Cause{"25P03", ErrorCode::kBusy, true, ""},
    Cause{"53300", ErrorCode::kBusy, true, "raise max_connections, or stop who holds some"},
    Cause{"53", ErrorCode::kIo, false, "give the server more disk or memory, then resume"},
    Cause{"58", ErrorCode::kIo, false, "see the server's log"},
    Cause{"XX", ErrorCode::kCorrupt, false, "see the server's log"},
};

const Cause* cause_of(std::string_view state) {
  const auto* found = std::find_if(kCauses.begin(), kCauses.end(), [state](const Cause& cause) {
    return state.starts_with(cause.state);
  });
  return found == kCauses.end() ? nullptr : found;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) line += c == '\n' || c == '\r' ? ' ' : c;
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

Error error_with(const std::string& place, std::string_view state, std::string_view words) {
  const Cause* cause = cause_of(state);
  std::string message = fmt::format("{}: {}", place, one_line(words));
  if (cause != nullptr && !cause->remedy.empty()) message += fmt::format(": {}", cause->remedy);
  if (cause == nullptr) return {ErrorCode::kInternal, std::move(message)};
  return {cause->code, std::move(message), cause->transient};
}

namespace {

// "FATAL:  28P01: password authentication failed …" of a verbose message: the state.
std::string_view state_in(std::string_view message) {
  for (std::size_t at = message.find(":  "); at != message.npos; at = message.find(":  ", at + 1)) {
    const std::string_view state = message.substr(at + 3, 5);
    const bool is_state = state.size() == 5 && message.substr(at + 8, 2) == ": " &&
                          std::all_of(state.begin(), state.end(), [](char c) {
                            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                          });
    if (is_state) return state;
  }
  return {};
}

// The words of a verbose message: behind its state, and without where in the server it arose.
std::string words_in(std::string_view message, std::string_view state) {
  if (state.empty()) return one_line(message);
  std::string_view words = message.substr(message.find(state) + state.size() + 2);
  return one_line(words.substr(0, words.find("\nLOCATION:")));
}

}  // namespace

Error connect_error(const std::string& place, PGconn* conn) {
  const std::string_view message = conn == nullptr ? "no memory" : PQerrorMessage(conn);
  const std::string_view state = state_in(message);
  // libpq says that by itself, without asking the server.
  const bool lacks_password = conn != nullptr && PQconnectionNeedsPassword(conn) != 0;
  if (lacks_password) return error_with(place, "28P01", one_line(message));
  Error error = error_with(place, state, words_in(message, state));
  if (!state.empty()) return error;
  error.code = ErrorCode::kIo;
  error.transient = true;
  error.message += ": is the address right, and does the server run?";
  return error;
}

}  // namespace storage
