#include "parser/html.h"
