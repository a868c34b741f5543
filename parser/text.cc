#include "parser/text.h"
