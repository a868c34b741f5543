#include "explore/export/warc_record.h"

#include <fmt/format.h>

#include "explore/export/gzip_member.h"

namespace explore {

std::string as_target(std::string_view url) {
  std::string text;
  for (const char c : url) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte != 0x7F && c != '<' && c != '>') {
      text += c;
    } else {
      text += fmt::format("%{:02X}", byte);
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
  std::string text =
      fmt::format("WARC/1.1\r\nWARC-Type: {}\r\nWARC-Record-ID: {}\r\n", record.type, record.id);
  text.reserve(text.size() + length + 1024);
  const auto add = [&text](std::string_view name, std::string_view value) {
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
}

}  // namespace explore
