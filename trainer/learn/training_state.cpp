// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/training_state.h"

#include <torch/serialize/archive.h>

#include <limits>
#include <sstream>

#include "core/atomic_file.h"

namespace aeolian::trainer {
namespace {

// A LibTorch archive is a ZIP file whose entries are under "archive/".
constexpr FileKind training_state_kind{"the state of a training", [](std::string_view beginning) {
                                         return beginning.starts_with("PK\3\4") &&
                                                beginning.substr(0, 64).find("archive/") != beginning.npos;
                                       }};

std::string curve_key(int stage) {
  return "curve" + std::to_string(stage);
}

torch::Tensor tensor_of(const std::array<double, max_stages>& values) {
  return torch::tensor(std::vector<double>(values.begin(), values.end()), torch::kFloat64);
}

/** (points, 4): step, seconds, loss, held-out loss. */
torch::Tensor tensor_of(const std::vector<Provenance::CurvePoint>& curve) {
  std::vector<double> values;
  for (const auto& point : curve)
    values.insert(values.end(),
                  {static_cast<double>(point.step), point.seconds, point.loss, point.held_out_loss});
  return torch::tensor(values, torch::kFloat64).reshape({-1, 4});
}

std::vector<Provenance::CurvePoint> curve_of(const torch::Tensor& points) {
  std::vector<Provenance::CurvePoint> curve;
  for (std::int64_t i = 0; i < points.size(0); ++i) {
    const auto value = [&](int column) { return points[i][column].item<double>(); };
    curve.push_back({"", static_cast<std::int64_t>(value(0)), value(1), value(2), value(3)});
  }
  return curve;
}

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
    return fail("--resume: there is no " + state.path_.string() +
                ", which a finished training removes unless you give --keep-state; leave out --resume to "
                "start again");
  try {
    state.archive_ = std::make_shared<torch::serialize::InputArchive>();
    state.archive_->load_from(state.path_.string());
    torch::Tensor stage, seconds;
    state.archive_->read("stage", stage);
    state.past_.stage = stage.item<int>();
    state.archive_->read("seconds", seconds);
    for (int i = 0; i < max_stages; ++i) state.past_.seconds[i] = seconds[i].item<double>();
    state.past_.losses.fill(std::numeric_limits<double>::quiet_NaN());
    if (torch::Tensor losses; state.archive_->try_read("losses", losses))
      for (int i = 0; i < max_stages; ++i) state.past_.losses[i] = losses[i].item<double>();
    for (int i = 0; i < max_stages; ++i)
      if (torch::Tensor points; state.archive_->try_read(curve_key(i), points))
        state.past_.curve[i] = curve_of(points);
  } catch (const c10::Error&) {
    return fail("--resume: " + state.path_.string() + " cannot be read; leave out --resume to start again");
  }
  return state;
}

ErrorOr<void> TrainingState::check_beginning(const std::string& from) {
  c10::IValue digest;
  const bool had_one = archive_->try_read("from", digest);
  if ((had_one ? digest.toStringRef() : "") == from) return {};
  return fail("--resume: " + path_.string() +
              (had_one ? " began from another checkpoint; give the same --from"
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
                " belongs to other sounds, other sizes or another version of Aeolian; give the same ones, or "
                "leave out --resume");
  }
  return {};
}

ErrorOr<void> write_training_state(const std::filesystem::path& checkpoint, const TrainingPast& past,
                                   const std::vector<Objective*>& objectives, const std::string& from) {
  torch::serialize::OutputArchive archive;
  if (!from.empty()) archive.write("from", c10::IValue(from));
  archive.write("stage", torch::tensor(past.stage));
  archive.write("seconds", tensor_of(past.seconds));
  archive.write("losses", tensor_of(past.losses));
  for (int i = 0; i < max_stages; ++i)
    if (!past.curve[i].empty()) archive.write(curve_key(i), tensor_of(past.curve[i]));
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

}  // namespace aeolian::trainer
