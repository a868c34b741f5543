// Standard channels: makes sure that descriptors 0 to 2 are open, whoever started the program.
#pragma once

namespace crawler {

// Opens /dev/null on each of them that was closed. A file opened later would otherwise take the
// number, and messages would be written into it. Writing to standard output fails as before
// (EBADF). False: /dev/null can't be opened. Thread: main, before anything is opened.
bool hold_standard_channels();

}  // namespace crawler
