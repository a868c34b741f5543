#include "crawler/last_words.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>

namespace crawler {

const char* const kOutOfMemory =
    "crawl: out of memory. Saved pages are safe. Give the process more memory (ulimit -v, the "
    "container's limit) or lower -c, --parsers or --max-body, then run the same command to "
    "resume.\n";

namespace {

constexpr int kFailedStatus = 1;

// Plain write(2): there may be no memory for more.
void say(const char* words) {
  if (write(STDERR_FILENO, words, std::strlen(words)) < 0) return;  // nobody left to tell
}

[[noreturn]] void last_words() noexcept {
  try {
    if (const std::exception_ptr why = std::current_exception()) std::rethrow_exception(why);
  } catch (const std::bad_alloc&) {
    say(kOutOfMemory);
    _exit(kFailedStatus);
  } catch (const std::exception& error) {
    say("crawl: this is a bug, please report it: ");
    say(error.what());
    say("\n");
  } catch (...) {
    say("crawl: this is a bug, please report it: an unknown exception\n");
  }
  std::abort();
}

}  // namespace

void install_last_words() { std::set_terminate(last_words); }

}  // namespace crawler
