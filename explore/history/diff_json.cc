#include <algorithm>
#include <nlohmann/json.hpp>

#include "explore/command/typed_time.h"
#include "explore/history/diff_formats.h"

namespace explore {
namespace {

using Json = nlohmann::ordered_json;

Json version_json(const PageVersion& version) {
  return {{"version", version.number},
          {"seen_from", iso_time(version.seen_from)},
          {"seen_to", iso_time(version.seen_to)},
          {"run", version.run > 0 ? Json(version.run) : Json()},
          {"status", version.status},
          {"current", version.is_present}};
}

Json links_json(const std::vector<PastLink>& links) {
  Json list = Json::array();
  for (const PastLink& link : links)
    list.push_back({{"kind", link.kind},
                    {"target", link.target},
                    {"rel", link.rel},
                    {"anchor", link.anchor},
                    {"nofollow", link.is_nofollow}});
  return list;
}

Json data_json(const std::vector<PastData>& items) {
  Json list = Json::array();
  for (const PastData& item : items) {
    Json json = Json::parse(item.json, nullptr, false);
    if (json.is_discarded()) json = item.json;
    list.push_back({{"syntax", item.syntax}, {"json", std::move(json)}});
  }
  return list;
}

constexpr std::size_t kJsonAround = 3;

// Of lines that are the same: how many there are, and those next to what differs.
Json same_json(std::string_view text, bool has_before, bool has_behind) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) +
                     (text.ends_with('\n') || text.empty() ? 0 : 1);
  const std::string_view first = has_before ? first_lines(text, kJsonAround) : "";
  const std::string_view rest = text.substr(first.size());
  const std::string_view last = has_behind ? last_lines(rest, kJsonAround) : "";
  return {{"same_lines", lines},
          {"first", first},
          {"last", last},
          {"has_more", first.size() + last.size() < text.size()}};
}

Json text_json(const TextDiff& diff) {
  constexpr std::string_view kNames[] = {"same", "removed", "added"};
  Json blocks = Json::array();
  for (std::size_t i = 0; i < diff.blocks.size(); ++i) {
    const TextBlock& block = diff.blocks[i];
    if (block.is_same) {
      blocks.push_back(same_json(block.pieces.empty() ? "" : block.pieces[0].text, i > 0,
                                 i + 1 < diff.blocks.size()));
      continue;
    }
    Json pieces = Json::array();
    for (const TextPiece& piece : block.pieces)
      pieces.push_back({{std::string(kNames[static_cast<int>(piece.presence)]), piece.text}});
    blocks.push_back({{"changed", std::move(pieces)}});
  }
  return blocks;
}

Json fields_json(const std::vector<FieldDiff>& fields) {
  Json all = Json::object();
  for (const FieldDiff& field : fields)
    all[field.name] = {{"was", field.was.empty() ? Json() : Json(field.was)},
                       {"is", field.is.empty() ? Json() : Json(field.is)}};
  return all;
}

}  // namespace

std::string diff_json(std::string_view url, const PageDiff& diff) {
  const Json all = {
      {"url", url},
      {"was", version_json(diff.was)},
      {"is", version_json(diff.is)},
      {"changed", !diff.is_empty()},
      {"other_bytes", diff.has_other_bytes},
      {"fields", fields_json(diff.fields)},
      {"rows", fields_json(diff.rows)},
      {"words_removed", diff.text.words_removed},
      {"words_added", diff.text.words_added},
      {"text", diff.text.differs() ? text_json(diff.text) : Json::array()},
      {"links",
       {{"removed", links_json(diff.links_removed)}, {"added", links_json(diff.links_added)}}},
      {"structured",
       {{"removed", data_json(diff.data_removed)}, {"added", data_json(diff.data_added)}}}};
  return all.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace explore
