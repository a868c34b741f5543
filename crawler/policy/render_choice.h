// RenderChoice: which pages --render auto shows to a browser, learnt for each host and shape of
// URL. What needs its scripts by its markup is rendered, until others of its shape show that it
// does not; of what perhaps needs them the first three of a shape, then all if they gained by it,
// else one in twenty, to see whether that is still so. Thread: one owner. Memory: kMostShapes
// shapes, those that were seen last. Errors: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "parser/page/script_need.h"
#include "parser/url/url_view.h"
#include "storage/store/render_record.h"

namespace crawler {

class RenderChoice {
 public:
  static constexpr std::size_t kMostShapes = 20'000;
  static constexpr unsigned kFirstOnes = 3;
  static constexpr unsigned kInVain = 10;  // then not even markup is believed
  static constexpr double kRecheckShare = 0.05;

  explicit RenderChoice(std::size_t most_shapes = kMostShapes) : most_(most_shapes) {}

  struct Decision {
    bool render = false;
    storage::RenderReason reason = storage::RenderReason::kPlain;
  };
  // `chance`: from 0 to below 1, by chance.
  Decision decide(parser::UrlView url, parser::ScriptNeed need, double chance);
  // A page that was rendered: whether that showed what it did not come with.
  void learn(parser::UrlView url, bool gained);

  // Host, folders and the kind of file, without names and numbers: pages that one template makes.
  static uint64_t shape_of(parser::UrlView url);
  std::size_t size() const { return young_.size() + old_.size(); }

 private:
  struct Shape {
    uint8_t asked = 0, answered = 0;  // no more than 255
    uint8_t latest = 0;               // a bit for each of the last answers, the last one lowest
  };
  Shape& shape(parser::UrlView url);
  static Decision by_chance(double chance);

  using Shapes = std::unordered_map<uint64_t, Shape>;
  // When one is full it takes the place of the other: who is asked for again stays.
  Shapes young_, old_;
  std::size_t most_;
};

// Is it worth a browser: `text` characters and `links` that only scripts show, on a page that came
// with so many?
bool is_gain(uint64_t text, uint32_t links, uint64_t plain_text, std::size_t plain_links);

}  // namespace crawler
