// The path by which SQLite knows a file. It names a database's journal after the file that symbolic
// links lead to, so whatever stands beside a database (-wal, -shm, -lock) stands beside that one.
// Thread: any.
#pragma once

#include <string>

namespace storage {

// Absolute and free of symbolic links; the file need not be there yet, also where a link leads to
// it. As far as links lead where there is no folder.
std::string real_path(const std::string& path);

}  // namespace storage
