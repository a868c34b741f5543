// What was asked of a crawl while it ran, as a store keeps it.
// Thread: any; plain data.
#pragma once

#include <string>

namespace storage {

struct ControlRecord {
  std::string command;  // in the words it was given: "delay example.com 500"
  std::string setting;  // what it sets: "delay"; "" where it sets nothing that lasts
  std::string subject;  // of what: "example.com"; "" for the whole crawl
  std::string value;    // "500"; "" if it is no more set
};

}  // namespace storage
