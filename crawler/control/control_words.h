// What a command has done, in words for who gave it. Thread: pure.
#pragma once

#include <string>

#include "crawler/control/control_command.h"
#include "crawler/pipeline/pipeline.h"

namespace crawler {

std::string effect_of(const ControlCommand& command, const ControlKept& kept);

}  // namespace crawler
