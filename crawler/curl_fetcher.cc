#include "crawler/curl_fetcher.h"
