#include "parser/page/image_facts.h"

#include <algorithm>
#include <array>

#include "ground/ascii.h"
#include "ground/character_count.h"
#include "ground/utf8.h"
#include "parser/page/srcset.h"

namespace parser {

using ground::Fact;
using ground::PageFacts;

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kMostImageTextBytes = 1'024;
constexpr std::size_t kMostCandidates = 100;

// An image that is written into the page itself has no address worth keeping.
constexpr std::size_t kMostDataBytes = 64;

// For which there are formats of half the size.
bool is_of_old_format(std::string_view address) {
  constexpr std::array<std::string_view, 7> kOld = {".jpg", ".jpeg", ".png", ".gif",
                                                    ".bmp", ".tif",  ".tiff"};
  const std::string_view path = address.substr(0, address.find_first_of("?#"));
  return std::any_of(kOld.begin(), kOld.end(), [path](std::string_view ending) {
    return path.size() > ending.size() &&
           ascii::equals(path.substr(path.size() - ending.size()), ending);
  });
}

bool is_of_newer_format(std::string_view type) {
  constexpr std::array<std::string_view, 4> kNewer = {"image/webp", "image/avif", "image/jxl",
                                                      "image/svg+xml"};
  type = ascii::trim(type);
  return std::any_of(kNewer.begin(), kNewer.end(),
                     [type](std::string_view newer) { return ascii::equals(type, newer); });
}

}  // namespace

ImageFacts::ImageFacts() : rows_({.max_text_bytes = kMostImageTextBytes}) {}

void ImageFacts::begin(PageFacts* facts) {
  facts_ = facts;
  rows_.clear();
  offered_ = 0;
  is_newer_offered_ = false;
}

void ImageFacts::open(const Element& element, Tag tag, bool in_link) {
  if (tag == Tag::kImg) return open_image(element, in_link);
  if (tag == Tag::kSource) return open_source(element);
  // Theirs are no images.
  if (tag == Tag::kVideo || tag == Tag::kAudio) {
    offered_ = 0;
    is_newer_offered_ = false;
  }
}

std::size_t ImageFacts::candidates_of(std::string_view srcset) {
  candidates_.clear();
  parse_srcset(srcset, kMostCandidates, candidates_);
  return candidates_.size();
}

void ImageFacts::open_source(const Element& element) {
  const auto srcset = element.attribute("srcset");
  if (!srcset) return;
  offered_ = std::min(offered_ + candidates_of(*srcset), kMostCandidates);
  is_newer_offered_ |= is_of_newer_format(element.attribute("type").value_or("")) ||
                       (!candidates_.empty() && !is_of_old_format(candidates_.front()));
}

void ImageFacts::open_image(const Element& element, bool in_link) {
  const auto src = element.attribute("src");
  const auto alt = element.attribute("alt");
  const auto width = element.attribute("width");
  const auto height = element.attribute("height");
  const auto loading = element.attribute("loading");
  const auto srcset = element.attribute("srcset");
  if (srcset) offered_ = std::min(offered_ + candidates_of(*srcset), kMostCandidates);
  const std::string_view address = ascii::trim(src.value_or(std::string_view()));
  const bool is_data = ascii::starts_with(address, "data:");
  const bool is_lazy = loading && ascii::equals(ascii::trim(*loading), "lazy");
  PageFacts& facts = *facts_;
  ++facts[Fact::kImages];
  if (!alt) {
    ++facts[Fact::kImagesWithoutAlt];
  } else if (ascii::trim(*alt).empty()) {
    ++facts[Fact::kImagesWithEmptyAlt];
  } else {
    const auto chars = static_cast<uint32_t>(ground::character_count(*alt));
    facts[Fact::kAltChars] = std::max(facts[Fact::kAltChars], chars);
  }
  if (!width || !height) ++facts[Fact::kImagesWithoutSize];
  if (is_lazy) ++facts[Fact::kImagesLazy];
  if (is_lazy && facts[Fact::kImages] == 1) facts[Fact::kFirstImageLazy] = 1;
  if (offered_ == 0 && !is_data) ++facts[Fact::kImagesWithoutSrcset];
  if (!is_newer_offered_ && is_of_old_format(address)) ++facts[Fact::kImagesOfOldFormat];
  if (rows_.begin()) {
    const auto add = [this](const auto& value) {
      value ? rows_.text(ascii::trim(*value)) : rows_.null();
    };
    if (!src)
      rows_.null();
    else
      rows_.text(is_data ? ground::utf8_prefix(address, kMostDataBytes) : address);
    alt ? rows_.text(*alt) : rows_.null();
    add(width);
    add(height);
    add(loading);
    rows_.number(offered_).number(in_link ? 1 : 0).end();
  }
  offered_ = 0;
  is_newer_offered_ = false;
}

void ImageFacts::finish() {
  facts_->images = rows_.take();
  facts_->is_cut |= rows_.is_cut();
}

}  // namespace parser
