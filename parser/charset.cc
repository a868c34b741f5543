#include "parser/charset.h"
