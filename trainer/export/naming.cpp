// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/naming.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/printable.h"
#include "trainer/export/clusters.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

namespace {

constexpr int named_clusters = 8;
constexpr std::size_t most_named_groups = 4000;  // a checkpoint has room for 4096 names

/** The name as text: bytes that are not UTF-8 are escaped, because a checkpoint cannot hold them. */
std::string unique_name(const std::string& wanted, std::set<std::string>& taken) {
  const std::string name = wanted.empty() ? "sound" : printable(wanted);
  auto candidate = name;
  for (int n = 2; !taken.insert(candidate).second; ++n) candidate = name + "-" + std::to_string(n);
  return candidate;
}

/** A file's name without folders and extension, as a performer types it. */
std::string short_name(const std::string& file) {
  return std::filesystem::path(file).stem().string();
}

}  // namespace

std::vector<std::int64_t> name_encodings(const Dataset& dataset, const Windows& windows, ModelDescription& d,
                                         std::map<std::string, Tensor, std::less<>>& tensors) {
  d.encodings.clear();
  std::vector<torch::Tensor> rows;
  std::set<std::string> taken;
  const auto add = [&](const std::string& name, const torch::Tensor& code) {
    d.encodings.push_back(unique_name(name, taken));
    rows.push_back(code / code.norm().clamp_min(1e-6));
  };
  if (dataset.groups.size() > 1)
    for (std::size_t group = 0; group < std::min(dataset.groups.size(), most_named_groups); ++group) {
      std::vector<torch::Tensor> own;
      for (std::size_t i = 0; i < windows.places.size(); ++i)
        if (std::cmp_equal(windows.places[i].stream, group)) own.push_back(windows.codes[i]);
      if (!own.empty()) add(dataset.groups[group], torch::stack(own).mean(0));
    }
  const auto clusters = spherical_clusters(windows.codes, named_clusters);
  for (std::size_t i = 0; i < clusters.nearest.size(); ++i) {
    const auto& place = windows.places[clusters.nearest[i]];
    add(short_name(file_at(dataset, place.stream, (place.begin + place.end) / 2)), clusters.centres[i]);
  }
  tensors["encodings"] = export_tensor(torch::stack(rows));
  return clusters.nearest;
}

std::vector<std::size_t> priming_windows(const Windows& windows, const std::vector<std::int64_t>& middles) {
  std::set<std::size_t> chosen;
  for (auto middle : middles) chosen.insert(static_cast<std::size_t>(middle));
  const auto wanted = std::min<std::size_t>(priming_count, windows.places.size());
  for (std::size_t i = 0; chosen.size() < wanted; ++i)
    chosen.insert((i * windows.places.size() / wanted + i / wanted) % windows.places.size());
  return {chosen.begin(), chosen.end()};
}

std::string time_name(const Dataset& dataset, const Span& place, double frame_rate,
                      std::set<std::string>& taken) {
  const auto middle = (place.begin + place.end) / 2;
  const auto seconds = static_cast<std::int64_t>(static_cast<double>(place.end) / frame_rate);
  return unique_name(short_name(file_at(dataset, place.stream, middle)) + "@" + std::to_string(seconds),
                     taken);
}

}  // namespace aeolian::trainer
