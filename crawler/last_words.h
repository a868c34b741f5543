// Last words: a process that can't continue says why before it ends.
#pragma once

namespace crawler {

// From now on an exception that nobody can catch (in a worker, in a callback of a C library) ends
// the process with a message. Memory that ran out ends it with status 1, as kill -9 would end it:
// what is in the database is whole. Anything else is a bug: abort.
// Thread: main, before other threads.
void install_last_words();

// The message for memory that ran out, with its line end; allocates nothing.
extern const char* const kOutOfMemory;

}  // namespace crawler
