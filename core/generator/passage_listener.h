// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/model/heard_passages.h"
#include "core/model/small_engine.h"

namespace aeolian {

/**
 * Turns the input into passages that can be followed: reads it with the model's trunk, and keeps with each
 * latent its innovation, as training does with the corpus. One thread at a time; nothing allocates after
 * create().
 */
class PassageListener {
 public:
  /** Fails where SmallEngine::create() does. */
  static ErrorOr<std::unique_ptr<PassageListener>> create(std::shared_ptr<const Checkpoint> checkpoint,
                                                          const Arithmetic& arithmetic);

  /** Takes the next step of a phrase: its latent, and the encoding of the two seconds up to it. */
  void hear(std::span<const float> latent, std::span<const float> encoding);

  void end_phrase();
  void forget();

  const HeardPassages& passages() const { return passages_; }

 private:
  explicit PassageListener(std::unique_ptr<SmallEngine> engine);

  std::unique_ptr<SmallEngine> engine_;
  HeardPassages passages_;
  std::vector<float> deviation_, innovation_, likeliest_;
};

}  // namespace aeolian
