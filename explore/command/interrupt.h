// Ctrl-C while a command runs: it stops at the next safe point, with status 130.
#pragma once

namespace explore {

// From now on SIGINT, SIGTERM and SIGHUP are noted, the last where it is not ignored (nohup); the
// second one ends the process at once, which is safe: commands change nothing. Reads and writes
// that wait are broken off (EINTR). Thread: main.
void note_interrupts();

// Thread: any.
bool is_interrupted();

}  // namespace explore
