// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/control/control_context.h"

namespace aeolian::oscquery {

/** The response to an HTTP request. */
struct HttpAnswer {
  int status = 200;
  std::string_view type = {};  ///< of the body
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< in addition to those of every response
};

/** Makes a response with `json`; bytes that are not UTF-8 become a replacement character. */
HttpAnswer json_answer(const nlohmann::ordered_json& json, int status = 200);

/** The description of the server for `?HOST_INFO`. */
struct Host {
  std::string name = "Aeolian";
  std::string prefix = "/aeolian";
  std::uint16_t osc_port = 9000;  ///< of the OSC server on this machine, UDP
};

/**
 * Answers HTTP requests from the registry, without a socket: the tree of the OSC address space following the
 * OSCQuery proposal (Vidvox), `/metrics` in Prometheus' text format 0.0.4, `/health`, and `/openapi.json`.
 * Threads of the control side may call it concurrently.
 *
 * Clients that may not steer see no method as writable (ACCESS).
 *
 * `path` is already decoded; `query` follows the question mark. 404 = no such path, 400 = no such attribute,
 * 204 = the path does not have the attribute.
 */
class HttpAnswers {
 public:
  HttpAnswers(Host host, ControlContext context);

  HttpAnswer answer(std::string_view path, std::string_view query, bool may_steer = true) const;

  const Host& host() const { return host_; }

 private:
  HttpAnswer tree(std::string_view path, std::string_view query, bool may_steer) const;
  HttpAnswer host_info() const;
  HttpAnswer metrics() const;
  HttpAnswer health() const;

  Host host_;
  ControlContext context_;
};

}  // namespace aeolian::oscquery
