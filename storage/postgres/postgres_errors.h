// What a server or libpq says as errors of ours: whether they may pass by themselves, and the
// remedy. Thread: pure.
#pragma once

#include <string>
#include <string_view>

#include "ground/result.h"

struct pg_conn;

namespace storage {

std::string one_line(std::string_view text);
// `state`: a SQLSTATE.
ground::Error error_with(const std::string& place, std::string_view state, std::string_view words);
// Of one that could not connect, with verbose messages; null: there was no memory for it.
ground::Error connect_error(const std::string& place, pg_conn* conn);

}  // namespace storage
