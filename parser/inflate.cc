#include "parser/inflate.h"
