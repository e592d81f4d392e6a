// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/error.h"
#include "core/model/description.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/** Serialises the finished codec, for ranks that continue from it. */
std::string codec_to_bytes(const Codec& codec, const ModelDescription& description);

/**
 * Restores the codec from these bytes and sets `description.latent_size` to its own. Fails if they are not a
 * codec with the other sizes of `description`.
 */
ErrorOr<Codec> codec_from_bytes(const std::string& bytes, ModelDescription& description);

}  // namespace aeolian::trainer
