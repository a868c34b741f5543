// The application's own files: the page at "/", and what it loads below "/web/".
// Thread: any.
#pragma once

#include "explore/serve/http_message.h"

namespace explore {

// Always an answer: a path that is none of them is a 404.
HttpResponse answer_file(const HttpRequest& request);

}  // namespace explore
