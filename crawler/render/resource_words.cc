#include "crawler/render/resource_words.h"

#include <algorithm>
#include <array>

namespace crawler {
namespace {

using storage::ResourceKind;

struct TypeName {
  std::string_view type;
  ResourceKind kind;
};

constexpr std::array kTypes{
    TypeName{"Document", ResourceKind::kFrame},
    TypeName{"Stylesheet", ResourceKind::kStyle},
    TypeName{"Image", ResourceKind::kImage},
    TypeName{"Media", ResourceKind::kMedia},
    TypeName{"Font", ResourceKind::kFont},
    TypeName{"Script", ResourceKind::kScript},
    TypeName{"TextTrack", ResourceKind::kTextTrack},
    TypeName{"XHR", ResourceKind::kXhr},
    TypeName{"Fetch", ResourceKind::kFetch},
    TypeName{"Prefetch", ResourceKind::kPrefetch},
    TypeName{"EventSource", ResourceKind::kEventStream},
    TypeName{"WebSocket", ResourceKind::kWebSocket},
    TypeName{"Manifest", ResourceKind::kManifest},
    TypeName{"Ping", ResourceKind::kPing},
    TypeName{"CSPViolationReport", ResourceKind::kPing},
    TypeName{"Preflight", ResourceKind::kPreflight},
};

constexpr std::string_view kPicture(
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x21\xf9\x04\x01\x00\x00\x00\x00"
    "\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01\x44\x00\x3b",
    42);

}  // namespace

ResourceKind resource_kind(std::string_view type) {
  const auto* const found = std::find_if(kTypes.begin(), kTypes.end(),
                                         [&](const TypeName& name) { return name.type == type; });
  return found == kTypes.end() ? ResourceKind::kOther : found->kind;
}

EmptyAnswer empty_answer(ResourceKind kind, bool pictures) {
  switch (kind) {
    case ResourceKind::kImage:
      return pictures ? EmptyAnswer::kNone : EmptyAnswer::kPicture;
    case ResourceKind::kFont:
      return pictures ? EmptyAnswer::kNone : EmptyAnswer::kRefusal;
    case ResourceKind::kPing:
      return EmptyAnswer::kNothing;
    case ResourceKind::kMedia:
    case ResourceKind::kTextTrack:
    case ResourceKind::kManifest:
    case ResourceKind::kPrefetch:
    case ResourceKind::kEventStream:
    case ResourceKind::kWebSocket:
      return EmptyAnswer::kRefusal;
    default:
      return EmptyAnswer::kNone;
  }
}

std::string_view empty_picture() { return kPicture; }

}  // namespace crawler
