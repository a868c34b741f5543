#include "storage/open_store.h"
