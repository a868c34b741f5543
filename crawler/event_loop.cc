#include "crawler/event_loop.h"
