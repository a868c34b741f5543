// What a crawl that runs says of itself, as text for people. Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace explore {

struct ControlAnswer {
  bool is_ok = false;
  std::string text;  // what was done, what is wrong, or how the crawl is getting on
};

// `json`: an answer as ask_crawl() gives it; whatever it holds is safe to print.
ControlAnswer read_answer(std::string_view json);

}  // namespace explore
