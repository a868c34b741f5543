// A crawl that a command needs for itself: it runs as a separate process of this program, with its
// messages on standard error, and into a folder that goes away with the command if nobody keeps it.
// Thread: main.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ground/result.h"

namespace explore {

// A folder for passing files, below TMPDIR or /tmp. Lifetime: it and all in it are removed with
// this.
class PassingFolder {
 public:
  // `purpose`: a word of its name: "try". Errors (kIo): no place for it.
  static ground::Result<std::unique_ptr<PassingFolder>> make(const std::string& purpose);
  ~PassingFolder();
  PassingFolder(const PassingFolder&) = delete;
  PassingFolder& operator=(const PassingFolder&) = delete;

  std::string file(const std::string& name) const { return path_ + '/' + name; }

 private:
  explicit PassingFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

// Runs `crawl WORDS…` to its end and gives its exit status, -1 if a signal ended it. What it prints
// to standard output goes nowhere. Errors: it can't be started (kIo); Ctrl-C, which ends it
// (kInterrupted).
ground::Result<int> run_crawl(std::vector<std::string> words);

}  // namespace explore
