// The caller's settings as LoadGen's.
#ifndef NATIVEBENCH_LOADGEN_BRIDGE_SETTINGS_H_
#define NATIVEBENCH_LOADGEN_BRIDGE_SETTINGS_H_

#include <string>

#include "nativebench_loadgen_bridge.h"
#include "test_settings.h"

namespace nblg {

// A setting that this LoadGen doesn't have, and that isn't asked for its default, is named in *missing.
mlperf::TestSettings ToTestSettings(const nblg_settings& settings, std::string* missing);

}  // namespace nblg

#endif  // NATIVEBENCH_LOADGEN_BRIDGE_SETTINGS_H_
