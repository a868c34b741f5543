// Where what a check found goes, in several formats at once: files, and standard output.
// Thread: main.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "explore/check/formats.h"
#include "explore/command/new_file.h"
#include "ground/result.h"

namespace explore {

enum class CheckFormat { kText, kMarkdown, kJson, kJunit, kSarif };

struct CheckOutput {
  CheckFormat format = CheckFormat::kText;
  std::string file;  // "": standard output
};

class CheckOutputs {
 public:
  // Makes the files, so that one that can't be written is known before a crawl. Errors: see
  // NewFile.
  static ground::Result<CheckOutputs> open(const std::vector<CheckOutput>& outputs);

  // Writes them all, says the verdict on standard error where nobody would see it else, and gives
  // the exit status. Errors: a file can't be written.
  ground::Result<int> tell(const Outcome& outcome, const FormatWishes& wishes);

 private:
  struct Open {
    CheckFormat format = CheckFormat::kText;
    std::unique_ptr<NewFile> file;  // null: standard output
  };
  std::vector<Open> outputs_;
};

}  // namespace explore
