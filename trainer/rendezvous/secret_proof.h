// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace aeolian::trainer {

/** The side of a connection that makes the proof. */
enum class Prover { rank_zero, other_rank };

/** Returns 32 random bytes, never used twice. */
std::string new_challenge();

/**
 * Proves knowledge of `secret` without revealing it: HMAC-SHA256 (RFC 2104) of the prover's role and of both
 * sides' challenges, 32 bytes. The roles differ, so that a side cannot send back the other's proof as its
 * own.
 */
std::string proof_of(std::string_view secret, Prover prover, std::string_view challenge_of_zero,
                     std::string_view challenge_of_other);

/** Compares two proofs in a time that does not depend on where they differ. */
bool is_same_proof(std::string_view a, std::string_view b);

}  // namespace aeolian::trainer
