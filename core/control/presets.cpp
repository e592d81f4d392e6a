#include "core/control/presets.h"

#include <utility>

namespace aeolian {
namespace {

tl::unexpected<Refusal> not_yet() {
  return tl::unexpected<Refusal>(Refusal{Refusal::Kind::failed, "presets are not there yet"});
}

}  // namespace

Presets::Presets(std::filesystem::path directory, Parameters& parameters)
    : directory_(std::move(directory)), parameters_(parameters) {}

Presets::Name Presets::save(std::string_view) {
  return not_yet();
}
Presets::Name Presets::load(Source, std::string_view, std::optional<double>) {
  return not_yet();
}
Presets::Name Presets::remove(std::string_view) {
  return not_yet();
}
std::vector<std::string> Presets::names() const {
  return {};
}
tl::expected<Change, Refusal> Presets::interpolate(Source, std::string_view, std::string_view, double,
                                                   std::optional<double>) {
  return not_yet();
}
Presets::Name Presets::name_at(std::size_t) const {
  return not_yet();
}

}  // namespace aeolian
