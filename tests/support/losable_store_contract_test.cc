// LosableStore under the contract of Store: a double that breaks it would prove nothing.
#include "tests/storage/contract/store_contract.h"
#include "tests/support/losable_store.h"

namespace storage {
namespace {

class Losable final : public StoreUnderTest {
 public:
  explicit Losable(const Clocks& clocks) : shared_(clocks), store_(shared_, clocks) {
    store_.keep_safe_for(Milliseconds(20'000));
  }
  Store& store() override { return store_; }
  void take_away(uint64_t host) override { store_.take_away(host); }
  void give_back(uint64_t host) override { store_.give_back(host); }

 private:
  MemoryStore shared_;
  tests::LosableStore store_;
};

const StoreKind kLosable{"Losable", [](const Clocks& clocks) -> std::unique_ptr<StoreUnderTest> {
                           return std::make_unique<Losable>(clocks);
                         }};

INSTANTIATE_TEST_SUITE_P(Losable, StoreContract, testing::Values(kLosable), name_of_kind);
INSTANTIATE_TEST_SUITE_P(Losable, VisitingContract, testing::Values(kLosable), name_of_kind);
INSTANTIATE_TEST_SUITE_P(Losable, LosableContract, testing::Values(kLosable), name_of_kind);

}  // namespace
}  // namespace storage
