// BrowserProcess: Chromium as a process of its own, spoken to through a pipe and by nothing else.
// It has a network namespace with nothing in it, so what slips past interception has nowhere to
// go; a private folder for all that it writes; a process group, which is killed with it; and bounds
// on memory. It dies with the thread that started it. Started by root it runs as a user that nobody
// else is, so that its own sandbox can be on. Thread: the loop's, which lives as long as the
// program. Errors: see the constructor.
#pragma once

#include <string>
#include <vector>

#include "crawler/render/private_folder.h"

namespace crawler {

// What is held back from the browser.
struct Confinement {
  bool network = true;  // an empty network namespace
  bool sandbox = true;  // Chromium's own
};

class BrowserProcess {
 public:
  // `program`: the path of Chromium. `arguments`: beside those that say where it writes and how it
  // is spoken to. Errors: std::runtime_error, with words for people, if it can't be started at all;
  // NoNamespace if the kernel gives it no network of its own.
  BrowserProcess(const std::string& program, const std::vector<std::string>& arguments,
                 const Confinement& confinement);
  ~BrowserProcess();  // kills it and all its children, and waits until they are gone
  BrowserProcess(const BrowserProcess&) = delete;
  BrowserProcess& operator=(const BrowserProcess&) = delete;

  int write_end() const { return to_browser_; }
  int read_end() const { return from_browser_; }
  int pid() const { return pid_; }
  // What it has written to its standard error so far, the beginning of it. Reads it: once.
  std::string last_words();

 private:
  void close_all();

  PrivateFolder folder_;
  int pid_ = -1;
  int to_browser_ = -1, from_browser_ = -1, errors_ = -1;
};

}  // namespace crawler
