// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/engine.h"

#include "core/model/autoencoder_engine.h"
#include "core/model/frame_lstm_engine.h"
#include "core/model/small_engine.h"
#include "core/state_archive.h"

namespace aeolian {

DecodedFrames Engine::archive(StateArchive& state) {
  state.refuse("this kind of model has no moments");
  return {};
}

std::size_t Engine::step_together(std::span<EngineStep* const> steps) {
  EngineStep& own = *steps.front();
  own.frames = step(own.controls, *own.random);
  return 1;
}

ErrorOr<std::unique_ptr<Engine>> make_engine(std::shared_ptr<const Checkpoint> checkpoint,
                                             const Arithmetic& arithmetic) {
  switch (checkpoint->description.kind) {
    case ModelKind::small:
      return SmallEngine::create(std::move(checkpoint), arithmetic);
    case ModelKind::frame_lstm:
      return FrameLstmEngine::create(std::move(checkpoint), arithmetic);
    case ModelKind::autoencoder:
      return AutoencoderEngine::create(std::move(checkpoint), arithmetic);
    case ModelKind::bytes:
      return fail(
          "a bytes checkpoint is a baseline that cannot play in real time: render it with aeolian generate");
  }
  return fail("this Aeolian has no engine for the checkpoint's kind of model: update Aeolian");
}

}  // namespace aeolian
