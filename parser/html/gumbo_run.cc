// gumbo can neither be interrupted nor be trusted with memory, and it is quadratic on some pages.
// So it allocates from an arena that is thrown away as a whole, and each allocation checks the
// limits on memory, time and depth; one that is reached leaves gumbo by longjmp. Between setjmp and
// gumbo there is therefore no object with a destructor.
#include "parser/html/gumbo_run.h"

#include <gumbo.h>

#include <algorithm>
#include <cassert>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "ground/ascii.h"

namespace parser {
namespace {

// The thread's own CPU time: whether a page is cut must not depend on what else the machine does.
struct Clock {
  using time_point = std::chrono::nanoseconds;
  static time_point now() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
  }
};

// A clock reading takes 250 ns and an allocation 10, so this is about 5 % of them. Each token but
// text allocates, so the deadline is seen even while every single token is slow.
constexpr unsigned kAllocationsPerClockReading = 512;

// Text allocates next to nothing, but each of its characters may scan the stack of open elements,
// at 0.6 ns an element (measured at 3 GHz with Debian 12's library; 1 ns leaves room for slower
// ones). On a deep stack the clock is therefore read at each allocation, and the depth times the
// longest text is held against the time limit.
constexpr std::size_t kDeepStack = 320;
constexpr double kOpenElementsPerMillisecond = 1e6;

// Text that has been read is allocated at its end: so much of it counts as an allocation.
constexpr std::size_t kBytesPerAllocation = 64;

constexpr std::string_view kPlaintext = "plaintext";

// One run of gumbo. Plain data: gumbo is left by longjmp, which runs no destructors.
struct Run {
  ground::Arena* arena;
  GumboOutput* output;  // the first thing that gumbo allocates
  std::string_view text;
  std::chrono::milliseconds max_time;
  Clock::time_point deadline;
  double max_open_elements;  // 0 until the stack is deep
  unsigned allocations_per_clock_reading;
  unsigned allocations_to_clock;
  void* last_piece;
  std::size_t last_bytes;
  std::size_t allocations;
  HtmlEnd end;
  std::jmp_buf leave;
};

// The run that this thread is in. An assertion of gumbo that fails is the one way to us that brings
// no userdata.
thread_local Run* current_run = nullptr;

[[noreturn]] void leave_gumbo(Run& run, HtmlEnd end) {
  run.end = end;
  std::longjmp(run.leave, 1);
}

void* allocate(void* userdata, std::size_t bytes) {
  Run& run = *static_cast<Run*>(userdata);
  const std::size_t cost = 1 + bytes / kBytesPerAllocation;
  if (run.allocations_to_clock > cost) {
    run.allocations_to_clock -= static_cast<unsigned>(cost);
  } else {
    run.allocations_to_clock = run.allocations_per_clock_reading;
    if (Clock::now() >= run.deadline) leave_gumbo(run, HtmlEnd::kTime);
  }
  // At least what deallocate() reads, and nothing in it of what the arena held before.
  void* const piece = run.arena->allocate(std::max(bytes, sizeof(void*)));
  if (piece == nullptr) leave_gumbo(run, HtmlEnd::kArena);
  std::memset(piece, 0, sizeof(void*));
  run.last_piece = piece;
  run.last_bytes = bytes;
  ++run.allocations;
  if (run.output == nullptr && bytes == sizeof(GumboOutput)) {
    // Zeroed, so that there is no document rather than a wild one if the next allocation fails.
    run.output = static_cast<GumboOutput*>(std::memset(piece, 0, bytes));
  }
  return piece;
}

// The longest stretch of `html` in which gumbo may see nothing but text. "a < b" is text, and so is
// all that follows <plaintext>.
std::size_t longest_text(std::string_view html) {
  std::size_t longest = 0;
  std::size_t begin = 0;
  for (std::size_t at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    const std::string_view name = html.substr(at + 1, kPlaintext.size());
    const bool is_markup = !name.empty() && (ground::ascii::is_alpha(name[0]) || name[0] == '/' ||
                                             name[0] == '!' || name[0] == '?');
    if (!is_markup) continue;
    longest = std::max(longest, at - begin);
    begin = at;
    if (ground::ascii::equals(name, kPlaintext)) break;
  }
  return std::max(longest, html.size() - begin);
}

void check_depth(Run& run, std::size_t open_elements) {
  if (open_elements < kDeepStack) return;
  if (open_elements > kMaxOpenElements) leave_gumbo(run, HtmlEnd::kDepth);
  if (run.max_open_elements == 0) {
    run.allocations_per_clock_reading = run.allocations_to_clock = 1;
    run.max_open_elements = kOpenElementsPerMillisecond *
                            static_cast<double>(run.max_time.count()) /
                            static_cast<double>(longest_text(run.text) + 1);
  }
  if (static_cast<double>(open_elements) > run.max_open_elements) leave_gumbo(run, HtmlEnd::kTime);
}

bool begins_with(const void* piece, const void* pointer) {
  return std::memcmp(piece, &pointer, sizeof pointer) == 0;
}

// Frees nothing. A vector that grows has just been copied to a larger piece, the last one, and its
// old piece comes here. Two vectors begin with the root element: the stack of open elements and
// the document's children, comments behind </html> among them.
void deallocate(void* userdata, void* piece) {
  Run& run = *static_cast<Run*>(userdata);
  if (piece == nullptr || run.output == nullptr || run.output->root == nullptr) return;
  const void* const root = run.output->root;
  if (!begins_with(piece, root) || !begins_with(run.last_piece, root)) return;
  if (piece == run.output->document->v.document.children.data) return;
  check_depth(run, run.last_bytes / sizeof(void*));
}

// No object with a destructor may live in here or below.
void enter_gumbo(Run& run, const GumboOptions& options) {
  current_run = &run;
  if (setjmp(run.leave) == 0) gumbo_parse_with_options(&options, run.text.data(), run.text.size());
  current_run = nullptr;
}

}  // namespace
}  // namespace parser

// The C library's function that a failed assert() calls, replaced for the whole program. Debian
// builds gumbo with its assertions on, and there are pages that make one fail
// ("<table><math><mi><![CDATA[x]]>y" in 0.10.1): that must end the page, not the crawl. Any other
// assertion ends the program as it always does.
extern "C" __attribute__((noreturn)) void __assert_fail(const char* assertion, const char* file,
                                                        unsigned line,
                                                        const char* function) noexcept {
  if (parser::current_run != nullptr)
    parser::leave_gumbo(*parser::current_run, parser::HtmlEnd::kFault);
  std::fprintf(stderr, "%s:%u: %s: Assertion `%s' failed.\n", file, line, function, assertion);
  std::abort();
}

namespace parser {

GumboTree run_gumbo(ground::Arena& arena, std::string_view text,
                    std::chrono::milliseconds max_time) {
  Run run{};
  run.arena = &arena;
  run.text = text.data() != nullptr ? text : std::string_view("");
  run.max_time = max_time;
  run.deadline = Clock::now() + max_time;
  run.allocations_per_clock_reading = run.allocations_to_clock = kAllocationsPerClockReading;
  run.end = HtmlEnd::kComplete;

  GumboOptions options = kGumboDefaultOptions;
  options.allocator = allocate;
  options.deallocator = deallocate;
  options.userdata = &run;
  options.max_errors = 0;
  enter_gumbo(run, options);

  // Never gumbo_destroy_output: it frees by recursion in 0.10, and the arena has no need of it.
  const void* const document = run.output != nullptr ? run.output->document : nullptr;
  return {run.end, document, run.allocations};
}

}  // namespace parser
