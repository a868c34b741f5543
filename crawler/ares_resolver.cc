#include "crawler/ares_resolver.h"
