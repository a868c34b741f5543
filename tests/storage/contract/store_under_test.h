// StoreUnderTest: a store of some kind, made anew for each case of the suites in this folder. A new
// kind of store adds one file beside its other tests, which says how it is made and instantiates
// the suites:
//
//   INSTANTIATE_TEST_SUITE_P(Mine, StoreContract, testing::Values(kMine), name_of_kind);
//
// StoreContract is for every store, DurableContract for those that outlive their process,
// LosableContract for those that share their hosts with other owners, and StoreModel holds a store
// against MemoryStore on thousands of random operations.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "storage/store/clocks.h"
#include "storage/store/store.h"

namespace storage {

class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual Store& store() = 0;
  // For DurableContract: the store ends, as its process may at any moment, and is opened anew on
  // what it kept.
  virtual void reopen() { FAIL() << "nothing of this store outlives it"; }
  // For LosableContract: another owner takes the host; it is given back.
  virtual void take_away(uint64_t /*host*/) { FAIL() << "this store has no other owners"; }
  virtual void give_back(uint64_t /*host*/) { FAIL() << "this store has no other owners"; }
  // Whether links are offered before it is seen that their page is another's by now.
  virtual bool offers_links_first() const { return false; }
  // For StoreModel: what the store keeps more than once must agree.
  virtual void expect_sound() {}
};

struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StoreUnderTest>(const Clocks& clocks)> make;
};

inline void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }
inline std::string name_of_kind(const testing::TestParamInfo<StoreKind>& info) {
  return info.param.name;
}

}  // namespace storage
