#include "explore/export/destination.h"

#include <unistd.h>

#include <utility>

#include "terminal/exit_status.h"

namespace explore {

using ground::Result;

Result<Destination> Destination::open(const std::string& path) {
  Destination made;
  if (path == "-") {
    made.standard_ = std::make_unique<Output>(STDOUT_FILENO);
    return made;
  }
  if (auto added = made.add(path); !added) return added.error();
  return made;
}

Result<Destination> Destination::open_folder(const std::string& path, std::string_view ending) {
  auto folder = NewFolder::create(path, ending);
  if (!folder) return folder.error();
  Destination made;
  made.folder_ = std::move(folder).value();
  return made;
}

Result<Output*> Destination::add(const std::string& path) {
  auto file = NewFile::create(path);
  if (!file) return file.error();
  auto output = std::make_unique<Output>((*file)->fd(), path);
  files_.push_back({std::move(file).value(), std::move(output)});
  return files_.back().output.get();
}

int Destination::flush() {
  if (is_standard_output()) return standard_->finish();
  for (const File& file : files_)
    if (const int status = file.output->finish(); status != terminal::kAsAsked) return status;
  return terminal::kAsAsked;
}

Result<void> Destination::publish() {
  if (folder_ != nullptr) return folder_->commit();
  if (is_first_replaced_) return files_.back().file->commit_as(path());
  for (std::size_t i = files_.size(); i-- > 0;)
    if (auto named = files_[i].file->commit(); !named) return named;
  return {};
}

}  // namespace explore
