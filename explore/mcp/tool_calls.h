// ToolCalls: calls of tools, as results of the protocol: what is wrong with them is a result with
// isError, so that a model can do better.
// Thread: one. Lifetime: `is_cancelled` outlives it.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "explore/mcp/finding_counts.h"
#include "explore/mcp/tool.h"
#include "explore/serve/served_file.h"

namespace explore {

class ToolCalls {
 public:
  // `is_cancelled`: when it becomes true, the call that runs ends.
  ToolCalls(std::string path, FindingList list, const std::atomic<bool>& is_cancelled)
      : served_(std::move(path), is_cancelled), counts_(std::move(list)) {}

  // The result of a call of this tool, none if it was cancelled.
  using Progress = std::function<void(double done, double all)>;
  std::optional<Json> call(const Tool& tool, const Json& arguments, const Progress& progress);

 private:
  ServedFile served_;
  FindingCounts counts_;
};

}  // namespace explore
