// The conditions of a request for a page that is known: "only if it is not as it was". Source: RFC
// 9110 13.1.2 (If-None-Match), 13.1.3 (If-Modified-Since). Thread: pure.
#pragma once

#include <string>
#include <vector>

#include "storage/store/records.h"

namespace crawler {

// Header lines; none if all of it is to be sent. A server that gave no date of change is asked by
// that of our last visit: RFC 9110 13.1.3, "based on the time of a previous response".
std::vector<std::string> conditions_of(const storage::Revisit& known);

}  // namespace crawler
