// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/metrics_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <string_view>
#include <vector>

#include "core/printable.h"
#include "core/version.h"

namespace aeolian::oscquery {
namespace {

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0. ? "+Inf" : "-Inf";
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

/** Replaces characters that the format does not allow in a name with '_'. */
std::string name_of(const Metric& metric) {
  std::string name = "aeolian_" + metric.name;
  for (char& c : name) {
    const bool allowed =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!allowed) c = '_';
  }
  return name;
}

std::string escaped(std::string_view text, bool in_quotes) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\\') {
      result += "\\\\";
    } else if (c == '"' && in_quotes) {
      result += "\\\"";
    } else {
      result += c;
    }
  }
  return result;
}

/** The value of a label in quotes: printable, because a scrape that is not UTF-8 is refused as a whole. */
std::string label_value(std::string_view text) {
  return '"' + escaped(printable(text), true) + '"';
}

std::string labels_of(const Metric& metric) {
  const auto& [name, value] = metric.label;
  return name.empty() ? "" : "{" + std::string(name) + '=' + label_value(value) + '}';
}

void append_head(std::string& text, const std::string& name, std::string_view description,
                 std::string_view type) {
  text += "# HELP " + name + ' ' + escaped(description, false) + '\n';
  text += "# TYPE " + name + ' ' + std::string(type) + '\n';
}

std::string_view type_of(Metric::Kind kind) {
  switch (kind) {
    case Metric::Kind::counter:
      return "counter";
    case Metric::Kind::gauge:
      return "gauge";
    case Metric::Kind::histogram:
      return "histogram";
  }
  return "untyped";
}

void append_value(std::string& text, const std::string& name, double value) {
  text += name + ' ' + number(value) + '\n';
}

void append_histogram(std::string& text, const std::string& name, const Metric& metric) {
  for (const auto& bucket : metric.buckets) {
    append_value(text, name + "_bucket{le=\"" + number(bucket.up_to) + "\"}",
                 static_cast<double>(bucket.count));
  }
  append_value(text, name + "_bucket{le=\"+Inf\"}", metric.value);
  append_value(text, name + "_sum", metric.sum);
  append_value(text, name + "_count", metric.value);
}

std::vector<Metric> metrics_of(const StatusReport& status) {
  using enum Metric::Kind;
  return {
      {"playing", gauge, status.state == "playing" ? 1. : 0.,
       "1 = playing; 0 = stopped, or waiting for a device"},
      {"load_mean", gauge, status.load_mean, "mean time to compute a step, divided by its duration"},
      {"load_peak", gauge, status.load_peak, "the highest value of this ratio"},
      {"rate_nominal_hertz", gauge, status.rate_nominal, "sample rate of the device"},
      {"rate_measured_hertz", gauge, status.rate_measured, "measured sample rate"},
      {"underruns_total", counter, static_cast<double>(status.underruns),
       "number of times the ring was empty when the output needed samples"},
      {"uptime_seconds", gauge, status.uptime_s, "time since the program started"},
  };
}

}  // namespace

std::string metrics_text(std::span<const Metric> metrics, const StatusReport& status) {
  std::string text;
  append_head(text, "aeolian_info", "model and device in its labels; always 1", "gauge");
  text += "aeolian_info{version=\"" AEOLIAN_VERSION "\",model=" + label_value(status.model) +
          ",device=" + label_value(status.device) + "} 1\n";
  std::set<std::string> headed, told{"aeolian_info"};
  const auto tell = [&](std::span<const Metric> some) {
    for (const auto& metric : some) {
      const std::string name = name_of(metric);
      const std::string series = name + labels_of(metric);
      if (!told.insert(series).second) continue;
      if (headed.insert(name).second) append_head(text, name, metric.description, type_of(metric.kind));
      metric.kind == Metric::Kind::histogram ? append_histogram(text, name, metric)
                                             : append_value(text, series, metric.value);
    }
  };
  tell(metrics);
  tell(metrics_of(status));
  return text;
}

}  // namespace aeolian::oscquery
