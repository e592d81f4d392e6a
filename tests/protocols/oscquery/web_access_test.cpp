// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/web_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aeolian::oscquery {
namespace {

using testing::HasSubstr;

const WebAccess studio_access{"studio", {"Aeolian.example.org"}, {}};

TEST(WebAccessTest, NumbersAndTheNamesOfThisMachineAreItsOwn) {
  for (const char* host :
       {"127.0.0.1:9001", "127.0.0.1", "192.168.1.7:80", "[::1]:9001", "[fe80::1]", "localhost:9001",
        "LOCALHOST", "studio", "Studio:9001", "studio.local:9001", "Studio.Local", "studio.local.",
        "studio.fritz.box", "studio.lan", "studio.home.arpa", "aeolian.example.org:9001"}) {
    EXPECT_TRUE(is_own_host(studio_access, host)) << host;
  }
}

TEST(WebAccessTest, NamesThatAnybodyMayPointHereAreNot) {
  for (const char* host : {"",
                           "example.com",
                           "example.com:9001",
                           "127.0.0.1.example.com",
                           "local.example.com",
                           ":9001",
                           "localhost:x",
                           "localhost:",
                           "[::1",
                           "[::1]x",
                           "[example.com]",
                           "127.0.0.1:123456",
                           "1.2.3.4.5.evil",
                           "evillocal.com",
                           "a.b:9001:9001",
                           "evil",
                           "evil.local",
                           "evil.lan",
                           "studio.evil.local",
                           "evilstudio.local",
                           "studio.example.com",
                           "evil.localhost",
                           "127.1",
                           "0x7f.1",
                           "999.1.1.1",
                           "x.aeolian.example.org",
                           "a@studio.local"}) {
    EXPECT_FALSE(is_own_host(studio_access, host)) << host;
  }
}

TEST(WebAccessTest, AMachineWithAWholeNameIsKnownByItAndByItsFirstPart) {
  const WebAccess whole{"studio.example.org", {}, {}};
  for (const char* host : {"studio.example.org", "studio", "studio.local"}) {
    EXPECT_TRUE(is_own_host(whole, host)) << host;
  }
  EXPECT_FALSE(is_own_host(whole, "example.org"));
  EXPECT_FALSE(is_own_host(WebAccess{"", {}, {}}, ".local"));
}

TEST(WebAccessTest, APageMaySpeakWithTheServerThatSentIt) {
  EXPECT_TRUE(is_allowed_origin(studio_access, "", "127.0.0.1:9001", false));
  EXPECT_TRUE(is_allowed_origin(studio_access, "http://127.0.0.1:9001", "127.0.0.1:9001", false));
  EXPECT_TRUE(is_allowed_origin(studio_access, "http://Studio.local:9001", "studio.local:9001", false));
  for (const char* origin : {"http://127.0.0.1", "https://example.com", "null", "file://", "http://", "x"}) {
    EXPECT_FALSE(is_allowed_origin(studio_access, origin, "127.0.0.1:9001", false)) << origin;
  }
  EXPECT_FALSE(is_allowed_origin(studio_access, "file://", "", false));
}

TEST(WebAccessTest, AServerOnThisMachineMaySendPagesToItsOwnBrowsersOnly) {
  for (const char* origin : {"http://localhost:5173", "http://127.0.0.1:8080", "https://[::1]:8443"}) {
    EXPECT_TRUE(is_allowed_origin(studio_access, origin, "127.0.0.1:9001", true)) << origin;
    EXPECT_FALSE(is_allowed_origin(studio_access, origin, "127.0.0.1:9001", false)) << origin;
  }
  for (const char* origin :
       {"http://localhost.evil.example", "http://127.evil.example", "http://evil.localhost"}) {
    EXPECT_FALSE(is_allowed_origin(studio_access, origin, "127.0.0.1:9001", true)) << origin;
  }
}

TEST(WebAccessTest, ConfiguredPagesMaySpeakWithIt) {
  const WebAccess access{"studio", {}, {"https://Panel.example", "null"}};
  EXPECT_TRUE(is_allowed_origin(access, "https://panel.example", "studio:9001", false));
  EXPECT_TRUE(is_allowed_origin(access, "null", "studio:9001", false));
  EXPECT_FALSE(is_allowed_origin(access, "http://panel.example", "studio:9001", false));
  EXPECT_FALSE(is_allowed_origin(access, "https://panel.example:444", "studio:9001", false));
  EXPECT_TRUE(is_allowed_origin({"", {}, {"*"}}, "https://any.example", "studio:9001", false));
}

TEST(WebAccessTest, SaysWhatAnEntryOfTheConfigurationShouldBe) {
  for (const char* host : {"studio.example.org", "studio", "192.168.1.7"})
    EXPECT_EQ(fault_of_host(host), "") << host;
  for (const char* host : {"", "http://studio", "studio:9001", "*", "a b"}) {
    EXPECT_THAT(fault_of_host(host), HasSubstr("name of a machine")) << host;
  }
  for (const char* origin : {"https://panel.example", "http://panel:8080", "null", "*"}) {
    EXPECT_EQ(fault_of_origin(origin), "") << origin;
  }
  for (const char* origin : {"", "panel.example", "https://panel.example/", "ftp://x", "https://*.example"}) {
    EXPECT_THAT(fault_of_origin(origin), HasSubstr("https://panel.example")) << origin;
  }
}

}  // namespace
}  // namespace aeolian::oscquery
