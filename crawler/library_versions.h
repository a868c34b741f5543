// What this program is made of: commit, compiler, libraries, features. For reports of faults.
// Thread: main.
#pragma once

#include <string>

namespace crawler {

// Lines of text. Libraries that can say it themselves have the version that was loaded, which may
// be a newer one than the program was built with.
std::string versions_in_detail();

}  // namespace crawler
