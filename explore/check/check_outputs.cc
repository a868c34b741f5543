#include "explore/check/check_outputs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "explore/command/output.h"
#include "terminal/exit_status.h"

namespace explore {
namespace {

std::string in_format(const Outcome& outcome, CheckFormat format, const FormatWishes& wishes) {
  std::string text;
  Output output(&text);
  switch (format) {
    case CheckFormat::kText:
      write_text(outcome, wishes, output);
      return text;
    case CheckFormat::kMarkdown:
      return markdown_of(outcome, wishes);
    case CheckFormat::kJson:
      return json_of(outcome);
    case CheckFormat::kJunit:
      return junit_of(outcome);
    case CheckFormat::kSarif:
      return sarif_of(outcome);
  }
  return text;
}

int status_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
      return terminal::kAsAsked;
    case Verdict::kFailed:
      return terminal::kFailed;
    case Verdict::kUnjudged:
      return terminal::kUnavailable;
  }
  return terminal::kUnavailable;
}

int print(const Outcome& outcome, CheckFormat format, const FormatWishes& wishes) {
  Output output(STDOUT_FILENO);
  if (format == CheckFormat::kText)
    write_text(outcome, wishes, output);
  else
    output.write(in_format(outcome, format, wishes));
  // Another status than of a gate that failed.
  const int status = output.finish();
  return status == terminal::kFailed ? static_cast<int>(terminal::kUnavailable) : status;
}

}  // namespace

ground::Result<CheckOutputs> CheckOutputs::open(const std::vector<CheckOutput>& outputs) {
  CheckOutputs made;
  for (const CheckOutput& wished : outputs) {
    Open& output = made.outputs_.emplace_back();
    output.format = wished.format;
    if (wished.file.empty()) continue;
    auto file = NewFile::create(wished.file);
    if (!file) return file.error();
    output.file = std::move(*file);
  }
  return made;
}

ground::Result<int> CheckOutputs::tell(const Outcome& outcome, const FormatWishes& wishes) {
  bool is_printed = false;
  for (const Open& output : outputs_) {
    if (output.file == nullptr) {
      is_printed = true;
      const int status = print(outcome, output.format, wishes);
      if (status != terminal::kAsAsked) return status;
      continue;
    }
    auto written = output.file->write(in_format(outcome, output.format, wishes));
    if (written) written = output.file->commit();
    if (!written) return written.error();
  }
  if (!is_printed || outcome.verdict == Verdict::kUnjudged)
    complain(fmt::format("{}: {}", outcome.subject, verdict_in_words(outcome)));
  return status_of(outcome.verdict);
}

}  // namespace explore
