# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by benchmarks: starts an aeoliand with null output, which plays in real time until the script ends. It is the
# program in AEOLIAND, if that is set, or else one of this build. Sets `process`, and `port` for HTTP.
# shellcheck shell=bash disable=SC2154  # repository is set by .ci/steps.sh

aeoliand=${AEOLIAND:-}
if [ -z "$aeoliand" ]; then
  configure "$repository/build/bench" release -DAEOLIAN_TESTS=ON
  build "$repository/build/bench" aeoliand
  aeoliand=$repository/build/bench/daemon/aeoliand
fi
port=19001
folder=$(mktemp -d)
XDG_STATE_HOME=$folder XDG_CONFIG_HOME=$folder "$aeoliand" --output null --midi off --osc-port 0 --http-port "$port" \
  --log-level warning &
process=$!
trap 'kill "$process" 2>/dev/null || true; wait "$process" || true; rm -rf "$folder"' EXIT
until curl -sf "http://127.0.0.1:$port/health" >/dev/null; do
  kill -0 "$process"
  sleep 0.2
done
