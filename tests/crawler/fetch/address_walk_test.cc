#include "crawler/fetch/address_walk.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crawler {
namespace {

using std::chrono::milliseconds;

AddressWalk walk_of(const std::vector<std::string>& texts, milliseconds patience) {
  std::vector<IpAddress> addresses;
  for (const std::string& text : texts) addresses.push_back(*IpAddress::parse(text));
  AddressWalk walk;
  walk.begin(addresses, patience);
  return walk;
}

std::vector<std::string> now(const AddressWalk& walk) {
  std::vector<std::string> texts;
  for (const IpAddress& address : walk.now()) texts.push_back(address.text());
  return texts;
}

using Texts = std::vector<std::string>;

TEST(AddressWalk, OneOfEachFamilyAtATimeInOrderOfPreference) {
  AddressWalk walk = walk_of({"192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "192.0.2.3"},
                             milliseconds(8000));
  EXPECT_EQ(walk.all().size(), 5u);
  EXPECT_EQ(now(walk), (Texts{"192.0.2.1", "2001:db8::1"}));
  ASSERT_TRUE(walk.go_on(milliseconds(1)));
  EXPECT_EQ(now(walk), (Texts{"192.0.2.2", "2001:db8::2"}));
  ASSERT_TRUE(walk.go_on(milliseconds(1)));
  EXPECT_EQ(now(walk), Texts{"192.0.2.3"});
  EXPECT_FALSE(walk.go_on(milliseconds(1)));
}

TEST(AddressWalk, EachHasHalfOfWhatIsLeftAndTheLastAllOfIt) {
  AddressWalk walk = walk_of({"192.0.2.1", "192.0.2.2", "192.0.2.3"}, milliseconds(8000));
  EXPECT_EQ(walk.patience(), milliseconds(4000));
  ASSERT_TRUE(walk.go_on(milliseconds(4000)));
  EXPECT_EQ(walk.patience(), milliseconds(2000));
  ASSERT_TRUE(walk.go_on(milliseconds(10)));
  EXPECT_EQ(walk.patience(), milliseconds(3990));
}

TEST(AddressWalk, WithoutTimeItEnds) {
  AddressWalk walk = walk_of({"192.0.2.1", "192.0.2.2"}, milliseconds(10));
  EXPECT_FALSE(walk.go_on(milliseconds(11)));
}

TEST(AddressWalk, WithoutAddressesItIsPatientAllTheSame) {  // through a proxy
  AddressWalk walk = walk_of({}, milliseconds(10));
  EXPECT_EQ(walk.patience(), milliseconds(10));
  EXPECT_FALSE(walk.go_on(milliseconds(1)));
}

}  // namespace
}  // namespace crawler
