// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/training_state.h"

#include <torch/serialize/archive.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "core/atomic_file.h"

namespace aeolian {
namespace {

// A LibTorch archive is a ZIP file whose entries are under "archive/".
constexpr FileKind training_state_kind{"a state of a training", [](std::string_view beginning) {
                                         return beginning.starts_with("PK\3\4") &&
                                                beginning.substr(0, 64).find("archive/") != beginning.npos;
                                       }};

}  // namespace

std::filesystem::path training_state_path(const std::filesystem::path& checkpoint) {
  return checkpoint.string() + ".training";
}

ErrorOr<void> check_training_state_path(const std::filesystem::path& checkpoint) {
  const auto path = output_path(training_state_path(checkpoint), training_state_kind);
  if (!path) return tl::unexpected(path.error());
  return {};
}

ErrorOr<TrainingState> read_training_state(const std::filesystem::path& checkpoint) {
  TrainingState state;
  state.path_ = training_state_path(checkpoint);
  if (!std::filesystem::is_regular_file(state.path_))
    return fail(
        "--resume: there is no " + state.path_.string() +
        ", which a finished training removes unless --keep-state is given; leave out --resume to start "
        "anew");
  try {
    state.archive_ = std::make_shared<torch::serialize::InputArchive>();
    state.archive_->load_from(state.path_.string());
    torch::Tensor stage, seconds;
    state.archive_->read("stage", stage);
    state.stage_ = stage.item<int>();
    state.archive_->read("seconds", seconds);
    for (int i = 0; i < max_stages; ++i) state.seconds_[i] = seconds[i].item<double>();
    state.losses_.fill(std::numeric_limits<double>::quiet_NaN());
    if (torch::Tensor losses; state.archive_->try_read("losses", losses))
      for (int i = 0; i < max_stages; ++i) state.losses_[i] = losses[i].item<double>();
  } catch (const c10::Error&) {
    return fail("--resume: " + state.path_.string() + " cannot be read; leave out --resume to start anew");
  }
  return state;
}

std::optional<double> TrainingState::loss_of(int stage) const {
  const double loss = losses_.at(stage);
  return std::isnan(loss) ? std::nullopt : std::optional(loss);
}

ErrorOr<void> TrainingState::check_beginning(const Normalisation* given) {
  torch::Tensor mean;
  const bool had_one = archive_->try_read("given_mean", mean);
  if (had_one ? given && torch::equal(mean, given->mean) : !given) return {};
  return fail("--resume: " + path_.string() +
              (had_one ? " began from another checkpoint; give the same --from as then"
                       : " began from no checkpoint; leave out --from") +
              ", or leave out --resume");
}

ErrorOr<void> TrainingState::load(Objective& objective, int stage) {
  try {
    torch::serialize::InputArchive part;
    archive_->read("learner" + std::to_string(stage), part);
    objective.optimizer().load(part);
  } catch (const c10::Error&) {
    return fail("--resume: " + path_.string() +
                " belongs to other sounds or other sizes; give the same ones, or leave out --resume");
  }
  return {};
}

ErrorOr<void> write_training_state(const std::filesystem::path& checkpoint, int stage,
                                   const std::array<double, max_stages>& seconds,
                                   const std::array<double, max_stages>& losses,
                                   const std::vector<Objective*>& objectives, const Normalisation* given) {
  torch::serialize::OutputArchive archive;
  if (given) archive.write("given_mean", given->mean);
  archive.write("stage", torch::tensor(stage));
  archive.write("seconds",
                torch::tensor(std::vector<double>(seconds.begin(), seconds.end()), torch::kFloat64));
  archive.write("losses", torch::tensor(std::vector<double>(losses.begin(), losses.end()), torch::kFloat64));
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    torch::serialize::OutputArchive part(archive.compilation_unit());
    objectives[i]->optimizer().save(part);
    archive.write("learner" + std::to_string(i), part);
  }
  std::ostringstream bytes;
  archive.save_to(bytes);
  auto file = AtomicFile::create(training_state_path(checkpoint), training_state_kind);
  if (!file) return tl::unexpected(file.error());
  const auto text = std::move(bytes).str();
  if (auto written = file->write(std::as_bytes(std::span(text))); !written) return written;
  return file->commit();
}

}  // namespace aeolian
