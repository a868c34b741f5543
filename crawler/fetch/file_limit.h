// File limit: how many transfers the process may have under way with the open files it may have.
#pragma once

#include <cstddef>

namespace crawler {

// Raises the soft limit of open files to the hard one, and says what it is now. Thread: main,
// before the loop.
std::size_t raise_file_limit();

// The soft limit as it is; SIZE_MAX for none.
std::size_t file_limit();

// Transfers that fit into so many files, at least one. Each may open two sockets while it connects
// (the families are tried side by side), and as many again are kept for later.
std::size_t transfers_within(std::size_t files);

// Connections that may be open, kept ones included, when so many transfers run.
std::size_t connections_within(std::size_t files, std::size_t transfers);

}  // namespace crawler
