// Routes: which path of the server is answered by what.
// Thread: any; each answer is made on the thread that asks, with that thread's file.
#pragma once

#include "explore/serve/auditor.h"
#include "explore/serve/follower.h"
#include "explore/serve/http_message.h"
#include "explore/serve/served_file.h"

namespace explore {

// Always an answer: what went wrong is one too, a JSON object with "error" below /api/.
HttpResponse answer_route(const HttpRequest& request, ServedFile& file, const Follower& follower,
                          Auditor& auditor);

// Whether answering may take seconds.
bool is_slow_route(const HttpRequest& request);

}  // namespace explore
