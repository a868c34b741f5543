#include "explore/export/warc_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "explore/export/gzip_member.h"
#include "ground/kept_room.h"

namespace explore {
namespace {

bool is_plain_in_target(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F && c != '<' && c != '>';
}

}  // namespace

std::string as_target(std::string_view url) {
  if (std::all_of(url.begin(), url.end(), is_plain_in_target)) return std::string(url);
  std::string text;
  for (const char c : url) {
    if (is_plain_in_target(c)) {
      text += c;
    } else {
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return text;
}

std::string record_id(std::string_view type, std::string_view target, std::string_view date,
                      std::string_view content) {
  return fmt::format("<urn:uuid:{}>",
                     uuid_of(fmt::format("{}\n{}\n{}\n{}", type, target, date, content)));
}

void append_record(const WarcRecord& record, bool is_plain, std::string* out) {
  Sha1 sha1;
  sha1.add(record.head);
  sha1.add(record.payload);
  const std::size_t length = record.head.size() + record.payload.size();
  // Kept for the next record: most are small, and much memory is dear to come by.
  constexpr std::size_t kKept = 16u << 20;
  thread_local std::string text;
  text.clear();
  text +=
      fmt::format("WARC/1.1\r\nWARC-Type: {}\r\nWARC-Record-ID: {}\r\n", record.type, record.id);
  const auto add = [](std::string_view name, std::string_view value) {
    text += name;
    text += ": ";
    text += value;
    text += "\r\n";
  };
  add("WARC-Date", record.date);
  if (!record.target.empty()) add("WARC-Target-URI", record.target);
  for (const auto& [name, value] : record.more) add(name, value);
  add("WARC-Block-Digest", labelled(sha1.end()));
  add("Content-Type", record.content_type);
  add("Content-Length", std::to_string(length));
  text += "\r\n";
  text += record.head;
  text += record.payload;
  text += "\r\n\r\n";
  if (is_plain) {
    out->append(text);
  } else {
    append_gzip_member(text, out);
  }
  ground::empty_and_shrink(text, kKept);
}

}  // namespace explore
