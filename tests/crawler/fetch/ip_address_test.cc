#include "crawler/fetch/ip_address.h"

#include <gtest/gtest.h>

#include <string_view>

namespace crawler {
namespace {

bool judged_private(std::string_view text) {
  const auto address = IpAddress::parse(text);
  EXPECT_TRUE(address) << text;
  return address && is_private(*address);
}

TEST(IpAddress, TextComesBackInCanonicalForm) {
  EXPECT_EQ(IpAddress::parse("127.0.0.1")->text(), "127.0.0.1");
  EXPECT_EQ(IpAddress::parse("0:0:0:0:0:0:0:1")->text(), "::1");
  EXPECT_EQ(IpAddress::parse("[2606:4700::1111]")->text(), "2606:4700::1111");
  EXPECT_FALSE(IpAddress::parse("127.0.0.1")->v6);
  EXPECT_TRUE(IpAddress::parse("::1")->v6);
}

TEST(IpAddress, WhatIsNoAddressIsRefused) {
  for (const std::string_view text :
       {std::string_view(""), std::string_view("[]"), std::string_view("["),
        std::string_view("[127.0.0.1]"), std::string_view("[::1"), std::string_view("::1]"),
        std::string_view("1.2.3"), std::string_view("1.2.3.256"), std::string_view("01.2.3.4"),
        std::string_view("0x7f.0.0.1"), std::string_view("1.2.3.4."), std::string_view(" 1.2.3.4"),
        std::string_view("fe80::1%eth0"), std::string_view("1.2.3.4\0", 8),
        std::string_view("1:2:3:4:5:6:7:8:9"), std::string_view("example.com")})
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  EXPECT_FALSE(IpAddress::parse(std::string(100'000, ':')));
}

TEST(IpAddress, FirstAndLastOfEachIpv4BlockArePrivate) {
  for (const char* text :
       {"0.0.0.0",         "0.255.255.255",   "10.0.0.0",        "10.255.255.255",
        "100.64.0.0",      "100.127.255.255", "127.0.0.1",       "127.255.255.255",
        "168.63.129.16",   "169.254.0.0",     "169.254.169.254", "172.16.0.0",
        "172.31.255.255",  "192.0.0.0",       "192.0.0.255",     "192.0.2.1",
        "192.88.99.1",     "192.168.0.0",     "192.168.255.255", "198.18.0.0",
        "198.19.255.255",  "198.51.100.7",    "203.0.113.7",     "224.0.0.0",
        "239.255.255.255", "240.0.0.0",       "255.255.255.255"})
    EXPECT_TRUE(judged_private(text)) << text;
}

TEST(IpAddress, NeighboursOfIpv4BlocksAreGlobal) {
  for (const char* text :
       {"1.0.0.0",         "9.255.255.255",  "11.0.0.0",        "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0",      "168.63.129.15",   "168.63.129.17",  "169.253.255.255",
        "169.255.0.0",     "172.15.255.255", "172.32.0.0",      "192.0.1.0",      "192.0.3.0",
        "192.88.98.255",   "192.88.100.0",   "192.167.255.255", "192.169.0.0",    "198.17.255.255",
        "198.20.0.0",      "198.51.101.0",   "203.0.112.255",   "203.0.114.0",    "223.255.255.255",
        "8.8.8.8"})
    EXPECT_FALSE(judged_private(text)) << text;
}

TEST(IpAddress, Ipv6SpecialBlocksArePrivate) {
  for (const char* text :
       {"::", "::1", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:1ff:ffff::", "2001:db8::1", "3fff::1", "3fff:fff::1", "5f00::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "feff::1", "ff00::", "ff02::1"})
    EXPECT_TRUE(judged_private(text)) << text;
}

TEST(IpAddress, Ipv6GlobalUnicastIsNotPrivate) {
  for (const char* text : {"2001:200::1", "2001:4860:4860::8888", "2001:db7::1", "2001:db9::1",
                           "2606:4700:4700::1111", "2a00:1450::1", "3ffe::1", "3fff:1000::1"})
    EXPECT_FALSE(judged_private(text)) << text;
}

TEST(IpAddress, Rfc6761NamesOfTheLoopback) {
  for (const char* name : {"localhost", "localhost.", "a.localhost", "a.b.localhost."})
    EXPECT_TRUE(is_localhost(name)) << name;
  for (const char* name : {"", ".", "notlocalhost", "localhost.test", "localhost..", "localhos"})
    EXPECT_FALSE(is_localhost(name)) << name;
}

TEST(IpAddress, TheCarriedIpv4AddressDecides) {
  for (const char* text :
       {"::ffff:127.0.0.1", "::ffff:10.1.2.3", "::169.254.169.254", "64:ff9b::192.168.0.1",
        "::ffff:0:127.0.0.1", "2002:7f00:1::", "2002:a00:1::1"})
    EXPECT_TRUE(judged_private(text)) << text;
  for (const char* text :
       {"::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::8.8.8.8", "::ffff:0:8.8.8.8", "2002:808:808::1"})
    EXPECT_FALSE(judged_private(text)) << text;
}

}  // namespace
}  // namespace crawler
