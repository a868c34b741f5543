#include "parser/sitemap.h"
