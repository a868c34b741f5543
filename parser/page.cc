#include "parser/page.h"
