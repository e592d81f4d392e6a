// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/http_change.h"

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/control/commands.h"
#include "core/json_text.h"
#include "core/printable.h"
#include "protocols/osc/address_pattern.h"
#include "protocols/osc/button.h"
#include "protocols/osc/osc_caller.h"
#include "protocols/oscquery/methods.h"

namespace aeolian::oscquery {
namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest = 2;
constexpr std::size_t most_values = 1024;

std::optional<osc::Argument> argument_of(const nlohmann::json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) {
    return value.dump();  // a seed, as in OSC
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number()) return value.get<double>();
  return {};
}

Json json_of(const osc::Message& message) {
  Json values = Json::array();
  for (const auto& argument : message.arguments) {
    std::visit(
        [&values](const auto& value) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, osc::OtherArgument>) {
            values.push_back(nullptr);
          } else {
            values.push_back(value);
          }
        },
        argument);
  }
  return {{"FULL_PATH", message.path}, {"VALUE", std::move(values)}};
}

HttpAnswer refusal(int status, std::string_view text) {
  return json_answer({{"ERROR", printable_message(text)}}, status);
}

/** The response for `/fail s:command i:id i:code s:text`. */
HttpAnswer refusal_of(const osc::Message& failure) {
  const auto code = std::get<std::int32_t>(failure.arguments.at(2));
  constexpr int unprocessable = 422;
  const bool is_wrong_value = code == static_cast<std::int32_t>(osc::Failure::wrong_value);
  return refusal(is_wrong_value ? unprocessable : code, std::get<std::string>(failure.arguments.at(3)));
}

}  // namespace

tl::expected<osc::Message, HttpAnswer> read_change(const HttpRequest& request, std::string_view prefix) {
  if (!request.path.starts_with(std::string(prefix) + '/')) {
    auto answer = refusal(405, "only paths below " + std::string(prefix) + "/ can be set or called");
    answer.headers.emplace_back("allow", "GET, HEAD, OPTIONS");
    return tl::unexpected(std::move(answer));
  }
  if (osc::is_address_pattern(request.path)) {
    return tl::unexpected(refusal(404, "there is nothing at that path; patterns work only by OSC"));
  }
  osc::Message message{request.path, {}};
  if (request.body.empty()) return message;
  const auto json = parse_json(request.body, deepest, most_values);
  if (!json) return tl::unexpected(refusal(400, "the body " + json.error().message));
  const auto values = json->is_array() ? *json : nlohmann::json::array({*json});
  for (const auto& value : values) {
    auto argument = argument_of(value);
    if (!argument) {
      return tl::unexpected(
          refusal(400, "the body must be a value or an array of values: numbers, texts, true or false"));
    }
    message.arguments.push_back(std::move(*argument));
  }
  return message;
}

std::optional<std::chrono::seconds> longest_reply(const osc::Message& message, std::string_view prefix) {
  const auto* command = find_command(std::string_view(message.path).substr(prefix.size()));
  if (!command || osc::button_of(command->takes, message.arguments) == false) return {};
  return longest_reply(*command);
}

HttpAnswer answer_with(std::span<const osc::Message> replies) {
  for (const auto& reply : replies) {
    if (reply.path.ends_with("/fail") && reply.arguments.size() == 4) return refusal_of(reply);
  }
  if (replies.size() == 1) return json_answer(json_of(replies[0]));
  Json all = Json::array();
  for (const auto& reply : replies) all.push_back(json_of(reply));
  return json_answer(all);
}

}  // namespace aeolian::oscquery
