// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/page_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "protocols/oscquery/oscquery_server.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"
#include "tests/protocols/oscquery/web_peer.h"
#include "tests/scratch_folder.h"

namespace aeolian::oscquery {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view as_browser =
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n";

HttpRequest request_for(std::string path, std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {"GET", std::move(path), "", "localhost", std::move(headers)};
}

/** The server with the page of this repository. */
class PageFilesTest : public testing::Test {
 protected:
  HttpResponse get(std::string_view target, std::string_view headers = {}) const {
    return http_get(server_->port(), target, headers);
  }

  HandsOfATest test_;
  Parameters::Source source_ =
      test_.parameters.add_source("OSCQuery", [](const ControlEvent&) { return true; });
  std::unique_ptr<Server> server_ =
      Server::start({.port = 0, .page = AEOLIAN_PAGE}, test_.context(), source_).value();
};

TEST_F(PageFilesTest, ABrowserGetsThePageAndAnOscQueryClientTheTree) {
  const auto page = get("/", as_browser);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.head, HasSubstr("\r\ncontent-type: text/html; charset=utf-8\r\n"));
  EXPECT_THAT(page.head, HasSubstr("\r\ncontent-security-policy: default-src 'none'; script-src 'self'"));
  EXPECT_THAT(page.head, HasSubstr("\r\nx-content-type-options: nosniff\r\n"));
  EXPECT_THAT(page.body, StartsWith("<!doctype html>"));
  for (const std::string_view accept :
       {"", "Accept: */*\r\n", "Accept: application/json\r\n", "Accept: application/json, text/html\r\n"}) {
    const auto tree = get("/", accept);
    EXPECT_EQ(nlohmann::json::parse(tree.body, nullptr, false)["FULL_PATH"], "/") << accept;
  }
  EXPECT_THAT(get("/?HOST_INFO", as_browser).body, HasSubstr("\"OSC_PORT\""));
  EXPECT_THAT(get("/aeolian", as_browser).body, HasSubstr("\"FULL_PATH\":\"/aeolian\""));
}

TEST_F(PageFilesTest, EveryFileOfThePageIsServedWithItsType) {
  std::uintmax_t size = 0;
  for (const auto& entry : std::filesystem::directory_iterator(AEOLIAN_PAGE)) {
    const auto name = entry.path().filename().string();
    if (name == "README.md" || name == "index.html" || name.ends_with(".png")) continue;
    const auto file = get("/page/" + name);
    EXPECT_EQ(file.status, 200) << name;
    size += file.body.size();
    const std::string type = name.ends_with(".js")    ? "text/javascript; charset=utf-8"
                             : name.ends_with(".css") ? "text/css; charset=utf-8"
                                                      : "image/svg+xml";
    EXPECT_THAT(file.head, HasSubstr("\r\ncontent-type: " + type + "\r\n")) << name;
  }
  EXPECT_LT(size, 300'000u);
}

TEST_F(PageFilesTest, AVersionThatTheBrowserHasIsNotSentAgain) {
  const auto first = get("/page/main.js");
  const auto at = first.head.find("\r\netag: ");
  ASSERT_NE(at, std::string::npos);
  const auto tag = first.head.substr(at + 8, first.head.find("\r\n", at + 8) - at - 8);
  EXPECT_THAT(first.head, HasSubstr("\r\ncache-control: no-cache\r\n"));
  TcpPeer peer(server_->port());
  const std::string begin = "GET /page/main.js HTTP/1.1\r\nHost: localhost\r\n";
  peer.send(begin + "If-None-Match: " + tag + "\r\n\r\n" + begin + "If-None-Match: \"0\"\r\n\r\n");
  const auto head = peer.receive_through("\r\n\r\n");
  EXPECT_THAT(head, StartsWith("HTTP/1.1 304 "));
  EXPECT_THAT(head, Not(HasSubstr("content-length")));
  EXPECT_THAT(peer.receive_through("\r\n\r\n"), StartsWith("HTTP/1.1 200 "))
      << "the next answer follows at once";
}

TEST_F(PageFilesTest, HeadGetsTheSizeWithoutTheContent) {
  TcpPeer peer(server_->port());
  peer.send("HEAD /page/page.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const auto size = std::filesystem::file_size(std::filesystem::path(AEOLIAN_PAGE) / "page.css");
  EXPECT_THAT(peer.receive_through("\r\n\r\n"),
              HasSubstr("\r\ncontent-length: " + std::to_string(size) + "\r\n"));
  EXPECT_TRUE(peer.is_closed());
}

TEST_F(PageFilesTest, APageOfAnotherMachineIsRefusedHereToo) {
  EXPECT_EQ(get("/page/main.js", "Origin: https://panel.example\r\n").status, 403);
}

TEST(PageFiles, NothingElseInOrOutsideTheFolderIsOpened) {
  const ScratchFolder folder;
  std::filesystem::create_directory(folder / "page");
  for (const std::string name : {"secret", "page/secret", "page/index.html"}) {
    std::ofstream(folder / name) << "secret";
  }
  const PageFiles files(folder / "page");
  for (const std::string path :
       {"/page/secret", "/secret", "/page/../secret", "/page//secret", "/page/index.html/../secret", "/page/",
        "/page", "/page/index.html", "page.css", "/page/page.css/", "/PAGE/page.css"}) {
    EXPECT_FALSE(files.answer(request_for(path))) << path;
  }
  EXPECT_TRUE(files.answer(request_for("/", {{"accept", "text/html"}})));
}

TEST(PageFiles, WithoutTheFolderThereIsNoPage) {
  const ScratchFolder folder;
  EXPECT_FALSE(PageFiles({}).answer(request_for("/", {{"accept", "text/html"}})));
  EXPECT_FALSE(PageFiles(folder / "gone").answer(request_for("/", {{"accept", "text/html"}})));
}

}  // namespace
}  // namespace aeolian::oscquery
