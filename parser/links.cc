#include "parser/links.h"
