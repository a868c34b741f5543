// JSON as the browser speaks it, named and not shown: whoever reads or writes it includes all of
// it.
#pragma once

#include <nlohmann/json_fwd.hpp>
