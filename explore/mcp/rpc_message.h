// The messages of JSON-RPC 2.0, as the Model Context Protocol has them.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "explore/mcp/mcp_json.h"

namespace explore {

// Codes of JSON-RPC 2.0 5.1, and of the protocol.
inline constexpr int kParseError = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInvalidParams = -32602;
inline constexpr int kInternalError = -32603;
inline constexpr int kUnsupportedVersion = -32022;

// NOLINTNEXTLINE(bugprone-exception-escape): clang-tidy 14 sees one in moving nlohmann's values
struct RpcMessage {
  enum class Kind {
    kRequest,
    kNotification,
    kResponse,  // to nothing that was asked: the server asks nothing
    kInvalid,
  };
  Kind kind = Kind::kInvalid;
  Json id;  // string or whole number of a request; else null
  std::string method;
  Json params;   // an object, maybe an empty one
  int code = 0;  // of what is invalid
  std::string problem;
  bool is_cancelled = false;
};

struct RpcLine {
  std::vector<RpcMessage> messages;  // one at least, and one alone unless it is a batch
  bool is_batch = false;
};

// Any line; what is no message is an invalid one. Whether batches are allowed the caller knows.
RpcLine read_rpc_line(std::string_view line);

Json rpc_result(const Json& id, Json result);
Json rpc_error(const Json& id, int code, std::string_view words, Json data = nullptr);
Json rpc_notification(std::string_view method, Json params);

// In one line, its end included. What is no UTF-8 becomes U+FFFD.
std::string rpc_text(const Json& message);

}  // namespace explore
