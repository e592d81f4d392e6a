#include "daemon/score.h"

#include <utility>

#include "daemon/entrance.h"

namespace aeolian {

ErrorOr<Score> Score::create(std::vector<Entrance> entrances, std::filesystem::path models,
                             std::filesystem::path samples, Quality quality, SizeLimit model_limit) {
  Score score;
  score.entrances_ = std::move(entrances);
  score.models_ = std::move(models);
  score.samples_ = std::move(samples);
  score.quality_ = quality;
  score.model_limit_ = std::move(model_limit);
  if (auto made = score.make_next(); !made) return tl::unexpected(made.error());
  return score;
}

ErrorOr<std::optional<Score::Offered>> Score::keep_up(Succession& succession) {
  if (!source_ || !succession.offer(std::move(source_), entrances_[next_].step)) return std::nullopt;
  Offered offered{entrances_[next_], model_};
  source_.reset();
  ++next_;
  if (auto made = make_next(); !made) return tl::unexpected(made.error());
  return offered;
}

ErrorOr<void> Score::make_next() {
  if (next_ == entrances_.size()) return {};
  const Entrance& entrance = entrances_[next_];
  if (model_.name != entrance.model) {
    auto model = find_model(models_, entrance.model).and_then([this](const std::filesystem::path& file) {
      return read_model(file, model_limit_);
    });
    if (!model) return fail("the control log asks for " + entrance.model + ": " + model.error().message);
    model_ = std::move(*model);
  }
  auto source = make_entrance(model_, entrance, samples_, quality_);
  if (!source) return fail("the control log asks for " + entrance.model + ": " + source.error().message);
  source_ = std::move(*source);
  return {};
}

}  // namespace aeolian
