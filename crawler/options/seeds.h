// Seeds: files of URLs, URLs, or standard input, to a list of normal forms with where each came
// from. Thread: main, before the crawl. Errors: bad lines are reported one by one, good ones kept.
#pragma once

#include <string>
#include <vector>

#include "parser/url/url.h"

namespace crawler {

struct Seed {
  parser::Url url;     // normal form
  std::string origin;  // "scheme://host[:port]"
};

struct Seeds {
  std::vector<Seed> good;  // in order, each normal form once
  std::vector<std::string>
      problems;  // `seeds.txt:7: not a URL: "htp:/x" (scheme http or https expected)`
};

// Each argument: "-" is standard input; what begins with http:// or https:// is a URL; all else is
// a file, "FILE#COLUMN" the column of a CSV file, or where there is no such file, a host
// ("example.com/x") if its domain can exist. In files: one URL a line, leading and trailing white
// space dropped, empty lines and lines beginning with '#' ignored, " #" begins a comment after a
// URL; a line without a scheme that looks like a host is taken as https://, as http:// if it is
// this machine or a private address. CRLF is accepted, and so are a UTF-8 BOM and UTF-16 that
// begins with one. A file that is no text is refused as a whole, by what it is.
Seeds read_seeds(const std::vector<std::string>& arguments);

// The same for the same URLs in whatever order.
std::string digest_of(const std::vector<Seed>& seeds);

}  // namespace crawler
