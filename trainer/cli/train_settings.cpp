// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/train_settings.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/control/spelling.h"
#include "core/parse_number.h"
#include "core/printable.h"

namespace aeolian::trainer {
namespace {

struct Key {
  const char* name;
  const char* meaning;
  int ModelDescription::*size;
  bool of_baselines;  ///< whether the recurrent baselines have it, too
};

constexpr std::array keys{
    Key{"latents", "values in a latent", &ModelDescription::latent_size, false},
    Key{"frames", "frames in a step", &ModelDescription::frames_per_step, false},
    Key{"codec", "width of the codec's layers", &ModelDescription::codec_hidden, false},
    Key{"trunk", "width of the trunk's layers", &ModelDescription::trunk_size, true},
    Key{"layers", "layers of the trunk", &ModelDescription::trunk_layers, true},
    Key{"context", "number of past latents that the head sees", &ModelDescription::context, false},
    Key{"head", "width of the head", &ModelDescription::head_hidden, false},
    Key{"mixtures", "components of the mixture", &ModelDescription::mixtures, false},
};

/** A numeric learning setting. */
struct LearningKey {
  const char* name;
  std::optional<double> LearningChoice::*number;
  double low, high;
  const char* wanted;
};

constexpr std::array learning_keys{
    LearningKey{"rate", &LearningChoice::rate, 1e-9, 1, "a number above 0, up to 1 (usually 0.002)"},
    LearningKey{"codec-share", &LearningChoice::codec_share, 0.01, 0.9, "a number from 0.01 to 0.9"},
};

constexpr const char* batch_key = "batch";
constexpr int largest_batch = 65536;

/** A larger network of the kind small. */
struct Tier {
  const char* name;
  std::vector<ModelSize> sizes;
};

const std::vector<Tier>& larger_tiers() {
  static const std::vector<Tier> tiers{
      {"medium", {{"codec", 768}, {"trunk", 640}, {"head", 768}}},
      {"large", {{"codec", 1024}, {"trunk", 1024}, {"layers", 3}, {"head", 1024}, {"mixtures", 24}}},
  };
  return tiers;
}

std::vector<std::string> key_names() {
  std::vector<std::string> names;
  for (const Key& key : keys) names.emplace_back(key.name);
  for (const LearningKey& key : learning_keys) names.emplace_back(key.name);
  names.emplace_back(batch_key);
  return names;
}

/** Parses the whole text as a number of type T within these bounds. */
template <class T>
std::optional<T> number_in(std::string_view text, T low, T high) {
  const auto value = parse_number<T>(text);
  return value && *value >= low && *value <= high ? value : std::nullopt;
}

}  // namespace

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const ModelKind kind : model_kinds) {
    names.emplace_back(to_string(kind));
    if (kind != ModelKind::small) continue;
    for (const Tier& tier : larger_tiers()) names.emplace_back(tier.name);
  }
  return names;
}

TrainSettings settings_of(const std::string& model_name) {
  const auto& tiers = larger_tiers();
  const auto tier = std::ranges::find(tiers, model_name, &Tier::name);
  if (tier != tiers.end()) return {.sizes = tier->sizes, .learning = {}};
  return {.model = model_kind(model_name).value_or(ModelKind::small), .sizes = {}, .learning = {}};
}

ErrorOr<void> add_setting(const std::string& text, TrainSettings& settings) {
  const auto equals = text.find('=');
  if (equals == std::string::npos)
    return fail("--set takes KEY=VALUE, such as latents=32, not " + in_quotes(text));
  const std::string key = text.substr(0, equals);
  const std::string_view value = std::string_view(text).substr(equals + 1);
  if (const auto found = std::ranges::find(learning_keys, key, &LearningKey::name);
      found != learning_keys.end()) {
    const auto number = number_in<double>(value, found->low, found->high);
    if (!number) return fail("--set " + key + " takes " + found->wanted + ", not " + in_quotes(value));
    settings.learning.*found->number = number;
    return {};
  }
  if (const auto names = key_names(); std::ranges::find(names, key) == names.end())
    return fail("--set has no key " + in_quotes(key) + ": " + suggestion(key, names));
  const auto whole = number_in<int>(value, 1, key == batch_key ? largest_batch : 1'000'000'000);
  if (!whole) return fail("--set " + key + " takes a whole number, 1 or more, not " + in_quotes(value));
  if (key == batch_key)
    settings.learning.batch = whole;
  else
    settings.sizes.push_back({key, *whole});
  return {};
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

std::string explain_settings() {
  std::string text;
  for (const Key& key : keys)
    text += std::string(key.name) + " (" + key.meaning + ", " + std::to_string(ModelDescription().*key.size) +
            "), ";
  return text +
         "rate (highest learning rate, 0.002), batch (sequences per step in the training of the trunk, 16), "
         "codec-share (the codec's share of the training time, 0.4; with --from 0.1)";
}

std::string explain_models() {
  std::string text;
  for (const Tier& tier : larger_tiers()) {
    if (!text.empty()) text += ", ";
    text += std::string(tier.name) + " (";
    for (std::size_t i = 0; i < tier.sizes.size(); ++i)
      text += (i == 0 ? "" : " ") + tier.sizes[i].key + "=" + std::to_string(tier.sizes[i].value);
    text += ")";
  }
  return text;
}

}  // namespace aeolian::trainer
