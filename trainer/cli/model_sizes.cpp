// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/model_sizes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <vector>

#include "core/control/spelling.h"
#include "core/printable.h"

namespace aeolian {
namespace {

struct Key {
  const char* name;
  const char* meaning;
  int ModelDescription::*size;
  bool of_baselines;  ///< whether the recurrent baselines have it too
};

constexpr std::array keys{
    Key{"latents", "values of a latent", &ModelDescription::latent_size, false},
    Key{"codec", "width of the codec's layers", &ModelDescription::codec_hidden, false},
    Key{"trunk", "width of the trunk's layers", &ModelDescription::trunk_size, true},
    Key{"layers", "layers of the trunk", &ModelDescription::trunk_layers, true},
    Key{"context", "past latents that the head sees", &ModelDescription::context, false},
    Key{"head", "width of the head", &ModelDescription::head_hidden, false},
    Key{"mixtures", "components of the mixture", &ModelDescription::mixtures, false},
};

}  // namespace

ErrorOr<ModelSize> read_model_size(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos)
    return fail("--set takes KEY=VALUE, such as latents=32, not " + in_quotes(text));
  ModelSize size{text.substr(0, equals)};
  if (std::ranges::find(keys, size.key, &Key::name) == keys.end()) {
    std::vector<std::string> names(keys.size());
    std::ranges::transform(keys, names.begin(), &Key::name);
    return fail("--set knows no " + in_quotes(size.key) + ": " + suggestion(size.key, names));
  }
  const std::string_view value = std::string_view(text).substr(equals + 1);
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size.value);
  if (error != std::errc() || end != value.data() + value.size() || size.value < 1)
    return fail("--set " + size.key + " takes a whole number from 1, not " + in_quotes(value));
  return size;
}

ErrorOr<void> set_sizes(ModelDescription& description, std::span<const ModelSize> sizes) {
  for (const auto& [name, value] : sizes) {
    const auto& key = *std::ranges::find(keys, name, &Key::name);
    if (description.kind != ModelKind::small && !key.of_baselines)
      return fail("--set " + name + ": a model of the kind " + std::string(to_string(description.kind)) +
                  " has no such size");
    description.*key.size = value;
  }
  if (auto checked = check(description); !checked) return fail("--set: " + checked.error().message);
  return {};
}

std::string explain_model_sizes() {
  std::string text;
  for (const Key& key : keys) {
    if (!text.empty()) text += ", ";
    text += std::string(key.name) + " (" + key.meaning + ", " + std::to_string(ModelDescription().*key.size) +
            ")";
  }
  return text;
}

}  // namespace aeolian
