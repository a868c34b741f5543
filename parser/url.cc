#include "parser/url.h"
