// ResourceWords: what the DevTools protocol calls the things that pages ask for, and which of them
// a page needs to show its text and links. Thread: pure.
#pragma once

#include <string_view>

#include "storage/store/render_record.h"

namespace crawler {

// `type`: Network.ResourceType. What is not known is other.
storage::ResourceKind resource_kind(std::string_view type);

// How a request is answered that no server is asked for.
enum class EmptyAnswer {
  kNone,     // a server is asked
  kPicture,  // an image of one pixel: who waits for it to load goes on
  kNothing,  // a status that says: done, no content
  kRefusal,  // as if something blocked it
};
// `pictures`: images and fonts are wanted.
EmptyAnswer empty_answer(storage::ResourceKind kind, bool pictures);

// A GIF of one transparent pixel.
std::string_view empty_picture();

}  // namespace crawler
