// What the name of a tag or an attribute means for condensing a page (parser/html/condense). Names
// are matched in any case. Thread: constants. The numbers in brackets are sections of the HTML
// standard.
#pragma once

#include <cstdint>
#include <string_view>

namespace parser {

enum MarkupTrait : uint16_t {
  kRaw = 1,          // the tokenizer takes what follows as text
  kScript = 2,       // the same, with the states of scripts
  kReferences = 4,   // the same, but character references count
  kWordsCount = 8,   // the same, and a reader sees it
  kVerbatim = 16,    // white space inside counts
  kBoundary = 32,    // an end tag outside of it does not end what is open around it
  kEndsSelect = 64,  // as a start tag
  kAllKept = 128,    // its attributes decide about the tree
  kUncertain = 256,  // what follows depends on the tree
  kBreaksOut = 512,  // of svg, as a start tag
  kNotInSelect = 1024,
  kMerged = 2048  // its attributes may become those of an element that is there already
};

// A sum of MarkupTraits.
unsigned traits_of(std::string_view tag_name);

// Of elements that have nothing inside, and no end tag (13.1.2), also of old ones (13.3).
bool is_void(std::string_view tag_name);

// Of an attribute with a script: "onclick".
bool is_of_event(std::string_view name);

// True for the attributes that someone asks for of such an element; the others are left out. Those
// of events ("onclick") are asked for of all.
bool is_attribute_kept(std::string_view name, std::string_view tag_name);

// The same for those that the rules of accessibility ask for besides.
bool is_attribute_of_access(std::string_view name, std::string_view tag_name);

}  // namespace parser
