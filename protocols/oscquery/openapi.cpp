// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/openapi.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/control/commands.h"
#include "core/control/parameter_actions.h"
#include "core/control/parameters.h"
#include "core/control/voice_path.h"
#include "core/version.h"

namespace aeolian::oscquery {
namespace {

using Json = nlohmann::ordered_json;

/** A signature in the notation of takes(), as JSON schemas (2020-12). */
struct Signature {
  std::vector<Json> required, optional;
  bool repeats = false;  ///< the required words
};

Json schema_of_type(char type) {
  if (type == 'i') return {{"type", "integer"}};
  if (type == 'f') return {{"type", "number"}};
  if (type == 'T') return {{"type", "boolean"}};
  return {{"type", "string"}};
}

Signature signature_of(std::string_view takes) {
  Signature signature;
  std::istringstream words{std::string(takes)};
  for (std::string word; words >> word;) {
    if (word == "...") {
      signature.repeats = true;
      continue;
    }
    const bool is_optional = word.front() == '[';
    std::erase_if(word, [](char c) { return c == '[' || c == ']'; });
    auto schema = schema_of_type(word.front());
    schema["title"] = word.substr(word.find(':') + 1);
    (is_optional ? signature.optional : signature.required).push_back(std::move(schema));
  }
  return signature;
}

/** The values of `signature`: in an array, or alone if it needs only one. */
Json body_of(const Signature& signature) {
  const auto& [required, optional, repeats] = signature;
  Json array{{"type", "array"}, {"minItems", required.size()}};
  if (repeats) {
    array["items"] = {{"anyOf", required}};
    return array;
  }
  auto all = required;
  all.insert(all.end(), optional.begin(), optional.end());
  array["prefixItems"] = all;
  array["maxItems"] = all.size();
  return required.size() > 1 ? array : Json{{"anyOf", {all.front(), array}}};
}

Json described(std::string_view path, std::string_view method, std::string_view description) {
  std::string id(method);
  id += path;
  std::ranges::replace(id, '/', '_');
  std::erase_if(id, [](char c) { return c == '{' || c == '}'; });
  return {{"operationId", id}, {"description", description}};
}

Json referred(std::string_view kind, std::string_view name) {
  return {{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

Json json_content(Json schema) {
  return {{"application/json", {{"schema", std::move(schema)}}}};
}

/** Describes a call of `path`, which is below the prefix, by `method`. */
Json change(std::string_view path, std::string_view method, std::string_view description,
            const Signature& signature) {
  Json operation = described(path, method, description);
  if (!signature.required.empty() || !signature.optional.empty()) {
    operation["requestBody"] = {{"required", !signature.required.empty()},
                                {"content", json_content(body_of(signature))}};
  }
  operation["responses"] = {{"200", referred("responses", "Replies")},
                            {"204", {{"description", "Done; there is no value to return."}}},
                            {"default", referred("responses", "Refusal")}};
  return operation;
}

/** The schema of a parameter's value, with its range. */
Json schema_of(const ParameterSpec& spec) {
  switch (spec.type) {
    case ParameterType::whole:
      return {{"type", {"integer", "string"}},
              {"minimum", 0},
              {"pattern", "^[0-9]+$"},
              {"default", spec.initial}};
    case ParameterType::number:
      return {{"type", spec.integral ? "integer" : "number"},
              {"minimum", spec.minimum},
              {"maximum", spec.maximum},
              {"default", spec.initial}};
    case ParameterType::toggle:
      return {{"type", "boolean"}, {"default", spec.initial != 0.}};
    case ParameterType::encoding:
      break;
  }
  return {{"type", "string"}};
}

Json operations_of(const ParameterSpec& spec, std::string_view path) {
  const std::string words = spec.unit.empty()
                                ? std::string(spec.description)
                                : std::string(spec.description) + " (" + std::string(spec.unit) + ")";
  Json get = described(path, "get", words);
  get["responses"] = {{"200", referred("responses", "Node")}, {"default", referred("responses", "Refusal")}};
  auto signature = signature_of(taken_by(spec));
  Json value = schema_of(spec);
  value["title"] = signature.required.front()["title"];
  signature.required.front() = std::move(value);
  Json put = change(path, "put", words, signature);
  if (spec.type == ParameterType::encoding) {
    // A name, the encoding's values, or two sounds and a position
    put["requestBody"]["content"] = json_content(
        {{"anyOf",
          {{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", {"string", "number"}}}}}}}});
  }
  return {{"get", std::move(get)}, {"put", std::move(put)}};
}

/** The numbers in a path: {N} of a fader, {voice}. */
Json with_numbers(Json operations, std::string_view path) {
  for (const auto& [name, least] : {std::pair("voice", 1), std::pair("N", 0)}) {
    if (path.find("{" + std::string(name) + "}") == std::string_view::npos) continue;
    operations["parameters"].push_back({{"name", name},
                                        {"in", "path"},
                                        {"required", true},
                                        {"schema", {{"type", "integer"}, {"minimum", least}}}});
  }
  return operations;
}

class Description {
 public:
  explicit Description(std::string_view prefix) : prefix_(prefix) {}

  Json take() {
    add_fixed();
    for (const auto& spec : parameter_specs()) {
      add(
          spec.path, [&](std::string_view path) { return operations_of(spec, path); }, spec.of_voice);
    }
    for (const auto& action : parameter_actions()) {
      add(
          action.path, [&](std::string_view path) { return post(path, action.takes, action.description); },
          action.of_voice);
    }
    for (const auto& command : command_specs()) {
      add(
          command.path, [&](std::string_view path) { return post(path, command.takes, command.description); },
          false);
    }
    return std::move(paths_);
  }

 private:
  static Json post(std::string_view path, std::string_view takes, std::string_view description) {
    return {{"post", change(path, "post", description, signature_of(takes))}};
  }

  /** The template of a path: "N" at its end stands for any number. */
  static std::string templated(std::string_view path) {
    return path.ends_with("/N") ? std::string(path.substr(0, path.size() - 1)) + "{N}" : std::string(path);
  }
  std::string path_of(std::string_view path) const { return prefix_ + templated(path); }

  template <class Operations>
  void add(std::string_view path, const Operations& operations, bool of_voice) {
    const auto own = templated(path);
    paths_[prefix_ + own] = with_numbers(operations(own), own);
    if (!of_voice) return;
    const auto of_one = std::string(voice_path_prefix) + "{voice}" + own;
    paths_[prefix_ + of_one] = with_numbers(operations(of_one), of_one);
  }

  void add_fixed() {
    const auto get = [](std::string_view path, std::string_view description, Json answer) {
      Json operation = described(path, "get", description);
      operation["responses"] = {{"200", std::move(answer)}, {"default", referred("responses", "Refusal")}};
      return Json{{"get", std::move(operation)}};
    };
    paths_["/"] = get("/tree", "The tree of all paths, as the OSCQuery proposal defines it.",
                      referred("responses", "Node"));
    paths_["/health"] = get(
        "/health", "200 while all is well, 503 while the instrument cannot play.",
        {{"description", "It is playing, or was stopped."}, {"content", json_content({{"type", "object"}})}});
    paths_["/metrics"] =
        get("/metrics", "Metrics in Prometheus' text format.",
            {{"description", "The metrics."}, {"content", {{"text/plain", Json::object()}}}});
  }

  const std::string prefix_;
  Json paths_ = Json::object();
};

Json components() {
  const Json text{{"type", "string"}};
  const Json reply{{"type", "object"},
                   {"properties", {{"FULL_PATH", text}, {"VALUE", {{"type", "array"}}}}},
                   {"required", {"FULL_PATH", "VALUE"}}};
  const Json node{{"type", "object"},
                  {"properties",
                   {{"FULL_PATH", text},
                    {"TYPE", text},
                    {"ACCESS", {{"type", "integer"}}},
                    {"VALUE", {{"type", "array"}}},
                    {"RANGE", {{"type", "array"}}},
                    {"DESCRIPTION", text},
                    {"LONGEST_REPLY", {{"type", "integer"}}},
                    {"CONTENTS", {{"type", "object"}}}}},
                  {"required", {"FULL_PATH"}}};
  const Json error{{"type", "object"}, {"properties", {{"ERROR", text}}}, {"required", {"ERROR"}}};
  Json refusal{
      {"description",
       "Nothing has changed, and the text says why: 400 malformed, 401 no password, 403 locked, 404 no such "
       "name, 409 busy, 422 wrong values, 429 too many, 500 disk error, 503 no device, 504 not done yet."},
      {"content", json_content(referred("schemas", "Error"))}};
  refusal["content"]["text/plain"] = {{"schema", text}};
  const Json replies{
      {"anyOf",
       {referred("schemas", "Reply"), {{"type", "array"}, {"items", referred("schemas", "Reply")}}}}};
  return {{"schemas", {{"Reply", reply}, {"Node", node}, {"Error", error}}},
          {"responses",
           {{"Replies",
             {{"description", "The value in force, or the answer of the command."},
              {"content", json_content(replies)}}},
            {"Node",
             {{"description", "The path in the tree, with its present value."},
              {"content", json_content(referred("schemas", "Node"))}}},
            {"Refusal", refusal}}},
          {"securitySchemes",
           {{"password",
             {{"type", "http"}, {"scheme", "basic"}, {"description", "Any user name is accepted."}}}}}};
}

}  // namespace

Json openapi_description(std::string_view prefix) {
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "Aeolian"},
            {"version", AEOLIAN_VERSION},
            {"description", "The instrument over HTTP: GET shows, PUT sets a parameter, POST does the rest."},
            {"license", {{"name", "GNU GPL 3.0 or later"}, {"identifier", "GPL-3.0-or-later"}}}}},
          {"servers", Json::array({{{"url", "/"}}})},
          {"security", Json::array({Json::object(), {{"password", Json::array()}}})},
          {"paths", Description(prefix).take()},
          {"components", components()}};
}

}  // namespace aeolian::oscquery
