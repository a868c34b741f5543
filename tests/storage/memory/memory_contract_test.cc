// MemoryStore under the contract of Store. It is the model, so StoreModel is not for it.
#include "storage/memory/memory_store.h"
#include "tests/storage/contract/store_contract.h"

namespace storage {
namespace {

class InMemory final : public StoreUnderTest {
 public:
  explicit InMemory(const Clocks& clocks) : store_(clocks) {}
  Store& store() override { return store_; }

 private:
  MemoryStore store_;
};

const StoreKind kMemory{"Memory", [](const Clocks& clocks) -> std::unique_ptr<StoreUnderTest> {
                          return std::make_unique<InMemory>(clocks);
                        }};

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, testing::Values(kMemory), name_of_kind);
INSTANTIATE_TEST_SUITE_P(Memory, VisitingContract, testing::Values(kMemory), name_of_kind);

}  // namespace
}  // namespace storage
