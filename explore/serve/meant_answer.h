// How every answer about one URL begins.
// Thread: that of the file. Errors: those of the database.
#pragma once

#include <functional>

#include "explore/serve/answers.h"
#include "explore/show/url_search.h"

namespace explore {

// Finds the URL of the parameter `url` and calls `make`; else says what is wrong, with the nearest
// ones.
Answer of_url(const Asking& asking, const std::function<Answer(const MeantUrl& meant)>& make);

}  // namespace explore
