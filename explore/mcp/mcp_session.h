// McpSession: the Model Context Protocol, as a server speaks it: which versions there are, how they
// begin, and what is asked. Revisions up to 2025-11-25 begin with `initialize`; since 2026-07-28
// each request says its version itself. Both may be spoken on one pipe.
// Thread: one.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "explore/mcp/rpc_message.h"
#include "explore/mcp/tool_calls.h"

namespace explore {

// Whether a request is of a revision that has no handshake: it names its version.
bool is_modern(const RpcMessage& message);

class McpSession {
 public:
  // `send`: a notification on its way.
  McpSession(ToolCalls& calls, std::function<void(const Json& notification)> send)
      : calls_(calls), send_(std::move(send)) {}

  // The response to a request; none if it was cancelled, and to what is no request.
  std::optional<Json> answer(const RpcMessage& message);
  // Whether the version in use has batches: 2025-03-26 alone.
  bool has_batches() const { return version_ == "2025-03-26"; }

 private:
  std::optional<Json> answer_modern(const RpcMessage& message);
  std::optional<Json> answer_legacy(const RpcMessage& message);
  // What both know.
  std::optional<Json> answer_shared(const RpcMessage& message);
  std::optional<Json> call_tool(const RpcMessage& message);
  Json initialize(const RpcMessage& message);

  ToolCalls& calls_;
  std::function<void(const Json& notification)> send_;
  std::string version_;  // agreed on by a handshake; "" before it
};

}  // namespace explore
