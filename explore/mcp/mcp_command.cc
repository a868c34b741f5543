// The main thread reads lines, so that it can hear that a request is cancelled while the desk's
// thread answers it; pings it answers itself. Nothing but messages goes to standard output.
#include "explore/mcp/mcp_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <string>
#include <utility>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/file/crawl_file.h"
#include "explore/findings/finding_list.h"
#include "explore/mcp/line_input.h"
#include "explore/mcp/mcp_session.h"
#include "explore/mcp/request_desk.h"
#include "ground/mutex.h"
#include "storage/store/place.h"
#include "terminal/exit_status.h"

namespace explore {
namespace {

constexpr std::array kMcpFlags{
    Flag{{"findings", "FILE", "more findings, from a file of TOML"}, "", "none"},
};

}  // namespace

constinit const Usage kMcpUsage{
    "mcp", "DB",
    "Answers the questions of a language model about a crawl, read-only, also while\n"
    "the crawl runs. A client of the Model Context Protocol starts it and speaks\n"
    "over standard input and output. docs/mcp.md: how to add it to clients.\n",
    kMcpFlags,
    "Examples\n"
    "  claude mcp add site -- crawl mcp /path/to/crawl.db\n"
    "  crawl mcp crawl.db < requests.jsonl\n"
    "\nExit status: 0 the input has ended, 1 failed, 2 usage, 130 interrupted.\n"};

namespace {

constexpr std::size_t kMostLine = 1u << 20;

// Messages to the client, each a line; whole, whoever writes.
class MessageOutput {
 public:
  void write(const Json& message) {
    const std::string text = rpc_text(message);
    const ground::MutexLock lock(mutex_);
    std::size_t done = 0;
    while (done < text.size() && !is_gone_) {
      const ssize_t size = ::write(STDOUT_FILENO, text.data() + done, text.size() - done);
      if (size > 0) done += static_cast<std::size_t>(size);
      if (size < 0 && (errno != EINTR || is_interrupted())) is_gone_ = true;
    }
  }
  bool is_gone() {
    const ground::MutexLock lock(mutex_);
    return is_gone_;
  }

 private:
  ground::Mutex mutex_;
  bool is_gone_ CRAWL_GUARDED_BY(mutex_) = false;
};

class McpServer {
 public:
  McpServer(const std::string& path, FindingList list)
      : calls_(path, std::move(list), is_cancelled_),
        session_(calls_, [this](const Json& notification) { output_.write(notification); }),
        desk_([this](const RpcLine& line, const RequestDesk::Begin& begin) { answer(line, begin); },
              [this] { return is_over(); }, is_cancelled_) {}

  // To the end of the input, and until what was asked is answered.
  void serve() {
    LineInput input(STDIN_FILENO, kMostLine);
    std::string line;
    for (;;) {
      const LineInput::Kind kind = input.next(&line, [this] { return is_over(); });
      if (kind == LineInput::Kind::kEnd) break;
      if (kind == LineInput::Kind::kTooLong)
        output_.write(rpc_error(nullptr, kInvalidRequest,
                                fmt::format("a line of more than {} bytes", kMostLine)));
      else if (line.find_first_not_of(" \t\r") != std::string::npos)
        read(line);
    }
    desk_.finish();
  }

 private:
  bool is_over() { return is_interrupted() || output_.is_gone(); }

  void read(std::string_view text) {
    RpcLine line = read_rpc_line(text);
    hear(line);
    const RpcMessage& first = line.messages.front();
    if (!line.is_batch && first.kind == RpcMessage::Kind::kRequest && first.method == "ping" &&
        !is_modern(first))
      output_.write(rpc_result(first.id, Json::object()));
    else
      desk_.take(std::move(line));
  }

  // Cancellations take effect at once.
  void hear(const RpcLine& line) {
    for (const RpcMessage& message : line.messages)
      if (message.kind == RpcMessage::Kind::kNotification &&
          message.method == "notifications/cancelled" && message.params.contains("requestId"))
        desk_.cancel(message.params["requestId"]);
  }

  void answer(const RpcLine& line, const RequestDesk::Begin& begin) {
    if (line.is_batch && !session_.has_batches()) {
      output_.write(rpc_error(nullptr, kInvalidRequest,
                              "this version of the protocol has no batches of messages"));
      return;
    }
    Json responses = Json::array();
    for (const RpcMessage& message : line.messages) {
      if (!begin(message)) continue;
      if (auto response = session_.answer(message)) responses.push_back(std::move(*response));
    }
    if (responses.empty()) return;
    output_.write(line.is_batch ? responses : responses.front());
  }

  MessageOutput output_;
  std::atomic<bool> is_cancelled_ = false;
  ToolCalls calls_;
  McpSession session_;
  RequestDesk desk_;  // last: its thread uses the rest
};

}  // namespace

int run_mcp(std::span<const char* const> words) {
  const Arguments arguments(kMcpUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const std::string& path = arguments.operands()[0];
  if (storage::is_postgres_place(path))
    return arguments.refuse("works on files: crawl pull copies a crawl out of a server into one");
  auto list = FindingList::with(arguments.value("findings"));
  if (!list) {
    complain(list.error().message);
    return terminal::kFailed;
  }
  note_interrupts();
  // A crawl may begin after the client has: each tool says that the file is missing until it is
  // there.
  if (auto file = CrawlFile::open(path); !file) complain(file.error().message);
  McpServer(path, std::move(list).value()).serve();
  return is_interrupted() ? terminal::kInterrupted : terminal::kAsAsked;
}

}  // namespace explore
