// Output: a command's result, on its way to standard output, a file or a text; and its messages, on
// standard error.
// Thread: main; into a text: one at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "ground/result.h"

namespace explore {

class Output {
 public:
  // `name`: what to call it when writing fails.
  explicit Output(int fd, std::string name = "standard output");
  // Into `text`, at once; it outlives this.
  explicit Output(std::string* text) : text_(text) {}

  bool is_terminal() const { return is_terminal_; }
  // Of the terminal; 80 where there is none.
  std::size_t columns() const { return columns_; }
  // Whether text may be dim or bold: a terminal, and not NO_COLOR (https://no-color.org).
  bool has_styles() const { return has_styles_; }

  // Gathered, and written in blocks, at the latest with what comes a tenth of a second later; to a
  // terminal at each line end. Nothing is written any more when the reader has gone, writing fails,
  // or the user interrupts.
  void write(std::string_view bytes);
  // False: no need to go on.
  bool is_open() const { return !is_gone_ && error_.empty(); }
  // Writes the rest and gives the exit status: a reader that went away (`| head`) has what it
  // wanted, any other failure is said on standard error.
  int finish();

 private:
  void flush();

  int fd_ = -1;
  std::string* text_ = nullptr;
  std::string name_;
  bool is_terminal_ = false;
  bool has_styles_ = false;
  std::size_t columns_ = 80;
  std::string buffer_;
  std::chrono::steady_clock::time_point flushed_at_;
  bool is_gone_ = false;
  std::string error_;
};

// "crawl: " and the words, made safe line by line, to standard error.
void complain(std::string_view words);

// Of a command whose status tells what it found (check, compare): says why nobody can tell, and
// gives the status for that, or that of Ctrl-C.
int could_not_tell(const ground::Error& error);

}  // namespace explore
