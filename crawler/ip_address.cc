#include "crawler/ip_address.h"
