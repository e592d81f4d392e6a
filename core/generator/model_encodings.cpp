// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/model_encodings.h"

#include <span>

namespace aeolian {

ErrorOr<EncodingBank> encodings_of(const Checkpoint& checkpoint) {
  const Tensor* rows = checkpoint.find("encodings");
  const ModelDescription& model = checkpoint.description;
  if (rows == nullptr || model.encodings.empty()) return EncodingBank();
  const Tensor* axes = checkpoint.find("encodings.axes");  // older checkpoints have none
  return EncodingBank::create(model.encodings, rows->values, static_cast<std::size_t>(model.encoding_size),
                              axes == nullptr ? std::span<const float>() : axes->values);
}

}  // namespace aeolian
