// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/answers.h"

#include <utility>

#include "core/control/control_interface.h"
#include "protocols/oscquery/http_rules.h"
#include "protocols/oscquery/methods.h"
#include "protocols/oscquery/metrics_text.h"
#include "protocols/oscquery/openapi.h"
#include "protocols/oscquery/tree.h"

namespace aeolian::oscquery {
namespace {

using Json = nlohmann::ordered_json;

std::string_view without_slash_at_end(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

HttpAnswer json_answer(const Json& json, int status) {
  return {status, "application/json", json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

HttpAnswers::HttpAnswers(Host host, ControlContext context) : host_(std::move(host)), context_(context) {}

HttpAnswer HttpAnswers::answer(std::string_view path, std::string_view query, bool may_steer) const {
  if (!path.starts_with('/')) return text_answer(400, "a path must begin with /");
  if (query == "HOST_INFO") return host_info();
  if (path == "/metrics") return metrics();
  if (path == "/health") return health();
  if (path == "/openapi.json") return json_answer(openapi_description(host_.prefix));
  return tree(without_slash_at_end(path), query, may_steer);
}

HttpAnswer HttpAnswers::tree(std::string_view path, std::string_view query, bool may_steer) const {
  if (!query.empty() && !is_attribute(query)) return text_answer(400, "there is no attribute with that name");
  auto methods = list_methods(host_.prefix, context_, path);
  if (!may_steer) {
    for (auto& method : methods) {
      method.access = method.values.is_null() ? Access::none : Access::read;
    }
  }
  const auto node = describe(methods, path);
  if (!node) return text_answer(404, "there is nothing at that path");
  if (query.empty()) return json_answer(*node);
  const auto attribute = node->find(query);
  if (attribute == node->end()) return {.status = 204};
  return json_answer({{std::string(query), *attribute}});
}

HttpAnswer HttpAnswers::host_info() const {
  return json_answer({{"NAME", host_.name},
                      {"OSC_PORT", host_.osc_port},
                      {"OSC_TRANSPORT", "UDP"},
                      {"EXTENSIONS", extensions()}});
}

HttpAnswer HttpAnswers::metrics() const {
  return {200, "text/plain; version=0.0.4; charset=utf-8",
          metrics_text(context_.instrument.metrics(), context_.instrument.status())};
}

HttpAnswer HttpAnswers::health() const {
  const auto status = context_.instrument.status();
  const bool is_as_wanted = status.state == "playing" || status.state == "stopped";
  return json_answer({{"state", status.state}, {"model", status.model}, {"uptime_s", status.uptime_s}},
                     is_as_wanted ? 200 : 503);
}

}  // namespace aeolian::oscquery
