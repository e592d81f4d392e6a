#include "protocols/oscquery/host_name.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

TEST(HostNameTest, NumbersAndNamesOfTheLocalNetworkAreOfTheHouse) {
  for (const char* host : {"127.0.0.1:9001", "127.0.0.1", "192.168.1.7:80", "[::1]:9001", "[fe80::1]",
                           "localhost:9001", "LOCALHOST", "studio", "studio.local:9001", "Studio.Local"}) {
    EXPECT_TRUE(is_name_of_the_house(host)) << host;
  }
}

TEST(HostNameTest, NamesThatAnybodyMayPointHereAreNot) {
  for (const char* host : {"", "example.com", "example.com:9001", "127.0.0.1.example.com",
                           "local.example.com", ":9001", "localhost:x", "localhost:", "[::1", "[::1]x",
                           "127.0.0.1:123456", "1.2.3.4.5.evil", "evillocal.com", "a.b:9001:9001"}) {
    EXPECT_FALSE(is_name_of_the_house(host)) << host;
  }
}

TEST(HostNameTest, APageIsOfTheHouseThatServedIt) {
  EXPECT_TRUE(is_same_house("", "127.0.0.1:9001"));
  EXPECT_TRUE(is_same_house("http://127.0.0.1:9001", "127.0.0.1:9001"));
  EXPECT_TRUE(is_same_house("http://Studio.local:9001", "studio.local:9001"));
  EXPECT_FALSE(is_same_house("http://127.0.0.1", "127.0.0.1:9001"));
  EXPECT_FALSE(is_same_house("https://example.com", "127.0.0.1:9001"));
  EXPECT_FALSE(is_same_house("null", "127.0.0.1:9001"));
  EXPECT_FALSE(is_same_house("file://", ""));
}

}  // namespace
}  // namespace aeolian
