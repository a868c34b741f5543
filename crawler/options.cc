#include "crawler/options.h"
