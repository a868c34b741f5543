// What a browser made of a page, as it crosses the Store seam. Strings own their bytes and are
// valid UTF-8 unless they say raw. Thread: values.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/store/header.h"

namespace storage {

// Why a page was rendered or was not. Numbers are stored: append only.
enum class RenderReason : uint8_t {
  kAlways = 0,      // --render always
  kLittleText = 1,  // it has scripts and next to no text
  kEmptyRoot = 2,   // scripts and an empty element for them to fill
  kNoscript = 3,    // its <noscript> asks for JavaScript
  kNoLinks = 4,     // scripts, and links that lead nowhere without them
  kState = 5,       // the data of its text is in a script
  kFirst = 6,       // perhaps, and one of the first of its shape
  kGain = 7,        // perhaps, and others of its shape gained by it
  kRecheck = 8,     // others of its shape gained nothing; whether that is still so
  kPlain = 9,       // not: it can be read without
  kNoGain = 10,     // not: others of its shape gained nothing
  kTemplate = 11,   // its text has places that scripts fill in
};

struct RenderReasonRow {
  RenderReason reason;
  std::string_view name;
};
inline constexpr RenderReasonRow kRenderReasons[] = {
    {RenderReason::kAlways, "always"},        {RenderReason::kLittleText, "little-text"},
    {RenderReason::kEmptyRoot, "empty-root"}, {RenderReason::kNoscript, "noscript"},
    {RenderReason::kNoLinks, "no-links"},     {RenderReason::kState, "state"},
    {RenderReason::kFirst, "first"},          {RenderReason::kGain, "gain"},
    {RenderReason::kRecheck, "recheck"},      {RenderReason::kPlain, "plain"},
    {RenderReason::kNoGain, "no-gain"},       {RenderReason::kTemplate, "template"},
};

// What a page asked for while it was rendered, in the words of the DevTools protocol. Numbers are
// stored: append only.
enum class ResourceKind : uint8_t {
  kOther = 0,
  kScript = 1,
  kStyle = 2,
  kXhr = 3,
  kFetch = 4,
  kFrame = 5,  // the document of a frame, or one that the page went on to
  kImage = 6,
  kFont = 7,
  kMedia = 8,
  kManifest = 9,
  kPing = 10,  // beacons, too
  kPreflight = 11,
  kPrefetch = 12,
  kEventStream = 13,
  kWebSocket = 14,
  kTextTrack = 15,
};

struct ResourceKindRow {
  ResourceKind kind;
  std::string_view name;
};
inline constexpr ResourceKindRow kResourceKinds[] = {
    {ResourceKind::kOther, "other"},
    {ResourceKind::kScript, "script"},
    {ResourceKind::kStyle, "style"},
    {ResourceKind::kXhr, "xhr"},
    {ResourceKind::kFetch, "fetch"},
    {ResourceKind::kFrame, "frame"},
    {ResourceKind::kImage, "image"},
    {ResourceKind::kFont, "font"},
    {ResourceKind::kMedia, "media"},
    {ResourceKind::kManifest, "manifest"},
    {ResourceKind::kPing, "ping"},
    {ResourceKind::kPreflight, "preflight"},
    {ResourceKind::kPrefetch, "prefetch"},
    {ResourceKind::kEventStream, "event-stream"},
    {ResourceKind::kWebSocket, "web-socket"},
    {ResourceKind::kTextTrack, "text-track"},
};

// What became of it. Numbers are stored: append only.
enum class ResourceFate : uint8_t {
  kAnswered = 0,    // by its server, whatever the status, or from the cache
  kFailed = 1,      // no answer came: `detail` says why
  kRobots = 2,      // robots.txt forbids it
  kUnneeded = 3,    // an image, font or the like, which is answered empty
  kBlocked = 4,     // --render-block
  kMethod = 5,      // a POST where those are not made, or another method that changes things
  kPrivate = 6,     // of an address that a public page may not reach
  kScheme = 7,      // neither http nor https, or a connection that stays open
  kTooLarge = 8,    // more than is read of a body
  kTooMany = 9,     // the page had its share of requests
  kUnfinished = 10  // the page was done or given up before an answer came
};

struct ResourceFateRow {
  ResourceFate fate;
  std::string_view name;
};
inline constexpr ResourceFateRow kResourceFates[] = {
    {ResourceFate::kAnswered, "answered"},     {ResourceFate::kFailed, "failed"},
    {ResourceFate::kRobots, "robots"},         {ResourceFate::kUnneeded, "unneeded"},
    {ResourceFate::kBlocked, "blocked"},       {ResourceFate::kMethod, "method"},
    {ResourceFate::kPrivate, "private"},       {ResourceFate::kScheme, "scheme"},
    {ResourceFate::kTooLarge, "too-large"},    {ResourceFate::kTooMany, "too-many"},
    {ResourceFate::kUnfinished, "unfinished"},
};

struct ResourceRecord {
  std::string url;  // normal form, or as asked for where it has none
  ResourceKind kind = ResourceKind::kOther;
  ResourceFate fate = ResourceFate::kAnswered;
  std::string method = "GET";
  int status = 0;            // 0: none came
  std::string mime;          // "text/javascript"; "" if the answer names none
  uint64_t size = 0;         // bytes of the body, inflated
  uint64_t transferred = 0;  // bytes of the body on the wire; 0 from the cache
  std::chrono::milliseconds total{0};
  bool from_cache = false;  // asked for earlier in this run, by this page or another
  std::string detail;       // "" or what is odd about it, for people
  // What came, of an answer that was asked for by this page, where bodies are kept.
  std::string status_line;  // raw
  std::vector<Header> headers = {};
  std::string body_zstd;  // zstd frame of the inflated body
};

// What a page wrote to the console, and errors that nothing in it caught.
struct ConsoleRecord {
  std::string level;  // "error", "warning", "info", "debug"; of what nothing caught "exception"
  std::string text;
  std::string source;  // the URL of the script, "" if not known
  uint32_t line = 0;   // of it, from 1; 0: not known
};

// What there is of a page beside its record, if a browser was asked or it was decided not to ask
// one. The record, the body and the links are those of the rendered page where there is one.
struct RenderRecord {
  bool rendered = false;
  RenderReason reason = RenderReason::kAlways;
  std::string error;  // a browser was asked, and why the page is kept as it came; else ""
  std::string url;    // normal form of where its scripts went by history.pushState; "": nowhere
  std::chrono::milliseconds total{0};
  uint32_t requests = 0;  // that the page made, the answered from the cache included
  // What only scripts show: characters of visible text, and links.
  uint64_t text_gain = 0;
  uint32_t links_gain = 0;
  // The body as received: a zstd frame whose prefix is the rendered body (storage/history/delta).
  // "" if bodies are not kept.
  std::string raw_delta;
  std::vector<ResourceRecord> resources = {};  // in the order in which they were asked for
  std::vector<ConsoleRecord> console = {};     // in order
  std::string screenshot;                      // PNG, "" for none
};

}  // namespace storage
