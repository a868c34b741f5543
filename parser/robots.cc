#include "parser/robots.h"
