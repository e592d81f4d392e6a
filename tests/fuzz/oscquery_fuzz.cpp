// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that any request over HTTP or WebSocket gets a valid answer: a status of the proposal, and readable
// JSON if it is called JSON. The first byte selects the kind of the rest; an HTTP target is split at its '?'.
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/http_change.h"
#include "protocols/oscquery/listen_command.h"
#include "protocols/oscquery/web_access.h"
#include "tests/core/control/fake_control_interface.h"
#include "tests/fuzz/require.h"

namespace {

using namespace aeolian;

void ask(std::string_view target) {
  static Parameters parameters(
      EncodingBank::create({"wind", "sea"}, std::vector<float>{1.f, 0.f, 0.f, 1.f}, 2).value());
  static Presets presets("/nonexistent", parameters);
  static FakeControlInterface instrument;
  static const oscquery::HttpAnswers answers({}, {parameters, presets, instrument});

  const auto mark = target.find('?');
  const auto path = target.substr(0, mark);
  const auto query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  const auto answer = answers.answer(path, query);
  switch (answer.status) {
    case 200:
      break;
    case 204:
      require(answer.body.empty(), "204 with a body");
      return;
    default:
      require(answer.status == 400 || answer.status == 404, "a status that the proposal does not have");
      return;
  }
  if (answer.type != "application/json") return;
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  require(json.is_object() && !json.empty(), "an answer that is not a JSON object");
  if (query.empty() && path != "/health") {
    require(json.contains("FULL_PATH"), "a node without its path");
    const std::string full_path = json["FULL_PATH"];
    require(path == full_path || path == full_path + "/", "a node of another path");
  }
}

void command(std::string_view text) {
  const auto command = oscquery::parse_listen_command(text);
  if (!command) {
    require(!command.error().message.empty(), "a refusal without a reason");
    return;
  }
  require(command->path.starts_with('/'), "a path that does not begin with a slash");
  const auto json = nlohmann::json::parse(oscquery::path_changed(command->path), nullptr, false);
  require(json.is_object() && json["DATA"] == command->path, "a path that does not come back as it was");
}

void change(std::string_view body) {
  const auto message =
      oscquery::read_change({"PUT", "/aeolian/gain", "", "", {}, std::string(body)}, "/aeolian");
  if (!message) return require(message.error().status == 400, "a refusal that is not for the body");
  const auto answer = oscquery::answer_with(std::array{*message});
  require(nlohmann::json::parse(answer.body, nullptr, false).is_object(),
          "an answer that is not a JSON object");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0:
      ask(text);
      break;
    case 1:
      command(text);
      change(text);
      break;
    case 2: {
      const auto comma = text.find(',');
      const oscquery::WebAccess access{"studio", {}, {}};
      const bool allowed = oscquery::is_allowed_origin(access, text.substr(0, comma),
                                                       text.substr(std::min(comma, text.size())), false);
      require(allowed || comma != 0, "a program that is no page is kept out");
      oscquery::is_own_host(access, text);
      break;
    }
  }
  return 0;
}
